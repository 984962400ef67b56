"""What the writer looked at before, as far as they may be followed: for the people who answer, not for measurement."""

import logging
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone

from deflection.contact.answering import Reading
from deflection.contact.contents import named_contents
from deflection.models import Event, ReadingAction, content_reference
from kbsite.accounts.models import User
from kbsite.visitors.who import Visitor

log = logging.getLogger(__name__)

LOOK_BACK = timedelta(hours=24)  # the same need, by the episode rule
MOST = 10


def recent_readings(
    *, visitor: Visitor, user: User | AnonymousUser, language: str, now: datetime | None = None
) -> tuple[Reading, ...]:
    """Articles and topics that this visitor looked at within a day, oldest first. Empty for people who are not followed."""
    who = Q()
    if visitor.person_key:
        who |= Q(person_key__in=[key for key in (visitor.person_key, visitor.previous_person_key) if key])
    if visitor.visit_key:
        who |= Q(visit_key=visitor.visit_key)
    if not who:
        return ()
    try:
        with transaction.atomic():
            return _read(who, user, language, (now or timezone.now()) - LOOK_BACK)
    except Exception:  # noqa: BLE001  (the trail is a courtesy; the message goes out without it)
        log.exception("the trail of a contact could not be read")
        return ()


def _read(who: Q, user: User | AnonymousUser, language: str, since: datetime) -> tuple[Reading, ...]:
    seen = (
        Event.objects.filter(who, type="view", ts__gt=since)
        .values("content_kind", "content_uuid")
        .annotate(first=Min("ts"))
        .order_by("-first")[:MOST]
    )
    first_looks = {content_reference(row["content_kind"], row["content_uuid"]): row["first"] for row in seen}
    named = named_contents(list(first_looks), user=user, language=language)
    readings = [
        Reading(action=ReadingAction.READ, content=content, title=one.title, url=one.url, at=first_looks[content])
        for content, one in named.items()
    ]
    return tuple(sorted(readings, key=lambda reading: reading.at))
