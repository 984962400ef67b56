"""The demo's own texts: complete in three languages, linked, and in the shapes that the imports take."""

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from kbsite.demo.content import begins_at, rows_of

ARTICLES = rows_of("articles.jsonl")
TOPICS = rows_of("topics.jsonl")
PEOPLE = {row["key"]: row for row in rows_of("people.json")}
SECTIONS = {row["slug"] for row in rows_of("sections.json")}
BOARDS = {row["slug"] for row in rows_of("boards.json")}
PRODUCTS = {row["name"] for row in rows_of("products.json")}
ISSUES = {row["slug"] for row in rows_of("issues.jsonl") if "slug" in row}
ARTICLE_IDS = {row["id"] for row in ARTICLES}
TOPIC_IDS = {row["id"] for row in TOPICS}


def test_every_article_exists_once_in_each_language():
    languages = defaultdict(list)
    for row in ARTICLES:
        languages[row["id"]].append(row["lang"])
    assert len(languages) == 14
    assert all(sorted(found) == ["en", "fi", "sv"] for found in languages.values())


def test_one_article_is_for_staff_and_one_for_people_with_an_account():
    audiences = Counter(row["audience"] for row in ARTICLES if row["lang"] == "en")
    assert audiences == {"public": 12, "signed_in": 1, "staff": 1}


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: f"{row['id']}-{row['lang']}")
def test_article_leads_somewhere_and_has_a_readable_length(row):
    links = re.findall(r"\]\(/([^)#]+)\)", row["body_markdown"])
    assert set(links) | set(row["see_also"]) <= ARTICLE_IDS
    assert row["section"] in SECTIONS
    assert row["product"] in PRODUCTS
    assert 150 <= len(row["body_markdown"].split()) <= 450
    assert len(re.findall(r"^#{2,3} ", row["body_markdown"], re.M)) >= 3


def test_public_articles_do_not_send_people_to_the_staff_article():
    staff_only = {row["id"] for row in ARTICLES if row["audience"] == "staff"}
    public = [row for row in ARTICLES if row["audience"] == "public"]
    assert not [row["id"] for row in public for target in staff_only if f"(/{target})" in row["body_markdown"]]


def test_languages_of_an_article_have_the_same_structure():
    shapes = defaultdict(set)
    for row in ARTICLES:
        body = row["body_markdown"]
        shapes[row["id"]].add(
            (
                len(re.findall(r"^#{2,3} ", body, re.M)),
                len(re.findall(r"^\s*\d+\. ", body, re.M)),
                len(re.findall(r"^\|", body, re.M)),
                body.count("> [!"),
                body.count("```"),
            )
        )
    assert [name for name, found in shapes.items() if len(found) != 1] == []


def test_topics_are_asked_by_people_of_the_demo_in_three_languages():
    assert Counter(row["lang"] for row in TOPICS) == {"en": 8, "fi": 4, "sv": 3}
    voices = {row["author"] for row in TOPICS} | {answer["author"] for row in TOPICS for answer in row["answers"]}
    assert voices <= PEOPLE.keys()
    assert {row["board"] for row in TOPICS} == BOARDS
    assert {row["product"] for row in TOPICS} <= PRODUCTS


def test_topics_are_solved_open_and_unanswered():
    accepted = Counter(sum(answer["accepted"] for answer in row["answers"]) for row in TOPICS)
    assert accepted[2] == 1
    assert accepted[1] >= 8
    assert accepted[0] >= 3
    assert sorted(len(row["answers"]) for row in TOPICS)[0] == 0
    assert max(len(row["answers"]) for row in TOPICS) == 9


def test_answers_come_after_the_question_in_order():
    for row in TOPICS:
        ages = [row["days_ago"], *(answer["days_ago"] for answer in row["answers"])]
        assert ages == sorted(ages, reverse=True), row["id"]


def test_fourteen_people_and_a_demo_account_for_every_role():
    assert len(PEOPLE) == 14
    cast = {key: PEOPLE[key]["roles"] for key in ("ana", "ben", "chi", "mo", "olga")}
    assert cast == {"ana": ["Customers"], "ben": ["Agents"], "chi": ["Editors"], "mo": ["Moderators"], "olga": ["Owners"]}
    assert all(row["email"].endswith("@lumo.example") for row in PEOPLE.values())


def test_issues_have_a_known_parent_and_link_to_content_that_exists():
    rows = rows_of("issues.jsonl")
    assert {row["parent"] for row in rows if row.get("parent")} <= ISSUES
    links = [row for row in rows if "content" in row]
    assert {row["issue"] for row in links} <= ISSUES
    assert {row["content"] for row in links} <= {f"article:{id_}" for id_ in ARTICLE_IDS} | {f"topic:{id_}" for id_ in TOPIC_IDS}


def test_desk_contacts_name_known_people_issues_and_contents():
    for row in rows_of("desk_contacts.jsonl"):
        assert row["author"] in PEOPLE or row["guest"]["email"].endswith(".example")
        assert row["issue"] is None or row["issue"] in ISSUES
        assert {reply["author"] for reply in row["replies"]} <= PEOPLE.keys()
        assert set(row["read"]) <= {f"article:{id_}" for id_ in ARTICLE_IDS} | {f"topic:{id_}" for id_ in TOPIC_IDS}
        assert row["state"] in ("open", "answered", "closed")


@pytest.mark.parametrize(("today", "expected"), [(2, "Sun to Fri"), (3, "Sun to Fri"), (4, "Tue stays")])
def test_a_thread_of_the_weekend_moves_to_friday(today, expected):
    # 2026-11-02 is a Monday; one and a half days before midnight is Saturday, two before Tuesday is Sunday.
    end = datetime(2026, 11, today, tzinfo=ZoneInfo("Europe/Helsinki"))
    begun = begins_at(1.5, end=end)
    assert begun.weekday() == (0 if expected == "Tue stays" else 4)
    assert begun <= end - timedelta(days=1.5)
