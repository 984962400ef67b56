"""What a question matched: an order, and the counts of every filter, before and after the rooms' own visibility check.

Built while the snapshot is locked; everything after that works on arrays in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from kbsite.search import ranking
from kbsite.search.engine.interface import Corpus
from kbsite.search.engine.rereading import order_by_text
from kbsite.search.engine.scoring import places, score_terms, with_priors
from kbsite.search.engine.terms import Term
from kbsite.search.hits import SORT_NEWEST, SORT_RELEVANCE, UPDATED_DAYS, SearchFilters, updated_after
from kbsite.search.schema import document_key

# Filter of SearchFilters -> field of the index whose values are counted for it.
FACET_FIELDS = {
    "kind": "kind",
    "section": "own_section",
    "product": "product",
    "tag": "tag",
    "language": "language",
    "solved": "solved",
}


@dataclass(slots=True)
class Matches:
    """`score` is above 0 for every match that this person's audiences allow; `narrowed` has one mask per chosen filter."""

    score: np.ndarray
    newest_first: np.ndarray | None
    rows: np.ndarray
    kinds: tuple[list[str], np.ndarray]
    object_ids: np.ndarray
    contents: np.ndarray
    own_language: np.ndarray
    narrowed: dict[str, np.ndarray]
    values: dict[str, tuple[list[str], np.ndarray, np.ndarray]]

    def best(self, limit: int) -> np.ndarray:
        """The best matches with no filter applied."""
        numbers = np.flatnonzero(self.score)
        if len(numbers) > limit:
            numbers = numbers[np.argpartition(-self.score[numbers], limit)[:limit]]
        return numbers

    def in_order(self) -> np.ndarray:
        """Document numbers of all results under all filters, one language version of each content."""
        numbers = np.flatnonzero(self._under(self.narrowed.keys()))
        by_score = numbers[np.lexsort((-self.rows[numbers], -self.score[numbers]))]
        distinct = self._one_per_content(by_score)
        if self.newest_first is None:
            return distinct
        return distinct[np.lexsort((-self.rows[distinct], -self.newest_first[distinct]))]

    def counts(self, facet: str) -> dict[str, int]:
        """How many results each value of a filter would give, the other filters staying as they are."""
        mask = self._under(name for name in self.narrowed if name != facet)
        if facet != "language":
            numbers = np.flatnonzero(mask)
            kept = self._one_per_content(numbers[np.argsort(-self.score[numbers], kind="stable")])
            mask = np.zeros_like(mask)
            mask[kept] = True
        texts, documents, codes = self.values[facet]
        if not texts:
            return {}
        counted = np.bincount(codes[mask[documents]], minlength=len(texts))
        return {texts[code]: int(counted[code]) for code in np.flatnonzero(counted)}

    def drop(self, numbers: Iterable[int]) -> None:
        """Forget matches that this person may not see."""
        self.score[list(numbers)] = 0

    def forget_names(self, numbers: Iterable[int]) -> None:
        """Count these no longer by section, product or tag: they may have lost that name since."""
        lost = np.fromiter(numbers, dtype=np.int64)
        if len(lost):
            for facet in {"section", "product", "tag"} & self.values.keys():
                texts, documents, codes = self.values[facet]
                kept = ~np.isin(documents, lost)
                self.values[facet] = (texts, documents[kept], codes[kept])

    def key(self, number: int) -> tuple[str, int]:
        """(kind, object id) of a document number."""
        texts, codes = self.kinds
        return texts[codes[number]], int(self.object_ids[number])

    def _under(self, names: Iterable[str]) -> np.ndarray:
        mask = self.score > 0
        for name in names:
            mask &= self.narrowed[name]
        return mask

    def _one_per_content(self, ordered: np.ndarray) -> np.ndarray:
        """Of the language versions of one content the best place, held by the reader's own version when it is among them."""
        contents = self.contents[ordered]
        versions = np.flatnonzero(contents >= 0)
        if len(versions) < 2:
            return ordered
        codes, first = np.unique(contents[versions], return_index=True)
        keep = contents < 0
        keep[versions[first]] = True
        shown = ordered.copy()
        own = versions[self.own_language[ordered[versions]]]
        shown[versions[first[np.searchsorted(codes, contents[own])]]] = ordered[own]
        return shown[keep]


def fitting(
    corpus: Corpus,
    terms: Sequence[Term],
    *,
    language: str,
    floor: float,
    unknown_weight: float = 0.0,
    rereading: bool = False,
) -> np.ndarray:
    """A score above 0 for every document that holds at least the share `floor` of the question's weight.

    With `rereading` the best are put in order once more, by their running text.
    """
    corpus.gather([places(term) for term in terms], floor=floor, unknown_weight=unknown_weight)
    scores = score_terms(corpus, terms, unknown_weight=unknown_weight)
    score = with_priors(corpus, scores.score, language=language)
    score[scores.coverage < floor] = 0
    if rereading:
        order_by_text(corpus, scores.known, score)
    return score


def allowed(
    corpus: Corpus,
    score: np.ndarray,
    *,
    language: str,
    audiences: Iterable[str],
    kinds: Iterable[str],
    filters: SearchFilters | None = None,
    sort: str = SORT_RELEVANCE,
) -> Matches:
    """The scored documents that these audiences may see, of these kinds."""
    score[~corpus.having("audience", *audiences)] = 0
    score[~corpus.having("kind", *kinds)] = 0
    return Matches(
        score=score,
        newest_first=corpus.column("updated") if sort == SORT_NEWEST else None,
        rows=corpus.column("row"),
        kinds=corpus.codes("kind"),
        object_ids=corpus.column("object_id"),
        contents=corpus.codes("content")[1],
        own_language=corpus.having("language", language),
        narrowed=_narrowed(corpus, filters) if filters else {},
        values=_values(corpus) if filters else {},
    )


def _values(corpus: Corpus) -> dict[str, tuple[list[str], np.ndarray, np.ndarray]]:
    """Per filter its values and pairs (document, position of value). Periods hold each other: this week is this month too."""
    values = {facet: corpus.values(field) for facet, field in FACET_FIELDS.items()}
    changed = corpus.column("updated")
    periods = [np.flatnonzero(changed >= updated_after(days).timestamp()) for days in UPDATED_DAYS.values()]
    codes = [np.full(len(numbers), code, dtype=np.int32) for code, numbers in enumerate(periods)]
    return values | {"updated": (list(UPDATED_DAYS), np.concatenate(periods), np.concatenate(codes))}


def _narrowed(corpus: Corpus, filters: SearchFilters) -> dict[str, np.ndarray]:
    chosen: dict[str, np.ndarray] = {}
    if filters.kind:
        chosen["kind"] = corpus.having("kind", filters.kind)
    if filters.section:
        chosen["section"] = corpus.having("section", *filters.section_paths)
    if filters.product:
        chosen["product"] = corpus.having("product", filters.product)
    if filters.tag:
        chosen["tag"] = corpus.having("tag", filters.tag)
    if filters.language:
        chosen["language"] = corpus.having("language", filters.language)
    if filters.solved is not None:
        chosen["solved"] = corpus.having("solved", "yes" if filters.solved else "no")
    if filters.updated_after:
        chosen["updated"] = corpus.column("updated") >= filters.updated_after.timestamp()
    return chosen


def numbers_of(corpus: Corpus, keys: Iterable[tuple[str, int | str]]) -> list[int]:
    """Document numbers of objects, where the index holds them."""
    found: list[int] = []
    for kind, object_id in keys:
        found.extend(corpus.postings("key", document_key(kind, object_id))[0].tolist())
    return found


def search_floor(terms: Sequence[Term]) -> float:
    """The share of the question that a result must hold; one or two words must not be met by half."""
    return ranking.SEARCH_FLOOR if len(terms) > 1 else 0.0
