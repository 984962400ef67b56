"""Which addresses may stand in a text, and how they are written.

The makers (Markdown, HTML import) bring an address into its one safe spelling with `safe_url`; the gates let an address
through only when it already has that spelling. So a spelling that one parser reads as relative and another as
`javascript:` cannot pass.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings

SCHEMES: Final = ("http", "https", "mailto")
MAX_URL_CHARS: Final = 2000  # what old proxies and mail programs still pass on; also bounds reference-link amplification

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_WEB = re.compile(r"https?://[^/?#\\@\s]+(?:[/?#].*)?", re.IGNORECASE | re.DOTALL)
_MAIL = re.compile(r"mailto:[^\s<>\"'\\@?:/]+@[^\s<>\"'\\@?:/]+(?:\?.*)?", re.IGNORECASE | re.DOTALL)
_LOCAL = re.compile(r"(?:/(?![/\\])|\#).*", re.DOTALL)


def safe_url(url: str) -> str | None:
    """`url` in its one safe spelling, or None when it may not be linked.

    Allowed are http, https and mailto addresses, paths of this site that start with a single "/", and "#fragments".
    A "//host" address becomes https. Invisible characters are dropped before anything is judged, spaces inside are
    written %20. `safe_url(safe_url(x)) == safe_url(x)`.
    """
    if len(url) > MAX_URL_CHARS * 2:
        return None
    url = "".join(_visible(character) for character in url).strip()
    if url.startswith("//"):
        url = "https:" + url
    elif url[:4].lower() == "www.":
        url = "https://" + url
    url = url.replace(" ", "%20").replace('"', "%22").replace("<", "%3C").replace(">", "%3E").replace("`", "%60")
    if not url or len(url) > MAX_URL_CHARS:
        return None
    scheme, colon, rest = url.partition(":")
    if colon and scheme.lower() in SCHEMES:
        url = f"{scheme.lower()}:{rest}"
    if not any(form.fullmatch(url) for form in (_WEB, _MAIL, _LOCAL)):
        return None
    return url if _parses(url) else None


def is_external(url: str) -> bool:
    """Whether a safe `url` leaves this site."""
    return not url.startswith(("/", "#"))


def media_prefix() -> str:
    """Where this site serves its own media: the only place pictures in texts may come from."""
    prefix = str(settings.MEDIA_URL) if settings.configured else ""
    # An empty or root MEDIA_URL would let any address of the site be fetched as a picture (sign-out by GET, for one).
    return prefix if prefix.endswith("/") and len(prefix) > 1 else "/media/"


def is_own_media(url: str) -> bool:
    """Whether a picture may be shown from `url`: a plain path below the media prefix, without ways up."""
    prefix = media_prefix()
    if not url.startswith(prefix) or safe_url(url) != url:
        return False
    path = unquote(unquote(urlsplit(url).path))
    return "\\" not in path and not {".", ".."} & set(path.split("/"))


def absolute(url: str, base_url: str) -> str:
    """`url` as seen from the page `base_url`; unchanged when that cannot be said."""
    try:
        return urljoin(base_url, url)
    except ValueError:
        return url


def shown_name(url: str) -> str:
    """A few readable words for a link that has none: the file name, else the host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.netloc or url


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return "" if category in _INVISIBLE else character


def _parses(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.port != 0 and (parts.scheme not in ("http", "https") or bool(parts.hostname))
    except ValueError:
        return False
