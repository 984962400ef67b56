import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from deflection.issues.keeping import create_issue, end_link, free_slug, link_contact, link_content
from deflection.issues.selectors import issue_list
from deflection.models import ContactIssue, ContentIssue, RecurringIssue
from forum.models import Board, Topic
from tests.deflection.conftest import ARTICLE

# Fixed, not random: all test processes must collect tests of the same names.
NO_CONTENT = "0b9c6c1e-5d52-4a9a-9d0a-7d1f60f0c111"

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(ana):
    board = Board.objects.create(title_en="Network", slug="network", effective_audience="public")
    return Topic.objects.create(board=board, title="VPN drops every hour", slug="vpn", asker=ana)


def test_the_list_counts_contacts_of_the_last_four_complete_weeks(olga, vpn, make_contact):
    now = timezone.now()
    for weeks in (1, 2, 9):
        contact = make_contact(issues=[vpn])
        type(contact).objects.filter(pk=contact.pk).update(ts=now - timedelta(weeks=weeks))
    (row,) = issue_list(kind="problem", user=olga).rows
    assert (row.recent, row.verdict) == (2, "too few weeks for limits")


def test_issues_out_of_use_and_of_other_kinds_are_not_in_the_list(olga, vpn):
    RecurringIssue.objects.create(slug="old", title="Old", is_active=False)
    RecurringIssue.objects.create(slug="laptop", title="New laptop", kind="order")
    assert [row.slug for row in issue_list(kind="problem", user=olga).rows] == ["vpn-drops"]
    assert issue_list(kind="problem", user=olga).counts == {"problem": 1, "order": 1}


def test_the_list_costs_the_same_with_2_and_20_issues(as_user, olga, make_contact, topic, django_assert_num_queries):
    client = as_user(olga)

    def more(numbers):
        for number in numbers:
            issue = create_issue(slug=f"issue-{number}", title=f"Issue {number}")
            link_content(issue=issue, content_kind="topic", content_uuid=topic.key)
            link_content(issue=issue, content_kind="article", content_uuid=uuid.uuid4())
            make_contact(issues=[issue])

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    more(range(2))
    client.get(reverse("issues:board"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("issues:board"))
    more(range(2, 20))
    with django_assert_num_queries(len(few)):
        page = client.get(reverse("issues:board")).content.decode()
    assert page.count("VPN drops every hour") == 20


def test_who_may_see_and_change_issues(as_user, ana, ben, chi, olga, vpn, topic):
    for who, may_see, may_change in ((ana, 403, 403), (ben, 200, 403), (chi, 200, 302), (olga, 200, 302)):
        client = as_user(who)
        assert client.get(reverse("issues:board")).status_code == may_see
        assert client.get(reverse("issues:issue", args=[vpn.slug])).status_code == may_see
        answer = client.post(reverse("issues:link", args=[vpn.slug]), {"content": f"topic:{topic.key}"})
        assert answer.status_code == may_change
    assert as_user(None).get(reverse("issues:board")).status_code == 302


def test_agents_name_a_new_issue(as_user, ben):
    answer = as_user(ben).post(reverse("issues:new"), {"title": "Printer asks for a badge", "kind": "problem"})
    assert answer["Location"] == reverse("issues:issue", args=["printer-asks-for-a-badge"])
    as_user(ben).post(reverse("issues:new"), {"title": "Printer asks for a badge", "kind": "problem"})
    assert set(RecurringIssue.objects.values_list("slug", flat=True)) == {
        "printer-asks-for-a-badge",
        "printer-asks-for-a-badge-2",
    }


def test_a_refused_issue_says_why_and_keeps_what_was_typed(as_user, ben):
    answer = as_user(ben).post(reverse("issues:new"), {"title": "", "kind": "order"})
    assert answer.status_code == 422
    assert not RecurringIssue.objects.exists()


@pytest.mark.parametrize("content", ["", "page:1", "topic:nothing", f"topic:{NO_CONTENT}", f"article:{ARTICLE}"])
def test_only_content_that_is_here_can_be_linked(as_user, chi, vpn, content):
    assert as_user(chi).post(reverse("issues:link", args=[vpn.slug]), {"content": content}).status_code == 400
    assert not ContentIssue.objects.exists()


def test_a_link_is_ended_not_deleted(as_user, chi, vpn, topic):
    client = as_user(chi)
    client.post(reverse("issues:link", args=[vpn.slug]), {"content": f"topic:{topic.key}"})
    client.post(reverse("issues:link", args=[vpn.slug]), {"content": f"topic:{topic.key}"})
    link = ContentIssue.objects.get()
    assert client.post(reverse("issues:unlink", args=["other", link.pk])).status_code == 404
    client.post(reverse("issues:unlink", args=[vpn.slug, link.pk]))
    link.refresh_from_db()
    assert link.valid_to is not None
    assert client.get(reverse("issues:issue", args=[vpn.slug])).content.decode().count("VPN drops every hour") == 0


def test_a_link_that_would_end_before_it_began_is_removed(vpn):
    link = link_content(issue=vpn, content_kind="article", content_uuid=ARTICLE)
    end_link(link=link, at=link.valid_from)
    assert not ContentIssue.objects.exists()


def test_a_contact_is_about_exactly_the_issues_that_were_said(vpn, make_contact):
    mail = create_issue(slug="mail", title="Mail")
    contact = make_contact(issues=[vpn])
    link_contact(contact=contact, issues=[mail])
    link_contact(contact=contact, issues=[mail])
    assert list(ContactIssue.objects.values_list("issue__slug", flat=True)) == ["mail"]
    link_contact(contact=contact, issues=[])
    assert not ContactIssue.objects.exists()


def test_a_taken_address_gets_a_number(vpn):
    assert free_slug("vpn-drops") == "vpn-drops-2"
    assert free_slug("") == "issue"


def test_a_reference_leads_to_its_page_if_one_may_see_it(as_user, ana, topic):
    address = reverse("reports:content", args=["topic", topic.key])
    assert as_user(ana).get(address)["Location"] == topic.get_absolute_url()
    Board.objects.update(effective_audience="staff")
    assert as_user(ana).get(address).status_code == 404
    assert as_user(ana).get(reverse("reports:content", args=["article", topic.key])).status_code == 404
    assert as_user(ana).get(reverse("reports:content", args=["board", topic.key])).status_code == 404


def test_a_hidden_title_is_named_to_nobody_who_may_not_see_it(ana, olga, topic):
    from deflection.naming import content_names

    Board.objects.update(effective_audience="staff")
    reference = f"topic:{topic.key}"
    assert content_names([reference], user=olga)[reference].title == "VPN drops every hour"
    assert "VPN" not in content_names([reference], user=ana)[reference].title
