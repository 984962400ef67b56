"""Pages of a Zendesk help centre, built as its public documentation describes them."""

import json

import pytest

from articles.importing.running import import_articles
from articles.models import ArticlePage, SectionPage
from kbsite.accounts.audience import Audience

CENTRE = "https://lumo.example/hc"


def article(number: int = 1, **changes) -> dict:
    return {
        "id": number,
        "url": f"https://lumo.example/api/v2/help_center/en-us/articles/{number}.json",
        "html_url": f"{CENTRE}/en-us/articles/{number}-Some-title",
        "title": f"Article {number}",
        "body": f"<h1>Do it</h1><p>Words of <b>{number}</b></p>",
        "locale": "en-us",
        "source_locale": "en-us",
        "section_id": 20,
        "user_segment_id": None,
        "permission_group_id": 7,
        "draft": False,
        "label_names": ["phones"],
        "created_at": "2023-01-02T03:04:05Z",
        "updated_at": "2024-01-02T03:04:05Z",
        "edited_at": "2024-02-02T03:04:05Z",
        "vote_sum": 3,
        **changes,
    }


PLACES = {
    "categories": [{"id": 10, "name": "Devices", "locale": "en-us"}, {"id": 10, "name": "Laitteet", "locale": "fi"}],
    "sections": [
        {"id": 19, "name": "Phones", "category_id": 10, "parent_section_id": None, "locale": "en-us"},
        {"id": 20, "name": "Resetting", "category_id": 10, "parent_section_id": 19, "locale": "en-us"},
    ],
}


@pytest.fixture
def pages(tmp_path):
    def write(*contents: dict | str):
        for number, content in enumerate((PLACES, *contents)):
            text = content if isinstance(content, str) else json.dumps(content)
            (tmp_path / f"page-{number}.json").write_text(text)
        return tmp_path

    return write


def test_an_article_with_its_place_and_its_dates(pages, client, db):
    summary = import_articles(pages({"articles": [article()], "count": 1, "next_page": None}), source="zendesk")
    assert (summary.created, summary.refused) == (1, [])
    page = ArticlePage.objects.get()
    assert page.url_path == "/home/devices/phones/resetting/article-1/"
    assert list(page.tags.names()) == ["phones"]
    assert (page.first_published_at.year, page.last_published_at.month) == (2023, 2)
    html = client.get("/devices/phones/resetting/article-1/").content.decode()
    assert "Words of <strong>1</strong>" in html
    assert 'id="h-do-it"' in html


@pytest.mark.parametrize(
    ("changes", "audience"),
    [
        ({"user_segment_id": None}, Audience.PUBLIC),
        ({"user_segment_id": 8}, Audience.STAFF),
        ({"user_segment_id": None, "user_segment_ids": [8, 9]}, Audience.STAFF),
        ({"user_segment_id": None, "user_segment_ids": []}, Audience.PUBLIC),
        ({"user_segment_id": "everyone"}, Audience.STAFF),
    ],
)
def test_an_audience_that_nobody_here_knows_is_people_who_work_here(pages, db, changes, audience):
    import_articles(pages({"articles": [article(**changes)]}), source="zendesk")
    assert ArticlePage.objects.get().effective_audience == audience


def test_an_audience_that_is_not_told_is_people_who_work_here(pages, client, db):
    one = article()
    del one["user_segment_id"]
    import_articles(pages({"articles": [one]}), source="zendesk")
    assert client.get(ArticlePage.objects.get().get_url()).status_code == 404


def test_drafts_translations_and_links(pages, client, db):
    linked = f'<p><a href="{CENTRE}/en-us/articles/2-Another#part">two</a> <a href="{CENTRE}/articles/2">bare</a></p>'
    finnish = {"id": 5, "source_id": 1, "locale": "fi", "title": "Artikkeli 1", "body": "<p>Sanoja</p>", "draft": False}
    draft = {"id": 6, "source_id": 1, "locale": "sv", "title": "Artikel 1", "body": "<p>Ord</p>", "draft": True}
    import_articles(
        pages(
            {"articles": [article(1, body=linked, translations=[article(1, body=linked), finnish, draft])]},
            {"articles": [article(2), article(3, draft=True)]},
        ),
        source="zendesk",
    )
    found = {page.title: page for page in ArticlePage.objects.all()}
    assert {title for title, page in found.items() if page.live} == {"Article 1", "Artikkeli 1", "Article 2"}
    assert len({found[title].translation_key for title in ("Article 1", "Artikkeli 1", "Artikel 1")}) == 1
    html = client.get("/devices/phones/resetting/article-1/").content.decode()
    assert '<a href="/devices/phones/resetting/article-2/#h-part">two</a>' in html
    assert '<a href="/devices/phones/resetting/article-2/">bare</a>' in html
    assert set(SectionPage.objects.filter(locale__language_code="fi").values_list("title", flat=True)) == {
        "Laitteet",
        "Phones",
        "Resetting",
    }


def test_a_second_import_changes_nothing(pages, db):
    path = pages({"articles": [article(1), article(2)]})
    import_articles(path, source="zendesk")
    again = import_articles(path, source="zendesk")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


HOSTILE = [
    ("{", "not JSON"),
    ("[" * 100_000, "nested too deep"),
    ({"tickets": []}, "holds none of"),
    ({"articles": {"id": 1}}, "is not built as"),
    ({"articles": [1]}, "is not built as"),
    ({"articles": [article(9, id="../x")]}, "id is missing"),
    ({"articles": [article(9, title=None)]}, "title is missing"),
    ({"articles": [article(9, locale="de")]}, "language 'de'"),
    ({"articles": [article(9, body=["x"])]}, "body is no text"),
    ({"articles": [article(9, body="<b>" * 20_000)]}, "are accepted"),
    ({"articles": [article(9, label_names="x")]}, "tags is no list"),
]


@pytest.mark.parametrize(("page", "reason"), HOSTILE, ids=[reason for _page, reason in HOSTILE])
def test_what_is_built_otherwise_is_refused_and_the_rest_is_kept(pages, db, page, reason):
    summary = import_articles(pages({"articles": [article(1)]}, page), source="zendesk")
    assert summary.created == 1
    assert [reason in one.reason for one in summary.refused] == [True]


def test_sections_that_contain_each_other_end(pages, db):
    ring = {"sections": [{"id": 20, "name": "A", "parent_section_id": 20, "locale": "en-us"}], "articles": [article(1)]}
    assert import_articles(pages(ring), source="zendesk").created == 1


def test_hostile_html_comes_out_harmless(pages, client, db):
    body = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a><svg onload=alert(1)>"
    import_articles(pages({"articles": [article(1, body=body)]}), source="zendesk")
    html = client.get("/devices/phones/resetting/article-1/").content.decode()
    assert "alert(1)" not in html
