"""An accepted reply becomes a draft: on one screen, each step with a way back, and nothing public before it is published."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from articles.models import ArticlePage, ArticleSource, Credit
from articles.promoting.announcing import announce_published
from articles.promoting.drafting import can_take_back, draft_from, send_to_review, take_back, update_from
from articles.promoting.proposing import SUMMARY_CHARS, ArticleText, issue_statement, propose
from articles.promoting.topics import find
from forum.accepting import accept_reply
from forum.arranging import save_board
from forum.models import Board
from forum.posting import reply_to_topic, start_topic
from forum.voting import set_me_too
from kbsite.accounts.audience import Audience
from kbsite.notifications.models import Notice
from tests.articles.conftest import make_article, make_section

QUESTION = """Hi all,

my VPN drops every hour in the hotel. I use Windows 11 and version 3.2.

Thanks in advance!
Ana"""
ANSWER = """Hi Ana,

This happens because version 3 ends a session after 60 minutes.

1. Open **Settings**.
2. Install 4.2, or write to ben@lumo.example or 10.20.30.40.

```bash
lumo renew
```

> my VPN drops every hour in the hotel

Best regards
Ben"""


@pytest.fixture
def board(db):
    return save_board(board=Board(slug="remote", title_en="Remote work"))


@pytest.fixture
def topic(board, ana):
    return start_topic(board=board, by=ana, title="HELP: VPN drops every hour?!", source=QUESTION, tags=["vpn", "hotel"])


@pytest.fixture
def answer(topic, ben, ana):
    post = reply_to_topic(topic=topic, by=ben, source=ANSWER)
    accept_reply(post=post, by=ana)
    return post


@pytest.fixture
def source(answer, ben):
    return find(ben, str(answer.pk))


@pytest.fixture
def address(answer):
    return f"/articles/write-up/topic/{answer.pk}/"


def words(**changes) -> ArticleText:
    return ArticleText(**({"title": "VPN drops every hour", "resolution": "Install 4.2."} | changes))


def publish(row: ArticleSource, by) -> ArticlePage:
    row.article.get_latest_revision().publish(user=by)
    return ArticlePage.objects.get(pk=row.article_id)


# The first words


def test_question_and_reply_are_sorted_into_the_parts_of_an_article(source):
    text = propose(source).text
    assert text.title == "VPN drops every hour"
    assert text.issue == "My VPN drops every hour in the hotel. I use Windows 11 and version 3.2."
    assert text.environment == "- Windows 11\n- version 3.2"
    assert text.cause == "This happens because version 3 ends a session after 60 minutes."
    assert text.resolution.startswith("1. Open **Settings**.\n2. Install 4.2,")
    assert text.resolution.endswith("```bash\nlumo renew\n```")
    assert text.tags == ("hotel", "vpn")


def test_what_was_left_out_is_told(source):
    assert {(part, str(one.kind)) for part, one in propose(source).left_out} == {
        ("issue", "greeting"),
        ("issue", "signature"),
        ("resolution", "greeting"),
        ("resolution", "signature"),
        ("resolution", "quotation"),
    }


@pytest.mark.parametrize(
    ("title", "statement"),
    [
        ("Re: printer prints blank pages, please help!!", "Printer prints blank pages"),
        ("[SOLVED] Calendar is empty", "Calendar is empty"),
        ("Apua: tulostin ei tulosta?", "Tulostin ei tulosta"),
        ("Hjälp! Skrivaren skriver inte ut, tack", "Skrivaren skriver inte ut"),
        ("?", "?"),
        ("Is it wise to update today?", "Is it wise to update today?"),
        ("miten vaihdan salasanan??", "Miten vaihdan salasanan?"),
        ("Kan jag skriva ut hemifrån? Tack!", "Kan jag skriva ut hemifrån?"),
    ],
)
def test_the_title_is_the_issue_in_the_customers_words(title, statement):
    assert issue_statement(title) == statement


@pytest.mark.parametrize(
    ("opening", "short"),
    [
        ("Yes. Update to 4.2 and restart. Then the VPN stays.", "Update to 4.2 and restart. Then the VPN stays."),
        ("Some possible ways:", ""),
        ("I had this too. The tray was bent.", "The tray was bent."),
        ("The answer to your question is no.", ""),
        ("Take the tray out first. " + "Then look at every roller of the machine. " * 8, None),
        ("Jag hade samma fel. Starta om skrivaren från menyn.", "Starta om skrivaren från menyn."),
        ("- Update it", ""),
    ],
)
def test_the_summary_is_whole_sentences_that_say_something_to_everybody(source, opening, short):
    told = propose(replace(source, answer=f"{opening}\n\nMore below.")).text.summary
    if short is None:
        assert told.startswith("Take the tray out first. Then look")
        assert told.endswith("machine.")
        assert len(told) <= SUMMARY_CHARS
    else:
        assert told == short


# The draft


def test_a_draft_is_not_public_and_belongs_to_the_ordinary_workflow(source, ben, chi, devices, client):
    row = draft_from(source, by=ben, section=devices)
    article = ArticlePage.objects.get(pk=row.article_id)
    assert (article.live, article.owner, article.get_parent().pk) == (False, ben, devices.pk)
    assert not ArticlePage.objects.visible_to(chi).filter(pk=article.pk).exists()
    assert client.get("/devices/vpn-drops-every-hour/").status_code == 404
    send_to_review(row, by=ben)
    article.refresh_from_db()
    assert article.current_workflow_state.status == "in_progress"


def test_lists_code_and_links_of_the_answer_survive(source, ben, devices):
    article = draft_from(source, by=ben, section=devices).article.get_latest_revision_as_object()
    kinds = [block.block_type for block in article.body]
    assert kinds == ["text", "steps", "code", "text"]
    html = "".join(str(block.value) for block in article.body)
    assert "Symptoms" in html
    assert "Resolution" in html
    assert sorted(tag.name for tag in article.tags.all()) == ["hotel", "vpn"]


def test_an_answer_has_one_article_of_its_own(source, ben, chi, devices):
    first = draft_from(source, by=ben, section=devices)
    assert draft_from(source, by=chi, section=devices) == first
    assert ArticlePage.objects.count() == 1


@pytest.mark.parametrize(("who", "may"), [("ana", False), ("mo", False), ("ben", True), ("chi", True), ("olga", True)])
def test_who_may_write_up(who, may, source, devices, request, as_user, address):
    person = request.getfixturevalue(who)
    assert as_user(person).get(address).status_code == (200 if may else 404)
    if may:
        assert draft_from(source, by=person, section=devices)
    else:
        with pytest.raises(PermissionDenied, match="Only people who write articles"):
            draft_from(source, by=person, section=devices)


def test_a_reply_that_is_not_accepted_or_not_visible_is_not_found(topic, ben, chi, mo, answer, as_user):
    other = reply_to_topic(topic=topic, by=chi, source="Try again.")
    assert as_user(ben).get(f"/articles/write-up/topic/{other.pk}/").status_code == 404
    from forum.moderating import hide_post

    hide_post(post=answer, by=mo, reason="spam")
    assert as_user(ben).get(f"/articles/write-up/topic/{answer.pk}/").status_code == 404
    assert as_user(ben).get("/articles/write-up/nothing/1/").status_code == 404


def test_a_draft_can_be_taken_back_until_something_is_built_on_it(source, ben, chi, devices):
    row = draft_from(source, by=ben, section=devices)
    assert can_take_back(row)
    take_back(row, by=ben)
    assert not ArticlePage.objects.exists()
    assert not ArticleSource.objects.exists()
    row = draft_from(source, by=ben, section=devices)
    row.article.get_latest_revision_as_object().save_revision(user=chi)
    row.article.refresh_from_db()
    with pytest.raises(ValidationError, match="edited or published since"):
        take_back(row, by=ben)


def test_an_article_that_is_there_already_is_updated_instead(source, ben, devices, client):
    article = make_article("VPN drops", parent=devices)
    row = update_from(source, article=article, by=ben, text=words(cause="Version 3."))
    assert "Install 4.2" in str(row.article.get_latest_revision_as_object().body[-1].value)
    assert "Install 4.2" not in client.get("/devices/vpn-drops/").content.decode()
    with pytest.raises(ValidationError, match="part of that article already"):
        update_from(source, article=ArticlePage.objects.get(pk=article.pk), by=ben, text=words())
    take_back(row, by=ben)
    assert len(ArticlePage.objects.get(pk=article.pk).get_latest_revision_as_object().body) == 1
    assert not ArticleSource.objects.exists()


def test_an_article_without_a_resolution_is_refused(source, ben, devices):
    with pytest.raises(ValidationError, match="no article yet"):
        draft_from(source, by=ben, section=devices, text=words(resolution=" "))


# The screen


def test_the_screen_marks_personal_data_and_masks_it_in_one_click_with_undo(as_user, ben, devices, address):
    client = as_user(ben)
    page = client.get(address)
    assert [piece.text for piece in page.context["pieces"]] == ["ben@lumo.example", "10.20.30.40"]
    form = {name: field.value() or "" for name, field in ((field.name, field) for field in page.context["form"])}
    form["section"] = devices.pk
    masked = client.post(address, form | {"cover": "all"})
    assert "[e-mail address] or [network address]" in masked.context["form"]["resolution"].value()
    assert masked.context["pieces"] == []
    again = {field.name: field.value() or "" for field in masked.context["form"]}
    undone = client.post(address, again | {"uncover": "[e-mail address]"})
    assert "ben@lumo.example or [network address]" in undone.context["form"]["resolution"].value()
    assert not ArticleSource.objects.exists()


def test_what_was_left_out_can_be_put_back(as_user, ben, devices, address):
    client = as_user(ben)
    page = client.get(address)
    form = {field.name: field.value() or "" for field in page.context["form"]}
    number = next(place for place, (part, one) in enumerate(page.context["left_out"]) if part == "resolution" and one.is_first)
    put_back = client.post(address, form | {"put_back": str(number)})
    assert len(put_back.context["left_out"]) == len(page.context["left_out"]) - 1


def test_personal_data_that_is_left_stops_the_save_until_somebody_says_that_it_may_stay(as_user, ben, devices, address):
    client = as_user(ben)
    form = {field.name: field.value() or "" for field in client.get(address).context["form"]} | {"section": devices.pk}
    refused = client.post(address, form | {"save": "1"})
    assert refused.status_code == 422
    assert "2 pieces of personal data are still in the text" in refused.content.decode()
    saved = client.post(address, form | {"save": "1", "keeps_personal_data": "on"})
    assert saved.status_code == 302
    assert saved.url == f"/articles/write-up/{ArticleSource.objects.get().pk}/"


@pytest.mark.parametrize("junk", ["", "{}", "[1]", '[["x","y","z"]]', '[["email"]]', "[[[]]]", "null", "[[1,2,3,4]]"])
def test_state_that_a_browser_made_up_is_ignored(junk, as_user, ben, address, devices):
    form = {"title": "T", "resolution": "R", "covered": junk, "left_out": junk, "cover": "all", "put_back": "x"}
    assert as_user(ben).post(address, form).status_code == 200


def test_articles_like_it_come_first_and_can_be_updated_instead(as_user, ben, devices, address):
    from kbsite.search.indexing import drain

    article = make_article(
        "VPN drops every hour", parent=devices, summary="Version 3 ends a session of the VPN after an hour in every hotel."
    )
    drain()
    page = as_user(ben).get(address)
    assert [one.article.pk for one in page.context["duplicates"]] == [article.pk]
    assert page.context["form"]["section"].value() == devices.pk
    beside = as_user(ben).get(f"{address}?update={article.pk}")
    assert "The article now" in beside.content.decode()
    form = {field.name: field.value() or "" for field in beside.context["form"]}
    saved = as_user(ben).post(f"{address}?update={article.pk}", form | {"save": "1", "keeps_personal_data": "on"})
    assert saved.status_code == 302
    assert ArticleSource.objects.get().is_update


# Links both ways


def test_topic_and_article_link_to_each_other_once_it_is_published(source, topic, ben, chi, devices, client):
    row = draft_from(source, by=ben, section=devices)
    assert "Written up as" not in client.get(topic.get_absolute_url()).content.decode()
    publish(row, chi)
    assert "Written up as" in client.get(topic.get_absolute_url()).content.decode()
    shown = client.get("/devices/vpn-drops-every-hour/").content.decode()
    assert "Grew from" in shown
    assert "HELP: VPN drops every hour?!" in shown


@pytest.mark.parametrize(("who", "sees"), [(None, False), ("ana", False), ("ben", True)])
def test_an_article_for_staff_shows_its_title_to_nobody_else(who, sees, source, topic, ben, chi, desk_only, as_user, request):
    publish(draft_from(source, by=ben, section=desk_only, text=words(title="Secret words")), chi)
    person = request.getfixturevalue(who) if who else None
    page = as_user(person).get(topic.get_absolute_url()).content.decode()
    assert ("Secret words" in page) is sees
    assert announce_published() == 0


def test_an_article_names_no_topic_that_its_reader_may_not_open(ana, ben, chi, mo, devices, as_user):
    desk = save_board(board=Board(slug="desk", title_en="Desk", audience="staff"))
    topic = start_topic(board=desk, by=ben, title="Inner matter", source="Words of it.")
    post = reply_to_topic(topic=topic, by=ben, source="Do this.")
    accept_reply(post=post, by=ben)
    publish(draft_from(find(ben, str(post.pk)), by=ben, section=devices, text=words()), chi)
    assert "Inner matter" not in as_user(ana).get("/devices/vpn-drops-every-hour/").content.decode()
    assert "Inner matter" in as_user(chi).get("/devices/vpn-drops-every-hour/").content.decode()


# Credit


def test_nobody_is_named_before_they_say_yes_and_a_no_takes_the_name_away(source, ben, chi, devices, as_user, client):
    row = draft_from(source, by=chi, section=devices)
    assert row.credit == Credit.ASKED
    publish(row, chi)
    page = "/devices/vpn-drops-every-hour/"
    assert "answered by Ben" not in client.get(page).content.decode()
    question = Notice.objects.get(user=ben, kind="credit_asked")
    assert as_user(chi).get(question.url).status_code == 404
    as_user(ben).post(question.url, {"answer": "yes"})
    assert "answered by Ben" in client.get(page).content.decode()
    as_user(ben).post(question.url, {"answer": "no"})
    assert "answered by Ben" not in client.get(page).content.decode()


# Telling those who wait


def test_publishing_posts_one_note_and_tells_everybody_who_waits_once(source, topic, ana, ben, chi, dov, devices):
    set_me_too(topic=topic, by=dov, has_it=True)
    row = draft_from(source, by=chi, section=devices)
    assert announce_published() == 0
    article = publish(row, chi)
    assert announce_published() == 1
    assert announce_published() == 0
    note = topic.posts.order_by("number").last()
    assert (note.author, note.number) == (chi, 3)
    assert f"/articles/{article.translation_key}/" in note.html
    # What an article is called may be for few: the post does not say it.
    assert article.title not in note.source
    assert [notice.kind for notice in dov.notices.all()] == ["written_up"]
    assert Notice.objects.filter(user=ben, kind="written_up").count() == 1
    publish(row, chi)
    announce_published()
    assert topic.posts.count() == 3
    assert dov.notices.count() == 1


def test_a_closed_topic_takes_no_note_and_its_people_are_told_all_the_same(source, topic, ben, chi, dov, mo, devices):
    from forum.moderating import lock_topic

    set_me_too(topic=topic, by=dov, has_it=True)
    lock_topic(topic=topic, by=mo, reason="old")
    publish(draft_from(source, by=ben, section=devices), chi)
    assert announce_published() == 1
    assert topic.posts.count() == 2
    assert dov.notices.count() == 1


def test_an_update_is_told_when_its_words_are_published_and_not_before(source, topic, ben, chi, devices, client):
    article = make_article("VPN drops", parent=devices)
    row = update_from(source, article=article, by=ben, text=words())
    assert announce_published() == 0
    assert "Written up as" not in client.get(topic.get_absolute_url()).content.decode()
    publish(row, chi)
    assert announce_published() == 1
    assert "Written up as" in client.get(topic.get_absolute_url()).content.decode()


def test_an_article_that_becomes_public_later_is_told_then(source, topic, ben, chi, devices):
    hidden = make_section("For us", parent=devices, audience=Audience.STAFF)
    publish(draft_from(source, by=ben, section=hidden), chi)
    assert announce_published() == 0
    hidden.audience = Audience.PUBLIC
    hidden.save()
    assert announce_published() == 1
