import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from deflection.ledger.facts import State
from deflection.ledger.folding import fold_everything
from deflection.ledger.maturing import mature_everything
from deflection.models import ContactChannel, DailyCount, Event, RecurringIssue, Resolution, RowsOpened, SourceCoverage
from deflection.reporting.gathering import MATURED, WAITING, gather
from deflection.reporting.periods import period_named
from deflection.reporting.report import build_report, figure_named, series_named
from tests.deflection.conftest import ARTICLE, MONDAY, OTHER_ARTICLE
from tests.deflection.test_ledger import from_scratch, random_rows

PERIOD = "2026-09"  # MONDAY is its 7th day
pytestmark = pytest.mark.django_db


@pytest.fixture
def a_month(make_event, make_contact, vpn):
    """20 readers of the VPN page, five of whom contact; answers, questions, sums."""
    vpn.content_links.create(content_kind="article", content_uuid=ARTICLE, valid_from=MONDAY - timedelta(days=90))
    for number in range(20):
        person = f"p{number}"
        make_event("view", person=person, minutes=60 * number)
        make_event(
            "qualified_read",
            person=person,
            minutes=60 * number + 1,
            payload={"dwell_s": 60, "scroll": 0.9, "words": 300},
        )
        if number < 5:
            contact = make_contact(person=person, minutes=60 * number + 30, issues=[vpn], channel="phone" if number else "form")
            answered = {"answer": "yes", "answered_at": MONDAY + timedelta(days=3)} if number < 3 else {}
            Resolution.objects.create(contact=contact, question="contact-mail-1", asked_at=MONDAY + timedelta(days=2), **answered)
    for number in range(12):
        answer = "yes" if number < 8 else "no"
        make_event("vote", person=f"p{number}", minutes=60 * number + 2, payload={"answer": answer})
    make_event("view", person="", actor_class="bot", consent="none")
    make_event("view", person="p19", minutes=3000, content=OTHER_ARTICLE)
    make_contact(person="p15", kind="order", minutes=20 * 60)
    DailyCount.objects.create(day=MONDAY.date(), reason="not_followed", count=60)
    DailyCount.objects.create(day=MONDAY.date(), reason="refused", count=18)
    DailyCount.objects.create(day=MONDAY.date(), reason="staff", count=7)
    work()


def work(now=None):
    """What the worker does in the background."""
    fold_everything(now=now)
    mature_everything(now=now)


def report(user, period=PERIOD):
    work()
    return build_report(gather(period_named(period)), user=user)


def test_five_figures_of_a_month(a_month, olga):
    five = [(one.name, one.value, one.undetermined) for one in report(olga).five]
    assert five == [
        ("said-solved", "8", ""),
        ("solved-contacts", "3", ""),
        ("contacts-problem", "5", ""),
        ("read-then-asked", "25 %", ""),
        ("not-followed", "79 %", ""),
    ]


def all_figures(facts, user):
    made = build_report(facts, user=user)
    return [*made.five, *(panel.figure for panel in made.panels), *(row.figure for row in made.contents), made.left_out]


def test_every_number_of_a_formula_is_the_number_of_its_rows(a_month, olga):
    facts = gather(period_named(PERIOD))
    checked = 0
    for figure in all_figures(facts, olga):
        for term in figure.formula:
            if not isinstance(term, str) and term.rows:
                rows = figure.rows_named(term.rows)
                assert term.value == str(rows.number), (figure.name, term.label)
                assert rows.number == sum(rows.weigh(item) if rows.weigh else 1 for item in rows.items)
                checked += 1
    assert checked >= 15


def test_every_figure_of_the_report_has_an_explain_page_with_the_same_value(a_month, as_user, olga):
    client = as_user(olga)
    page = client.get(f"/reports/?period={PERIOD}").content.decode()
    links = set(re.findall(r'href="(/reports/explain/[^"]+)"', page))
    assert len(links) >= 11
    facts = gather(period_named(PERIOD))
    for figure in all_figures(facts, olga):
        assert f"/reports/explain/{figure.name}/?period={PERIOD}" in links
        explained = client.get(f"/reports/explain/{figure.name}/?period={PERIOD}")
        assert explained.status_code == 200
        if figure.value and not figure.undetermined:
            heading = re.search(r"<h1>(.*?)</h1>", explained.content.decode(), re.DOTALL)[1]
            assert f": {figure.value}" in heading


def test_one_changed_event_changes_every_level_above_it(a_month, as_user, olga):
    client = as_user(olga)

    def levels():
        overview = client.get(f"/reports/?period={PERIOD}").content.decode()
        explained = client.get(f"/reports/explain/said-solved/?period={PERIOD}&rows=yes").content.decode()
        return (
            re.search(r"<b>(\d+) answers</b>", overview)[1],
            re.findall(r'<span class="value">(.*?)</span>', overview)[0],
            re.search(r"<h1>Said solved: (\d+)", explained)[1],
            re.search(r"<small>said solved</small>", explained)
            and re.search(r">(\d+)<span class=\"sr\">: said solved", explained)[1],
            str(explained.count("<tr>") - 1),
        )

    assert levels() == ("8",) * 5
    vote = Event.objects.filter(type="vote", payload__answer="yes").first()
    Event.objects.filter(pk=vote.pk).update(payload={"answer": "no"})
    assert levels() == ("7",) * 5


def test_a_changed_contact_changes_read_then_asked_down_to_the_episode(a_month, as_user, olga, make_contact, vpn):
    client = as_user(olga)

    def contacted():
        page = client.get(f"/reports/explain/read-then-asked/?period={PERIOD}&rows=contacted").content.decode()
        return re.search(r"<h1>.*?: (\d+ %)", page)[1], page.count("<tr>") - 1

    assert contacted() == ("25 %", 5)
    make_contact(person="p10", minutes=60 * 10 + 30, channel="phone", issues=[vpn])
    work()
    assert contacted() == ("30 %", 6)


def test_an_episode_leads_to_its_events(a_month, as_user, olga):
    client = as_user(olga)
    page = client.get(f"/reports/explain/read-then-asked/?period={PERIOD}&rows=contacted").content.decode()
    link = re.search(r'href="(\?period=2026-09&amp;rows=contacted&amp;episode=[0-9a-f]+)', page)[1].replace("&amp;", "&")
    events = client.get(f"/reports/explain/read-then-asked/{link}").content.decode()
    assert "60 s visible" in events
    assert client.get(f"/reports/explain/read-then-asked/?period={PERIOD}&rows=contacted&episode=none").status_code == 404


def test_opening_rows_is_for_owners_and_is_written_down(a_month, as_user, olga, chi):
    shown = as_user(chi).get(f"/reports/explain/said-solved/?period={PERIOD}").content.decode()
    assert "Only owners open the rows" in shown
    assert "?period=2026-09&amp;rows=" not in shown
    assert not RowsOpened.objects.exists()
    as_user(olga).get(f"/reports/explain/said-solved/?period={PERIOD}&rows=no")
    opened = RowsOpened.objects.get()
    assert (opened.user, opened.figure_id, opened.period, opened.page) == (olga, "said-solved", PERIOD, 1)


@pytest.mark.parametrize("address", ["/reports/", "/reports/explain/said-solved/", "/reports/series/contacts-problem.csv"])
def test_who_may_read_the_report(as_user, ana, mo, ben, chi, olga, address):
    assert as_user(None).get(address).status_code == 302
    assert [as_user(one).get(address).status_code for one in (ana, mo)] == [403, 403]
    assert [as_user(one).get(address).status_code for one in (ben, chi, olga)] == [200, 200, 200]


@pytest.mark.parametrize("bad", ["2026-13", "2026-W54", "2025-W53", "1999-01", "now", "2099-01", "<script>"])
def test_a_period_that_does_not_exist_is_not_found(as_user, olga, bad):
    assert as_user(olga).get("/reports/", {"period": bad}).status_code == 404


@pytest.mark.parametrize(("name", "leads_back"), [("2000-01", False), ("2000-W01", False), ("2000-02", True)])
def test_the_first_period_leads_to_none_before_it(as_user, olga, name, leads_back):
    page = as_user(olga).get("/reports/", {"period": name}).content.decode()
    assert ('rel="prev"' in page) is leads_back


@pytest.mark.parametrize("name", ["nothing", "contacts-wish", "read-then-asked-article-0"])
def test_a_figure_that_does_not_exist_is_not_found(as_user, olga, name):
    assert as_user(olga).get(f"/reports/explain/{name}/").status_code == 404


def test_an_empty_site_says_why_there_is_nothing_and_shows_no_zero(as_user, olga):
    page = as_user(olga).get("/reports/").content.decode()
    assert "Nobody has said yet whether we helped." in page
    assert "No contacts are known yet." in page
    assert re.findall(r'<span class="value[^"]*">(.*?)</span>', page) == ["–"] * 5


def test_too_little_data_has_no_share(make_event, olga):
    for number in range(9):
        make_event("qualified_read", person=f"p{number}", payload={"dwell_s": 60})
    figure = report(olga).contents[0].figure
    assert figure.value == ""
    assert figure.undetermined.startswith("Too little data: 9 episodes")


def test_running_episodes_are_told_and_not_counted(make_event, olga):
    for number in range(12):
        make_event("qualified_read", person=f"p{number}", payload={"dwell_s": 60})
    work(MONDAY + timedelta(days=3))
    facts = gather(period_named(PERIOD), now=MONDAY + timedelta(days=3))
    figure = figure_named(facts, "read-then-asked", user=olga)
    assert figure.undetermined
    assert (figure.left_out[0].label, figure.left_out[0].number) == ("Still running: not counted yet", 12)


def test_an_answer_counts_once_per_person_and_page_and_the_last_one_holds(make_event, olga):
    for minutes, answer in ((0, "yes"), (1, "yes"), (2, "no")):
        make_event("vote", minutes=minutes, payload={"answer": answer})
    make_event("vote", person="", consent="none", payload={"answer": "yes"})
    make_event("vote", person="", consent="none", payload={"answer": "yes"})
    make_event("vote", person="b", actor_class="staff", payload={"answer": "yes"})
    figure = report(olga).said
    assert (figure.value, figure.rows_named("no").number) == ("2", 1)
    assert [one.number for one in figure.left_out] == [2, 1, 0]


def test_silence_after_the_question_is_unknown_and_never_a_yes(make_contact, olga):
    for number in range(4):
        contact = make_contact(minutes=number)
        Resolution.objects.create(contact=contact, question="contact-mail-1", asked_at=MONDAY)
    Resolution.objects.create(
        contact=contact, question="contact-page-1", asked_at=MONDAY, answer="partly", answered_at=MONDAY + timedelta(hours=1)
    )
    figure = report(olga).solved
    assert figure.value == "0"
    assert {one.name: one.number for one in figure.lists} == {"yes": 0, "partly": 1, "no": 0, "unknown": 3}


def test_a_changed_mind_holds(make_contact, olga):
    contact = make_contact()
    for hours, answer in ((1, "no"), (2, "yes")):
        Resolution.objects.create(
            contact=contact,
            question="contact-page-1",
            asked_at=MONDAY,
            answer=answer,
            answered_at=MONDAY + timedelta(hours=hours),
        )
    Resolution.objects.create(contact=contact, question="contact-mail-1", asked_at=MONDAY + timedelta(days=1))
    assert report(olga).solved.value == "1"


def test_kinds_are_never_added_up(a_month, olga, as_user):
    made = report(olga)
    assert {panel.kind: panel.figure.value for panel in made.panels} == {
        "problem": "5",
        "disruption": "0",
        "order": "1",
        "feedback": "0",
        "unclassified": "0",
    }
    for panel in made.panels:
        assert sum(row.count for row in panel.channels) == int(panel.figure.value)


def weeks_of_contacts(make_contact, counts, kind="problem"):
    """Counts per week from 15 June 2026 on, a Monday; the weeks end with September."""
    for week, count in enumerate(counts):
        for number in range(count):
            make_contact(person="", kind=kind, minutes=(week - 12) * 7 * 24 * 60 + number)


W16 = [52, 48, 55, 61, 47, 50, 53, 49, 58, 51, 46, 54]


def test_w16_on_the_page_ordinary_fluctuation_is_called_that(make_contact, olga):
    weeks_of_contacts(make_contact, [*W16, 47, 56, 50])
    SourceCoverage.objects.create(channel="form", covered_from=MONDAY - timedelta(weeks=12, days=1))
    made = report(olga)
    assert made.panels[0].heading == "Problems: ordinary fluctuation"
    assert (round(made.problems.series.limits.lower, 2), round(made.problems.series.limits.upper, 2)) == (35.07, 68.93)
    assert made.problems.detail == "about 36 a week; ordinarily 35 to 69"


def test_a_signal_is_told_without_praise(make_contact, olga, as_user):
    weeks_of_contacts(make_contact, [*W16, 33, 50, 52])
    SourceCoverage.objects.create(channel="form", covered_from=MONDAY - timedelta(weeks=12, days=1))
    assert report(olga).panels[0].heading == "Problems: week 37 is below the limits"
    page = as_user(olga).get(f"/reports/?period={PERIOD}").content.decode().lower()
    for word in ("success", "great", "well done", "improved", "better", "up ", "is-solved"):
        assert word not in re.sub(r"<[^>]*(?:chart|svg)[^>]*>", "", page).split("<main")[1].split("</main")[0].replace(
            "up to week", ""
        ), word


def test_weeks_that_a_channel_does_not_cover_are_no_data_and_never_zero(make_contact, olga):
    weeks_of_contacts(make_contact, [10] * 15)
    SourceCoverage.objects.create(
        channel="form", covered_from=MONDAY - timedelta(weeks=12), covered_until=MONDAY + timedelta(days=3)
    )
    rows = report(olga).problems.series.rows
    counts = {row[0]: row[2] for row in rows}
    assert counts["w36"] == 10
    assert counts["w37"] is None
    assert counts["w38"] is counts["w39"] is None


def test_chart_table_and_files_tell_the_same(make_contact, olga, as_user):
    weeks_of_contacts(make_contact, [*W16, 33, 50, 52])
    client = as_user(olga)
    page = client.get(f"/reports/?period={PERIOD}").content.decode()
    told = json.loads(client.get(f"/reports/series/contacts-problem.json?period={PERIOD}").content)
    lines = client.get(f"/reports/series/contacts-problem.csv?period={PERIOD}").content.decode().splitlines()
    series = series_named(gather(period_named(PERIOD)), "contacts-problem", user=olga)
    assert [tuple(row) for row in told["rows"]] == list(series.rows)
    assert [line.split(",")[2] for line in lines[1:]] == ["" if row[2] is None else str(row[2]) for row in series.rows]
    panel = page.split('aria-labelledby="h-problem"')[1].split("</figure>")[0]
    table = re.findall(r'<tr><th scope="row">(w\d+)</th><td>[^<]*</td><td class="n">([^<]*)</td>', panel)
    assert table == [(row[0], "–" if row[2] is None else str(row[2])) for row in series.rows]
    chart = panel.split('<svg class="plot"')[1].split("</svg>")[0]
    counts = ", ".join("no data" if row[2] is None else str(row[2]) for row in series.rows)
    assert f"Contacts a week: {counts}." in chart
    assert chart.count("<circle") == sum(row[2] is not None for row in series.rows)


def test_a_title_is_no_formula_in_a_spreadsheet():
    from deflection.reporting.series import Series

    text = Series("contents", ("Content",), (("=HYPERLINK(1)",), ("-5 is cold",), (-5,))).to_csv()
    assert text.splitlines()[1:] == ["'=HYPERLINK(1)", "'-5 is cold", "-5"]


def test_charts_hold_no_inline_style_or_script(a_month, as_user, olga):
    page = as_user(olga).get(f"/reports/?period={PERIOD}").content.decode()
    main = page.split("<main")[1].split("</main")[0]
    assert "<svg" in main
    assert not re.search(r"\sstyle=|<script|\son\w+=", main)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_report_costs_the_same_queries_with_few_and_many_rows(
    a_month, as_user, olga, make_event, make_contact, django_assert_max_num_queries, django_assert_num_queries
):
    client = as_user(olga)
    client.get(f"/reports/?period={PERIOD}")
    with django_assert_max_num_queries(12) as few:
        client.get(f"/reports/?period={PERIOD}")
    for number in range(200):
        make_event("qualified_read", person=f"q{number}", minutes=number, payload={"dwell_s": 60})
        make_contact(person=f"q{number}", minutes=number + 5, channel=ContactChannel.values[number % 8])
    work()
    with django_assert_num_queries(len(few.captured_queries)):
        client.get(f"/reports/?period={PERIOD}")


def test_no_figure_names_an_agent_or_author(a_month, as_user, olga, ben):
    from deflection.models import Contact

    Contact.objects.update(user=ben)
    for address in ("/reports/", "/reports/explain/contacts-problem/", "/reports/series/contacts-problem.csv"):
        page = as_user(olga).get(address, {"period": PERIOD}).content.decode()
        assert "Ben" not in page
        assert ben.email not in page


def test_no_avoided_number_is_claimed(a_month, as_user, olga):
    page = as_user(olga).get(f"/reports/?period={PERIOD}").content.decode()
    assert "How many contacts this avoided is not claimed here." in page
    assert not re.search(r"\d[^.<]{0,30} (contacts )?avoided", page)


@pytest.mark.parametrize("prefix", ["", "/fi", "/sv"])
def test_how_we_measure_is_open_to_everybody(reader, prefix):
    assert reader.get(f"{prefix}/reports/how-we-measure/").status_code == 200


def test_the_running_month_is_shown_while_the_site_is_young(as_user, olga, make_event):
    Event.objects.create(ts=timezone.now(), type="vote", content_kind="article", content_uuid=ARTICLE, payload={"answer": "yes"})
    page = as_user(olga).get("/reports/").content.decode()
    assert "still running" in page


@pytest.mark.parametrize("seed", range(3))
def test_the_ledger_and_a_fold_of_all_rows_give_the_same_figures_to_the_digit(seed, make_event, make_contact, vpn):
    mail = RecurringIssue.objects.create(slug="mail", title="Mail is late", parent=vpn)
    vpn.content_links.create(content_kind="article", content_uuid=ARTICLE, valid_from=MONDAY - timedelta(days=1))
    for make in random_rows(seed, make_event, make_contact, [vpn, mail]):
        make()
        work()
    facts = gather(period_named(PERIOD))
    folded = from_scratch(timezone.now())
    episodes = [one for one in folded.episodes if facts.period.holds(one.first_ts)]
    for states in (MATURED, (State.CONTACTED,), WAITING):
        assert list(facts.rows_of_episodes(states)) == [one for one in episodes if one.state in states]
    assert len(episodes) == facts.episodes.total > 20
    read_in = {content: [one for one in episodes if _was_read(one, content)] for content in facts.contents}
    assert {content: counts.total for content, counts in facts.contents.items()} == {
        content: len(several) for content, several in read_in.items()
    }
    for content, several in read_in.items():
        assert list(facts.rows_of_episodes(MATURED, content=content)) == [one for one in several if one.state.is_matured]
    in_period = set(Event.objects.filter(ts__gte=facts.period.start, ts__lt=facts.period.end).values_list("id", flat=True))
    wanted = {reason: in_period & set(numbers) for reason, numbers in folded.left_out_events.items()}
    assert {reason: {event.id for event in facts.rows_left_out(reason)} for reason in facts.left_out_events} == {
        reason: numbers for reason, numbers in wanted.items() if numbers
    }
    assert facts.left_out_events == {reason: len(numbers) for reason, numbers in sorted(wanted.items()) if numbers}


def _was_read(episode, content):
    return any(one.content == content and one.is_qualified for one in episode.exposures)


def test_a_report_whose_events_wait_for_the_worker_says_so(make_event, as_user, olga):
    event = make_event("vote", payload={"answer": "yes"})
    client = as_user(olga)
    assert "is-behind" not in client.get(f"/reports/?period={PERIOD}").content.decode(), "only just arrived"
    Event.objects.filter(pk=event.pk).update(received_at=timezone.now() - timedelta(minutes=5))
    assert "is-behind" in client.get(f"/reports/?period={PERIOD}").content.decode()
    work()
    assert "is-behind" not in client.get(f"/reports/?period={PERIOD}").content.decode()
