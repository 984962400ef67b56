"""What a search takes and what it gives back. Shared by every engine, so that the results page cannot tell which one answered."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

# How long ago something was last changed, at most: name of the period -> days.
UPDATED_DAYS = {"week": 7, "month": 30, "year": 365}

SORT_RELEVANCE = "relevance"
SORT_NEWEST = "newest"
SORTS = (SORT_RELEVANCE, SORT_NEWEST)


def updated_after(days: int) -> datetime.datetime:
    """To the hour, so that a page and the next one mean the same moment."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) - datetime.timedelta(days=days)


@dataclass(frozen=True, slots=True)
class SearchFilters:
    """What the results are narrowed to. Empty or None means: not narrowed.

    `section` is a section path, or several with commas between, and takes in everything below; `product` is a product's id as
    text; `updated` is a period of UPDATED_DAYS.
    """

    kind: str = ""
    section: str = ""
    product: str = ""
    tag: str = ""
    language: str = ""
    solved: bool | None = None
    updated: str = ""

    @property
    def section_paths(self) -> list[str]:
        return [path.strip("/") for path in self.section.split(",") if path.strip("/")]

    def is_empty(self) -> bool:
        return self == SearchFilters()

    @property
    def updated_after(self) -> datetime.datetime | None:
        """From when on something must have been changed; None when it does not matter."""
        days = UPDATED_DAYS.get(self.updated)
        return updated_after(days) if days else None


@dataclass(frozen=True, slots=True)
class Hit:
    """One result, already checked against what this person may see.

    `snippet_html` is escaped text with <mark> around the words that matched, safe to print. `score` orders hits within one
    answer only; it is not comparable between questions.
    """

    kind: str
    object_id: int
    title: str
    url: str
    summary: str
    snippet_html: str
    language: str
    solved: bool | None
    updated_at: datetime.datetime
    section: str
    score: float
    title_html: str = ""
    # The same for all language versions of one thing; empty where search knows of none.
    content: str = ""

    @property
    def key(self) -> str:
        """What names the thing to whoever remembers what was shown, whatever the language."""
        return self.content or f"{self.kind}:{self.object_id}"


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a filter and how many of the results have it, counted among what this person may see."""

    value: str
    label: str
    count: int
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter of the results page: `name` is the field of SearchFilters that it sets."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """One page of results. `is_degraded` says that the index could not be used and the plain database search answered."""

    terms: str
    hits: tuple[Hit, ...]
    total: int
    page: int
    page_count: int
    page_size: int
    facets: tuple[Facet, ...] = ()
    filters: SearchFilters = field(default_factory=SearchFilters)
    sort: str = SORT_RELEVANCE
    is_degraded: bool = False
    # More documents fit than were looked at: `total` and the counts of filters are "at least".
    is_capped: bool = False
    # Words of the question that no result holds; those that nobody may know of, and those whose documents fit too little.
    unmet: tuple[str, ...] = ()
    # The first hit answers so much better than the second that the page may say so.
    has_best: bool = False
    # What editors put on top of this question, already checked against what this person may see.
    picks: tuple[Hit, ...] = ()
    # Synonyms that counted too, as editors wrote them.
    also_searched: tuple[str, ...] = ()
    # The question with words that somebody may have meant instead; never searched by itself.
    did_you_mean: str = ""
    # When nothing fits: single words of the question that do find something.
    broader: tuple[str, ...] = ()

    @property
    def shown_total(self) -> int:
        """What the heading counts: a pick alone is an answer too."""
        return self.total or len(self.picks)

    @property
    def total_text(self) -> str:
        return f"{self.total}+" if self.is_capped else str(self.total)

    @property
    def best(self) -> Hit | None:
        return self.hits[0] if self.has_best and not self._is_picked(self.hits[0]) else None

    @property
    def others(self) -> tuple[Hit, ...]:
        return tuple(hit for hit in (self.hits[1:] if self.best else self.hits) if not self._is_picked(hit))

    def _is_picked(self, hit: Hit) -> bool:
        return any((hit.kind, hit.object_id) == (pick.kind, pick.object_id) for pick in self.picks)

    @property
    def first_position(self) -> int:
        return (self.page - 1) * self.page_size + 1 if self.hits else 0

    @property
    def last_position(self) -> int:
        return (self.page - 1) * self.page_size + len(self.hits)

    @property
    def has_next(self) -> bool:
        return self.page < self.page_count

    @property
    def has_previous(self) -> bool:
        return self.page > 1
