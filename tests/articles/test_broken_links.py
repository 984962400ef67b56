"""Links that lead nowhere are work for the owner of the article that holds them."""

import pytest

from articles.addresses import permalink
from articles.models import ArticleLink, ArticlePage, Confidence
from articles.upkeep.links import read_links
from tests.articles.conftest import make_article
from tests.articles.test_upkeep import rows, titles, translated

GONE = "0b1f6f4e-9d54-4b1b-8a63-2f0f4f2a9c11"


def linking(title: str, *targets, parent, **more) -> ArticlePage:
    """An article with the links that the editor's chooser makes (a page) or an import (a content's address)."""
    links = [
        f'<a href="{target}">x</a>' if isinstance(target, str) else f'<a id="{target.pk}" linktype="page">x</a>'
        for target in targets
    ]
    return make_article(title, parent=parent, body=[("text", f"<p>See {' and '.join(links)}.</p>")], **more)


@pytest.fixture
def target(devices) -> ArticlePage:
    return make_article("Target", parent=devices)


def test_links_that_lead_somewhere_are_no_work(devices, chi, target):
    linking("By page", target, devices, parent=devices)
    linking("By content", permalink(target.translation_key), parent=devices)
    linking("Outside", "https://example.com/articles/0b1f6f4e-9d54-4b1b-8a63-2f0f4f2a9c11/", parent=devices)
    assert read_links() == 4
    assert rows("broken-links", chi) == []
    assert ArticleLink.objects.count() == 3


def test_a_page_that_is_unpublished_shows_up_at_once_and_goes_when_it_is_back(devices, chi, target):
    linking("By page", target, parent=devices, owner=chi)
    linking("By content", permalink(target.translation_key), parent=devices)
    read_links()
    target.unpublish()
    why = "“Target” is not published"
    assert rows("broken-links", chi) == [("By page", why), ("By content", why)]
    assert titles("broken-links", chi, is_mine=True) == ["By page"]
    target.save_revision().publish()
    assert rows("broken-links", chi) == []


def test_a_page_that_is_deleted_is_no_longer_there(devices, chi, target):
    linking("By page", target, parent=devices)
    linking("Never was", permalink(GONE), parent=devices)
    read_links()
    target.delete()
    why = "leads to a page that is no longer there"
    assert rows("broken-links", chi) == [("By page", why), ("Never was", why)]
    # Read again after an edit: the page is gone, and no content can be named for it.
    page = ArticlePage.objects.get(title="By page")
    page.summary = "Edited"
    page.save_revision().publish()
    assert read_links() == 1
    assert titles("broken-links", chi) == ["By page", "Never was"]


def test_a_corrected_article_is_read_again_and_each_version_once(devices, chi):
    linking("Page", permalink(GONE), parent=devices)
    assert (read_links(), read_links()) == (1, 0)
    page = ArticlePage.objects.get(title="Page")
    page.body = [("text", "<p>No link.</p>")]
    revision = page.save_revision()
    assert read_links() == 0, "a draft is no reader's"
    revision.publish()
    assert read_links() == 1
    assert rows("broken-links", chi) == []


def test_a_translation_in_reach_is_a_way_on(devices, chi, target):
    translated(target, "fi")
    linking("By page", target, parent=devices)
    read_links()
    target.unpublish()
    assert rows("broken-links", chi) == []


def test_articles_that_nobody_reads_are_in_no_list(devices, chi):
    linking("Old", permalink(GONE), parent=devices, confidence=Confidence.ARCHIVED)
    draft = linking("Soon gone", permalink(GONE), parent=devices)
    read_links()
    draft.unpublish()
    assert rows("broken-links", chi) == []
