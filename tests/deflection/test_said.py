"""What readers said about an article: steadied rates with ranges, per version, never from too few answers."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageLogEntry

from articles.models import Answer, ArticlePage, ArticleVote, Reason, VoteReason
from deflection.estimation.shrinkage import Answers, Prior, shown_rate, solve_rate, worst_first
from deflection.estimation.types import Undetermined
from deflection.models import ContentIssue, RecurringIssue
from deflection.reporting.said.priors import priors
from deflection.reporting.said.selectors import said_about
from deflection.templatetags.rate_tags import versions_chart
from kbsite.accounts.audience import Audience
from tests.articles.conftest import make_article, make_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def devices():
    return make_section("Devices")


@pytest.fixture
def reset(devices) -> ArticlePage:
    return make_article("Reset", parent=devices)


def vote(article: ArticlePage, *, yes: int = 0, no: int = 0, looking: int = 0, **more) -> None:
    """That many answers about the version that is published now."""
    article.refresh_from_db()
    before = ArticleVote.objects.count()
    answers = [Answer.YES] * yes + [Answer.NO] * no + [Answer.LOOKING] * looking
    ArticleVote.objects.bulk_create(
        ArticleVote(article=article, revision_id=article.live_revision_id, voter_key=f"k{before + place}", answer=answer, **more)
        for place, answer in enumerate(answers)
    )
    cache.clear()


def edit(article: ArticlePage, title: str) -> None:
    article.title = title
    article.save_revision().publish()
    article.refresh_from_db()


def test_a_rate_leans_on_the_site_until_it_has_answers_of_its_own():
    prior = Prior(mean=0.45, strength=20)
    assert shown_rate(Answers(90, 110), prior).rate == pytest.approx(0.45)
    assert shown_rate(Answers(3, 1), prior) == Undetermined("too few answers", 6)
    assert shown_rate(Answers(10, 0), prior).rate == pytest.approx((10 + 9) / 30)


def test_what_is_surely_bad_stands_before_bad_luck():
    rates = {
        "unlucky": solve_rate(Answers(1, 9), mean=0.5),
        "bad": solve_rate(Answers(50, 150), mean=0.5),
        "good": solve_rate(Answers(150, 50), mean=0.5),
    }
    # By the plain share of yes the unlucky one (10 %) would stand before the bad one (25 %).
    assert worst_first(rates) == ["bad", "unlucky", "good"]


def test_below_ten_answers_no_rate_is_shown_anywhere(as_user, ben, reset):
    vote(reset, yes=8, no=1)
    beside = as_user(ben).get("/devices/reset/").content.decode()
    page = as_user(ben).get(f"/reports/articles/{reset.pk}/").content.decode()
    for html in (beside, page):
        assert "too little data: 1 more answer needed" in html
    assert not re.search(r"\d+ %", beside)
    assert 'class="band"' not in page
    vote(reset, yes=1)
    for address in ("/devices/reset/", f"/reports/articles/{reset.pk}/"):
        html = as_user(ben).get(address).content.decode()
        # Mean of the site (10 of 12 with one of each from the air), k = 20: (9 + 20 x 10/12) / 30.
        assert "86 %" in html
        assert re.search(r"\d+ % to \d+ %, 10 answers", html)


def test_without_any_answer_the_page_says_so(as_user, ben, reset):
    assert "Nobody has answered" in as_user(ben).get(f"/reports/articles/{reset.pk}/").content.decode()


def test_an_edit_starts_fresh_and_is_marked(reset):
    vote(reset, yes=2, no=10)
    edit(reset, "Reset, better")
    vote(reset, yes=3)
    said = said_about(reset)
    assert [(one.number, one.answers) for one in said.versions] == [(1, Answers(2, 10)), (2, Answers(3, 0))]
    assert isinstance(said.rate, Undetermined)
    assert said.rate.still_needed == 7
    drawn = versions_chart(said.series, timezone.localdate(), "Solved")
    assert drawn.count('class="ev"') == 2
    assert drawn.count('class="band"') == 1
    assert "Version 2: too little data" in drawn


def test_chart_table_and_files_show_the_same(as_user, ben, reset):
    vote(reset, yes=2, no=10)
    edit(reset, "Reset, better")
    vote(reset, yes=20, no=2)
    client = as_user(ben)
    html = client.get(f"/reports/articles/{reset.pk}/").content.decode()
    rows = json.loads(client.get(f"/reports/articles/{reset.pk}.json").content)["rows"]
    table = [
        re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", row)
        for row in re.findall(r"<tr>(.*?)</tr>", html.split("<tbody>")[1].split("</tbody>")[0])
    ]
    filed = list(csv.reader(io.StringIO(client.get(f"/reports/articles/{reset.pk}.csv").content.decode())))[1:]
    shown = [["–" if cell is None else str(cell) for cell in row] for row in rows]
    assert table == shown
    assert [[cell or "–" for cell in row] for row in filed] == shown
    for row in rows:
        assert f"Version {row[0]}: {row[5]} %, range {row[6]} to {row[7]} %." in html
    lines = [float(y) for y in re.findall(r'<line class="line"[^>]* y1="([\d.]+)"', html)]
    assert lines == [pytest.approx(14 + 176 * (1 - row[5] / 100), abs=0.06) for row in rows]


def test_versions_stand_at_the_day_they_were_published(reset):
    old = timezone.now() - timedelta(days=40)
    PageLogEntry.objects.filter(page=reset.pk).update(timestamp=old)
    vote(reset, yes=12)
    edit(reset, "Reset, better")
    first, second = said_about(reset).versions
    assert first.since == timezone.localdate(old)
    assert (first.until, second.until) == (second.since, None)


def test_answers_of_people_who_work_here_and_lookers_say_nothing_of_solving(reset):
    vote(reset, yes=20, is_counted=False)
    vote(reset, looking=3)
    said = said_about(reset)
    assert (said.answers, said.looking) == (Answers(0, 0), 3)


def test_an_article_leans_on_those_about_the_same_issue(devices, reset):
    issue = RecurringIssue.objects.create(slug="vpn", title="VPN")
    twin = make_article("Twin", parent=devices)
    stranger = make_article("Stranger", parent=devices)
    vote(twin, yes=40)
    vote(stranger, no=200)
    vote(reset, yes=5, no=5)
    alone = priors().rate(reset.translation_key, Answers(5, 5))
    for article in (twin, reset):
        ContentIssue.objects.create(content_kind="article", content_uuid=article.translation_key, issue=issue)
    cache.clear()
    together = priors().rate(reset.translation_key, Answers(5, 5))
    assert alone.rate < 0.5 < together.rate


def test_reasons_are_counted_for_this_version_and_for_all(as_user, ben, reset):
    vote(reset, no=2)
    for one in ArticleVote.objects.all():
        VoteReason.objects.create(vote=one, reason=Reason.HARD_TO_FOLLOW)
    edit(reset, "Reset, better")
    vote(reset, no=1, comment="Step 2 <b>is</b> missing")
    VoteReason.objects.create(vote=ArticleVote.objects.latest("pk"), reason=Reason.HARD_TO_FOLLOW)
    (row,) = said_about(reset).reasons["no"]
    assert (row.label, row.now, row.ever) == ("It is hard to follow", 1, 3)
    html = as_user(ben).get(f"/reports/articles/{reset.pk}/").content.decode()
    assert "Step 2 &lt;b&gt;is&lt;/b&gt; missing" in html
    assert "Version 2" in html


@pytest.mark.parametrize(("who", "status"), [(None, 302), ("ana", 403), ("ben", 200), ("chi", 200), ("olga", 200)])
def test_only_people_who_read_reports_see_it(who, status, as_user, reset, request):
    vote(reset, no=1, comment="words")
    client = as_user(request.getfixturevalue(who) if who else None)
    for address in (f"/reports/articles/{reset.pk}/", f"/reports/articles/{reset.pk}.csv"):
        answer = client.get(address)
        assert answer.status_code == status
        assert (b"words" in answer.content) is (status == 200 and address.endswith("/"))


def test_what_is_not_published_is_not_there(as_user, ben, devices):
    draft = make_article("Draft", parent=devices, publish=False)
    hidden = make_article("For staff", parent=devices, audience=Audience.STAFF)
    assert as_user(ben).get(f"/reports/articles/{draft.pk}/").status_code == 404
    assert as_user(ben).get(f"/reports/articles/{hidden.pk}/").status_code == 200


def test_the_page_costs_the_same_with_2_and_with_20(as_user, ben, reset):
    client = as_user(ben)

    def queries() -> int:
        cache.clear()
        client.get(f"/reports/articles/{reset.pk}/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/reports/articles/{reset.pk}/").status_code == 200
        return len(captured)

    for number in range(2):
        vote(reset, no=1, comment=f"words {number}")
        edit(reset, f"Reset {number}")
    few = queries()
    for number in range(20):
        vote(reset, no=1, yes=3, comment=f"more words {number}")
        edit(reset, f"Reset {number}")
    assert queries() == few


def test_only_the_latest_versions_are_drawn(reset):
    for number in range(34):
        edit(reset, f"Reset {number}")
    versions = said_about(reset).versions
    assert (len(versions), versions[0].number, versions[-1].number) == (30, 6, 35)
