"""Rules against measures that spoil what they measure. Each is held over pages, files, commands and the code itself."""

import ast
import csv
import io
import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import get_resolver

import deflection
from deflection.ledger.assumptions import ASSUMPTIONS
from deflection.ledger.estimating import run_estimate
from deflection.models import Contact, ContactChannel, ContactKind, SourceCoverage
from deflection.reporting.figure import Figure
from deflection.reporting.freezing import parts_of
from deflection.reporting.gathering import gather
from deflection.reporting.periods import period_named
from deflection.reporting.publishing import preview_of, publish_report
from deflection.reporting.report import build_report
from deflection.reporting.series import Series
from tests.deflection.conftest import AFTER, FIRST, MONDAY

PERIOD = "2026-09"
CODE = Path(deflection.__file__).parent
pytestmark = pytest.mark.django_db


def main_of(response):
    return response.content.decode().split("<main")[1].split("</main")[0]


def report(user):
    return build_report(gather(period_named(PERIOD)), user=user)


def sources(*folders):
    return {path: path.read_text() for folder in folders for path in (CODE / folder).rglob("*.py")}


def test_no_page_file_or_command_tells_anything_of_an_agent_or_author(asked_month, as_user, ben, chi, olga):
    Contact.objects.update(user=ben, agent_minutes=7)
    run = run_estimate(first=FIRST, after=AFTER)
    period = period_named(PERIOD)
    published = publish_report(period=period, seen_sha256=preview_of(period).sha256, note="First", by=olga)
    client = as_user(olga)
    made = report(olga)
    told = [client.get("/reports/", {"period": PERIOD}), client.get("/reports/know/", {"period": PERIOD})]
    told += [client.get(address) for address in ("/reports/register/", "/reports/issues/", "/reports/published/")]
    told += [client.get(f"/reports/published/{published.pk}/{rest}") for rest in ("", "report.json")]
    told += [client.get(f"/reports/explain/{one.name}/?period={PERIOD}") for one in parts_of(made, Figure)]
    told += [client.get(f"/reports/series/{one.name}.csv?period={PERIOD}") for one in parts_of(made, Series)]
    texts = [answer.content.decode() for answer in told]
    for name, options in (
        ("estimate_deflection", {"first": FIRST, "last": AFTER, "json": True}),
        ("export_ledger", {"run": run.pk}),
    ):
        out = StringIO()
        call_command(name, stdout=out, **options)
        texts.append(out.getvalue())
    assert {answer.status_code for answer in told} == {200}
    assert len(texts) > 25
    for text in texts:
        # The agent's address and key; the name is looked for as a word.
        assert ben.email not in text
        assert chi.email not in text
        assert not re.search(r"\b(Ben|Chi)\b", text)


def test_no_query_of_measurement_groups_or_sorts_by_a_person_who_works_here():
    people = {"user", "answered_by", "agent", "author", "made_by", "by", "owner", "published_by", "agent_minutes", "handled_by"}
    found = []
    for path, text in sources("reporting", "ledger", "estimation", "issues").items():
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            if node.func.attr in {"order_by", "values", "values_list", "annotate", "alias"}:
                names = {str(one.value).lstrip("-").split("__")[0] for one in node.args if isinstance(one, ast.Constant)}
                found += [(path.name, node.lineno, name) for name in names & people]
    assert found == []


def test_a_sort_in_the_address_changes_nothing(asked_month, as_user, olga):
    client = as_user(olga)
    plain = main_of(client.get("/reports/", {"period": PERIOD}))
    for sort in ("author", "agent", "speed", "-credits"):
        for name in ("sort", "order", "by", "group"):
            assert main_of(client.get("/reports/", {"period": PERIOD, name: sort})) == plain


def test_no_row_holds_a_target_of_an_activity():
    words = re.compile(r"(^|_)(targets?|goals?|quotas?|scores?|ranks?|handling|handle_time|speed|sla)(_|$)")
    fields = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("deflection").get_models()
        for field in model._meta.get_fields()
        if words.search(field.name)
    ]
    assert fields == []


def test_kinds_have_a_panel_each_and_no_figure_or_file_is_about_several(asked_month, make_contact, olga):
    for kind in ContactKind.values:
        for number in range(3):
            make_contact(person="", kind=kind, minutes=number)
    made = report(olga)
    assert [panel.kind for panel in made.panels] == ["problem", "disruption", "order", "feedback", "unclassified"]
    counts = {panel.kind: int(panel.figure.value) for panel in made.panels}
    assert all(counts.values())
    forbidden = {str(sum(counts.values())), str(sum(counts.values()) - counts["unclassified"])}
    shown = {one.value for one in parts_of(made, Figure)} | {
        term.value for one in parts_of(made, Figure) for term in one.formula if not isinstance(term, str)
    }
    assert not shown & (forbidden - {str(one) for one in counts.values()})


@pytest.mark.parametrize("kind", ContactKind.values)
@pytest.mark.parametrize("last", [2, 40])
def test_no_kind_is_praised_or_blamed_for_a_rise_or_fall(make_contact, as_user, olga, kind, last):
    for week in range(15):
        for number in range(20 + week % 3 if week < 14 else last):
            make_contact(person="", kind=kind, minutes=(week - 12) * 7 * 24 * 60 + number)
    SourceCoverage.objects.create(channel="form", covered_from=MONDAY - timedelta(weeks=12, days=1))
    made = report(olga)
    panel = next(one for one in made.panels if one.kind == kind)
    assert re.search(r"(above|below) the limits", panel.heading)
    page = main_of(as_user(olga).get("/reports/", {"period": PERIOD}))
    assert not re.search(r"is-solved|is-broken|is-needs|class=\"[^\"]*(green|red)", page)
    assert not re.search(r"\b(improved|better|worse|success|well done)\b", re.sub(r"<[^>]+>", " ", page).lower())


def test_the_two_parts_of_value_stand_on_lines_of_their_own_and_no_sum_exists(asked_month, olga):
    run = run_estimate(first=FIRST, after=AFTER)
    assert set(run.result["saved_minutes"]) == {"less_lost", "made_easier"}
    assert not any("total" in key or "sum" in key for key in _keys(run.result))
    lines = [one.name for one in report(olga).modelled.hours]
    assert lines == ["hours-before-form", "hours-before-form-visits", "hours-made-easier", "eur-desk", "eur-hours"]


def _keys(value):
    if isinstance(value, dict):
        return {*value, *(key for one in value.values() for key in _keys(one))}
    return {key for one in value for key in _keys(one)} if isinstance(value, list) else set()


def test_stages_are_not_added_to_one_number(asked_month, olga):
    run = run_estimate(first=FIRST, after=AFTER)
    assert set(run.result["stages"]) == {"before_form", "before_form_visits", "at_form"}
    assert report(olga).modelled.headline.name == "avoided-before-form"


def test_nowhere_can_a_number_of_users_be_entered(as_user, olga):
    assert not any(re.search(r"user|employee|head|staff|people|customers", one.name) for one in ASSUMPTIONS)
    page = main_of(as_user(olga).get("/reports/assumptions/"))
    assert set(re.findall(r'<input[^>]* name="([^"]+)"', page)) - {"csrfmiddlewaretoken"} == {
        *(one.name for one in ASSUMPTIONS),
        "reason",
    }


def test_closed_by_the_desk_is_not_solved(make_contact, olga):
    for number in range(12):
        make_contact(person=f"p{number}", minutes=number)
    Contact.objects.update(state="closed")
    assert report(olga).solved.value in ("", "0")


def test_prices_appear_in_no_export_of_contacts_or_lines(asked_month, olga):
    run = run_estimate(first=FIRST, after=AFTER)
    out = StringIO()
    call_command("export_ledger", run=run.pk, stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    keys = {key for row in rows if row["row"] != "run" for key in row}
    assert not any(re.search(r"eur|price|cost|amount|agent|author|person", key) for key in keys)
    files = {str(pattern.pattern) for pattern in _patterns(get_resolver()) if re.search(r"csv|export|xlsx", str(pattern.pattern))}
    measured = {one for one in files if re.search(r"contact|desk|ledger|billing|invoice", one)}
    assert measured == set()


def _patterns(resolver):
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from _patterns(one)
        else:
            yield one


def test_channels_without_data_are_named(make_contact, as_user, olga):
    make_contact(channel="phone")
    page = re.sub(r"\s+", " ", main_of(as_user(olga).get("/reports/", {"period": PERIOD})))
    named = re.search(r"Nothing is known of: ([^<]*)\.", page)[1]
    labels = {str(ContactChannel(one).label) for one in ContactChannel.values if one != "phone"}
    assert set(named.split(", ")) == labels


def test_contacts_without_an_issue_or_kind_are_shown_as_such(make_contact, as_user, olga):
    make_contact(kind="unclassified")
    panel = next(one for one in report(olga).panels if one.kind == "unclassified")
    assert panel.figure.value == "1"
    rows = main_of(as_user(olga).get(f"/reports/explain/contacts-unclassified/?period={PERIOD}"))
    assert "none named" in rows


def test_credit_lists_are_sorted_by_what_is_sure_and_little_data_comes_last(asked_month, as_user, olga):
    run_estimate(first=FIRST, after=AFTER)
    text = as_user(olga).get(f"/reports/series/avoided-shares.csv?period={PERIOD}").content.decode()
    rows = list(csv.reader(io.StringIO(text)))[1:]
    reasons = [bool(row[5]) for row in rows]
    assert reasons == sorted(reasons)
    assert all(row[2] == row[3] == row[4] == "" for row in rows if row[5])
