"""The last word on access: each hit is asked of the room it comes from, whatever the index says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kbsite.search.models import Change
from kbsite.search.registry import all_kinds, get_kind

Key = tuple[str, int]

# Changes the indexer has not reached are checked for every question; more than this only wait behind a great move or import,
# and then the first pages of results, which are checked anyway, are what people see.
PENDING_KEYS = 1000


def visible_keys(user, keys: Iterable[Key]) -> set[Key]:
    """Those of the objects that this person may see now. One call, thus a fixed number of queries, per kind."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind_name, object_id in keys:
        by_kind[kind_name].append(object_id)
    visible: set[Key] = set()
    for kind_name, ids in by_kind.items():
        kind = get_kind(kind_name)
        if kind is not None:
            visible |= {(kind_name, object_id) for object_id in kind.visible_ids(user, ids)}
    return visible


def withdrawn_keys(user) -> set[Key]:
    """Objects that changed after they were indexed and that this person may not see (any more), whatever the index says."""
    pending = pending_keys()
    return set(pending) - visible_keys(user, pending) if pending else set()


def pending_keys() -> list[Key]:
    """Objects that changed after they were indexed, the latest first."""
    names = [kind.name for kind in all_kinds()]
    rows = Change.objects.filter(kind__in=names).order_by("-id").values_list("kind", "object_id")[:PENDING_KEYS]
    return [(kind, int(object_id)) for kind, object_id in rows]
