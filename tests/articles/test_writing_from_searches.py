"""What people look for and do not find becomes a draft in the right place, by those who may write there."""

import pytest

from articles.drafting import place_for
from articles.models import ArticlePage
from kbsite.search import indexing
from kbsite.search.indexes import documents_index
from tests.articles.conftest import make_article, make_section


@pytest.fixture
def indexed_sections(db, settings, tmp_path):
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    documents_index.forget()
    printing = make_section("Printing")
    network = make_section("Network")
    make_article("Connect to the VPN", parent=network)
    make_article("Order toner for a printer", parent=printing)
    while indexing.drain():
        pass
    yield {"printing": printing, "network": network}
    documents_index.forget()


def write(client, phrase: str, language: str = "en"):
    return client.post("/admin/write-article/", {"phrase": phrase, "language": language})


def test_an_editor_gets_a_draft_with_the_words_as_title_under_the_likeliest_subject(indexed_sections, as_user, chi):
    response = write(as_user(chi), "vpn on a train")
    article = ArticlePage.objects.get(title="Vpn on a train")
    assert response.url == f"/admin/pages/{article.pk}/edit/"
    assert not article.live
    assert article.owner == chi
    assert article.get_parent().pk == indexed_sections["network"].pk
    assert as_user(None).get(article.url or "/network/vpn-on-a-train/").status_code == 404
    assert as_user(chi).get(response.url).status_code == 200


def test_words_like_nothing_go_to_the_first_subject(indexed_sections, chi):
    assert place_for("zeppelin", language="en", user=chi).pk == indexed_sections["printing"].pk


def test_without_a_subject_in_that_language_the_start_page_takes_it(indexed_sections, as_user, chi):
    write(as_user(chi), "tulostin jumissa", "fi")
    article = ArticlePage.objects.get(title="Tulostin jumissa")
    assert article.locale.language_code == article.get_parent().locale.language_code == "fi"


def test_others_write_nothing_and_reading_the_address_does_nothing(indexed_sections, as_user, ana, mo, chi):
    before = ArticlePage.objects.count()
    for who in (None, ana, mo):
        assert write(as_user(who), "vpn").status_code in (302, 403)
    assert as_user(chi).get("/admin/write-article/").status_code == 405
    assert write(as_user(chi), "", "en").status_code == 400
    assert write(as_user(chi), "vpn", "xx").status_code == 400
    assert ArticlePage.objects.count() == before
