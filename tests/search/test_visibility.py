"""A document for some is for nobody else: not in results, counts, filters, suggestions, similar or related, at any moment."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import AnonymousUser

from kbsite.search import querying
from kbsite.search.models import Change, IndexManifest
from kbsite.search.registry import unregister_kind

# Stands in no other document, so any trace of it is a leak.
CANARY = "xylokrypt"
SEES_STAFF_PAGES = {"ana": False, "dov": False, "ben": True, "chi": True, "mo": True, "olga": True, None: False}


@pytest.fixture
def person(request):
    def named(name):
        return AnonymousUser() if name is None else request.getfixturevalue(name)

    return named


def traces(user) -> set[str]:
    """The channels through which this person notices the canary document."""
    found = set()
    page = querying.search(user=user, terms=f"{CANARY} printer", language="en")
    if any(CANARY in hit.title for hit in page.hits):
        found.add("results")
    if any(CANARY in hit.snippet_html for hit in page.hits):
        found.add("snippets")
    alone = querying.search(user=user, terms=CANARY, language="en")
    if alone.total:
        found.add("count")
    if any(CANARY in value.label for facet in page.facets for value in facet.values):
        found.add("filters")
    if any(CANARY in hit.title for hit in querying.suggest(user=user, terms=CANARY[:5], language="en")):
        found.add("suggestions")
    if querying.suggest(user=user, terms=CANARY.replace("k", "c"), language="en"):
        found.add("corrected suggestions")
    if querying.similar(user=user, title=f"{CANARY} again", language="en"):
        found.add("similar")
    if any(CANARY in hit.title for hit in querying.related(user=user, kind="note", object_id=1, language="en")):
        found.add("related")
    return found


EVERY_CHANNEL = {"results", "snippets", "count", "filters", "suggestions", "corrected suggestions", "similar", "related"}


@pytest.fixture
def canary(notes, indexed):
    notes.write("Printer paper and toner", body="The printer takes paper and toner.")
    number = notes.write(
        f"Printer {CANARY} manual",
        body=f"The printer takes paper and toner: {CANARY}",
        audience="staff",
        tags=(CANARY,),
        section=CANARY,
        section_path=CANARY,
    )
    for other in range(6):
        notes.write(f"Theme {other}", body="Colours of the page")
    indexed()
    return number


@pytest.mark.parametrize(("who", "sees_it"), SEES_STAFF_PAGES.items())
def test_a_staff_document_shows_in_every_channel_to_staff_and_in_none_to_others(canary, person, who, sees_it):
    assert traces(person(who)) == (EVERY_CHANNEL if sees_it else set())


@pytest.mark.parametrize("who", [None, "ana"])
def test_withdrawn_access_counts_at_once_before_any_indexing(canary, notes, indexed, person, who):
    notes.change(canary, audience="public")
    indexed()
    user = person(who)
    assert traces(user) == EVERY_CHANNEL
    notes.change(canary, audience="staff")
    assert Change.objects.filter(object_id=str(canary)).exists()
    assert traces(user) == set()
    indexed()
    assert traces(user) == set()


# Of the same shape and in no document at all.
NOWHERE = "qylokrypt"


def everything_said(user, word: str) -> str:
    """All that search answers to questions with this word beside common ones; the word itself taken out."""
    said = []
    for question in ("printer {}", "{}", "paper toner {} printer", "theme {}", "{} prniter"):
        terms = question.format(word)
        said += [
            querying.search(user=user, terms=terms, language="en"),
            querying.suggest(user=user, terms=terms, language="en"),
            querying.suggest(user=user, terms=terms[:-1], language="en"),
            querying.similar(user=user, title=terms, language="en"),
            querying.similar(user=user, title="The printer", body=f"It takes paper and toner, {word}.", language="en"),
        ]
    return repr(said).replace(word, "").replace(word[:-1], "")


@pytest.mark.parametrize("who", [None, "ana"])
@pytest.mark.parametrize("state", ["staff", "withdrawn a moment ago"])
def test_whoever_may_not_see_it_cannot_tell_its_words_from_words_that_stand_nowhere(canary, notes, indexed, person, who, state):
    """Also not by what fits less well, is no longer corrected or is not answered at all because a hidden text holds the word."""
    if state != "staff":
        notes.change(canary, audience="public")
        indexed()
        notes.change(canary, audience="staff")
    assert everything_said(person(who), CANARY) == everything_said(person(who), NOWHERE)


def test_whoever_may_see_it_can_tell(canary, ben):
    assert everything_said(ben, CANARY) != everything_said(ben, NOWHERE)


def test_a_hidden_title_does_not_stop_the_correction_of_a_typo(notes, indexed, ana, ben):
    notes.write("Printer settings")
    notes.write("Prunter", audience="staff")
    indexed()
    assert [hit.title for hit in querying.suggest(user=ana, terms="prunter", language="en")] == ["Printer settings"]
    assert [hit.title for hit in querying.suggest(user=ben, terms="prunter", language="en")] == ["Prunter"]


def test_nothing_is_related_to_what_one_may_not_see(canary, ana, ben):
    assert querying.related(user=ben, kind="note", object_id=canary, language="en")
    assert querying.related(user=ana, kind="note", object_id=canary, language="en") == []


def test_a_deleted_object_is_gone_at_once(canary, notes, ben):
    notes.delete(canary)
    assert traces(ben) == set()


def test_a_change_that_search_was_not_told_of_leaks_nothing_that_is_shown_or_counted(canary, notes, indexed, ana):
    notes.change(canary, audience="public")
    indexed()
    notes.held[canary] = replace(notes.held[canary], audience="staff")
    assert traces(ana) == set()


def test_the_database_fallback_keeps_the_same_secrets(canary, ana, ben):
    IndexManifest.objects.all().delete()
    assert querying.search(user=ana, terms=CANARY, language="en").total == 0
    assert querying.search(user=ben, terms=CANARY, language="en").total == 1
    assert querying.suggest(user=ana, terms=CANARY, language="en") == []


def test_a_withdrawn_hit_leaves_no_hole_in_the_page(notes, indexed, ana):
    for number in range(15):
        notes.write(f"Printer {number}")
    indexed()
    for number in (1, 2, 3):
        notes.change(number, audience="staff")
    page = querying.search(user=ana, terms="printer", language="en")
    assert (page.total, len(page.hits), page.page_count) == (12, 10, 2)


def test_documents_of_a_room_that_was_taken_out_are_not_shown(canary, notes, ben):
    unregister_kind("note")
    assert traces(ben) == set()
