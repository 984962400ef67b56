import pytest
from django.utils.translation import gettext_lazy

from kbsite.notifications.models import Notice
from kbsite.notifications.notices import notify

pytestmark = pytest.mark.django_db


def tell(user, number: int = 1, **more):
    return notify(user=user, kind="reply", key=f"reply:{number}", text=f"Reply {number}", url="/community/", **more)


def test_a_notice_is_told_once(ana):
    tell(ana)
    tell(ana)
    assert Notice.objects.filter(user=ana).count() == 1


def test_the_same_event_can_be_told_to_two_people(ana, dov):
    tell(ana)
    tell(dov)
    assert Notice.objects.count() == 2


def test_nobody_is_told_what_they_did_themselves(ana):
    assert tell(ana, actor=ana) is False
    assert not Notice.objects.exists()


def test_a_lazy_text_is_in_the_readers_language(ana):
    ana.language = "fi"
    notify(user=ana, kind="reply", key="k", text=gettext_lazy("Yes"), url="/fi/")
    assert Notice.objects.get().text == "Kyllä"


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example", ""])
def test_a_notice_leads_nowhere_else(ana, url):
    with pytest.raises(ValueError, match="page of this site"):
        notify(user=ana, kind="reply", key="k", text="Hello", url=url)


def test_the_page_lists_own_notices_only_and_reading_it_changes_nothing(as_user, ana, dov):
    tell(ana)
    tell(dov, 2)
    page = as_user(ana).get("/notifications/")
    assert "Reply 1" in page.content.decode()
    assert "Reply 2" not in page.content.decode()
    assert not Notice.objects.filter(read_at__isnull=False).exists()


def test_hostile_text_stays_text(as_user, ana):
    notify(user=ana, kind="reply", key="k", text="<script>alert(1)</script>", url="/community/")
    content = as_user(ana).get("/notifications/").content.decode()
    assert "<script>alert(1)" not in content
    assert "&lt;script&gt;alert(1)" in content


def test_marking_one_read(as_user, ana):
    tell(ana)
    tell(ana, 2)
    notice = Notice.objects.get(key="reply:1")
    response = as_user(ana).post(f"/notifications/{notice.pk}/read/")
    assert response.url == "/notifications/"
    assert list(Notice.objects.filter(read_at__isnull=True).values_list("key", flat=True)) == ["reply:2"]


def test_nobody_marks_anothers_notice_as_read(as_user, ana, dov):
    tell(ana)
    as_user(dov).post(f"/notifications/{Notice.objects.get().pk}/read/")
    as_user(dov).post("/notifications/read/")
    assert Notice.objects.get().read_at is None


def test_marking_all_read_leaves_the_unread_filter_empty(as_user, ana):
    tell(ana)
    client = as_user(ana)
    client.post("/notifications/read/")
    assert Notice.objects.get().read_at is not None
    assert "All caught up" in client.get("/notifications/?show=unread").content.decode()


@pytest.mark.parametrize("number", ["0", "9" * 40])
def test_a_notice_that_is_not_there_changes_nothing(as_user, ana, number):
    assert as_user(ana).post(f"/notifications/{number}/read/").status_code == 302


@pytest.mark.parametrize("path", ["/notifications/read/", "/notifications/1/read/"])
def test_marking_needs_a_post(as_user, ana, path):
    assert as_user(ana).get(path).status_code == 405


def test_strangers_are_asked_to_sign_in(as_user):
    assert as_user(None).get("/notifications/").url.startswith("/account/login/")


def test_the_page_costs_the_same_with_two_and_twenty_notices(as_user, ana, fixed_queries):
    client = as_user(ana)
    tell(ana, 1)
    tell(ana, 2)
    few = fixed_queries(lambda: client.get("/notifications/"))
    for number in range(3, 23):
        tell(ana, number)
    assert fixed_queries(lambda: client.get("/notifications/")) == few


def test_the_bell_counts_unread_notices_for_signed_in_people_only(as_user, ana):
    tell(ana)
    assert "Notifications, 1 unread" in as_user(ana).get("/notifications/").content.decode()
    assert "Notifications" not in as_user(None).get("/account/login/").content.decode()
