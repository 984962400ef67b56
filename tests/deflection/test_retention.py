from datetime import timedelta

import pytest
from django.utils import timezone

from deflection.models import Event, KeyLink
from deflection.recording.retention import EVENT_DAYS, erase_old_rows

pytestmark = pytest.mark.django_db


def test_events_end_after_thirteen_months_and_key_links_with_the_old_secret(make_event):
    kept, old = make_event(), make_event()
    now = kept.ts + timedelta(days=EVENT_DAYS)
    Event.objects.filter(pk=old.pk).update(ts=kept.ts - timedelta(seconds=1))
    assert erase_old_rows(now=now) == 1
    assert list(Event.objects.all()) == [kept]
    KeyLink.objects.create(old_key="a", new_key="b")
    erase_old_rows(now=timezone.now() + timedelta(days=7))
    assert KeyLink.objects.exists()
    erase_old_rows(now=timezone.now() + timedelta(days=9))
    assert not KeyLink.objects.exists()
