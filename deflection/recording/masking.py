"""What people type into search fields may hold numbers and addresses that nobody meant to leave here."""

import re

_ADDRESS = re.compile(r"\S+@\S+")
_DIGITS = re.compile(r"\d")


def masked_terms(terms: str) -> str:
    """At most 200 characters, with `@` for every address and `#` for every digit."""
    return _DIGITS.sub("#", _ADDRESS.sub("@", terms.replace("\x00", "")))[:200]
