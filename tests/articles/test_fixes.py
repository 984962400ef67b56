"""Tell me when it is fixed: an address for one mail, confirmed, used once, erased."""

import datetime
import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles.fixing.asking import ask_to_be_told, confirm_request
from articles.fixing.forgetting import forget_addresses
from articles.fixing.marking import mark_as_fix, versions_to_mark
from articles.fixing.telling import tell_of_fixes
from articles.models import ArticleFix, ArticlePage, ArticleVote, FixRequest
from deflection.models import Contact, ContactKind, Correspondence, Resolution, SolvedQuestion
from kbsite.accounts.audience import Audience
from kbsite.notifications.asking import may_ask
from kbsite.notifications.models import MailJob
from kbsite.notifications.sending import send_due_mail
from tests.articles.conftest import make_article

READER = "sari@home.example"


@pytest.fixture
def reset(devices) -> ArticlePage:
    return make_article("Reset", parent=devices)


def links_in(letter) -> list[str]:
    return [address.split("8000", 1)[-1] for address in re.findall(r"http://\S+", letter.body)]


def path_of(letter, end: str) -> str:
    return next(re.sub(r"^https?://[^/]+", "", one) for one in re.findall(r"https?://\S+", letter.body) if one.endswith(end))


def send() -> list:
    """What the mail server has got since the last look."""
    mail.outbox.clear()
    send_due_mail(timezone.now() + datetime.timedelta(seconds=5))
    return list(mail.outbox)


def say_no_and_ask(client, article, email=READER):
    client.post(f"/articles/vote/{article.pk}/", {"answer": "no"})
    return client.post(f"/articles/vote/{article.pk}/tell-me/", {"email": email})


def edit(article, title: str, *, publish: bool = True) -> int:
    article.refresh_from_db()
    article.title = title
    revision = article.save_revision()
    if publish:
        revision.publish()
    article.refresh_from_db()
    return revision.pk


@pytest.fixture
def waiting(client, reset) -> FixRequest:
    """Somebody without an account has said no, left an address and confirmed it."""
    say_no_and_ask(client, reset)
    request = FixRequest.objects.get()
    confirm_request(request=request)
    send()
    return request


# The whole way


def test_from_a_no_to_the_second_answer(client, reset, as_user, chi):
    asked = say_no_and_ask(client, reset)
    assert asked["Location"] == "/devices/reset/#vote"
    assert "We have sent you a mail" in client.get("/devices/reset/").content.decode()
    (letter,) = send()
    assert letter.to == [READER]
    assert letter.subject == "Please confirm: tell me when “Reset” is fixed"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    confirm = path_of(letter, "/confirm/")
    # A mail scanner opens the link, a person presses the button.
    assert client.get(confirm).status_code == 200
    assert FixRequest.objects.get().confirmed_at is None
    assert "You will get one mail" in client.post(confirm).content.decode()
    assert "You will get one mail" in client.get("/devices/reset/").content.decode()
    assert tell_of_fixes() == 0

    fixed = edit(reset, "Reset, better")
    assert tell_of_fixes() == 0, "an edit alone is no fix"
    desk = as_user(chi)
    assert "1 reader waits for a fix" in desk.get(f"/reports/articles/{reset.pk}/").content.decode()
    assert READER not in desk.get(f"/reports/articles/{reset.pk}/").content.decode()
    desk.post(f"/reports/articles/{reset.pk}/mark-fix/", {"revision": fixed, "note": "Step 2 was missing."})
    assert tell_of_fixes() == 1
    assert tell_of_fixes() == 0
    (told,) = send()
    assert told.subject == "Fixed: Reset, better"
    assert "Step 2 was missing." in told.body
    second = next(
        path
        for path in (re.sub(r"^https?://[^/]+", "", one) for one in re.findall(r"https?://\S+", told.body))
        if re.fullmatch(r"/articles/fix/[^/]+/", path)
    )

    # The address is gone from here, and from the outbox.
    assert forget_addresses() == 1
    assert FixRequest.objects.get().email == ""
    assert not MailJob.objects.filter(to=READER).exists()

    # Another device answers as the same reader; opening the page answers nothing.
    phone = as_user(None)
    assert "Did this solve your problem?" in phone.get(second).content.decode()
    assert ArticleVote.objects.count() == 1
    assert phone.post(second, {"answer": "yes"})["Location"] == f"{second}#vote"
    assert "You answered: Yes." in phone.get(second).content.decode()
    assert list(ArticleVote.objects.order_by("revision_id").values_list("answer", flat=True)) == ["no", "yes"]
    assert len(set(ArticleVote.objects.values_list("voter_key", flat=True))) == 1
    client.post(f"/articles/vote/{reset.pk}/", {"answer": "no"})
    assert ArticleVote.objects.count() == 2, "the first device changes the second answer and adds none"


@pytest.mark.parametrize(("language", "words"), [("fi", "/fi/articles/fix/"), ("sv", "/sv/articles/fix/")])
def test_links_in_the_mail_stay_in_the_readers_language(client, reset, language, words):
    client.post(f"/{language}/articles/vote/{reset.pk}/", {"answer": "no"})
    client.post(f"/{language}/articles/vote/{reset.pk}/tell-me/", {"email": READER})
    (letter,) = send()
    assert letter.extra_headers["Content-Language"] == language
    assert words in letter.body


# Asking


def test_only_below_a_no(client, reset):
    client.post(f"/articles/vote/{reset.pk}/", {"answer": "yes"})
    assert "Tell me when it is fixed" not in client.get("/devices/reset/").content.decode()
    assert client.post(f"/articles/vote/{reset.pk}/tell-me/", {"email": READER}).status_code == 302
    assert not FixRequest.objects.exists()


@pytest.mark.parametrize("email", ["", "sari", "sari@home", "a@b.example\nBcc: x@y.example"])
def test_an_impossible_address_is_refused_and_kept_in_the_form(client, reset, email):
    response = say_no_and_ask(client, reset, email)
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert not MailJob.objects.exists()


def test_the_same_wish_twice_is_one_mail_and_another_address_takes_its_place(client, reset):
    say_no_and_ask(client, reset)
    say_no_and_ask(client, reset, READER.upper())
    assert len(send()) == 1
    say_no_and_ask(client, reset, "other@home.example")
    assert [letter.to for letter in send()] == [["other@home.example"]]
    assert FixRequest.objects.get().email == "other@home.example"


def test_a_lost_mail_is_sent_again_after_a_while_and_a_confirmed_address_gets_none(client, reset, waiting):
    assert say_no_and_ask(client, reset)["Location"] == "/devices/reset/#vote"
    assert send() == []
    FixRequest.objects.update(confirmed_at=None, asked_at=timezone.now() - datetime.timedelta(hours=1))
    say_no_and_ask(client, reset)
    assert len(send()) == 1


def test_no_mailbox_gets_more_than_three_mails_a_day(as_user, devices):
    articles = [make_article(f"Page {number}", parent=devices) for number in range(4)]
    answers = [say_no_and_ask(as_user(None), article).status_code for article in articles]
    assert answers == [302, 302, 302, 422]
    assert len(send()) == 3


def test_one_reader_asks_ten_times_an_hour_at_most(client, reset):
    answers = [say_no_and_ask(client, reset, f"r{number}@home.example").status_code for number in range(11)]
    assert answers == [302] * 10 + [422]


def test_a_signed_in_reader_finds_their_address_filled_in(as_user, ana, reset):
    reader = as_user(ana)
    reader.post(f"/articles/vote/{reset.pk}/", {"answer": "no"})
    assert f'value="{ana.email}"' in reader.get("/devices/reset/").content.decode()


def test_a_hidden_article_takes_no_addresses(client, desk_only):
    hidden = make_article("Hidden", parent=desk_only)
    assert client.post(f"/articles/vote/{hidden.pk}/tell-me/", {"email": READER}).status_code == 404


# Marking


@pytest.mark.parametrize(("who", "may"), [("chi", True), ("olga", True), ("ben", True), ("mo", False), ("ana", False)])
def test_who_may_edit_says_what_the_fix_is(who, may, as_user, reset, waiting, request):
    fixed = edit(reset, "Reset, better")
    as_user(request.getfixturevalue(who)).post(f"/reports/articles/{reset.pk}/mark-fix/", {"revision": fixed})
    assert ArticleFix.objects.exists() is may


def test_a_moderator_is_told_so(reset, waiting, mo):
    with pytest.raises(PermissionDenied, match="You may not edit this article"):
        mark_as_fix(article=reset, revision_id=edit(reset, "Better"), by=mo)


def test_what_they_answered_about_is_not_its_own_fix(reset, waiting, chi):
    assert versions_to_mark(reset) == []
    with pytest.raises(ValueError, match="nobody waits"):
        mark_as_fix(article=reset, revision_id=reset.live_revision_id, by=chi)


def test_a_marked_draft_tells_when_it_is_published(as_user, reset, waiting, chi):
    draft = edit(reset, "Reset, better", publish=False)
    assert [(one.revision.pk, one.is_published, one.told) for one in versions_to_mark(reset)] == [(draft, False, 1)]
    mark_as_fix(article=reset, revision_id=draft, by=chi)
    assert tell_of_fixes() == 0
    assert "A draft is marked as the fix" in as_user(chi).get(f"/reports/articles/{reset.pk}/").content.decode()
    # A later draft holds the fix too.
    edit(reset, "Reset, better still")
    assert tell_of_fixes() == 1


def test_who_said_no_about_the_fix_itself_waits_for_the_next(as_user, reset, waiting, chi):
    fixed = edit(reset, "Reset, better")
    late = as_user(None)
    say_no_and_ask(late, reset, "late@home.example")
    confirm_request(request=FixRequest.objects.get(email="late@home.example"))
    mark_as_fix(article=reset, revision_id=fixed, by=chi)
    assert tell_of_fixes() == 1
    assert FixRequest.objects.get(told_at=None).email == "late@home.example"


# Telling


def test_an_unconfirmed_address_is_never_told(client, reset, chi):
    say_no_and_ask(client, reset)
    edit(reset, "Reset, better")
    assert versions_to_mark(reset) == []
    ArticleFix.objects.create(article=reset, revision_id=reset.live_revision_id, marked_by=chi)
    assert tell_of_fixes() == 0


def test_who_has_answered_about_the_new_version_needs_no_mail(client, reset, waiting, chi):
    send()
    fixed = edit(reset, "Reset, better")
    client.post(f"/articles/vote/{reset.pk}/", {"answer": "yes"})
    mark_as_fix(article=reset, revision_id=fixed, by=chi)
    tell_of_fixes()
    assert send() == []
    assert not FixRequest.objects.exists()


def test_a_changed_answer_ends_the_waiting(client, reset, waiting):
    client.post(f"/articles/vote/{reset.pk}/", {"answer": "yes"})
    assert not FixRequest.objects.exists()
    assert not MailJob.objects.filter(to=READER).exists()


def test_nobody_is_told_of_what_they_may_not_see(reset, waiting, chi):
    mark_as_fix(article=reset, revision_id=edit(reset, "Reset, better"), by=chi)
    reset.audience = Audience.STAFF
    reset.save_revision().publish()
    assert tell_of_fixes() == 0
    reset.refresh_from_db()
    reset.audience = Audience.PUBLIC
    reset.save_revision().publish()
    assert tell_of_fixes() == 1


def contact_of(email: str, **times) -> Contact:
    contact = Contact.objects.create(kind=ContactKind.PROBLEM, channel="form", ts=timezone.now())
    Correspondence.objects.create(contact=contact, email=email, subject="x", last_message_at=timezone.now(), **times)
    return contact


def test_somebody_who_was_asked_lately_is_told_but_not_asked(reset, waiting, chi):
    Resolution.objects.create(contact=contact_of(READER), question=SolvedQuestion.CONTACT_MAIL, asked_at=timezone.now())
    mark_as_fix(article=reset, revision_id=edit(reset, "Reset, better"), by=chi)
    tell_of_fixes()
    (letter,) = send()
    assert "There is a new version" in letter.body.replace("there is", "There is")
    assert "Does it solve your problem now?" not in letter.body


def test_the_question_about_the_own_contact_comes_first(reset, waiting, chi):
    contact_of(READER, ask_solved_at=timezone.now())
    mark_as_fix(article=reset, revision_id=edit(reset, "Reset, better"), by=chi)
    tell_of_fixes()
    assert "Does it solve your problem now?" not in send()[0].body


def test_a_question_about_a_fix_uses_the_budget_of_all_questions_for_thirty_days(reset, waiting, chi):
    now = timezone.now()
    assert may_ask(now=now, email=READER, is_own_contact=True)
    mark_as_fix(article=reset, revision_id=edit(reset, "Reset, better"), by=chi)
    tell_of_fixes()
    send()
    forget_addresses()
    assert not may_ask(now=now, email=READER.upper(), is_own_contact=True)
    assert may_ask(now=now, email="other@home.example", is_own_contact=True)
    assert may_ask(now=now + datetime.timedelta(days=31), email=READER, is_own_contact=True)
    forget_addresses(now + datetime.timedelta(days=31))
    assert FixRequest.objects.get().email_key == ""


# Forgetting


def test_the_link_erases_and_a_mail_program_does_it_with_one_click(client, as_user, reset):
    say_no_and_ask(client, reset)
    (letter,) = send()
    forget = path_of(letter, "/forget/")
    assert letter.extra_headers["List-Unsubscribe"].endswith(f"{forget}>")
    assert "Erase my address" in client.get(forget).content.decode()
    assert FixRequest.objects.exists()
    program = type(client)(enforce_csrf_checks=True)
    assert program.post(forget, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not FixRequest.objects.exists()
    assert not MailJob.objects.filter(to=READER).exists()
    for address in (forget, path_of(letter, "/confirm/")):
        assert "We do not have your address" in client.get(address).content.decode()


def test_the_browser_that_answered_erases_it_too(client, as_user, reset, waiting):
    as_user(None).post(f"/articles/vote/{reset.pk}/forget-me/")
    assert FixRequest.objects.exists()
    client.post(f"/articles/vote/{reset.pk}/forget-me/")
    assert not FixRequest.objects.exists()


@pytest.mark.parametrize(
    ("changes", "days", "is_kept"),
    [
        ({"confirmed_at": None}, 6, True),
        ({"confirmed_at": None}, 8, False),
        ({}, 179, True),
        ({}, 181, False),
    ],
)
def test_addresses_go_after_their_time(reset, waiting, changes, days, is_kept):
    FixRequest.objects.update(**changes)
    forget_addresses(timezone.now() + datetime.timedelta(days=days))
    assert FixRequest.objects.exists() is is_kept
    assert MailJob.objects.filter(to=READER).exists() is is_kept


def test_a_mail_that_cannot_be_sent_keeps_the_address_two_weeks_and_no_longer(reset, waiting, chi):
    mark_as_fix(article=reset, revision_id=edit(reset, "Reset, better"), by=chi)
    tell_of_fixes()
    assert forget_addresses() == 0
    assert forget_addresses(timezone.now() + datetime.timedelta(days=15)) == 1
    assert FixRequest.objects.get().email == ""
    forget_addresses(timezone.now() + datetime.timedelta(days=91))
    assert not FixRequest.objects.exists()


@pytest.mark.parametrize("handle", ["1:abcdefghijklmnopqrstuvwxyz0123", "999999:abcdefghijklmnopqrstuvwxyz0123"])
@pytest.mark.parametrize("end", ["", "confirm/", "forget/"])
def test_a_made_up_link_opens_nothing(client, reset, waiting, handle, end):
    assert "We do not have your address" in client.get(f"/articles/fix/{handle}/{end}").content.decode()
    client.post(f"/articles/fix/{handle}/{end}", {"answer": "yes"})
    assert FixRequest.objects.get().is_waiting


def test_a_link_that_was_passed_on_names_no_hidden_article(client, as_user, desk_only, ben):
    hidden = make_article("Secret kettle", parent=desk_only)
    say_no_and_ask(as_user(ben), hidden, ben.email)
    letter = send()[0]
    assert "Secret kettle" in letter.body
    assert "Secret kettle" not in client.get(path_of(letter, "/confirm/")).content.decode()


def test_people_who_work_here_ask_as_a_reader_that_is_not_counted(as_user, ben, reset, chi):
    reader = as_user(ben)
    say_no_and_ask(reader, reset, ben.email)
    confirm_request(request=FixRequest.objects.get())
    mark_as_fix(article=reset, revision_id=edit(reset, "Reset, better"), by=chi)
    send()
    tell_of_fixes()
    second = re.search(r"/articles/fix/[^/\s]+/(?=\s)", send()[0].body)[0]
    as_user(None).post(second, {"answer": "yes"})
    assert not ArticleVote.objects.filter(is_counted=True).exists()


def test_another_answer_than_no_asks_for_nothing(reset):
    vote = ArticleVote.objects.create(article=reset, revision_id=reset.live_revision_id, voter_key="k", answer="yes")
    with pytest.raises(ValueError, match="not helped"):
        ask_to_be_told(vote=vote, email=READER, language="en")
