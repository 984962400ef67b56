"""A published report is what it was: after late contacts, new assumptions, and the erasing of every row behind it."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import ArticlePage
from deflection.ledger.assumptions import change_assumptions
from deflection.ledger.estimating import run_estimate
from deflection.ledger.forgetting import forget_old_episodes
from deflection.ledger.recomputing import is_reproduced, recomputed
from deflection.models import (
    AppendOnlyError,
    Contact,
    CreditEntry,
    EstimateRun,
    Event,
    FoldedEpisode,
    PublishedReport,
    ReportWithdrawal,
    RowsErased,
    StratumSnapshot,
)
from deflection.recording.retention import erase_old_rows
from deflection.reporting.figure import Figure
from deflection.reporting.freezing import frozen_text, parts_of, thawed
from deflection.reporting.gathering import gather
from deflection.reporting.periods import period_named
from deflection.reporting.publishing import PublishingRefusedError, preview_of, publish_report, report_in
from deflection.reporting.report import build_report
from deflection.reporting.series import Series
from tests.deflection.conftest import AFTER, FIRST, catch_up
from tests.deflection.test_report import work

PERIOD = "2026-09"
NOTE = "Phone is known from the 7th on."
pytestmark = pytest.mark.django_db


@pytest.fixture
def published(asked_month, olga):
    run_estimate(first=FIRST, after=AFTER)
    return publish(olga)


def publish(by, note=NOTE):
    period = period_named(PERIOD)
    return publish_report(period=period, seen_sha256=preview_of(period).sha256, note=note, by=by)


def page(client, published, query=""):
    return client.get(f"/reports/published/{published.pk}/{query}").content.decode()


def frozen_part(html):
    return html.split('id="frozen">')[1].split("</main")[0]


def erase_everything():
    """As the worker does it, two years later."""
    later = datetime(2028, 11, 1, tzinfo=UTC)
    while erase_old_rows(now=later) or forget_old_episodes(now=later):
        pass
    Contact.objects.all().delete()
    assert not Event.objects.exists()
    assert not FoldedEpisode.objects.exists()


def test_after_every_row_is_erased_the_report_is_the_same_byte_for_byte(published, as_user, olga):
    client = as_user(olga)
    addresses = [f"/reports/published/{published.pk}/report.json"]
    report = report_in(published.body, "en")
    names = {one.name for one in parts_of(report, Series)}
    addresses += [f"/reports/published/{published.pk}/series/{name}.{form}" for name in names for form in ("csv", "json")]
    before = [client.get(address).content for address in addresses]
    shown = frozen_part(page(client, published))
    live = client.get(f"/reports/?period={PERIOD}").content
    erase_everything()
    assert client.get(f"/reports/?period={PERIOD}").content != live, "the live report has lost its rows"
    assert [client.get(address).content for address in addresses] == before
    after = page(client, published, "?recompute=1")
    assert frozen_part(after) == shown
    assert f"<code>{published.output_sha256}</code>" in after
    assert "checked now: unchanged" in after
    assert "Computed once more from the kept strata, assumptions and seed: the same to the last digit." in after


def test_the_estimate_comes_out_of_its_strata_alone(published):
    erase_everything()
    run = published.run
    again = recomputed(run)
    assert again["less_lost"] == run.result["saved_minutes"]["less_lost"]
    assert again["stages"]["before_form"]["low"] == run.result["stages"]["before_form"]["low"]
    assert is_reproduced(run) is True
    stratum = run.strata.filter(stage="before_form").first()
    StratumSnapshot.objects.filter(pk=stratum.pk)._raw_delete("default")
    assert is_reproduced(run) is False


def test_a_changed_byte_is_seen(published, as_user, olga):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE deflection_publishedreport SET body = REPLACE(body, 'modelled', 'certain!')")
    shown = page(as_user(olga), published)
    assert "the sha256 does not match" in shown
    assert "checked now: unchanged" not in shown


def test_drill_down_ends_at_the_day_of_erasing(published, as_user, olga):
    client = as_user(olga)
    address = f"/reports/published/{published.pk}/explain/read-then-asked/"
    before = client.get(address).content.decode()
    assert "The rows as they are today" in before
    numbers = re.findall(r'<dd class="num">(\d+)</dd>', before)
    erase_everything()
    after = client.get(address).content.decode()
    assert "The rows were erased on 1 Nov 2028" in after or "The rows were erased on 1 November 2028" in after
    assert "The rows as they are today" not in after
    assert re.findall(r'<dd class="num">(\d+)</dd>', after) == numbers
    live = client.get(f"/reports/explain/read-then-asked/?period={PERIOD}").content.decode()
    assert "a published report keeps its figures" in live


def test_every_figure_is_stored_and_has_its_explain_page(published, as_user, olga):
    client = as_user(olga)
    figures = list(parts_of(report_in(published.body, "en"), Figure))
    live = build_report(gather(period_named(PERIOD)), user=olga)
    assert {one.name for one in figures} == {one.name for one in parts_of(live, Figure)}
    html = page(client, published)
    for figure in figures:
        address = f"/reports/published/{published.pk}/explain/{figure.name}/"
        assert f'href="{address}"' in html
        explained = client.get(address).content.decode()
        assert (figure.undetermined or figure.value) in explained
    assert client.get(f"/reports/published/{published.pk}/explain/nothing/").status_code == 404
    assert '<th scope="row">Phone</th>' in client.get(f"/reports/published/{published.pk}/know/").content.decode()


def test_it_stores_run_assumptions_strata_and_all_three_languages(published):
    told = json.loads(published.body)
    run = published.run
    assert (told["run"], told["assumption_set"], told["seed"]) == (run.pk, run.assumptions_id, run.seed)
    assert told["assumptions"] == run.assumptions.values
    assert told["input_sha256"] == run.input_hash
    assert run.strata.exists()
    assert set(told["languages"]) == {"en", "fi", "sv"}
    assert {one["said"]["value"] for one in told["languages"].values()} == {"30"}


def test_thawed_and_frozen_again_is_the_same(published):
    report = report_in(published.body, "fi")
    assert thawed(json.loads(frozen_text(report))) == report


def test_late_contacts_stand_beside_the_report_and_change_nothing_in_it(published, as_user, olga, make_contact):
    client = as_user(olga)
    shown = page(client, published)
    assert "Nothing that would change a figure." in shown
    make_contact(person="p150", minutes=20 * 150 + 60, channel="phone")
    work()
    assert CreditEntry.objects.filter(reverses__isnull=False).exists()
    later = page(client, published)
    assert frozen_part(later) == frozen_part(shown)
    assert "1 search for help has turned out otherwise since" in later


def test_a_new_set_of_assumptions_is_restated_beside_it_even_without_rows(published, as_user, olga):
    client = as_user(olga)
    shown = page(client, published)
    erase_everything()
    change_assumptions(values={"attempt_minutes": 15.0}, reason="Asked 40 customers", by=olga)
    later = page(client, published)
    assert frozen_part(later) == frozen_part(shown)
    since = later.split('id="since"')[1].split("</section>")[0]
    assert "Less work time lost: people we can follow" in since
    assert "the assumptions that are now in force" in since


def test_a_later_estimate_is_restated_beside_it(published, as_user, olga, make_contact):
    for number in range(60, 90):
        make_contact(person=f"p{number}", minutes=20 * number + 60, channel="phone")
    for number in (45, 46, 47):
        make_contact(person=f"p{number}", minutes=20 * number + 60, channel="phone")
    catch_up()
    shown = frozen_part(page(as_user(olga), published))
    newer = run_estimate(first=FIRST, after=AFTER)
    later = page(as_user(olga), published)
    assert frozen_part(later) == shown
    assert f"estimated again: estimate {newer.pk}" in later


def test_preview_then_publish_with_a_note(asked_month, as_user, olga):
    client = as_user(olga)
    address = f"/reports/publish/{PERIOD}/"
    assert "This month has not been estimated yet." in client.get(address).content.decode()
    client.post(address, {"do": "estimate"})
    assert EstimateRun.objects.count() == 1
    shown = client.get(address).content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', shown)[1]
    assert client.post(address, {"do": "publish", "seen": seen, "note": ""}).status_code == 422
    assert not PublishedReport.objects.exists()
    made = client.post(address, {"do": "publish", "seen": seen, "note": NOTE})
    report = PublishedReport.objects.get()
    assert made.headers["Location"].endswith(f"/reports/published/{report.pk}/")
    assert (report.output_sha256, report.note, report.published_by) == (seen, NOTE, olga)
    assert frozen_part(page(client, report)).count("<svg") > 3
    assert "The published report of this month" in client.get(f"/reports/?period={PERIOD}").content.decode()


def test_what_has_changed_since_the_preview_is_not_published(asked_month, as_user, olga, make_event):
    run_estimate(first=FIRST, after=AFTER)
    seen = preview_of(period_named(PERIOD)).sha256
    make_event("vote", person="late", payload={"answer": "yes"})
    catch_up()
    answer = as_user(olga).post(f"/reports/publish/{PERIOD}/", {"do": "publish", "seen": seen, "note": NOTE})
    assert answer.status_code == 422
    assert "The figures have changed since you looked." in answer.content.decode()
    assert NOTE in answer.content.decode()
    assert not PublishedReport.objects.exists()


def test_what_cannot_be_published_says_why(as_user, olga):
    client = as_user(olga)
    assert "Whole months are published" in client.get("/reports/publish/2026-W37/").content.decode()
    this_month = timezone.localdate().strftime("%Y-%m")
    assert "it can be published from" in client.get(f"/reports/publish/{this_month}/").content.decode()
    assert client.get("/reports/publish/2099-01/").status_code == 404


def test_a_withdrawal_is_visible_keeps_everything_and_allows_another_edition(published, as_user, olga):
    client = as_user(olga)
    shown = frozen_part(page(client, published))
    with pytest.raises(PublishingRefusedError, match="published already"):
        publish(olga)
    assert client.post(f"/reports/published/{published.pk}/withdraw/", {"reason": " "}).status_code == 422
    client.post(f"/reports/published/{published.pk}/withdraw/", {"reason": "The phone feed was cut short"})
    withdrawn = page(client, published)
    assert "The phone feed was cut short" in withdrawn.split('id="frozen">')[0]
    assert frozen_part(withdrawn) == shown
    listed = client.get("/reports/published/").content.decode()
    assert "withdrawn" in listed
    assert "The phone feed was cut short" in listed
    second = publish(olga, "With the whole phone feed")
    assert (second.edition, PublishedReport.objects.count(), ReportWithdrawal.objects.count()) == (2, 2, 1)
    assert client.get(f"/reports/published/{published.pk}/withdraw/").status_code == 404
    with pytest.raises(AppendOnlyError):
        published.save()
    with pytest.raises(AppendOnlyError):
        PublishedReport.objects.update(note="Better")


def test_once_rows_are_erased_a_month_can_no_longer_be_published(asked_month, as_user, olga):
    run_estimate(first=FIRST, after=AFTER)
    erase_everything()
    answer = as_user(olga).get(f"/reports/publish/{PERIOD}/").content.decode()
    assert "erased already" in answer
    assert 'value="estimate"' not in answer


def test_who_reads_and_who_publishes(published, as_user, ana, mo, ben, chi, olga):
    people = (ana, mo, ben, chi, olga)
    readable = ["/reports/published/", f"/reports/published/{published.pk}/", f"/reports/published/{published.pk}/report.json"]
    for address in readable:
        assert as_user(None).get(address).status_code == 302
        assert [as_user(one).get(address).status_code for one in people] == [403, 403, 200, 200, 200], address
    for address in (f"/reports/publish/{PERIOD}/", f"/reports/published/{published.pk}/withdraw/"):
        assert [as_user(one).get(address).status_code for one in people] == [403, 403, 403, 403, 200], address
        assert [as_user(one).post(address, {}).status_code for one in people] == [403, 403, 403, 403, 422], address


def test_erasing_the_account_of_the_publisher_leaves_the_report(published, as_user, ben, olga):
    shown = frozen_part(page(as_user(ben), published))
    olga.delete()
    assert frozen_part(page(as_user(ben), published)) == shown
    assert PublishedReport.objects.get().published_by is None


def test_no_title_is_frozen_that_a_reader_of_the_report_may_not_see(published):
    assert not ArticlePage.objects.exists()
    assert "no longer here" in published.body


def test_the_published_report_costs_a_fixed_number_of_queries(
    published, as_user, olga, make_event, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(olga)
    page(client, published)
    with django_assert_max_num_queries(12) as few:
        page(client, published)
    for number in range(30):
        make_event("qualified_read", person=f"m{number}", minutes=number, payload={"dwell_s": 60})
    catch_up()
    with django_assert_num_queries(len(few.captured_queries)):
        page(client, published)


def test_an_empty_list_says_how_a_report_gets_there(as_user, ben):
    assert "An owner publishes a month from its report" in as_user(ben).get("/reports/published/").content.decode()


def test_erasing_is_noted_once_a_day(make_event):
    make_event()
    make_event(minutes=1)
    now = datetime(2028, 11, 1, 12, tzinfo=UTC)
    erase_old_rows(now=now)
    erase_old_rows(now=now + timedelta(hours=1))
    assert RowsErased.objects.count() == 1
