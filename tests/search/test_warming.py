"""What a web process reads before its first search."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kbsite.search import querying
from kbsite.search.engine.choosing import engine
from kbsite.search.warming import warm


def test_warming_without_an_index_is_no_error(notes):
    warm()


def test_after_warming_the_first_search_finds_the_index_open(notes, indexed, ana, settings):
    notes.write("Printer")
    indexed()
    engine().forget()
    settings.SEARCH_REFRESH_SECONDS = 60
    warm()
    with CaptureQueriesContext(connection) as captured:
        page = querying.search(user=ana, terms="printer", language="en")
    assert page.total == 1
    assert not [query for query in captured if "indexmanifest" in query["sql"]]
