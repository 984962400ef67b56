"""The simulated world: the shapes of the interchange, the same each time, and a truth that adds up."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kbsite.demo.content import rows_of
from kbsite.demo.needs import NEEDS
from kbsite.demo.world import DAYS, simulate_world

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 20, 9, 12, tzinfo=HELSINKI)
MIDNIGHT = NOW.replace(hour=0, minute=0)
WORLD = simulate_world(now=NOW)
EVENT_TYPES = {
    "view", "qualified_read", "search", "search_click", "vote", "form_open", "suggestions_prepared", "suggestions_shown",
    "suggestion_opened", "short_read", "suggestion_dismissed", "solved_click", "form_submitted", "prompt_shown", "prompt_answer",
    "followup_answer", "me_too",
}  # fmt: skip


def when(row) -> datetime:
    return datetime.fromisoformat(row["ts"])


def week_of(row) -> int:
    """Whole weeks before the end; 0 is the last one."""
    return (MIDNIGHT - when(row)).days // 7


def test_same_arguments_same_world():
    again = simulate_world(now=NOW)
    assert again == WORLD


def test_another_seed_is_another_world():
    assert simulate_world(now=NOW, seed=1).contacts != WORLD.contacts


def test_a_world_needs_a_time_zone():
    with pytest.raises(ValueError, match="time zone"):
        simulate_world(now=NOW.replace(tzinfo=None))


def test_the_world_is_large_enough_to_mean_something_and_small_enough_to_load():
    assert 4_000 <= len(WORLD.events) <= 10_000
    assert 500 <= len(WORLD.contacts) <= 1_000


def test_events_have_the_fields_and_types_of_the_interchange():
    fields = {"id", "ts", "person", "visit", "type", "content", "issue", "language", "actor", "consent", "payload"}
    assert all(event.keys() == fields for event in WORLD.events)
    assert {event["type"] for event in WORLD.events} == EVENT_TYPES
    assert len({event["id"] for event in WORLD.events}) == len(WORLD.events)


def test_contacts_have_the_fields_of_the_interchange():
    fields = {
        "external_id", "ts", "channel", "kind", "issue", "person", "email", "agent_minutes", "reopened_of", "subject",
    }  # fmt: skip
    assert all(contact.keys() == fields for contact in WORLD.contacts)
    assert len({contact["external_id"] for contact in WORLD.contacts}) == len(WORLD.contacts)
    assert {contact["channel"] for contact in WORLD.contacts} == {"form", "mail", "phone", "chat", "desk_visit"}
    assert {contact["kind"] for contact in WORLD.contacts} == {"order", "disruption", "problem", "feedback", "unclassified"}
    assert all(contact["subject"] for contact in WORLD.contacts)


def test_rows_come_in_time_order_and_only_from_the_ninety_days():
    for rows in (WORLD.events, WORLD.contacts):
        moments = [when(row) for row in rows]
        assert moments == sorted(moments)
        assert moments[0] >= MIDNIGHT - timedelta(days=DAYS)
        assert moments[-1] < MIDNIGHT


def test_nobody_reads_a_topic_before_it_was_asked():
    asked = {f"topic:{row['id']}": MIDNIGHT - timedelta(days=row["days_ago"] + 2) for row in rows_of("topics.jsonl")}
    known = asked.keys() | {f"article:{row['id']}" for row in rows_of("articles.jsonl")}
    for event in WORLD.events:
        assert event["content"] is None or event["content"] in known
        assert when(event) >= asked.get(event["content"], when(event))


def test_issues_of_contacts_are_those_of_the_issue_list():
    known = {row["slug"] for row in rows_of("issues.jsonl") if "slug" in row}
    assert {contact["issue"] for contact in WORLD.contacts} - {None} == known


def test_who_may_not_be_followed_leaves_views_without_any_key():
    unfollowed = [event for event in WORLD.events if event["consent"] == "none" and event["actor"] == "person"]
    assert {event["type"] for event in unfollowed} == {"view"}
    assert {(event["person"], event["visit"]) for event in unfollowed} == {(None, None)}
    assert all(
        event["visit"] or event["person"] for event in WORLD.events if event["type"] != "view" and event["actor"] == "person"
    )


def test_about_six_in_ten_visits_are_of_known_people():
    visits = {
        (event["person"] is not None, event["visit"]) for event in WORLD.events if event["actor"] == "person" and event["visit"]
    }
    keyless = sum(event["visit"] is None and event["actor"] == "person" and event["type"] == "view" for event in WORLD.events)
    known = sum(is_known for is_known, _ in visits)
    assert 0.55 <= known / (len(visits) + keyless) <= 0.68


def test_staff_and_robots_are_few_and_marked():
    actors = Counter(event["actor"] for event in WORLD.events)
    assert actors == WORLD.truth.events_by_actor
    assert 0.015 <= actors["bot"] / len(WORLD.events) <= 0.025
    assert 0.02 <= actors["staff"] / len(WORLD.events) <= 0.04


@pytest.mark.parametrize("need", NEEDS, ids=lambda need: need.name)
def test_what_happened_and_what_was_avoided_add_up_to_the_world_without_help(need):
    truth = WORLD.truth.by_need[need.name]
    assert truth.contacts + truth.avoided == truth.contacts_without_help
    assert truth.avoided_by_rewriting <= truth.avoided_and_solved
    assert truth.contacts_without_help <= truth.needs


def test_the_truth_counts_exactly_the_contacts_that_are_there():
    rows = [contact for contact in WORLD.contacts if contact["reopened_of"] is None]
    problems = sum(contact["kind"] in ("problem", "unclassified") for contact in rows)
    assert problems == WORLD.truth.total.contacts
    assert WORLD.truth.contacts_by_kind == Counter(contact["kind"] for contact in rows)
    assert WORLD.truth.contacts_by_channel == Counter(contact["channel"] for contact in rows)
    assert len(WORLD.contacts) - len(rows) == WORLD.truth.reopened > 0


def test_reopened_contacts_name_one_that_came_before_them():
    first = {contact["external_id"]: contact for contact in WORLD.contacts}
    for contact in WORLD.contacts:
        if contact["reopened_of"]:
            assert when(first[contact["reopened_of"]]) < when(contact)


def test_said_solved_is_what_stands_in_the_events():
    said = sum(event["type"] == "solved_click" or event["payload"].get("answer") == "yes" for event in WORLD.events)
    assert said == WORLD.truth.said_solved > 0


def test_rewriting_the_instruction_lowered_the_contacts_of_that_issue_only():
    def per_week(issue, weeks):
        return sum(row["issue"] == issue and week_of(row) in weeks for row in WORLD.contacts) / len(weeks)

    before, after = range(5, 12), range(0, 5)
    assert per_week("passkey-new-phone", after) < 0.7 * per_week("passkey-new-phone", before)
    rewritten = {name for name, truth in WORLD.truth.by_need.items() if truth.avoided_by_rewriting}
    assert rewritten == {"passkey-new-phone"}


def test_one_issue_has_gone_quiet():
    weeks = Counter(week_of(row) for row in WORLD.contacts if row["issue"] == "dock-second-screen")
    assert sum(weeks[week] for week in range(9, 13)) >= 5
    assert sum(weeks[week] for week in range(0, 8)) <= 1


def test_the_disruption_is_one_burst_on_a_working_day():
    days = Counter(
        when(row).date() for row in WORLD.contacts if row["issue"] == "calendar-invitations-late" and not row["reopened_of"]
    )
    assert len(days) == 1
    [(day, count)] = days.items()
    assert day.weekday() < 5
    assert count >= 30


@pytest.mark.parametrize("days_later", range(7))
def test_the_disruption_happens_once_whatever_the_weekday_of_loading(days_later):
    world = simulate_world(now=NOW + timedelta(days=days_later))
    days = {when(row).date() for row in world.contacts if row["issue"] == "calendar-invitations-late" and not row["reopened_of"]}
    assert len(days) == 1
    assert days.pop().weekday() < 5


def test_weekends_are_quiet():
    by_weekday = Counter(when(row).weekday() for row in WORLD.contacts)
    assert max(by_weekday[5], by_weekday[6]) < 0.4 * min(by_weekday[day] for day in range(5))


def test_customers_said_about_some_contacts_whether_they_were_solved():
    known = {(row["channel"], row["external_id"]) for row in WORLD.contacts}
    assert {(answer.channel, answer.external_id) for answer in WORLD.solved_answers} <= known
    assert Counter(answer.answer for answer in WORLD.solved_answers).most_common(1)[0][0] == "yes"
    answered = [answer for answer in WORLD.solved_answers if answer.answer]
    assert 100 <= len(answered) < len(WORLD.solved_answers) <= 300
