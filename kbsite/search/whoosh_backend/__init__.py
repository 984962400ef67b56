"""A search backend for Wagtail's `modelsearch` on Whoosh: every query type, filters, order, facets, scores, autocomplete.

    WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "kbsite.search.whoosh_backend"}}

It serves Wagtail's admin (pages, images, documents) and any `index.Indexed` model. Whoosh finds keys and scores; filters, order
and facets are the queryset's own, applied by the database, so they are exact and access rules in a queryset hold. Writing is a
change row in the caller's transaction; the one indexer of the site turns rows into index entries.
"""

from modelsearch.backends.base import BaseSearchBackend

from kbsite.search.whoosh_backend.compiling import AutocompleteCompiler, SearchCompiler
from kbsite.search.whoosh_backend.results import WhooshSearchResults
from kbsite.search.whoosh_backend.writing import WhooshIndex, WhooshRebuilder

__all__ = ["SearchBackend", "WhooshSearchBackend"]


class WhooshSearchBackend(BaseSearchBackend):
    query_compiler_class = SearchCompiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    index_class = WhooshIndex
    results_class = WhooshSearchResults
    rebuilder_class = WhooshRebuilder
    # Adding is a row in the caller's transaction. Swallowing its failure would break that transaction a moment later, and
    # less clearly.
    catch_indexing_errors = False


SearchBackend = WhooshSearchBackend
