"""Articles and sections in search: what is indexed, when, and for whom."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import override

from articles.models import ArticlePage, RelatedArticle
from articles.searching import build_articles, build_sections
from kbsite.accounts.audience import Audience
from kbsite.catalog.models import Product
from kbsite.search import querying
from kbsite.search.indexes import documents_index
from kbsite.search.indexing import drain
from kbsite.search.models import Change
from tests.articles.conftest import make_article, make_section


@pytest.fixture(autouse=True)
def own_index(settings, tmp_path):
    """An empty index; what other tests found must not be found here."""
    settings.SEARCH_INDEX_DIR = tmp_path / "search"
    documents_index.forget()
    yield
    documents_index.forget()


def marked() -> set[tuple[str, str]]:
    return set(Change.objects.values_list("kind", "object_id"))


@pytest.fixture
def quiet(db):
    """Call it to forget what was marked so far."""
    return lambda: Change.objects.all().delete()


def test_a_document_tells_the_article_in_plain_words(devices, client):
    body = [
        ("text", "<h2>Symptoms</h2><p>The <b>screen</b> stays black.</p>"),
        ("steps", ["<p>Hold the button.</p>"]),
        ("code", {"language": "bash", "code": "reset --now <x>"}),
        ("table", {"data": [["Model", "Year"]]}),
        ("callout", {"tone": "tip", "text": "<p>Charge first.</p>"}),
        ("collapsible", {"title": "Old ones", "text": "<p>Ask us.</p>"}),
        ("html", "<h3>Imported</h3><p>Words from elsewhere.</p>"),
    ]
    phones = make_section("Phones", parent=devices)
    article = make_article("Reset", parent=phones, body=body)
    article.products.add(Product.objects.create(name="Lumo Book", slug="lumo-book"))
    article.tags.add("battery")
    article.save_revision().publish()
    client.post(f"/articles/vote/{article.pk}/", {"answer": "yes"})
    (document,) = build_articles([article.pk])
    assert (document.title, document.url, document.language) == ("Reset", "/devices/phones/reset/", "en")
    assert (document.section, document.section_path) == ("Phones", "devices/phones")
    assert (document.tags, document.popularity, document.audience) == (("battery",), 1.0, "public")
    assert document.headings.split() == ["Symptoms", "Imported"]
    for words in ("screen stays black", "Hold the button", "reset --now <x>", "Model Year", "Charge first", "Old ones", "Ask us"):
        assert words in document.body
    assert "<p>" not in document.body


def test_drafts_have_no_document_and_sections_have_one(devices):
    draft = make_article("Draft", parent=devices, publish=False)
    assert list(build_articles([draft.pk])) == []
    (section,) = build_sections([devices.pk])
    assert (section.title, section.url, section.section_path) == ("Devices", "/devices/", "devices")


def test_documents_cost_the_same_for_two_and_for_twenty(devices, django_assert_num_queries):
    ids = [make_article(f"Article {number}", parent=devices).pk for number in range(20)]
    for some in (ids[:2], ids):
        with django_assert_num_queries(5):
            assert len(list(build_articles(some))) == len(some)


def test_publishing_changing_and_deleting_an_article_is_told_to_search(devices, quiet):
    article = make_article("Reset", parent=devices)
    assert ("article", str(article.pk)) in marked()
    for act in ("unpublish", "delete"):
        quiet()
        getattr(ArticlePage.objects.get(pk=article.pk), act)()
        assert ("article", str(article.pk)) in marked(), act


def test_a_section_that_changes_or_moves_tells_everything_below_it(devices, desk_only, quiet):
    inner = make_section("Inner", parent=devices)
    article = make_article("Reset", parent=inner)
    expected = {("section", str(inner.pk)), ("article", str(article.pk))}
    quiet()
    devices.audience = Audience.STAFF
    devices.save()
    assert expected <= marked()
    quiet()
    inner.refresh_from_db()
    inner.move(desk_only, pos="last-child")
    assert expected <= marked()


@pytest.mark.parametrize("audience", [Audience.PUBLIC, Audience.SIGNED_IN, Audience.STAFF])
def test_search_shows_an_article_to_its_audience_and_to_nobody_else(audience, devices, ana, ben):
    make_article("Zebracorn stays black", parent=devices, audience=audience)
    drain()
    seen = {
        who: bool(querying.search(user=user, terms="zebracorn", language="en").hits)
        for who, user in [("anonymous", AnonymousUser()), ("ana", ana), ("ben", ben)]
    }
    assert seen == {
        "anonymous": audience == Audience.PUBLIC,
        "ana": audience != Audience.STAFF,
        "ben": True,
    }


def test_a_section_made_stricter_hides_its_articles_from_search_at_once(devices):
    make_article("Zebracorn stays black", parent=devices)
    drain()
    assert querying.search(user=AnonymousUser(), terms="zebracorn", language="en").hits
    devices.audience = Audience.STAFF
    devices.save()
    assert not querying.search(user=AnonymousUser(), terms="zebracorn", language="en").hits


def test_alike_articles_stand_beside_an_article_after_picked_ones_and_hidden_ones_do_not(client, devices):
    words = "<p>The wireless printer prints blank pages after the driver update on the network.</p>"
    picked = make_article("Something else", parent=devices)
    page = make_article("Printer prints blank pages", parent=devices, body=[("text", words)])
    make_article("Blank pages from the printer", parent=devices, body=[("text", words)])
    make_article("Blank secret pages", parent=devices, body=[("text", words)], audience=Audience.STAFF)
    for number in range(6):
        make_article(f"Holiday {number}", parent=devices, body=[("text", f"<p>Apply for holiday number {number}.</p>")])
    page.related_articles = [RelatedArticle(article=picked)]
    page.save_revision().publish()
    drain()
    html = client.get("/devices/printer-prints-blank-pages/").content.decode()
    assert html.index(">Something else</a>") < html.index(">Blank pages from the printer</a>")
    assert "secret" not in html


def test_a_permanent_link_in_a_hit_is_the_articles_own_address(devices):
    article = make_article("Zebracorn", parent=devices)
    drain()
    (hit,) = querying.search(user=AnonymousUser(), terms="zebracorn", language="en").hits
    assert hit.url == "/devices/zebracorn/"
    assert hit.object_id == article.pk


def test_a_hit_keeps_the_reader_in_the_language_of_the_interface(devices, client):
    make_article("Charge the zeppelin", parent=devices)
    drain()
    with override("fi"):
        (hit,) = querying.search(user=AnonymousUser(), terms="zeppelin", language="fi").hits
    assert hit.url == "/fi/articles/en/devices/charge-the-zeppelin/"
    assert client.get(hit.url).status_code == 200
    with override("en"):
        (own,) = querying.search(user=AnonymousUser(), terms="zeppelin", language="en").hits
    assert own.url == "/devices/charge-the-zeppelin/"
