"""The words of old contacts go; the facts that measurement counts stay, without any text or address."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from articles.reusing.recording import forget_replies
from deflection.contact.reusing import PLACE
from deflection.models import ContactMessage, ContactReading, ContactState, Correspondence

# Two years after the last word of a finished contact: long enough to look up what was agreed, no archive of people's troubles.
KEEP_WORDS = timedelta(days=730)
BATCH = 200


@transaction.atomic
def forget_old_words(now: datetime | None = None) -> int:
    """Worker job: delete subject, address, messages and trail of finished contacts past their time, at most a batch."""
    now = now or timezone.now()
    finished = Correspondence.objects.filter(last_message_at__lt=now - KEEP_WORDS).exclude(contact__state=ContactState.OPEN)
    contacts = list(finished.values_list("contact_id", flat=True)[:BATCH])
    messages = ContactMessage.objects.filter(contact__in=contacts)
    forget_replies(place=PLACE, text_keys=[str(pk) for pk in messages.values_list("pk", flat=True)])
    messages.delete()
    ContactReading.objects.filter(contact__in=contacts).delete()
    Correspondence.objects.filter(contact__in=contacts).delete()
    return len(contacts)
