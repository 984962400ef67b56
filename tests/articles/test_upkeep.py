"""The editors' home: counts that open their rows, only what somebody may edit, files without formulas, nobody ranked."""

import csv
import datetime
import io
import uuid

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission

from articles.flagging import raise_flag
from articles.models import (
    ArticleLink,
    ArticlePage,
    ArticleVote,
    Confidence,
    FixRequest,
    FlagReason,
    LinksRead,
    Reason,
    VoteReason,
)
from articles.promoting.candidates import renew_candidates
from articles.upkeep.lists import Chosen, work_list_named, work_lists
from forum.accepting import accept_reply
from forum.arranging import save_board
from forum.models import Board, Topic
from forum.posting import reply_to_topic, start_topic
from kbsite.accounts.audience import Audience
from tests.articles.conftest import home, make_article, make_section
from tests.conftest import make_person

TODAY = timezone.localdate()
NAMES = [
    "broken-links",
    "images-without-text",
    "candidates",
    "due",
    "stale",
    "flags",
    "in-review",
    "fix-wanted",
    "translation-older",
    "translation-missing",
    "worst-rated",
]


def chosen(user, **more) -> Chosen:
    return Chosen(user=user, today=TODAY, **more)


def rows(name: str, user, **more) -> list[tuple[str, str]]:
    """Title and reason; what a list counts is what it shows."""
    work, wanted = work_list_named(name), chosen(user, **more)
    found = list(work.rows(wanted, 0, 100))
    assert work.count(wanted) == len(found)
    return [(row.title, row.why) for row in found]


def titles(name: str, user, **more) -> list[str]:
    return [title for title, _why in rows(name, user, **more)]


def vote(article: ArticlePage, *, yes: int = 0, no: int = 0) -> list[ArticleVote]:
    start = ArticleVote.objects.count()
    made = ArticleVote.objects.bulk_create(
        ArticleVote(
            article=article,
            revision_id=article.live_revision_id,
            voter_key=f"k{start + place}",
            answer="yes" if place < yes else "no",
        )
        for place in range(yes + no)
    )
    cache.clear()
    return made


def days(number: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=number)


def test_there_is_a_list_for_each_kind_of_work():
    assert sorted(one.name for one in work_lists()) == sorted(NAMES)


# The lists


def test_due_and_stale_share_no_article_and_leave_out_the_archived(devices, chi):
    for title, number in (("Past", -1), ("Today", 0), ("Next week", 7), ("Later", 8)):
        make_article(title, parent=devices, review_by=days(number))
    make_article("Gone", parent=devices, review_by=days(-9), confidence=Confidence.ARCHIVED)
    make_article("Draft", parent=devices, review_by=days(-9), publish=False)
    assert titles("due", chi) == ["Today", "Next week"]
    assert titles("stale", chi) == ["Past"]


def test_only_mine_means_my_articles_my_flags_and_drafts_that_name_me(devices, ben, chi, olga):
    mine = make_article("Mine", parent=devices, owner=chi, review_by=days(-1))
    other = make_article("Other", parent=devices, owner=ben, review_by=days(-1))
    for article in (mine, other):
        raise_flag(article=article, reason=FlagReason.WRONG)
    for title, reviewer in (("For Chi", chi), ("For Olga", olga)):
        draft = make_article(title, parent=devices, publish=False, owner=ben, reviewer=reviewer)
        draft.get_workflow().start(draft, ben)
    for name, all_of_them, of_chi in (
        ("stale", ["Mine", "Other"], ["Mine"]),
        ("flags", ["Mine", "Other"], ["Mine"]),
        ("in-review", ["For Chi", "For Olga"], ["For Chi"]),
    ):
        assert titles(name, chi) == all_of_them, name
        assert titles(name, chi, is_mine=True) == of_chi, name


def test_section_and_language_narrow_every_list(devices, chi):
    phones = make_section("Phones", parent=devices)
    laitteet = make_section("Laitteet", language="fi")
    inside = make_article("Inside", parent=phones, review_by=days(-1))
    make_article("Beside", parent=devices, review_by=days(-1))
    make_article("Suomeksi", parent=laitteet, language="fi", review_by=days(-1))
    raise_flag(article=inside, reason=FlagReason.WRONG)
    assert titles("stale", chi, section=phones) == ["Inside"]
    assert titles("stale", chi, section=devices) == ["Inside", "Beside"]
    assert titles("stale", chi, language="fi") == ["Suomeksi"]
    assert titles("flags", chi, section=phones) == ["Inside"]
    assert titles("flags", chi, language="fi") == []


def test_what_readers_wait_for_stands_by_how_many_wait(devices, chi):
    for title, waiting in (("One", 1), ("Three", 3), ("Nobody", 0)):
        article = make_article(title, parent=devices, owner=chi)
        for place, no in enumerate(vote(article, no=waiting)):
            FixRequest.objects.create(
                article=article,
                vote=no,
                email=f"r{place}@home.example",
                email_key=f"{title}{place}",
                language="en",
                asked_at=timezone.now(),
                confirmed_at=timezone.now(),
            )
    unconfirmed = make_article("Unconfirmed", parent=devices)
    FixRequest.objects.create(
        article=unconfirmed, vote=vote(unconfirmed, no=1)[0], email="x@y.example", language="en", asked_at=timezone.now()
    )
    assert rows("fix-wanted", chi) == [("Three", "3 readers wait"), ("One", "1 reader waits")]


def test_worst_rated_is_what_is_surely_below_the_average(devices, chi):
    good = make_article("Good", parent=devices)
    bad = make_article("Bad", parent=devices, owner=chi)
    unlucky = make_article("Unlucky", parent=devices, owner=chi)
    few = make_article("Few", parent=devices)
    vote(good, yes=300, no=60)
    for no in vote(bad, yes=50, no=150)[50:]:
        VoteReason.objects.create(vote=no, reason=Reason.HARD_TO_FOLLOW)
    vote(unlucky, yes=1, no=11)
    vote(few, no=9)
    found = rows("worst-rated", chi)
    # 25 % of two hundred is surely worse than 8 % of a dozen; nine answers are no rate.
    assert [title for title, _why in found] == ["Bad", "Unlucky"]
    assert found[0][1].endswith("200 answers; It is hard to follow")


def test_a_list_of_what_is_bad_names_nobody(as_user, devices, chi, ben):
    bad = make_article("Bad", parent=devices, owner=ben)
    vote(make_article("Good", parent=devices), yes=300)
    vote(bad, no=40)
    for address in ("/admin/upkeep/worst-rated/", "/admin/upkeep/worst-rated/?export=csv"):
        shown = as_user(chi).get(address).content.decode()
        assert "Bad" in shown
        assert "Ben" not in shown


def translated(article: ArticlePage, language: str, **fields) -> ArticlePage:
    parent = make_section(f"Section {language} {article.pk}", language=language)
    return make_article(
        f"{article.title} {language}", parent=parent, language=language, translation_key=article.translation_key, **fields
    )


def test_translations_that_are_older_than_their_source(devices, chi):
    source = make_article("Lantern", parent=devices)
    finnish, swedish = translated(source, "fi"), translated(source, "sv")
    now = timezone.now()
    ArticlePage.objects.filter(pk=source.pk).update(last_published_at=now)
    ArticlePage.objects.filter(pk=finnish.pk).update(last_published_at=now - datetime.timedelta(days=3))
    ArticlePage.objects.filter(pk=swedish.pk).update(last_published_at=now - datetime.timedelta(minutes=50))
    assert titles("translation-older", chi) == ["Lantern fi"]
    assert titles("translation-older", chi, language="sv") == []


def test_translations_that_are_missing(devices, chi):
    source = make_article("Lantern", parent=devices)
    translated(source, "fi", publish=False)
    make_article("Kettle", parent=devices, confidence=Confidence.ARCHIVED)
    assert rows("translation-missing", chi) == [("Lantern", "Suomi: a draft exists"), ("Lantern", "Svenska: none")]
    assert rows("translation-missing", chi, language="sv") == [("Lantern", "Svenska: none")]
    assert rows("translation-missing", chi, language="en") == []


def test_pages_of_missing_translations_repeat_and_lose_nothing(devices, chi):
    for number in range(7):
        make_article(f"Page {number}", parent=devices)
    work, wanted = work_list_named("translation-missing"), chosen(chi)
    whole = [(row.title, row.why) for row in work.rows(wanted, 0, 100)]
    parts = [(row.title, row.why) for start in range(0, 14, 3) for row in work.rows(wanted, start, start + 3)]
    assert parts == whole
    assert len(set(whole)) == work.count(wanted) == 14


def test_answers_worth_an_article_are_work_of_nobody_yet(devices, chi, ana, ben):
    board = save_board(board=Board(slug="devices-talk", title_en="Devices"))
    topic = start_topic(board=board, by=ana, title="Panel blinks", source="It hurts.")
    accept_reply(post=reply_to_topic(topic=topic, by=ben, source="Turn it off and on."), by=ana)
    Topic.objects.filter(pk=topic.pk).update(me_too_count=5)
    renew_candidates()
    ((title, why),) = rows("candidates", chi)
    assert title == "Panel blinks"
    assert "5 people have this too" in why
    assert titles("candidates", chi, is_mine=True) == []
    assert titles("candidates", chi, section=devices) == []
    assert titles("candidates", ana) == []


# Who sees what


@pytest.mark.parametrize(("who", "status"), [(None, 302), ("ana", 302), ("mo", 302), ("ben", 200), ("chi", 200), ("olga", 200)])
@pytest.mark.parametrize("address", ["/admin/upkeep/", "/admin/upkeep/stale/", "/admin/upkeep/stale/?export=csv"])
def test_the_home_is_for_who_edits(who, status, address, as_user, devices, request):
    make_article("Late", parent=devices, review_by=days(-1))
    answer = as_user(request.getfixturevalue(who) if who else None).get(address)
    assert answer.status_code == status
    assert (b"Late" in answer.content) is (status == 200 and "stale" in address)


def test_people_see_what_they_may_edit(as_user, devices, desk_only):
    group = Group.objects.create(name="Phone editors")
    phones = make_section("Phones", parent=devices)
    group.permissions.add(Permission.objects.get(codename="work_here"), Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=phones, permission=Permission.objects.get(content_type__model="page", codename="change_page")
    )
    pia = make_person("Pia")
    pia.groups.add(group)
    for parent, title in ((phones, "Hers"), (devices, "Not hers"), (desk_only, "Not hers either")):
        article = make_article(title, parent=parent, review_by=days(-1))
        raise_flag(article=article, reason=FlagReason.WRONG)
        vote(article, yes=0, no=20)
    vote(make_article("Good", parent=devices), yes=400)
    for name in ("stale", "flags", "worst-rated", "translation-missing"):
        assert set(titles(name, pia)) == {"Hers"}, name
    page = as_user(pia).get("/admin/upkeep/flags/").content.decode()
    assert "Hers" in page
    assert "Not hers" not in page


def test_articles_for_people_who_work_here_are_work_too(desk_only, chi):
    make_article("Inside", parent=desk_only, review_by=days(-1), audience=Audience.STAFF)
    assert titles("stale", chi) == ["Inside"]


# The pages


def test_counts_open_their_rows_with_the_same_filters(as_user, devices, chi):
    make_article("Mine", parent=devices, owner=chi, review_by=days(-1))
    make_article("Other", parent=devices, review_by=days(-1))
    page = as_user(chi).get(f"/admin/upkeep/?mine=on&section={devices.pk}&language=en").content.decode()
    address = f"/admin/upkeep/stale/?section={devices.pk}&amp;language=en&amp;mine=on"
    assert f'<a href="{address}">Stale</a></th><td class="number"><b>1</b>' in page
    opened = as_user(chi).get(address.replace("&amp;", "&")).content.decode()
    assert ">Mine</a>" in opened
    assert ">Other</a>" not in opened


def test_an_empty_list_says_so_and_an_unknown_one_is_not_there(as_user, chi):
    assert "Every article has been looked at in time." in as_user(chi).get("/admin/upkeep/stale/").content.decode()
    assert "These filters leave out the rest" in as_user(chi).get("/admin/upkeep/stale/?mine=on").content.decode()
    assert as_user(chi).get("/admin/upkeep/nothing/").status_code == 404
    assert as_user(chi).get("/admin/upkeep/?section=99999&language=xx&mine=maybe").status_code == 200


def test_a_file_holds_all_rows_and_no_formulas(as_user, devices, chi):
    for number, start in enumerate("=+-@"):
        make_article(f"{start}cmd|' /C calc'!A{number}", parent=devices, slug=f"s{number}", review_by=days(-1))
    for number in range(40):
        make_article(f"Page {number}", parent=devices, review_by=days(-2), owner=chi)
    answer = as_user(chi).get("/admin/upkeep/stale/?export=csv")
    assert answer["Content-Disposition"] == 'attachment; filename="stale.csv"'
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0] == ["Title", "Language", "Why", "Address", "Owner"]
    assert len(table) == 45
    assert {row[0][0] for row in table[-4:]} == {"'"}
    assert table[1][4] == "Chi"
    assert table[1][3].startswith("http://testserver/admin/pages/")


def test_rows_are_paged(as_user, devices, chi):
    for number in range(33):
        make_article(f"Page {number:02}", parent=devices, review_by=days(-2))
    second = as_user(chi).get("/admin/upkeep/stale/?p=2").content.decode()
    assert ">Page 32</a>" in second
    assert ">Page 29</a>" not in second


def test_the_admin_begins_with_what_waits_for_me(as_user, devices, chi, mo):
    make_article("Mine", parent=devices, owner=chi, review_by=days(-1))
    start = as_user(chi).get("/admin/").content.decode()
    assert '<a href="/admin/upkeep/stale/?mine=on">Stale</a> <b>1</b>' in start
    assert "upkeep" not in as_user(mo).get("/admin/").content.decode()


def test_every_page_costs_the_same_with_2_and_with_20(as_user, devices, ben, chi):
    client = as_user(chi)

    def fill(numbers) -> None:
        for number in numbers:
            article = make_article(f"Page {number}", parent=devices, owner=ben, review_by=days(-1))
            make_article(f"Soon {number}", parent=devices, owner=chi, review_by=days(1))
            raise_flag(article=article, reason=FlagReason.WRONG)
            no = vote(article, no=12)[0]
            FixRequest.objects.create(
                article=article,
                vote=no,
                email=f"r{number}@home.example",
                email_key=str(number),
                language="en",
                asked_at=timezone.now(),
                confirmed_at=timezone.now(),
            )
            ArticleLink.objects.create(article=article, target_key=uuid.uuid4())
            LinksRead.objects.create(article=article, revision_id=article.live_revision_id, pictures_without_words=1)
            draft = make_article(f"Draft {number}", parent=devices, publish=False, owner=ben)
            draft.get_workflow().start(draft, ben)
            older = translated(article, "fi")
            ArticlePage.objects.filter(pk=older.pk).update(last_published_at=timezone.now() - datetime.timedelta(days=9))

    def queries() -> dict[str, int]:
        counts = {}
        for name in ["", *[f"{name}/" for name in NAMES]]:
            client.get(f"/admin/upkeep/{name}")
            with CaptureQueriesContext(connection) as captured:
                page = client.get(f"/admin/upkeep/{name}")
            assert page.status_code == 200
            counts[name] = len(captured)
        return counts

    vote(make_article("Good", parent=devices), yes=800)
    fill(range(2))
    few = queries()
    fill(range(2, 20))
    assert queries() == few


def test_home_sections_of_all_languages_can_be_chosen(as_user, devices, chi):
    make_section("Laitteet", parent=home("fi"), language="fi")
    page = as_user(chi).get("/admin/upkeep/").content.decode()
    assert "Devices (en)" in page
    assert "Laitteet (fi)" in page
