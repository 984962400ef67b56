"""An answer that no longer holds is work for the article's owner; nothing of it can be lost on the way."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.flagging import close_flag, give_flag, owner_for, raise_flag
from articles.models import ArticleFlag, ArticlePage, FlagOutcome, FlagReason
from articles.promoting.drafting import draft_from
from articles.promoting.topics import find
from articles.promoting.watching import look_at_sources
from forum.accepting import accept_reply, withdraw_acceptance
from forum.arranging import save_board
from forum.models import Board, NoLongerWorks
from forum.moderating import hide_post, hide_topic, unhide_post
from forum.outdating import say_no_longer_works, settle_no_longer_works
from forum.posting import reply_to_topic, start_topic
from kbsite.notifications.models import MailJob, Notice
from kbsite.notifications.sending import send_due_mail
from tests.articles.conftest import make_article


@pytest.fixture
def answer(ana, ben):
    board = save_board(board=Board(slug="remote", title_en="Remote work"))
    topic = start_topic(board=board, by=ana, title="VPN drops", source="Every hour.")
    post = reply_to_topic(topic=topic, by=ben, source="Install 4.2.")
    accept_reply(post=post, by=ana)
    return post


@pytest.fixture
def row(answer, ben, chi, devices):
    made = draft_from(find(ben, str(answer.pk)), by=ben, section=devices)
    made.article.get_latest_revision().publish(user=chi)
    return made


def open_flags() -> list[tuple[str, str]]:
    return [(flag.reason, str(flag.owner)) for flag in ArticleFlag.objects.filter(closed_at=None)]


def withdraw(answer, people):
    withdraw_acceptance(post=answer, by=people["ana"])


def hide(answer, people):
    hide_post(post=answer, by=people["mo"], reason="wrong")


def hide_all(answer, people):
    hide_topic(topic=answer.topic, by=people["mo"], reason="wrong")


def doubt(answer, people):
    say_no_longer_works(post=answer, by=people["dov"], comment="It ends again.")


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (withdraw, FlagReason.SOURCE_NOT_ACCEPTED),
        (hide, FlagReason.SOURCE_HIDDEN),
        (hide_all, FlagReason.SOURCE_HIDDEN),
        (doubt, FlagReason.SOURCE_NO_LONGER_WORKS),
    ],
)
def test_the_article_of_an_answer_that_no_longer_holds_is_flagged_with_its_owner(act, reason, row, answer, ana, mo, dov):
    assert look_at_sources() == 0
    act(answer, {"ana": ana, "mo": mo, "dov": dov})
    # Only the worker has looked: no signal reached anybody, because the test's transaction never ends.
    assert look_at_sources() == 1
    assert open_flags() == [(reason, "Ben")]
    assert look_at_sources() == 0


@pytest.mark.django_db(transaction=True)
def test_the_flag_comes_at_once_when_the_signal_arrives(row, answer, ana):
    withdraw_acceptance(post=answer, by=ana)
    assert open_flags() == [(FlagReason.SOURCE_NOT_ACCEPTED, "Ben")]
    accept_reply(post=answer, by=ana)
    assert open_flags() == []


def test_the_flag_ends_by_itself_when_the_answer_holds_again(row, answer, mo):
    hide_post(post=answer, by=mo, reason="wrong")
    look_at_sources()
    unhide_post(post=answer, by=mo)
    look_at_sources()
    (flag,) = ArticleFlag.objects.all()
    assert (flag.outcome, flag.closed_by) == (FlagOutcome.SOURCE_HOLDS, None)


def test_what_the_owner_has_settled_is_not_raised_again(row, answer, ana, ben):
    withdraw_acceptance(post=answer, by=ana)
    look_at_sources()
    close_flag(flag=ArticleFlag.objects.get(), by=ben, outcome=FlagOutcome.STILL_RIGHT, note="It holds for 4.2.")
    look_at_sources()
    assert open_flags() == []


def test_a_stronger_reason_takes_the_place_of_a_weaker_one(row, answer, ana, mo):
    withdraw_acceptance(post=answer, by=ana)
    look_at_sources()
    hide_post(post=answer, by=mo, reason="wrong")
    look_at_sources()
    assert open_flags() == [(FlagReason.SOURCE_HIDDEN, "Ben")]


def test_the_owner_is_told_in_the_site_and_by_mail_once(row, answer, ana, ben):
    withdraw_acceptance(post=answer, by=ana)
    look_at_sources()
    look_at_sources()
    assert Notice.objects.filter(user=ben, kind="article_flag").count() == 1
    send_due_mail()
    assert [message.subject for message in mail.outbox if message.to == [ben.email]] == ["An article needs a look: VPN drops"]
    assert "no longer accepted" in mail.outbox[-1].body


def test_an_article_without_an_owner_goes_to_the_editor_with_the_least_to_do(devices, chi, olga):
    article = make_article("Orphan", parent=devices)
    ArticlePage.objects.filter(pk=article.pk).update(owner=None)
    article.refresh_from_db()
    first = raise_flag(article=article, reason=FlagReason.WRONG)
    assert owner_for(article) != first.owner
    assert {owner_for(article), first.owner} == {chi, olga}


def test_only_people_who_work_here_end_or_pass_on_a_flag(devices, ana, ben, chi):
    article = make_article("One", parent=devices, owner=ben)
    flag = raise_flag(article=article, reason=FlagReason.WRONG, by=ana, comment="Call me: 040 123 4567")
    assert "040" not in flag.comment
    with pytest.raises(PermissionDenied, match="Only people who work here can close"):
        close_flag(flag=flag, by=ana, outcome=FlagOutcome.FIXED)
    with pytest.raises(PermissionDenied, match="belong to people who work here"):
        give_flag(flag=flag, to=ana, by=ben)
    give_flag(flag=flag, to=chi, by=ben)
    assert Notice.objects.filter(user=chi, kind="article_flag").count() == 1
    close_flag(flag=flag, by=chi, outcome=FlagOutcome.FIXED)
    close_flag(flag=flag, by=ben, outcome=FlagOutcome.STILL_RIGHT)
    flag.refresh_from_db()
    assert (flag.outcome, flag.closed_by) == (FlagOutcome.FIXED, chi)
    assert [str(notice.text) for notice in ana.notices.all()] == ["What you said about “One”: The article was corrected"]


def test_a_doubt_is_said_once_a_person_and_settled_by_the_desk(row, answer, ana, dov, ben):
    say_no_longer_works(post=answer, by=dov)
    say_no_longer_works(post=answer, by=dov)
    say_no_longer_works(post=answer, by=ana)
    assert NoLongerWorks.objects.count() == 2
    with pytest.raises(PermissionDenied, match="Only the service desk"):
        settle_no_longer_works(post=answer, by=ana)
    look_at_sources()
    assert settle_no_longer_works(post=answer, by=ben) == 2
    look_at_sources()
    assert open_flags() == []


def test_the_topic_shows_doubts_and_the_desk_settles_them(row, answer, as_user, dov, ben):
    page = answer.topic.get_absolute_url()
    assert as_user(dov).post(f"/community/post/{answer.pk}/no-longer-works/", {"comment": "No."}).status_code == 302
    assert "1 person says that this no longer works" in as_user(None).get(page).content.decode()
    assert "I have looked" not in as_user(dov).get(page).content.decode()
    as_user(ben).post(f"/community/post/{answer.pk}/works/")
    assert "no longer works</span>" not in as_user(None).get(page).content.decode()


@pytest.mark.parametrize(("who", "status"), [("ben", 200), ("chi", 200), ("olga", 200), ("mo", 302)])
def test_flags_are_worked_on_in_the_admin(who, status, row, answer, ana, as_user, request):
    withdraw_acceptance(post=answer, by=ana)
    look_at_sources()
    flag = ArticleFlag.objects.get()
    client = as_user(request.getfixturevalue(who))
    assert client.get("/admin/article_flags/").status_code == status
    assert client.get(f"/admin/article_flags/edit/{flag.pk}/").status_code == status


def test_a_flag_is_ended_in_the_admin_with_a_note(row, answer, ana, as_user, chi):
    withdraw_acceptance(post=answer, by=ana)
    look_at_sources()
    flag = ArticleFlag.objects.get()
    client = as_user(chi)
    client.post(f"/admin/article_flags/edit/{flag.pk}/", {"owner": chi.pk, "outcome": "", "note": ""})
    flag.refresh_from_db()
    assert (flag.owner, flag.is_open) == (chi, True)
    client.post(f"/admin/article_flags/edit/{flag.pk}/", {"owner": chi.pk, "outcome": "fixed", "note": "Now 4.3."})
    flag.refresh_from_db()
    assert (flag.outcome, flag.note, flag.closed_by) == ("fixed", "Now 4.3.", chi)
    assert client.get("/admin/article_flags/?is_open=true").status_code == 200
    assert client.get("/admin/article_flags/?export=csv").status_code == 200


def test_looking_costs_the_same_with_2_and_with_20_sources(ana, ben, devices):
    board = save_board(board=Board(slug="remote", title_en="Remote work"))

    def look_after(more: int) -> int:
        for number in range(more):
            topic = start_topic(board=board, by=ana, title=f"Question {number}", source="Every hour.")
            post = reply_to_topic(topic=topic, by=ben, source="Install 4.2.")
            accept_reply(post=post, by=ana)
            draft_from(find(ben, str(post.pk)), by=ben, section=devices)
        with CaptureQueriesContext(connection) as queries:
            assert look_at_sources() == 0
        return len(queries)

    assert look_after(2) == look_after(18) <= 6


def test_mail_of_flags_is_a_row_of_the_same_transaction(devices, ben):
    article = make_article("One", parent=devices, owner=ben)
    raise_flag(article=article, reason=FlagReason.WRONG)
    assert MailJob.objects.filter(to=ben.email).count() == 1
