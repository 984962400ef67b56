"""Takes e-mail addresses and phone numbers out of what readers write, before it is stored."""

import re

from django.utils.translation import gettext

EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# Seven digits or more, written with spaces, dashes, dots or brackets. Shorter ones are versions, dates, error codes.
PHONE = re.compile(r"(?<![\w.])\+?\(?\d(?:[ .()/-]{0,2}\d){6,14}(?![\w])")
# Dates, version numbers and network addresses; 555.123.4567 is how some write a phone number.
TECHNICAL = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{4}|(?!\d{3}\.\d{3}\.\d{4}$)\d+(?:\.\d+){2,}")


def mask_personal_data(text: str) -> str:
    """The text with addresses and numbers replaced by words that say what stood there."""
    text = EMAIL.sub(f"[{gettext('e-mail address')}]", text)
    return PHONE.sub(lambda match: match[0] if TECHNICAL.fullmatch(match[0]) else f"[{gettext('phone number')}]", text)
