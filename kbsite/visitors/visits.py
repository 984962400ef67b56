"""The random key of one visit, from the first use of a form or vote until half an hour without a page."""

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime

from django.core.cache import cache
from django.http import HttpRequest

from kbsite.security import client_address

COOKIE = "visit"
VISIT_GAP_SECONDS = 30 * 60  # same as Matomo and GA; the episode rules use the same gap
_SHAPE = re.compile(r"^[0-9a-f]{32}$")


def current_visit_key(request: HttpRequest) -> str:
    """The key of the visit that is going on, or an empty string. Each call keeps the visit alive."""
    key = request.COOKIES.get(COOKIE, "")
    # Only a key that this site gave out and that was seen in the last half hour: a copied or old cookie joins nothing.
    if _SHAPE.match(key) and cache.touch(f"visit:{key}", VISIT_GAP_SECONDS):
        return key
    return ""


def begin_visit_key() -> str:
    key = secrets.token_hex(16)
    cache.set(f"visit:{key}", True, VISIT_GAP_SECONDS)
    return key


def memory_key(request: HttpRequest) -> str:
    """Where the reads of somebody who is not followed wait in memory for half an hour, in case a form is used.

    Made of the address and browser with a salt that exists in the cache for one day only. Never written to a row or log.
    """
    today = datetime.now(UTC).date().isoformat()
    salt = cache.get_or_set(f"visit-salt:{today}", lambda: secrets.token_hex(16), 86_400)
    seen = f"{client_address(request)}|{request.headers.get('User-Agent', '')}|{request.headers.get('Accept-Language', '')}"
    return hmac.new(str(salt).encode(), seen.encode(), hashlib.sha256).hexdigest()
