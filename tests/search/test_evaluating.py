"""Figures of ranking: the measures by hand, and the command on a collection small enough to see through."""

import json
from math import log2

import pytest
from django.core.management import CommandError, call_command

from kbsite.search.evaluation import measures
from kbsite.search.evaluation.collection import CollectionError, read_collection
from kbsite.search.evaluation.ingredients import ingredients
from kbsite.search.models import Document, IndexManifest

# Four results; b is answer number one (grade 2), d number two (grade 1), x is an answer that was not found.
RANKED = ["a", "b", "c", "d"]
GRADES = {"b": 2, "d": 1, "x": 3}


@pytest.mark.parametrize(
    ("measured", "by_hand"),
    [
        (measures.average_precision(RANKED, GRADES), (1 / 2 + 2 / 4) / 3),
        (measures.ndcg(RANKED, GRADES, 10), (2 / log2(3) + 1 / log2(5)) / (3 / log2(2) + 2 / log2(3) + 1 / log2(4))),
        (measures.ndcg(RANKED, GRADES, 1), 0.0),
        (measures.recall(RANKED, GRADES, 10), 2 / 3),
        (measures.recall(RANKED, GRADES, 2), 1 / 3),
        (measures.reciprocal_rank(RANKED, GRADES), 1 / 2),
        (measures.reciprocal_rank(["a"], GRADES), 0.0),
        (measures.first_is_relevant(RANKED, GRADES), 0.0),
        (measures.first_is_relevant(["x"], GRADES), 1.0),
        (measures.average_precision([], GRADES), 0.0),
    ],
)
def test_measures_are_those_computed_by_hand(measured, by_hand):
    assert measured == pytest.approx(by_hand)


@pytest.fixture
def files(tmp_path):
    """Three pages and three questions: one found at once, one found second, one that no page shares a word with."""
    pages = [
        {"id": "vpn", "title": "Set up the tunnel", "text": "The tunnel protects what you send."},
        {"id": "printer", "title": "Printer", "text": "A printer without paper. Ask for paper at the desk."},
        {"id": "paper", "title": "Paper", "text": "Paper for every printer. Paper lies on the shelf."},
    ]
    questions = [
        {"id": "1", "text": "How do I set up a tunnel?"},
        {"id": "2", "text": "where is paper"},
        {"id": "3", "text": "vacation"},
        {"id": "4", "text": "nobody judged this"},
    ]
    corpus, queries, qrels = tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl", tmp_path / "qrels.tsv"
    corpus.write_text("\n".join(map(json.dumps, pages)))
    queries.write_text("\n".join(map(json.dumps, questions)))
    qrels.write_text("query_id\tdoc_id\trelevance\n1\tvpn\t1\n2\tprinter\t1\n2\tpaper\t0\n3\tvpn\t1\n4\tvpn\t0\n")
    return corpus, queries, qrels


@pytest.mark.parametrize("backend", ["whoosh", "plain-whoosh"])
def test_the_command_tells_the_figures_of_a_collection(files, backend, capsys):
    call_command("evaluate_search", *files, "--language", "en", "--backend", backend, "--json")
    figures = json.loads(capsys.readouterr().out)
    assert (figures["documents"], figures["questions"]) == (3, 3)
    # Found first, found second, not found.
    assert figures["map"] == figures["mrr"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert figures["ndcg_at_10"] == pytest.approx((1 + 1 / log2(3) + 0) / 3)
    assert figures["recall_at_10"] == pytest.approx(2 / 3)
    assert figures["precision_at_1"] == pytest.approx(1 / 3)
    assert figures["share_without_result"] == pytest.approx(1 / 3)
    assert 0 < figures["p50_ms"] <= figures["p95_ms"]


def test_fields_of_the_corpus_become_parts_of_a_document(files, capsys):
    call_command("evaluate_search", *files, "--language", "en", "--fields", "body=title", "--json")
    # Only titles are read now, as bodies: the question about paper no longer meets the printer's page.
    assert json.loads(capsys.readouterr().out)["map"] == pytest.approx(1 / 3)


def test_every_ingredient_can_be_taken_out_and_is_back_afterwards(files, capsys):
    call_command("evaluate_search", *files, "--language", "en", "--ingredients", "--json")
    found = json.loads(capsys.readouterr().out)
    assert list(found)[0] == "everything"
    assert set(found) == {"everything", *(ingredient.name for ingredient in ingredients())}
    call_command("evaluate_search", *files, "--language", "en", "--json")
    assert json.loads(capsys.readouterr().out)["map"] == found["everything"]["map"]


@pytest.mark.django_db
def test_the_site_s_own_index_is_not_touched(files, notes, indexed, capsys):
    notes.write("Set up the tunnel")
    indexed()
    before = list(IndexManifest.objects.values()), list(Document.objects.values())
    call_command("evaluate_search", *files, "--language", "en")
    assert (list(IndexManifest.objects.values()), list(Document.objects.values())) == before


def test_a_line_that_is_no_document_is_named(files):
    corpus, queries, qrels = files
    corpus.write_text('{"id": "1"}\n{"id": \n')
    with pytest.raises(CollectionError, match="line 2"):
        read_collection(corpus, queries, qrels, language="en")


def test_a_collection_without_judged_questions_is_refused(files):
    files[2].write_text("1\tunknown page\t1\n")
    with pytest.raises(CommandError, match="no question"):
        call_command("evaluate_search", *files, "--language", "en")
