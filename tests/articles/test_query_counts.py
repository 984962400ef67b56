"""The number of questions to the database is fixed: the same with 2 rows and with 20, for one block and for twenty."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import RelatedArticle
from kbsite.catalog.models import Product
from tests.articles.conftest import make_article, make_section


def queries(client, address: str) -> int:
    # The first answer fills caches (content types, site, rendered body); the second is what readers get.
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


@pytest.mark.parametrize("who", ["anonymous", "ana", "ben"])
@pytest.mark.parametrize(
    "address", ["/", "/fi/", "/articles/", "/devices/", "/fi/articles/en/devices/", "/articles/feed/", "/sitemap-articles.xml"]
)
def test_lists_cost_the_same_with_2_and_with_20_articles(who, address, as_user, devices, ana, ben):
    client = as_user({"anonymous": None, "ana": ana, "ben": ben}[who])
    for number in range(2):
        section = make_section(f"Section {number}", parent=devices)
        make_article(f"Article {number}", parent=section)
    few = queries(client, address)
    for number in range(2, 20):
        section = make_section(f"Section {number}", parent=devices)
        make_article(f"Article {number}", parent=section)
        make_section(f"Top {number}")
    assert queries(client, address) == few


def block(number: int, target: int) -> list[tuple[str, object]]:
    return [
        ("text", f'<h2>Heading {number}</h2><p>See <a linktype="page" id="{target}">this</a>.</p>'),
        ("steps", ["<p>One</p>", "<p>Two</p>"]),
        ("callout", {"tone": "note", "text": "<p>Note</p>"}),
        ("code", {"language": "bash", "code": "ls"}),
    ]


@pytest.mark.parametrize(("who", "at_most"), [("anonymous", 8), ("ana", 12)])
def test_an_article_costs_the_same_whatever_is_in_it(who, at_most, as_user, devices, ana):
    client = as_user({"anonymous": None, "ana": ana}[who])
    target = make_article("Target", parent=devices)
    counts = []
    for size in (2, 200):
        body = [part for number in range(size // 2) for part in block(number, target.pk)[number % 2 :: 2]]
        article = make_article(f"Size {size}", parent=devices, body=body)
        for number in range(min(size, 20)):
            article.products.add(Product.objects.create(name=f"P {size} {number}", slug=f"p-{size}-{number}"))
            article.tags.add(f"tag {size} {number}")
        article.related_articles = [
            RelatedArticle(article=make_article(f"R {size} {number}", parent=devices)) for number in range(min(size, 5))
        ]
        article.save_revision().publish()
        counts.append(queries(client, f"/devices/size-{size}/"))
    assert counts[0] == counts[1] <= at_most


def test_depth_costs_nothing(client, devices):
    make_article("Shallow", parent=devices)
    section = devices
    for number in range(5):
        section = make_section(f"Level {number}", parent=section)
    make_article("Deep", parent=section)
    deep = "/devices/level-0/level-1/level-2/level-3/level-4/deep/"
    assert queries(client, "/devices/shallow/") == queries(client, deep)


def test_a_cold_article_costs_one_question_for_all_links_in_its_texts(client, devices):
    targets = [make_article(f"Target {number}", parent=devices) for number in range(20)]
    counts = []
    for size in (1, 20):
        body = [("text", f'<p><a linktype="page" id="{target.pk}">x</a></p>') for target in targets[:size]]
        make_article(f"Cold {size}", parent=devices, body=body)
        client.get("/devices/target-1/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/devices/cold-{size}/")
        counts.append(len(captured))
    assert counts[0] == counts[1]
