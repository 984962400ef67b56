"""What only the engine in PostgreSQL has: candidates instead of everything, its own statistics, transactions."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from kbsite.search import indexing, querying
from kbsite.search.checks import check_database_can_hold_the_index
from kbsite.search.engine.choosing import engine
from kbsite.search.hits import SearchFilters
from kbsite.search.models import Change, IndexManifest
from kbsite.search.postgres import gathering, index
from kbsite.search.postgres.entries import MOST_LEXEMES, entry_of
from kbsite.search.postgres.tables import Tables
from kbsite.search.store import IndexDamaged, IndexWriterBusy

pytestmark = pytest.mark.engine("postgresql")


def search(terms: str, **how):
    return querying.search(user=AnonymousUser(), terms=terms, language="en", **how)


def rows_of(statement: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def statistics() -> dict[tuple[str, str], tuple[int, int]]:
    rows = rows_of(f"TABLE {tables().words}")
    return {(word, audience): (documents, occurrences) for word, audience, documents, occurrences in rows}


def tables() -> Tables:
    return Tables(IndexManifest.objects.get(name="postgresql").folder)


@pytest.fixture
def few_candidates(monkeypatch):
    monkeypatch.setattr(gathering, "MOST_GATHERED", 20)


def test_beyond_the_candidates_counts_are_at_least(notes, indexed, few_candidates, client):
    for number in range(30):
        notes.write(f"Printer {number}")
    indexed()
    page = search("printer")
    assert (page.total, page.is_capped, len(page.hits)) == (20, True, 10)
    html = client.get("/search/", {"q": "printer"}).content.decode()
    assert "At least 20 results for “printer”" in html
    assert "Results 1–10 of 20+" in html


def test_up_to_the_candidates_counts_are_exact(notes, indexed, few_candidates):
    for number in range(15):
        notes.write(f"Printer {number}")
    indexed()
    assert (search("printer").total, search("printer").is_capped) == (15, False)


def test_a_document_with_all_words_or_with_the_word_in_its_title_is_always_among_the_candidates(notes, indexed, few_candidates):
    notes.write("Paper for the printer", body="tray")
    for number in range(40):
        notes.write(f"Theme {number}", body="printer" if number % 2 else "tray")
    indexed()
    assert search("printer").hits[0].title == "Paper for the printer"
    assert search("printer tray").hits[0].title == "Paper for the printer"


def test_a_filter_finds_what_lies_beyond_the_candidates(notes, indexed, few_candidates):
    notes.write("Printer at the office", tags=("office",), popularity=0)
    for number in range(40):
        notes.write(f"Printer {number}", popularity=50)
    indexed()
    page = search("printer", filters=SearchFilters(tag="office"))
    assert [hit.title for hit in page.hits] == ["Printer at the office"]
    assert (page.total, page.is_capped) == (1, False)


def test_a_period_finds_what_lies_beyond_the_candidates(notes, indexed, few_candidates):
    notes.write("Printer of today", updated_at=timezone.now(), popularity=0)
    for number in range(40):
        notes.write(f"Printer {number}", updated_at=timezone.now() - datetime.timedelta(days=90), popularity=50)
    indexed()
    page = search("printer", filters=SearchFilters(updated="month"))
    assert [hit.title for hit in page.hits] == ["Printer of today"]
    assert (page.total, page.is_capped) == (1, False)


def test_newest_first_holds_beyond_the_candidates(notes, indexed, few_candidates):
    first = notes.write("Printer of old", popularity=1000)
    for number in range(40):
        notes.write(f"Printer {number}")
    notes.change(first, updated_at=notes.held[first].updated_at.replace(year=2027))
    indexed()
    assert search("printer", sort="newest").hits[0].title == "Printer of old"


def test_statistics_follow_every_change_as_if_built_anew(notes, indexed):
    indexed()
    first = notes.write("Printer jam", body="The printer takes paper. Salasanojen!", answers="Open the tray")
    second = notes.write("Scanner", body="paper", language="fi")
    indexed()
    notes.change(first, title="Printer tray", body="Toner, toner")
    notes.write("Third", body="paper")
    indexed()
    notes.delete(second)
    indexed()
    followed = statistics()
    indexing.rebuild_text_index()
    assert followed == statistics()
    assert followed["paper", "public"] == (1, 0)


def test_tables_that_went_away_answer_from_the_database_and_come_back(notes, indexed):
    notes.write("Printer")
    indexed()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {tables().entries}")
    assert search("printer").is_degraded
    assert [hit.title for hit in search("printer").hits] == ["Printer"]
    with pytest.raises(IndexDamaged):
        engine().check()
    assert indexing.heal()
    assert not search("printer").is_degraded


def test_a_manifest_names_tables_of_a_build_and_nothing_else(notes, indexed):
    indexed()
    IndexManifest.objects.filter(name="postgresql").update(folder="x; DROP TABLE search_document")
    assert search("printer").is_degraded
    assert indexing.heal()


def test_the_tables_of_earlier_builds_are_dropped(notes, indexed):
    notes.write("Printer")
    indexed()
    indexing.rebuild_text_index()
    indexing.rebuild_text_index()
    assert len(rows_of("SELECT 1 FROM pg_tables WHERE tablename ~ '^search_(entry|word)_'")) == 2


def test_a_second_indexer_waits_its_turn_and_loses_nothing(notes, indexed):
    indexed()
    notes.write("Printer")
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [index._WRITER_LOCK])
        assert indexing.drain() == 0
        with pytest.raises(IndexWriterBusy):
            indexing.rebuild_text_index()
    finally:
        other.close()
    assert Change.objects.count() == 1
    indexed()
    assert search("printer").total == 1


def test_a_pasted_dictionary_is_indexed_as_far_as_a_row_can_hold_it(notes, indexed):
    notes.write("Dictionary", body=" ".join(f"wort{number}x" for number in range(50_000)))
    indexed()
    assert search("dictionary").total == search("wort7x").total == 1
    (document,) = index._every_document()
    assert len(entry_of(document).lexemes) == MOST_LEXEMES


@pytest.mark.parametrize("words", ["' & !x:*", "back\\slash 'quoted' ''", ":* | !a <-> b", "^=+#"])
def test_what_is_typed_is_words_to_the_database_too(notes, indexed, words):
    notes.write(f"Printer {words}", tags=(words,))
    indexed()
    assert search(f"printer {words}").total == 1
    assert querying.suggest(user=AnonymousUser(), terms=f"printer {words}", language="en") is not None


def test_the_admin_s_search_needs_no_folder(notes, settings, tmp_path):
    settings.WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"}}
    settings.SEARCH_INDEX_DIR = tmp_path / "never"
    page = Page.objects.filter(depth=2).first().specific
    page.title = "Printers of the house"
    page.save()
    backend = get_search_backend()
    backend.add(page)
    assert [found.pk for found in backend.search("printers", Page)] == [page.pk]
    assert not (tmp_path / "never").exists()


def test_a_role_that_may_not_create_tables_is_told_what_to_run(notes):
    assert check_database_can_hold_the_index(None, databases=["default"]) == []
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE help_reader; GRANT USAGE ON SCHEMA public TO help_reader; SET LOCAL ROLE help_reader")
    (error,) = check_database_can_hold_the_index(None, databases=["default"])
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert error.id == "search.E001"
    assert 'GRANT CREATE ON SCHEMA "public" TO "help_reader"' in error.hint
