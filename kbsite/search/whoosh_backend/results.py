"""Lazy results: Whoosh says which objects and how well, the queryset says which of them and in which order."""

from __future__ import annotations

import logging
from collections import Counter, OrderedDict
from collections.abc import Iterator

from django.db.models import Model, QuerySet
from modelsearch.backends.base import BaseSearchResults, FilterFieldError
from modelsearch.backends.database.fallback import DatabaseSearchBackend
from modelsearch.index import FilterField
from modelsearch.query import PlainText, SearchQuery
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from kbsite.search.store import IndexUnavailable
from kbsite.search.whoosh_backend.compiling import MAX_QUERY_WORDS, AutocompleteCompiler
from kbsite.search.whoosh_backend.schema import models_index

logger = logging.getLogger(__name__)

# Keys in one IN (...): far below SQLite's limit of bound values, large enough that most searches need one query.
KEYS_PER_QUERY = 1000
# Without an index, plain substring matching answers, and nobody should wait for all of it.
MOST_DATABASE_RESULTS = 200


class WhooshSearchResults(BaseSearchResults):
    supports_facet = True

    def _do_search(self) -> list[Model]:
        scores = self._scores()
        found = self._by_relevance(scores) if self.query_compiler.order_by_relevance else self._by_queryset(scores)
        if self._score_field:
            for obj in found:
                setattr(obj, self._score_field, scores[obj.pk])
        return found

    def _do_count(self) -> int:
        total = sum(len(keys) for keys in self._filtered_keys(list(self._scores())))
        stop = total if self.stop is None else min(self.stop, total)
        return max(0, stop - self.start)

    def facet(self, field_name: str) -> OrderedDict:
        """How many results have each value of a filter field, most frequent first; None counts those without one."""
        if self.query_compiler._get_filterable_field(field_name) is None:
            model = self.query_compiler.queryset.model
            raise FilterFieldError(
                f'Cannot facet search results with field "{field_name}". Please add '
                f'index.{FilterField.__name__}("{field_name}") to {model.__name__}.search_fields.',
                field_name=field_name,
            )
        counts: Counter = Counter()
        for keys in self._filtered_keys(list(self._scores())):
            model = self.query_compiler.queryset.model
            counts.update(model._default_manager.filter(pk__in=keys).order_by().values_list(field_name, flat=True))
        return OrderedDict(counts.most_common())

    def _scores(self) -> dict[object, float]:
        """Key -> score of everything that matches, best first; equal scores by key, so that pages never overlap."""
        try:
            found = self._index_scores()
        except IndexUnavailable as error:
            logger.warning("The admin's search answers from the database: %s.", error)
            return self._database_scores()
        found.sort(key=lambda pair: (-pair[1], str(pair[0])))
        return dict(found)

    def _index_scores(self) -> list[tuple[object, float]]:
        to_python = self.query_compiler.queryset.model._meta.pk.to_python
        question, of_model = self.query_compiler.whoosh_query(), self.query_compiler.model_filter()
        snapshot = models_index.snapshot()
        with snapshot.lock:
            try:
                hits = Searcher(snapshot.reader, weighting=BM25F()).search(question, filter=of_model, limit=None)
                return [(to_python(hit["pk"]), float(hit.score or 0.0)) for hit in hits]
            except Exception as error:
                # A file that changes under an open reader raises anything, MemoryError among it.
                logger.exception("The models' index could not be read.")
                models_index.forget()
                raise IndexUnavailable(f"reading failed: {type(error).__name__}") from error

    def _database_scores(self) -> dict[object, float]:
        compiler = self.query_compiler
        database = DatabaseSearchBackend({})
        ask = database.autocomplete if isinstance(compiler, AutocompleteCompiler) else database.search
        results = ask(_bounded(compiler.query), compiler.queryset, fields=compiler.fields, order_by_relevance=False)
        return {obj.pk: 0.0 for obj in results[:MOST_DATABASE_RESULTS]}

    def _queryset(self) -> QuerySet:
        queryset = self.query_compiler.queryset
        return queryset.prefetch_related(*self.prefetch_related) if self.prefetch_related else queryset

    def _by_relevance(self, scores: dict[object, float]) -> list[Model]:
        """Objects in the order of scores, read only as far as the slice reaches."""
        found: list[Model] = []
        for keys in _chunks(list(scores)):
            objects = {obj.pk: obj for obj in self._queryset().filter(pk__in=keys)}
            found.extend(objects[key] for key in keys if key in objects)
            if self.stop is not None and len(found) >= self.stop:
                break
        return found[self.start : self.stop]

    def _by_queryset(self, scores: dict[object, float]) -> list[Model]:
        """Objects in the queryset's order, newest key first when it has none."""
        queryset = self._queryset()
        if not queryset.query.order_by:
            queryset = queryset.order_by("-pk")
        if len(scores) <= KEYS_PER_QUERY:
            distinct = {obj.pk: obj for obj in queryset.filter(pk__in=list(scores))}
            return list(distinct.values())[self.start : self.stop]
        # Too many keys for one statement: the order of all is read, and only the slice is fetched.
        ordered = dict.fromkeys(key for key in queryset.values_list("pk", flat=True).iterator() if key in scores)
        shown = list(ordered)[self.start : self.stop]
        objects = {obj.pk: obj for keys in _chunks(shown) for obj in self._queryset().filter(pk__in=keys)}
        return [objects[key] for key in shown if key in objects]

    def _filtered_keys(self, keys: list) -> Iterator[set]:
        for chunk in _chunks(keys):
            yield set(self.query_compiler.queryset.filter(pk__in=chunk).order_by().values_list("pk", flat=True))


def _bounded(query: SearchQuery) -> SearchQuery:
    """A typed question cut to its first words: each is a condition of the statement, and databases limit how deep those nest."""
    if not isinstance(query, PlainText):
        return query
    words = query.query_string.split()[:MAX_QUERY_WORDS]
    return PlainText(" ".join(words), operator=query.operator, boost=query.boost)


def _chunks(keys: list) -> Iterator[list]:
    for start in range(0, len(keys), KEYS_PER_QUERY):
        yield keys[start : start + KEYS_PER_QUERY]
