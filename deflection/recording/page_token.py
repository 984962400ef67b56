"""Proof that a beacon belongs to a page this site has served: content, revision and hour, signed."""

import time
import uuid
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

# A page may stay open in a tab for a day; a token from before tells of nobody's reading today.
VALID_HOURS = 24
_signer = Signer(salt="deflection.page-token")


@dataclass(frozen=True)
class PageToken:
    """The same for everybody within an hour, so that pages with it may be cached and it follows nobody."""

    kind: str
    key: uuid.UUID
    revision: int | None
    words: int
    language: str
    hour: int

    @property
    def content(self) -> str:
        return f"{self.kind}:{self.key}"


def make_page_token(*, kind: str, key: uuid.UUID, revision: int | None, words: int, language: str) -> str:
    return _signer.sign_object([kind, key.hex, revision, words, language, _this_hour()])


def read_page_token(text: str) -> PageToken | None:
    """None when forged, broken, from the future or older than a day."""
    try:
        kind, key, revision, words, language, hour = _signer.unsign_object(text)
        token = PageToken(kind, uuid.UUID(key), revision, words, language, hour)
    except (BadSignature, ValueError, TypeError):
        return None
    return token if 0 <= _this_hour() - token.hour <= VALID_HOURS else None


def _this_hour() -> int:
    return int(time.time() // 3600)
