"""Contacts whose event was lost: a lost outcome would look like success.

The contact is safe before anything is measured, so a process that was killed in between leaves a contact without its
`form_submitted`. The ledger reads contacts themselves and counts it anyway; the event is made up for here.
"""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Concat
from django.utils import timezone

from deflection.models import ActorClass, Consent, Contact, ContactChannel, Event

# The request that made the contact may still be writing its event.
PATIENCE = timedelta(minutes=2)
CONTACTS_AT_ONCE = 500


def reconcile_contacts(*, now: datetime | None = None) -> int:
    """Worker job, and before each estimate: how many events were made up for. Running it again makes none."""
    now = now or timezone.now()
    once = Concat(Value("contact:"), OuterRef("reference"), output_field=CharField())
    without = (
        Contact.objects.filter(source="site", channel=ContactChannel.FORM, ts__lt=now - PATIENCE)
        .exclude(Exists(Event.objects.filter(source="site", external_id=once)))
        .order_by("id")[:CONTACTS_AT_ONCE]
    )
    made = [_event_of(contact, now) for contact in without]
    # Conflicts: the event came after all.
    Event.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _event_of(contact: Contact, now: datetime) -> Event:
    followed = Consent.FULL if contact.person_key else Consent.SESSION if contact.visit_key else Consent.NONE
    return Event(
        ts=contact.ts,
        received_at=now,
        person_key=contact.person_key,
        visit_key=contact.visit_key,
        type="form_submitted",
        content_kind=contact.came_from_kind,
        content_uuid=contact.came_from_uuid,
        language=contact.language,
        payload={"way": "contact", "contact": contact.reference},
        actor_class=ActorClass.PERSON,
        consent=followed,
        external_id=f"contact:{contact.reference}",
    )
