"""The second rung on the page: estimates with their ranges, what would change them, and what they rest on."""

import ast
import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import deflection
from deflection.estimation.types import Undetermined
from deflection.ledger.assumptions import ASSUMPTIONS, change_assumptions
from deflection.ledger.changes import mark_contacts_changed
from deflection.ledger.estimating import run_estimate
from deflection.ledger.folding import fold_everything
from deflection.ledger.monthly import estimate_last_month
from deflection.ledger.telling import told
from deflection.models import AssumptionSet, EstimateRun, Event, MeasureAction, RecurringIssue
from deflection.reporting.assumptions import assumptions_page
from deflection.reporting.figures.avoided import credit_figures
from deflection.reporting.gathering import gather
from deflection.reporting.periods import period_named
from deflection.reporting.register import measure_of, measures, register_rows
from deflection.reporting.report import build_report, figure_named, series_named
from deflection.reporting.wording import REASONS, range_told, refusal_told
from tests.deflection.conftest import AFTER, FIRST, LATER, MONDAY, catch_up
from tests.deflection.test_report import all_figures

PERIOD = "2026-09"
pytestmark = pytest.mark.django_db


@pytest.fixture
def estimated(asked_month):
    return run_estimate(first=FIRST, after=AFTER, now=LATER)


def facts():
    return gather(period_named(PERIOD), now=LATER)


def estimated_figures(user):
    made = build_report(facts(), user=user).modelled
    return [*made.stages, *made.hours, *(row.figure for row in (*made.contents, *made.issues))]


def main_of(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


def row_of(run, name):
    return next(row for row in run.result["sensitivity"]["rows"] if row["name"] == name)


def values_of(run, name):
    return {one["value"]: one["avoided"] for one in row_of(run, name)["at"]}


def test_before_an_estimate_nothing_is_claimed_and_after_it_the_range_stands_beside_the_figure(asked_month, as_user, olga):
    before = main_of(as_user(olga).get(f"/reports/?period={PERIOD}"))
    assert "How many contacts this avoided is not claimed here." in before
    assert "Not estimated yet." in before
    run = run_estimate(first=FIRST, after=AFTER, now=LATER)
    after = main_of(as_user(olga).get(f"/reports/?period={PERIOD}"))
    stage = run.result["stages"]["before_form"]
    assert f"About <b>{stage['avoided']:.0f} fewer contacts</b> in September 2026" in after
    assert f"({range_told(stage['low'], stage['high'])}, so perhaps none; modelled, not compared)" in after
    assert "not claimed here" not in after


def test_stages_without_a_figure_say_why_and_how_many_answers_are_missing(make_event, as_user, olga):
    for number in range(40):
        make_event("qualified_read", person=f"p{number}", minutes=number, payload={"dwell_s": 60, "scroll": 1, "words": 50})
        if number < 12:
            make_event("prompt_answer", person=f"p{number}", minutes=number + 1, payload={"answer": "no"})
    catch_up()
    run_estimate(first=FIRST, after=AFTER, now=LATER)
    page = main_of(as_user(olga).get(f"/reports/?period={PERIOD}"))
    assert "It needs 30 answers of readers who were asked at random; in the 13 weeks up to the end of this time came 12." in page
    assert "Needs a comparison group at the form" in page
    assert "not claimed here" in page
    rows = re.findall(r'<td class="n faint">–</td><td colspan="2">', page)
    assert len(rows) == 8, "no stage, hours or EUR has a figure"


def test_every_estimated_figure_has_its_explain_page_and_its_entry_in_the_register(estimated, as_user, olga):
    client = as_user(olga)
    figures = estimated_figures(olga)
    assert len(figures) >= 11
    page = main_of(client.get(f"/reports/?period={PERIOD}"))
    for figure in figures:
        assert f'href="/reports/explain/{figure.name}/?period={PERIOD}"' in page
        explained = client.get(f"/reports/explain/{figure.name}/?period={PERIOD}")
        assert explained.status_code == 200
        assert (figure.value in main_of(explained)) or figure.undetermined in main_of(explained)


def test_every_figure_has_a_measure_and_every_measure_a_figure(estimated, olga):
    names = {figure.name for figure in (*all_figures(facts(), olga), *estimated_figures(olga))}
    assert all(measure_of(name) for name in names), [name for name in names if not measure_of(name)]
    assert {measure_of(name).name for name in names} == {one.name for one in measures()}
    for one in measures():
        assert all((one.title, one.definition, one.sample, one.channels))


def test_the_rows_of_an_estimate_lead_to_an_episode_and_its_events(estimated, as_user, olga):
    client = as_user(olga)
    address = f"/reports/explain/avoided-before-form/?period={PERIOD}"
    shares = main_of(client.get(f"{address}&rows=shares"))
    link = re.search(r'href="(\?period=2026-09&amp;rows=shares&amp;episode=[0-9a-f]+)', shares)[1].replace("&amp;", "&")
    assert "60 s visible" in main_of(client.get(f"/reports/explain/avoided-before-form/{link}"))


def test_a_stratum_of_fewer_than_five_people_shows_no_number(estimated, as_user, olga, make_event):
    rare = RecurringIssue.objects.create(slug="rare", title="A rare need")
    other = "55555555-5555-4555-8555-555555555555"
    rare.content_links.create(content_kind="article", content_uuid=other, valid_from=MONDAY - timedelta(days=9))
    for number in range(4):
        make_event("qualified_read", person=f"r{number}", content=other, payload={"dwell_s": 60, "scroll": 1, "words": 50})
    catch_up()
    run_estimate(first=FIRST, after=AFTER, now=LATER)
    page = main_of(as_user(olga).get(f"/reports/explain/avoided-before-form/?period={PERIOD}&rows=strata"))
    row = re.search(r"<tr><th scope=\"row\">A rare need</th>(.*?)</tr>", page)[1]
    assert re.findall(r"<td>(.*?)</td>", row)[1:] == ["fewer than 5 people", "–", "–"]


def test_formula_terms_are_the_numbers_of_their_rows(estimated, olga):
    for figure in build_report(facts(), user=olga).modelled.stages:
        for term in figure.formula:
            if not isinstance(term, str) and term.rows == "strata":
                rows = figure.rows_named("strata")
                assert term.value == str(rows.number) == str(sum(rows.weigh(one) for one in rows.items))
        shares = figure.rows_named("shares")
        assert shares.number == len(list(shares.items))
    for figure in credit_figures(facts(), {}):
        assert figure.lists[0].number == len(list(figure.lists[0].items)) > 0


def test_every_refusal_of_estimation_is_told_in_words_for_readers():
    reasons = set()
    folder = Path(deflection.__file__).parent
    for path in [*folder.glob("estimation/*.py"), *folder.glob("ledger/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Undetermined" and node.args:
                first = node.args[0]
                reasons |= {first.value} if isinstance(first, ast.Constant) else set()
    shown = reasons & set(REASONS)
    assert shown == set(REASONS)
    assert all(refusal_told({"undetermined": reason}) for reason in shown)
    missing = [told(Undetermined(f"needs 3 more answers{rest}", 3)) for rest in ("", " of people whose problem was not solved")]
    assert [refusal_told(one).endswith(came) for one, came in zip(missing, ("came 27.", "came 7."), strict=True)] == [True, True]
    assert refusal_told({"undetermined": None}) == ""


# Sensitivity: one assumption moved at a time.


def test_base_values_stand_in_the_rows_and_the_extremes_are_theirs(estimated):
    told_all = estimated.result["sensitivity"]
    avoided = estimated.result["stages"]["before_form"]["avoided"]
    assert values_of(estimated, "look_ahead_days")[7] == pytest.approx(avoided, abs=1e-5)
    everything = [one["avoided"] for row in told_all["rows"] for one in row["at"] if one["avoided"] is not None]
    assert told_all["low"] == pytest.approx(min(everything))
    assert told_all["high"] == pytest.approx(max(everything))
    assert {row["name"] for row in told_all["rows"]} == {
        "look_ahead_days", "any_contact", "linked_share", "factor", "with_visits", "with_unidentified", "attempt_minutes",
    }  # fmt: skip


def test_the_factor_of_all_needs_moves_within_the_headline(estimated):
    at = row_of(estimated, "factor")["at"]
    assert [one["value"] for one in at] == [
        pytest.approx(0.7 - 1.645 * 0.4, abs=0.001),
        pytest.approx(0.7 + 1.645 * 0.4, abs=0.001),
    ]
    stage = estimated.result["stages"]["before_form"]
    assert stage["low"] <= at[0]["avoided"] < stage["avoided"] < at[1]["avoided"] <= stage["high"]


def test_a_shorter_look_ahead_drops_late_contacts_and_a_longer_one_finds_more(asked_month, make_contact):
    before = run_estimate(first=FIRST, after=AFTER, now=LATER)
    same = values_of(before, "look_ahead_days")
    assert same[1] == same[3] == same[7] == same[14], "all contacts came within the hour"
    make_contact(person="p45", minutes=20 * 45 + 2 * 24 * 60, channel="phone")
    make_contact(person="p46", minutes=20 * 46 + 10 * 24 * 60, channel="phone")
    catch_up()
    at = values_of(run_estimate(first=FIRST, after=AFTER, now=LATER), "look_ahead_days")
    assert at[1] < at[3] == at[7] < at[14]


def test_a_contact_about_something_else_counts_only_in_its_row(asked_month, make_contact):
    other = RecurringIssue.objects.create(slug="printer", title="Printer")
    make_contact(person="p47", minutes=20 * 47 + 30, channel="phone", issues=[other])
    catch_up()
    run = run_estimate(first=FIRST, after=AFTER, now=LATER)
    assert values_of(run, "any_contact")[None] > run.result["stages"]["before_form"]["avoided"]


def test_a_lower_linked_share_makes_each_linked_contact_weigh_more(estimated):
    at = values_of(estimated, "linked_share")
    assert at[-0.1] > estimated.result["stages"]["before_form"]["avoided"] >= at[0.1]


def test_own_attempts_move_hours_alone(estimated):
    low, high = row_of(estimated, "attempt_minutes")["at"]
    assert low["avoided"] == high["avoided"]
    assert high["net_minutes"] - low["net_minutes"] == pytest.approx(15 * high["avoided"], rel=1e-3)


def test_table_and_files_of_the_moved_assumptions_are_one_object(estimated, as_user, olga):
    client = as_user(olga)
    series = series_named(facts(), "sensitivity", user=olga)
    asked_json = json.loads(client.get(f"/reports/series/sensitivity.json?period={PERIOD}").content)
    assert [tuple(row) for row in asked_json["rows"]] == list(series.rows)
    lines = list(csv.reader(io.StringIO(client.get(f"/reports/series/sensitivity.csv?period={PERIOD}").content.decode())))[1:]
    assert [line[0] for line in lines] == [row[0] for row in series.rows]
    assert [line[2] for line in lines] == ["" if row[2] is None else str(row[2]) for row in series.rows]
    page = main_of(client.get(f"/reports/know/?period={PERIOD}"))
    shown = re.findall(r'<td>([^<]*)</td><td class="n">[^<]*</td><td class="n">', page)
    assert shown == [row[1] for row in series.rows if row[1]]
    shares = json.loads(client.get(f"/reports/series/avoided-shares.json?period={PERIOD}").content)["rows"]
    assert [row[0] for row in shares] == [one.title for one in sorted_shares(olga)]


def sorted_shares(user):
    made = build_report(facts(), user=user).modelled
    return [row.figure for row in (*made.issues, *made.contents)]


# Assumptions and register.


def test_prices_ship_empty_and_no_euro_appears_until_the_owner_enters_one(estimated, as_user, olga):
    assert [one.shipped for one in ASSUMPTIONS if one.unit == "EUR"] == [None, None]
    assert "No price of a contact has been entered" in main_of(as_user(olga).get(f"/reports/?period={PERIOD}"))
    change_assumptions(values={"contact_price_eur": 50.0, "hour_price_eur": 40.0}, reason="Finance, third quarter", by=olga)
    run = run_estimate(first=FIRST, after=AFTER, now=LATER)
    figure = figure_named(facts(), "eur-desk", user=olga)
    assert figure.value == f"{50 * run.result['stages']['before_form']['avoided']:,.0f}"
    hours = run.result["saved_minutes"]["less_lost"]["before_form"]["net"] / 60
    assert figure_named(facts(), "eur-hours", user=olga).value == f"{40 * hours:,.0f}"


def test_an_owner_makes_a_new_set_with_a_reason_and_the_old_one_stays(estimated, as_user, olga):
    client = as_user(olga)
    values = {one.name: "" if one.shipped is None else one.shipped for one in ASSUMPTIONS}
    refused = client.post("/reports/assumptions/", values | {"attempt_minutes": 20})
    assert refused.status_code == 422
    assert AssumptionSet.objects.count() == 1
    made = client.post("/reports/assumptions/", values | {"attempt_minutes": 20, "reason": "Asked 40 customers"}, follow=True)
    page = main_of(made)
    assert AssumptionSet.objects.count() == 2
    assert "Asked 40 customers" in page
    assert "Own attempts before a contact: 30 → 20" in page
    estimated.refresh_from_db()
    assert estimated.assumptions.values["attempt_minutes"] == 30.0
    same = client.post("/reports/assumptions/", values | {"attempt_minutes": 20, "reason": "Again"})
    assert (same.status_code, AssumptionSet.objects.count()) == (422, 2)
    out_of_bounds = client.post("/reports/assumptions/", values | {"attempt_minutes": 999, "reason": "Longer"})
    assert (out_of_bounds.status_code, AssumptionSet.objects.count()) == (422, 2)


@pytest.mark.parametrize("address", ["/reports/assumptions/", "/reports/register/"])
def test_who_reads_and_who_changes(as_user, ana, mo, ben, chi, olga, address):
    assert as_user(None).get(address).status_code == 302
    assert [as_user(one).get(address).status_code for one in (ana, mo, ben, chi, olga)] == [403, 403, 200, 200, 200]
    assert [as_user(one).post(address, {}).status_code for one in (ana, mo, ben, chi, olga)] == [403, 403, 403, 403, 422]
    assert "<form" not in main_of(as_user(ben).get(address))


def test_every_assumption_stands_on_the_page_with_unit_and_reason():
    page = assumptions_page()
    assert {row.name for row in page.entered} == {one.name for one in ASSUMPTIONS}
    for row in (*page.entered, *page.built_in):
        assert row.title
        assert row.reason
    assert len({row.title for row in page.built_in}) == len(page.built_in) >= 19
    assert page.history == ()


def test_a_measure_that_nobody_acts_on_for_90_days_is_proposed_for_removal(make_event, as_user, olga):
    event = make_event("vote", payload={"answer": "yes"})
    assert not any(row.is_unused for row in register_rows(now=event.received_at + timedelta(days=89)))
    later = event.received_at + timedelta(days=91)
    assert all(row.is_unused for row in register_rows(now=later))
    as_user(olga).post("/reports/register/", {"measure": "said-solved", "note": "Rewrote the VPN page"})
    action = MeasureAction.objects.get(measure="said-solved", made_by=olga)
    Event.objects.filter(pk=event.pk).update(received_at=action.made_at - timedelta(days=30))
    row, *others = register_rows(now=action.made_at + timedelta(days=70))
    assert (row.measure.name, row.is_unused, row.last_action.note) == ("said-solved", False, "Rewrote the VPN page")
    assert all(one.is_unused for one in others)


# The worker.


def at(day, hour=12):
    return datetime(2026, 10, day, hour, tzinfo=UTC)


def test_the_worker_estimates_a_month_once_its_last_readers_have_been_followed(asked_month):
    assert estimate_last_month(now=at(5)) == 1
    assert EstimateRun.objects.get().first_day == date(2026, 8, 1), "September still runs its seven days"
    assert estimate_last_month(now=at(10)) == 1
    assert EstimateRun.objects.first().first_day == date(2026, 9, 1)
    assert estimate_last_month(now=at(11)) == 0


def test_a_changed_assumption_makes_the_worker_estimate_again_beside_the_old_one(asked_month, olga):
    estimate_last_month(now=at(20))
    change_assumptions(values={"attempt_minutes": 20.0}, reason="Asked 40 customers", by=olga)
    assert estimate_last_month(now=at(20)) == 1
    older, newer = EstimateRun.objects.order_by("id")
    assert (older.assumptions.values["attempt_minutes"], newer.assumptions.values["attempt_minutes"]) == (30.0, 20.0)
    assert older.result["stages"] == newer.result["stages"]


def test_contacts_that_come_in_later_make_the_worker_estimate_again(asked_month, make_contact):
    """Another desk's file of last month: left out, its contacts would look avoided."""
    estimate_last_month(now=at(20))
    assert estimate_last_month(now=at(20)) == 0
    contact = make_contact(person="", channel="phone", source="old-desk", external_id="1")
    mark_contacts_changed([contact.pk])
    assert estimate_last_month(now=at(20)) == 0, "the ledger has not read it yet"
    fold_everything()
    assert estimate_last_month(now=at(20)) == 1
    older, newer = EstimateRun.objects.order_by("id")

    def contacts_of(run):
        return sum(one["contacts"] for one in run.result["linkage"])

    assert contacts_of(newer) == contacts_of(older) + 1
    assert estimate_last_month(now=at(20)) == 0


def test_an_empty_site_is_not_estimated():
    assert estimate_last_month(now=at(20)) == 0
    assert not AssumptionSet.objects.exists() or not EstimateRun.objects.exists()


def test_the_estimated_report_costs_the_same_queries_with_few_and_many_rows(
    estimated, as_user, olga, make_event, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(olga)
    client.get(f"/reports/?period={PERIOD}")
    with django_assert_max_num_queries(12) as few:
        client.get(f"/reports/?period={PERIOD}")
    for number in range(30):
        for content in range(20):
            key = f"77777777-7777-4777-8777-{content:012}"
            make_event("qualified_read", person=f"m{number}", minutes=number, content=key, payload={"dwell_s": 60})
    catch_up()
    run_estimate(first=FIRST, after=AFTER, now=LATER)
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(f"/reports/?period={PERIOD}")
