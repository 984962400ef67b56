"""What every search engine of the site offers. Ranking, filters, counts and access are written once, against this.

An engine answers with a corpus: numbered documents with their posting lists. The embedded one holds every document; one that
sits in a database gathers those that may fit a question. Document frequencies and average lengths are always those of all
documents that the person who asks may see, gathered or not, so a score means the same under both. Of all documents they must not
be: a question that fits less well, or is corrected otherwise, because a hidden text holds a word would tell that it does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from kbsite.search.hits import SORT_RELEVANCE, SearchFilters

# Document numbers, ascending, and how often the word stands in each.
Postings = tuple[np.ndarray, np.ndarray]
Key = tuple[str, int]
# (zone or field of title words, word)
LookUp = tuple[str, str]
# Writes the present rows of these documents and publishes them; the second argument runs in the publishing transaction.
Write = Callable[[Collection[Key], Callable[[], object]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is known before any word is looked up: nothing outside these audiences and kinds is of use."""

    audiences: Collection[str]
    kinds: Collection[str]
    filters: SearchFilters = field(default_factory=SearchFilters)
    sort: str = SORT_RELEVANCE
    # Objects that changed after they were indexed and that this person may not see now, whatever the index says.
    withdrawn: Collection[Key] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """The state that readers see. `generation` grows with every commit; `bytes` is what it takes on disk."""

    documents: int
    generation: int
    bytes: int


class Corpus(Protocol):
    """A run of document numbers below `size`. `living` counts all documents that may be seen, gathered or not."""

    size: int
    living: int
    alive: np.ndarray
    # More documents may fit than were gathered: counts are "at least".
    is_capped: bool

    def gather(self, look_ups: Sequence[Collection[LookUp]], *, floor: float = 0.0, unknown_weight: float = 0.0) -> None:
        """See to it that documents which fit are among the numbers: one group of look-ups (field, word) per term.

        `floor` is the share (0-1) of the terms' weight that a fitting document holds. Numbers stay, others may follow them.
        """

    def gather_newest(self) -> None:
        """The same for a question without words."""

    def gather_keys(self, keys: Iterable[Key]) -> None:
        """The same for objects, whatever their words."""

    def know(self, look_ups: Iterable[LookUp]) -> None:
        """Learn the frequencies of many words at once, before they are asked for one by one."""

    def known_by(self, look_ups: Collection[LookUp], numbers: np.ndarray | None = None) -> int:
        """About how many documents that may be seen hold any of them; `numbers` are those found among the gathered."""

    def words_among(self, field: str, words: Collection[str]) -> set[str]:
        """Those of the words that some document that may be seen has in a field of title words ("title_word", "prefix")."""

    @property
    def letters(self) -> str:
        """Every letter that stands in a title word, for correcting one typo."""

    def postings(self, field: str, word: str) -> Postings:
        """Documents that have the word in a zone or as the value of a filter field."""

    def column(self, name: str, dtype: type = np.int64) -> np.ndarray:
        """One number per document: row, object_id, updated (seconds), popularity."""

    def dilution(self, zone: str) -> np.ndarray:
        """What a word's count in this zone is divided by, per document: BM25's length normalisation."""

    def openings(self, numbers: Sequence[int]) -> list[list[str]]:
        """The base forms that these documents begin with (title, summary, answers, body), in order, OPENING_WORDS at most each.

        An empty list from an engine that keeps no running text: results are then not read again.
        """

    def values(self, field: str) -> tuple[list[str], np.ndarray, np.ndarray]:
        """The values of a filter field, and pairs (document, position of its value)."""

    def codes(self, field: str) -> tuple[list[str], np.ndarray]:
        """For a field with at most one value per document: its values, and per document the position or -1."""

    def having(self, field: str, *values: str) -> np.ndarray:
        """Mask of the documents with any of these values."""


class Engine(Protocol):
    """One way to keep and read the index of `search.Document`, and that of the admin's own models.

    Everything may raise IndexUnavailable (nothing to read now: the database's plain search answers) and what writes raises
    IndexWriterBusy (another process is writing: the change rows wait).
    """

    name: str

    def reading(self, asked: Asked) -> AbstractContextManager[Corpus]: ...

    def writing(self, *, wait_seconds: float = 0.0) -> AbstractContextManager[Write]:
        """Hold the one writer's place and yield `write(keys, publishing)`. IndexWriterBusy when it is taken for longer."""

    def heal(self) -> bool:
        """Rebuild from the document rows when the published state is missing, damaged or outdated. Says whether it did."""

    def rebuild(self) -> int:
        """Build anew from the document rows beside the living index, then switch. Returns how many documents it holds."""

    def check(self) -> Published:
        """Compare the published state with what is stored, without reading it."""

    def published(self) -> Published:
        """What was published last, zeros when nothing was. Raises nothing."""

    def forget(self) -> None:
        """Drop what this process holds open."""

    def warm(self) -> None:
        """Read what the first question would wait for."""

    def drain_models(self) -> int:
        """Bring the index of Wagtail's models up to date, where it is not written with the object. Returns rows done."""

    def rebuild_models(self) -> int:
        """Build the index of Wagtail's models anew. Returns how many objects it holds."""

    def heal_models(self) -> bool: ...

    def model_troubles(self) -> Iterator[str]:
        """What is wrong with the index of Wagtail's models, a sentence each."""
