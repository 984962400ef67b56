import datetime
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from deflection.models import Event
from deflection.recording.read_together import contents_read_by_visits

pytestmark = pytest.mark.django_db
ONE, OTHER = uuid.uuid4(), uuid.uuid4()
LONG_AGO = timezone.now() - datetime.timedelta(days=300)


def read(visit: str, key: uuid.UUID, type_name: str = "qualified_read", **said) -> None:
    Event.objects.create(
        ts=said.pop("ts", timezone.now()), type=type_name, visit_key=visit, content_kind="article", content_uuid=key, **said
    )


def since(days: int = 90) -> list[set[str]]:
    return list(contents_read_by_visits(timezone.now() - datetime.timedelta(days=days)))


def test_each_visit_gives_what_it_really_read_and_no_key():
    read("v1", ONE)
    read("v1", OTHER)
    read("v1", ONE)
    read("v2", OTHER)
    assert sorted(since(), key=len) == [{f"article:{OTHER}"}, {f"article:{ONE}", f"article:{OTHER}"}]


def test_bounces_staff_old_rows_and_reads_without_a_visit_say_nothing():
    read("v1", ONE, "short_read")
    read("v2", ONE, actor_class="staff")
    read("v3", ONE, ts=LONG_AGO)
    read("", ONE)
    assert since() == []


def test_one_query_whatever_the_number_of_visits():
    for number in range(40):
        read(f"v{number}", ONE)
    with CaptureQueriesContext(connection) as captured:
        assert len(since()) == 40
    assert len(captured) == 1
