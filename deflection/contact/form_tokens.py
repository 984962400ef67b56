"""The name of one opened form: it makes sending idempotent and tells how long somebody has been writing."""

import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer

_signer = Signer(salt="deflection.contact.form")


@dataclass(frozen=True, slots=True)
class FormToken:
    key: uuid.UUID
    opened_at: datetime

    @property
    def age_seconds(self) -> float:
        return time.time() - self.opened_at.timestamp()

    def __str__(self) -> str:
        """As it stands in the form. Only this site can make one, so nobody can write into another's form."""
        return _signer.sign(f"{self.key.hex}.{int(self.opened_at.timestamp())}")


def new_form_token(*, opened_at: datetime | None = None) -> FormToken:
    return FormToken(key=uuid.uuid4(), opened_at=opened_at or datetime.now(UTC))


def read_form_token(text: str) -> FormToken | None:
    """None when it was not made here."""
    try:
        key, _dot, seconds = _signer.unsign(text).partition(".")
        return FormToken(key=uuid.UUID(key), opened_at=datetime.fromtimestamp(int(seconds), UTC))
    except (BadSignature, ValueError, OverflowError):
        return None
