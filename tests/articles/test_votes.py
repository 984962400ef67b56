"""Did this solve your problem? Votes without an account, once per reader and revision."""

import pytest
from django.db import IntegrityError, transaction

from articles.masking import mask_personal_data
from articles.models import Answer, ArticlePage, ArticleVote, Reason
from articles.selectors.article import tally
from articles.signals import article_voted
from kbsite.accounts.audience import Audience
from tests.articles.conftest import make_article


@pytest.fixture
def reset(devices) -> ArticlePage:
    return make_article("Reset", parent=devices)


def address(article: ArticlePage) -> str:
    return f"/articles/vote/{article.pk}/"


def reasons_of(vote: ArticleVote) -> list[str]:
    return sorted(vote.reasons.values_list("reason", flat=True))


def test_a_reader_without_an_account_votes_with_one_form(client, reset):
    response = client.post(address(reset), {"answer": "yes"})
    assert response.status_code == 302
    assert response["Location"] == "/devices/reset/#vote"
    vote = ArticleVote.objects.get()
    assert (vote.article, vote.answer, vote.revision_id, vote.is_counted) == (reset, "yes", reset.live_revision_id, True)
    html = client.get("/devices/reset/").content.decode()
    assert "Thank you for your answer" in html
    assert "It worked as written" in html
    assert "I did this and it did not help" not in html


def test_a_second_answer_changes_the_first(client, reset):
    client.post(address(reset), {"answer": "yes", "reasons": [Reason.SAVED_A_CONTACT]})
    client.post(address(reset), {"answer": "no"})
    vote = ArticleVote.objects.get()
    assert (vote.answer, reasons_of(vote)) == ("no", [])


def test_the_same_answer_once_more_leaves_what_was_said(client, reset):
    said = {"answer": "no", "reasons": [Reason.NOT_MY_VERSION], "comment": "Version 9 here"}
    client.post(address(reset), said)
    client.post(address(reset), {"answer": "no"})
    vote = ArticleVote.objects.get()
    assert (reasons_of(vote), vote.comment) == ([Reason.NOT_MY_VERSION], "Version 9 here")
    client.post(address(reset), {"answer": "no", "reasons": [Reason.SOMETHING_WRONG]})
    vote.refresh_from_db()
    assert (reasons_of(vote), vote.comment) == ([Reason.SOMETHING_WRONG], "")


def test_after_a_reason_nothing_more_is_asked(client, reset):
    client.post(address(reset), {"answer": "no"})
    assert "I did this and it did not help" in client.get("/devices/reset/").content.decode()
    client.post(address(reset), {"answer": "no", "reasons": [Reason.NOT_MY_VERSION]})
    assert "I did this and it did not help" not in client.get("/devices/reset/").content.decode()


def test_two_readers_are_two_votes_and_an_account_is_one_reader_on_all_devices(client, as_user, ana, reset):
    client.post(address(reset), {"answer": "yes"})
    as_user(None).post(address(reset), {"answer": "yes"})
    as_user(ana).post(address(reset), {"answer": "no"})
    as_user(ana).post(address(reset), {"answer": "no"})
    assert ArticleVote.objects.count() == 3


def test_an_edited_article_starts_fresh(client, reset):
    client.post(address(reset), {"answer": "no"})
    reset.title = "Reset, better"
    reset.save_revision().publish()
    assert "Did this solve your problem?" in client.get("/devices/reset/").content.decode()
    client.post(address(reset), {"answer": "yes"})
    assert ArticleVote.objects.count() == 2
    assert (tally(ArticlePage.objects.get(pk=reset.pk)).yes, tally(ArticlePage.objects.get(pk=reset.pk)).no) == (1, 0)


def test_the_database_holds_one_vote_per_reader_and_revision(reset):
    kept = ArticleVote.objects.create(article=reset, revision_id=reset.live_revision_id, voter_key="k", answer=Answer.YES)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleVote.objects.create(article=reset, revision_id=kept.revision_id, voter_key="k", answer=Answer.NO)


@pytest.mark.parametrize(("who", "counted"), [("ana", True), ("ben", False), ("chi", False), ("mo", False), ("olga", False)])
def test_answers_of_people_who_work_here_are_not_counted(who, counted, as_user, reset, request):
    as_user(request.getfixturevalue(who)).post(address(reset), {"answer": "yes"})
    assert ArticleVote.objects.get().is_counted is counted
    assert tally(reset).yes == int(counted)


def test_two_votes_of_one_reader_share_nothing_in_the_database(client, reset, devices):
    other = make_article("Charge", parent=devices)
    client.post(address(reset), {"answer": "yes"})
    client.post(address(other), {"answer": "yes"})
    first, second = ArticleVote.objects.all()
    assert first.voter_key != second.voter_key
    assert client.cookies["vote"].value not in (first.voter_key, second.voter_key)


def test_a_cookie_cannot_vote_for_an_account(client, as_user, ana, reset):
    as_user(ana).post(address(reset), {"answer": "yes"})
    client.cookies["vote"] = f"user:{ana.uuid}"
    client.post(address(reset), {"answer": "no"})
    assert sorted(ArticleVote.objects.values_list("answer", flat=True)) == ["no", "yes"]


def test_reading_sets_no_cookie_for_votes(client, reset):
    client.get("/devices/reset/")
    assert "vote" not in client.cookies


def test_reasons_belong_to_their_answer(client, reset):
    answer = client.post(address(reset), {"answer": "yes", "reasons": [Reason.DID_NOT_WORK]})
    assert answer.status_code == 422
    assert not ArticleVote.objects.exists()
    assert (
        client.post(address(reset), {"answer": "no", "reasons": [Reason.DID_NOT_WORK, Reason.HARD_TO_FOLLOW]}).status_code == 302
    )
    assert reasons_of(ArticleVote.objects.get()) == [Reason.DID_NOT_WORK, Reason.HARD_TO_FOLLOW]


def test_personal_data_in_a_comment_is_masked_before_it_is_stored(client, reset):
    client.post(address(reset), {"answer": "no", "comment": "Write to ana.k@lumo.example or +358 40 123 4567, build 10.0.19045"})
    comment = ArticleVote.objects.get().comment
    assert "ana.k" not in comment
    assert "4567" not in comment
    assert "10.0.19045" in comment


@pytest.mark.parametrize(
    ("text", "is_kept"),
    [
        ("error 0x80070005", True),
        ("version 16.0.5266.1000", True),
        ("since 2026-11-21", True),
        ("040-123 4567", False),
        ("(09) 123 45678", False),
        ("x@y.fi", False),
        ("my password: kissa1234", False),
        ("from 10.44.3.21 it fails", False),
        ("key ghp_16C7e42F292c6912E7710c838347Ae178B4a", False),
    ],
)
def test_masking_takes_contact_data_and_leaves_technical_words(text, is_kept):
    assert (mask_personal_data(text) == text) is is_kept


def test_a_hidden_article_takes_no_votes(client, as_user, ben, devices):
    hidden = make_article("Hidden", parent=devices, audience=Audience.STAFF)
    assert client.post(address(hidden), {"answer": "yes"}).status_code == 404
    assert as_user(ben).post(address(hidden), {"answer": "yes"}).status_code == 302


def test_an_answer_nobody_offers_is_refused_with_a_way_back(client, reset):
    response = client.post(address(reset), {"answer": "maybe"})
    assert response.status_code == 422
    assert "/devices/reset/" in response.content.decode()
    assert client.get(address(reset)).status_code == 405


def test_too_many_answers_are_refused_and_the_words_are_kept(client, reset):
    for _ in range(60):
        client.post(address(reset), {"answer": "yes"})
    response = client.post(address(reset), {"answer": "no", "comment": "still black"})
    assert response.status_code == 422
    assert "still black" in response.content.decode()
    assert ArticleVote.objects.get().answer == "yes"


def test_a_vote_is_announced_with_its_request(client, reset):
    heard = []

    def listen(sender, request, page, vote, **kwargs):
        heard.append((request.path, page.pk, vote.answer))

    article_voted.connect(listen)
    try:
        client.post(address(reset), {"answer": "yes"})
    finally:
        article_voted.disconnect(listen)
    assert heard == [(address(reset), reset.pk, "yes")]


def test_votes_put_an_article_first_on_the_start_page_and_in_its_section(client, devices, reset):
    for number in range(6):
        make_article(f"Newer {number}", parent=devices)
    before = client.get("/").content.decode()
    assert "Newest articles" in before
    assert ">Reset</a>" not in before
    client.post(address(reset), {"answer": "yes"})
    after = client.get("/").content.decode()
    assert "Helping most people now" in after
    assert after.index(">Reset</a>") < after.index(">Newer 5</a>")
    section = client.get("/devices/").content.decode()
    assert section.index(">Reset</a>") < section.index(">Newer 5</a>")


def test_a_vote_on_a_fallback_page_returns_to_the_readers_interface(client, reset):
    response = client.post(f"/fi/articles/vote/{reset.pk}/", {"answer": "yes"})
    assert response["Location"] == "/fi/articles/en/devices/reset/#vote"


def test_deleting_an_old_revision_keeps_the_votes(client, reset):
    client.post(address(reset), {"answer": "yes"})
    reset.title = "Newer"
    reset.save_revision().publish()
    ArticleVote.objects.get().revision.delete()
    assert ArticleVote.objects.count() == 1
