"""Tokens of other desks: opened and revoked by owners, recognised by their hash."""

import hashlib
import secrets

from django.utils import timezone

from deflection.models import DeskToken
from kbsite.accounts.models import User

PREFIX = "desk_"  # so that a leaked token is recognised for what it is


def open_access(*, source: str, by: User) -> tuple[DeskToken, str]:
    """The row, and the token: this is the only moment at which anybody can read it."""
    token = PREFIX + secrets.token_urlsafe(32)
    return DeskToken.objects.create(source=source, digest=_digest(token), ending=token[-4:], made_by=by), token


def revoke_access(*, access: DeskToken) -> None:
    """Nothing more comes in with it; what came stays."""
    DeskToken.objects.filter(pk=access.pk, revoked_at=None).update(revoked_at=timezone.now())


def access_of(token: str) -> DeskToken | None:
    """The access that the token opens, also a revoked one."""
    return DeskToken.objects.filter(digest=_digest(token)).first() if token.startswith(PREFIX) else None


def note_use(access: DeskToken) -> None:
    """The day only: one write a day."""
    today = timezone.localdate()
    if access.last_used_on != today:
        DeskToken.objects.filter(pk=access.pk).update(last_used_on=today)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
