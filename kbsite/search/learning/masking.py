"""Takes out of a search what may be about a person, by rule, before anything is kept.

Names are not found by rule: therefore words of fewer than three visits are shown to nobody (see gaps).
"""

from __future__ import annotations

import re

MOST_CHARS = 200

# Marks instead of words: the same in every language, and none of them can be searched for.
ADDRESS, NUMBER, TOKEN = "@", "#", "…"

_ADDRESS = re.compile(r"\S+@\S+")
# What follows a question mark or names a user in an address of the web.
_LINK = re.compile(r"\b(https?://)(?:[^\s/@]*@)?([^\s?#]*)[^\s]*", re.IGNORECASE)
# Personal identity codes: Finnish 131052-308T, Swedish 811218-9876 and 19811218+9876.
_IDENTITY = re.compile(r"\b\d{6}(?:\d{2})?[-+A-FU-Y]\d{3}[0-9A-Z]\b", re.IGNORECASE)
# Five digits and more, also in groups: telephone, account, card and order numbers. Shorter ones are versions and error codes;
# 0x80070005 is an error code too.
_NUMBER = re.compile(r"(?<![\w.])\+?\(?\d(?:[ .()/-]{0,2}\d){4,}(?!\w)")
# Keys, session ids, hashes: long, and letters with digits.
_TOKEN = re.compile(r"\b(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{16,}\b")
# Version numbers and network addresses in groups of dots.
_TECHNICAL = re.compile(r"\d{1,3}(?:\.\d{1,4}){2,3}")


def mask(terms: str) -> tuple[str, bool]:
    """The words with marks for what was taken out, at most MOST_CHARS of them, and whether anything was."""
    text = " ".join(terms.replace("\x00", "").split())
    masked = _LINK.sub(r"\1\2", text)
    masked = _ADDRESS.sub(ADDRESS, masked)
    masked = _IDENTITY.sub(NUMBER, masked)
    masked = _TOKEN.sub(TOKEN, masked)
    masked = _NUMBER.sub(lambda found: found[0] if _TECHNICAL.fullmatch(found[0]) else NUMBER, masked)
    return masked[:MOST_CHARS], masked != text
