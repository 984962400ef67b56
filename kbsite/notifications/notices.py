"""Telling people in the site, and remembering what they have read."""

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override

from kbsite.accounts.models import User
from kbsite.notifications.models import Notice


def notify(*, user: User, kind: str, key: str, text: str | Promise, url: str, actor: User | None = None) -> bool:
    """Tell a person once per `key`, in their language when `text` is lazy. Nobody is told about what they did themselves.

    Call it inside the transaction of the act. `url` is a path of this site; anything else is a ValueError.
    Returns whether a notice was due.
    """
    if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        raise ValueError("a notice leads to a page of this site")
    if actor is not None and actor.pk == user.pk:
        return False
    with override(user.language):
        line = str(text)
    notice = Notice(
        user=user,
        kind=kind,
        key=key,
        text=line if len(line) <= 300 else line[:299] + "…",
        url=url,
        actor=actor,
        created_at=timezone.now(),
    )
    # The unique key decides; a second telling changes nothing and breaks no transaction.
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    return True


@transaction.atomic
def mark_read(*, user: User, notice_id: int) -> bool:
    """Mark one of this person's notices as read; False when it is not theirs or was read before."""
    return bool(Notice.objects.filter(user=user, pk=notice_id, read_at__isnull=True).update(read_at=timezone.now()))


@transaction.atomic
def mark_all_read(*, user: User) -> int:
    return Notice.objects.filter(user=user, read_at__isnull=True).update(read_at=timezone.now())
