"""From modelsearch's query objects to Whoosh's. Built from words, never parsed: no query syntax reaches Whoosh."""

from __future__ import annotations

from modelsearch.backends.base import BaseSearchQueryCompiler
from modelsearch.query import And, Boost, Fuzzy, MatchAll, Not, Or, Phrase, PlainText
from whoosh import query as whoosh

from kbsite.search.schema import PREFIX_MAX_CHARS
from kbsite.search.whoosh_backend.fields import TextPath, autocomplete_paths, searchable_paths
from kbsite.search.whoosh_backend.schema import COMPLETED, SEARCHED, label_of, plain_words

# A long question is bounded before it costs anything; the admin's search box takes 255 characters.
MAX_QUERY_WORDS = 32
# Up to this length one changed letter, beyond it two; the first letter must be right, which keeps the look-up narrow.
_ONE_EDIT_CHARS = 5


class SearchCompiler(BaseSearchQueryCompiler):
    """Whole words over every declared text, the boosts of the declarations multiplied with those of the query."""

    DEFAULT_OPERATOR = "and"
    # The database sorts, so any expression will do.
    HANDLES_ORDER_BY_EXPRESSIONS = True

    def whoosh_query(self) -> whoosh.Query:
        return self._compile(self.query, 1.0)

    def model_filter(self) -> whoosh.Query:
        """Restricts to objects of the model, whatever else shares its words or keys."""
        return whoosh.Term("models", label_of(self.queryset.model))

    def paths(self) -> list[TextPath]:
        return searchable_paths(self.queryset.model, self.fields)

    def _compile(self, query, boost: float) -> whoosh.Query:
        if isinstance(query, MatchAll):
            return whoosh.Every(boost=boost)
        if isinstance(query, PlainText):
            return self._plain_text(query, boost * query.boost)
        if isinstance(query, Fuzzy):
            return self._combined([self._fuzzy_word(word, boost) for word in self._words(query)], query.operator)
        if isinstance(query, Phrase):
            return self._phrase(query, boost)
        if isinstance(query, Boost):
            return self._compile(query.subquery, boost * query.boost)
        if isinstance(query, Not):
            if isinstance(query.subquery, MatchAll):
                return whoosh.NullQuery
            return whoosh.And([whoosh.Every(), whoosh.Not(self._compile(query.subquery, 1.0))])
        if isinstance(query, And):
            return self._combined([self._compile(part, boost) for part in query.subqueries], "and")
        if isinstance(query, Or):
            return self._combined([self._compile(part, boost) for part in query.subqueries], "or")
        raise NotImplementedError(f"{type(query).__name__} is no search query")

    def _plain_text(self, query: PlainText, boost: float) -> whoosh.Query:
        return self._combined([self._word(word, boost) for word in self._words(query)], query.operator)

    def _words(self, query) -> list[str]:
        return plain_words(query.query_string)[:MAX_QUERY_WORDS]

    def _word(self, word: str, boost: float) -> whoosh.Query:
        return self._anywhere(lambda path: whoosh.Term(SEARCHED + path.name, word, boost=boost * path.boost))

    def _fuzzy_word(self, word: str, boost: float) -> whoosh.Query:
        distance = 1 if len(word) <= _ONE_EDIT_CHARS else 2
        return self._anywhere(
            lambda path: whoosh.FuzzyTerm(SEARCHED + path.name, word, boost=boost * path.boost, maxdist=distance, prefixlength=1)
        )

    def _phrase(self, query: Phrase, boost: float) -> whoosh.Query:
        found = self._words(query)
        if not found:
            return whoosh.NullQuery
        return self._anywhere(lambda path: whoosh.Phrase(SEARCHED + path.name, found, boost=boost * path.boost))

    def _anywhere(self, make) -> whoosh.Query:
        return self._combined([make(path) for path in self.paths()], "or")

    @staticmethod
    def _combined(parts: list[whoosh.Query], operator: str) -> whoosh.Query:
        if not parts or (operator == "and" and whoosh.NullQuery in parts):
            return whoosh.NullQuery
        if len(parts) == 1:
            return parts[0]
        return whoosh.And(parts) if operator == "and" else whoosh.Or(parts)


class AutocompleteCompiler(SearchCompiler):
    """Every word is the beginning of a word in the declared autocomplete texts."""

    def check(self) -> None:
        # `fields` names autocomplete fields here; the filters and the order are checked as for a search.
        fields, self.fields = self.fields, None
        try:
            super().check()
        finally:
            self.fields = fields

    def paths(self) -> list[TextPath]:
        return autocomplete_paths(self.queryset.model, self.fields)

    def _words(self, query) -> list[str]:
        return [word[:PREFIX_MAX_CHARS] for word in super()._words(query)]

    def _word(self, word: str, boost: float) -> whoosh.Query:
        return self._anywhere(lambda path: whoosh.Term(COMPLETED + path.name, word, boost=boost * path.boost))
