import re

import pytest

from deflection.contact.answering import close_contact, reply_to_contact
from deflection.models import Contact, RecurringIssue
from kbsite.catalog.models import Product

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(as_user, ben):
    return as_user(ben)


@pytest.fixture
def one_of_each(contact_of, answered, ben):
    contact_of(None, subject="Still new")
    waiting = contact_of(None, subject="Asked back")
    reply_to_contact(contact=waiting, by=ben, text="Which version?", asks_customer=True)
    answered(subject="Has an answer")
    closed = answered(subject="Was closed")
    close_contact(contact=closed, by=ben)


@pytest.mark.parametrize(
    ("view", "subject"),
    [("new", "Still new"), ("waiting", "Asked back"), ("answered", "Has an answer"), ("closed", "Was closed")],
)
def test_each_view_lists_its_own(desk, one_of_each, view, subject):
    content = desk.get(f"/contact/desk/?view={view}").content.decode()
    listed = [one for one in ("Still new", "Asked back", "Has an answer", "Was closed") if one in content]
    assert listed == [subject]


@pytest.mark.parametrize("strange", ["\x00", "²", "9" * 40, "'", "%", "-1"])
def test_no_filter_breaks_the_desk(desk, one_of_each, strange):
    for name in ("view", "kind", "product", "language", "q", "page"):
        assert desk.get("/contact/desk/", {name: strange}).status_code == 200


def test_strange_filters_show_the_first_view(desk, one_of_each):
    assert "Still new" in desk.get("/contact/desk/?view=nonsense&product=x&kind=y&language=zz&page=99").content.decode()


def test_the_queue_can_be_narrowed(desk, contact_of):
    product = Product.objects.create(name="Lumo Connect", slug="connect")
    contact_of(None, subject="A Finnish order", kind="order", language="fi")
    contact_of(None, subject="A problem with Connect", kind="problem", product=product)
    cases = {
        "kind=order": "A Finnish order",
        "language=fi": "A Finnish order",
        f"product={product.pk}": "A problem with Connect",
        "q=connect": "A problem with Connect",
    }
    for query, expected in cases.items():
        content = desk.get(f"/contact/desk/?{query}").content.decode()
        (other,) = {"A Finnish order", "A problem with Connect"} - {expected}
        assert expected in content
        assert other not in content


def test_an_empty_queue_is_praised_plainly(desk):
    assert "Everyone has an answer" in desk.get("/contact/desk/").content.decode()


def test_who_waits_longest_stands_first(desk, contact_of):
    contact_of(None, subject="First come")
    contact_of(None, subject="Second come")
    content = desk.get("/contact/desk/").content.decode()
    assert content.index("First come") < content.index("Second come")


def test_an_answer_is_sent_from_the_page(desk, contact_of):
    contact = contact_of(None)
    desk.post(f"/contact/desk/{contact.reference}/answer/", {"text": "Update it.", "minutes": "4", "send": "1"})
    contact.refresh_from_db()
    assert (contact.state, contact.agent_minutes) == ("answered", 4)
    assert "Update it." in desk.get(f"/contact/desk/{contact.reference}/").content.decode()


def test_a_wrong_form_keeps_the_text(desk, contact_of):
    contact = contact_of(None)
    response = desk.post(f"/contact/desk/{contact.reference}/answer/", {"text": "Update it.", "minutes": "ages", "send": "1"})
    assert response.status_code == 422
    assert "Update it." in response.content.decode()
    assert contact.messages.count() == 1


def test_without_javascript_a_link_is_put_into_the_text_by_the_server(desk, contact_of, found):
    found("How to [update] Lumo")
    contact = contact_of(None)
    page = desk.get(f"/contact/desk/{contact.reference}/").content.decode()
    (link,) = re.findall(r'name="insert" value="([^"]+)"', page)
    assert link == r"[How to \[update\] Lumo](http://testserver/articles/vpn/)"
    response = desk.post(f"/contact/desk/{contact.reference}/answer/", {"text": "See this:", "insert": link})
    assert f"See this:\n\n{link}\n</textarea>" in response.content.decode()
    assert contact.messages.count() == 1


def test_likely_answers_are_what_the_customer_may_read(desk, contact_of, ana, monkeypatch):
    asked = []

    def similar(*, user, kinds, **question):
        # What was answered with before is another question, about topics alone and for the desk's own eyes.
        asked.extend([user] if "article" in kinds else [])
        return []

    monkeypatch.setattr("kbsite.search.querying.similar", similar)
    desk.get(f"/contact/desk/{contact_of(ana).reference}/")
    desk.get(f"/contact/desk/{contact_of(None).reference}/")
    assert asked[0] == ana
    assert asked[1].is_anonymous


def test_what_the_customer_has_seen_is_marked(desk, as_user, typed, found):
    (content,) = found("VPN drops after an hour")
    client = as_user(None)
    client.post("/contact/suggestions/opened/", typed | {"content": content})
    client.post("/contact/", typed)
    page = desk.get(f"/contact/desk/{Contact.objects.get().reference}/").content.decode()
    assert "Seen before this contact" in page


def test_kind_and_needs_are_told_from_the_page(desk, contact_of):
    contact = contact_of(None)
    issue = RecurringIssue.objects.create(slug="drops", title="VPN drops")
    desk.post(f"/contact/desk/{contact.reference}/classify/", {"kind": "problem", "issues": [issue.pk]})
    contact.refresh_from_db()
    assert contact.kind == "problem"
    assert list(contact.issues.all()) == [issue]


def test_closing_and_opening_from_the_page(desk, contact_of):
    contact = contact_of(None)
    for act, state in (("close", "closed"), ("reopen", "open")):
        desk.post(f"/contact/desk/{contact.reference}/{act}/")
        contact.refresh_from_db()
        assert contact.state == state


@pytest.mark.parametrize("path", ["/contact/desk/", "/contact/desk/{}/"])
def test_the_desk_costs_the_same_with_two_and_twenty_contacts(desk, contact_of, fixed_queries, path):
    first, _second = contact_of(None), contact_of(None)
    few = fixed_queries(lambda: desk.get(path.format(first.reference)))
    for _ in range(18):
        contact_of(None)
    assert fixed_queries(lambda: desk.get(path.format(first.reference))) == few


def test_the_customers_pages_cost_the_same_with_two_and_twenty_rows(as_user, ana, ben, contact_of, fixed_queries):
    client = as_user(ana)
    first, _second = contact_of(ana), contact_of(ana)
    page = f"/contact/c/{first.reference}/"
    few = [fixed_queries(lambda: client.get("/contact/mine/")), fixed_queries(lambda: client.get(page))]
    for number in range(18):
        contact_of(ana)
        reply_to_contact(contact=first, by=ben, text=f"Answer {number}")
    assert [fixed_queries(lambda: client.get("/contact/mine/")), fixed_queries(lambda: client.get(page))] == few
