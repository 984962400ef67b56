"""Objects that wait for the indexer, as they are now.

Between a change and the indexer's next look, index and document rows hold what was said before. Whose access was withdrawn, and
what an author has just taken back, must be neither found nor shown for that long, however long the indexer is away.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from kbsite.search.analysis import words
from kbsite.search.documents import hash_of
from kbsite.search.hits import SearchFilters
from kbsite.search.models import Document
from kbsite.search.registry import DocumentData, get_kind
from kbsite.search.visibility import Key, pending_keys, visible_keys

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Waiting:
    """What waits, for one person and one question: `withdrawn` they may not see (any more), `keys` they may."""

    keys: frozenset[Key]
    withdrawn: frozenset[Key]
    # What was asked about so far: None for an object of which nothing is left.
    _looked_at: set[Key] = field(default_factory=set)
    _changed: dict[Key, DocumentData | None] = field(default_factory=dict)

    @classmethod
    def for_person(cls, user: object) -> Waiting:
        """In one query while nothing waits, else in one more for each kind that does."""
        pending = frozenset(pending_keys())
        seen = frozenset(visible_keys(user, pending)) if pending else pending
        return cls(keys=seen, withdrawn=pending - seen)

    def present(self, keys: Iterable[Key]) -> dict[Key, DocumentData]:
        """What those of the objects say now whose words differ from what was indexed."""
        self._look_at(self.keys.intersection(keys))
        return {key: said for key in keys if (said := self._changed.get(key)) is not None}

    def outdated(self, keys: Collection[Key], *, forms: Collection[str], filters: SearchFilters | None = None) -> set[Key]:
        """Those of the objects that no longer say any of these words (or beginnings), or are under these filters no more.

        No forms ask about no words.
        """
        present = self.present(keys)
        gone = {key for key in keys if key in self._changed and key not in present}
        return gone | {
            key
            for key, said in present.items()
            if (forms and not _says(said, forms)) or (filters is not None and not _is_under(said, filters))
        }

    def _look_at(self, keys: Collection[Key]) -> None:
        by_kind: dict[str, list[int]] = defaultdict(list)
        for kind_name, object_id in set(keys) - self._looked_at:
            by_kind[kind_name].append(object_id)
        for kind_name, ids in by_kind.items():
            stored = dict(Document.objects.filter(kind=kind_name, object_id__in=ids).values_list("object_id", "text_hash"))
            built = _built(kind_name, ids)
            for object_id in ids:
                said = built.get(object_id)
                self._looked_at.add((kind_name, object_id))
                # Most changes are a vote or a view: nothing that is said differs.
                if said is None or hash_of(said) != stored.get(object_id):
                    self._changed[kind_name, object_id] = said


def _built(kind_name: str, ids: list[int]) -> dict[int, DocumentData]:
    kind = get_kind(kind_name)
    try:
        return {said.object_id: said for said in kind.build(ids)} if kind else {}
    except Exception:  # noqa: BLE001 - a builder is another room's code; what cannot be read now is not shown now
        logger.exception("Search could not read what %s %s say now.", kind_name, ids)
        return {}


def _says(said: DocumentData, forms: Collection[str]) -> bool:
    text = "\n".join([said.title, said.summary, said.keywords, said.headings, said.answers, said.body, *said.tags])
    held = {form for word in words(text, said.language) for form in (word.surface, word.base, *word.parts)}
    return not held.isdisjoint(forms) or any(word.startswith(tuple(forms)) for word in held)


def _is_under(said: DocumentData, filters: SearchFilters) -> bool:
    path = f"{said.section_path.strip('/')}/"
    return all(
        [
            not filters.tag or filters.tag in said.tags,
            not filters.product or filters.product in map(str, said.products),
            not filters.language or filters.language == said.language,
            not filters.section or any(path.startswith(f"{one}/") for one in filters.section_paths),
            filters.solved is None or filters.solved == said.solved,
            filters.updated_after is None or said.updated_at >= filters.updated_after,
        ]
    )
