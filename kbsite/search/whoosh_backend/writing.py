"""Writing to the index of Wagtail's models: change rows in the caller's transaction, swept by the site's one indexer."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from contextlib import ExitStack

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from modelsearch.backends.base import BaseIndex, get_model_root
from modelsearch.index import class_is_indexed, get_indexed_models
from whoosh.writing import SegmentWriter

from kbsite.search.models import Change
from kbsite.search.store import IndexUnavailable, IndexWriterBusy
from kbsite.search.store.writing import delete_by_keys
from kbsite.search.whoosh_backend.schema import entry_of, key_of, label_of, models_index

logger = logging.getLogger(__name__)

KIND_PREFIX = "model:"
DRAIN_ROWS = 500
_ROWS_PER_STATEMENT = 500
# A person's or a test's explicit refresh may wait for the worker's commit.
_REFRESH_WAIT_SECONDS = 10.0
_REBUILD_WAIT_SECONDS = 60.0


class WhooshIndex(BaseIndex):
    """What modelsearch calls when an object was saved or deleted. Both mean: look at it again."""

    def get_key(self) -> str:
        return models_index.name

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        if class_is_indexed(model):
            _mark([(label_of(type(item)), item.pk) for item in items])

    def delete_item(self, item: Model) -> None:
        if class_is_indexed(type(item)):
            _mark([(label_of(type(item)), item.pk)])

    def refresh(self) -> None:
        """Bring the index up to date now, in this process."""
        while drain_models(wait_seconds=_REFRESH_WAIT_SECONDS):
            pass
        models_index.forget()

    def reset(self) -> None:
        """Empty the index. What waits is dropped too: a reset is followed by a rebuild, which reads everything."""
        with models_index.rebuilding(wait_seconds=_REBUILD_WAIT_SECONDS) as build:
            commit = build.commit()
            with transaction.atomic():
                commit.publish()
                Change.objects.filter(kind__startswith=KIND_PREFIX).delete()
        models_index.forget()


class WhooshRebuilder:
    """Builds beside the living index and switches when it is done; search goes on meanwhile."""

    def __init__(self, index: WhooshIndex) -> None:
        self.index = index
        self._stack = ExitStack()

    def start(self) -> BuildingIndex:
        build = self._stack.enter_context(models_index.rebuilding(wait_seconds=_REBUILD_WAIT_SECONDS))
        self._build = build
        return BuildingIndex(self.index.backend, build.writer)

    def finish(self) -> None:
        with self._stack:
            self._build.commit().publish()
        models_index.forget()


class BuildingIndex(WhooshIndex):
    """The index under construction: objects are written at once, nothing is marked."""

    def __init__(self, backend, writer: SegmentWriter) -> None:
        super().__init__(backend)
        self._writer = writer

    def add_items(self, model: type[Model], items: Iterable[Model]) -> None:
        if class_is_indexed(model):
            for item in items:
                self._writer.add_document(**entry_of(item))


def drain_models(*, wait_seconds: float = 0.0) -> int:
    """Bring the models' index up to the oldest changes, at most DRAIN_ROWS of them. Returns how many rows were done."""
    rows = list(
        Change.objects.filter(kind__startswith=KIND_PREFIX).order_by("id").values_list("id", "kind", "object_id")[:DRAIN_ROWS]
    )
    try:
        heal_models()
        if not rows:
            return 0
        with models_index.writing(wait_seconds=wait_seconds) as write:
            commit = write(lambda writer: _replace(writer, rows))
            with transaction.atomic():
                commit.publish()
                Change.objects.filter(id__in=[row_id for row_id, _, _ in rows]).delete()
    except IndexWriterBusy:
        return 0
    except IndexUnavailable:
        logger.exception("Search could not write the models' index.")
        return 0
    return len(rows)


def heal_models() -> bool:
    """Rebuild the models' index when its published state is missing, damaged or outdated."""
    return models_index.heal(_write_all)


def rebuild_models_index() -> int:
    """Build the index anew from every indexed model. Returns how many objects it holds. Raises IndexWriterBusy."""
    with models_index.rebuilding() as build:
        _write_all(build.writer)
        commit = build.commit()
        commit.publish()
    return commit.document_count


def _write_all(writer: SegmentWriter) -> None:
    for model in get_indexed_models():
        for obj in model.get_indexed_objects().order_by("pk").iterator(chunk_size=200):
            writer.add_document(**entry_of(obj))


def _mark(labelled: Iterable[tuple[str, object]]) -> None:
    Change.objects.bulk_create(
        [Change(kind=KIND_PREFIX + label, object_id=str(pk)) for label, pk in labelled], batch_size=_ROWS_PER_STATEMENT
    )


def _replace(writer: SegmentWriter, rows: list[tuple[int, str, str]]) -> None:
    """Write the present state of every marked object; one that is gone, or not to be indexed, leaves the index."""
    keys_by_root: dict[type[Model], set[str]] = defaultdict(set)
    for _, kind, object_id in rows:
        model = _model_of(kind)
        if model is not None:
            keys_by_root[get_model_root(model)].add(object_id)
    for root, ids in keys_by_root.items():
        delete_by_keys(writer, [key_of(root, object_id) for object_id in ids])
        # An object may be marked under its own model or under a parent; only one of the models calls it its own.
        for model in get_indexed_models():
            if get_model_root(model) is root:
                for obj in model.get_indexed_objects().filter(pk__in=ids):
                    writer.add_document(**entry_of(obj))


def _model_of(kind: str) -> type[Model] | None:
    try:
        return apps.get_model(kind.removeprefix(KIND_PREFIX))
    except LookupError:
        # The model was removed from the site after the row was written.
        return None
