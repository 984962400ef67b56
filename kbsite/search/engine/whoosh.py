"""The embedded engine: Whoosh's files in SEARCH_INDEX_DIR, read whole into memory, written by the one worker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from whoosh.writing import SegmentWriter

from kbsite.accounts.audience import audiences_for
from kbsite.search.engine.corpus import WhooshCorpus
from kbsite.search.engine.interface import Asked, Key, Published, Write
from kbsite.search.engine.matches import FACET_FIELDS
from kbsite.search.engine.reading import reading_corpus
from kbsite.search.indexes import documents_index
from kbsite.search.models import Document, IndexManifest
from kbsite.search.ranking import ZONES
from kbsite.search.schema import document_key, index_fields
from kbsite.search.store import IndexUnavailable
from kbsite.search.store.writing import delete_by_keys
from kbsite.search.whoosh_backend.schema import models_index
from kbsite.search.whoosh_backend.writing import drain_models, heal_models, rebuild_models_index

_ROWS_AT_ONCE = 200


class WhooshEngine:
    name = "whoosh"

    @contextmanager
    def reading(self, asked: Asked) -> Iterator[WhooshCorpus]:
        with reading_corpus() as corpus:
            yield corpus.seen_by(asked.audiences).without(asked.withdrawn)

    @contextmanager
    def writing(self, *, wait_seconds: float = 0.0) -> Iterator[Write]:
        with documents_index.writing(wait_seconds=wait_seconds) as write:

            def replace(keys: Collection[Key], publishing: Callable[[], object]) -> None:
                commit = write(lambda writer: _replace(writer, keys))
                with transaction.atomic():
                    commit.publish()
                    publishing()

            yield replace

    def heal(self) -> bool:
        return documents_index.heal(_write_all)

    def rebuild(self) -> int:
        with documents_index.rebuilding() as build:
            _write_all(build.writer)
            commit = build.commit()
            with transaction.atomic():
                commit.publish()
        return commit.document_count

    def check(self) -> Published:
        return _published(documents_index.check())

    def published(self) -> Published:
        return _published(IndexManifest.objects.filter(name=documents_index.name).first())

    def forget(self) -> None:
        documents_index.forget()

    def warm(self) -> None:
        with self.reading(Asked(audiences=audiences_for(AnonymousUser()), kinds=())) as corpus:
            for zone in ZONES:
                corpus.dilution(zone.name)
            for field in FACET_FIELDS.values():
                corpus.values(field)

    def drain_models(self) -> int:
        return drain_models()

    def rebuild_models(self) -> int:
        return rebuild_models_index()

    def heal_models(self) -> bool:
        return heal_models()

    def model_troubles(self) -> Iterator[str]:
        try:
            models_index.check()
        except IndexUnavailable as error:
            yield f"{models_index.name}: {error}"


def _published(manifest: IndexManifest | None) -> Published:
    if manifest is None:
        return Published(documents=0, generation=0, bytes=0)
    size = sum(size for size, _ in manifest.files.values())
    return Published(documents=manifest.document_count, generation=manifest.generation, bytes=size)


def _replace(writer: SegmentWriter, keys: Collection[Key]) -> None:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, object_id in keys:
        by_kind[kind].append(object_id)
    delete_by_keys(writer, [document_key(kind, object_id) for kind, object_id in keys])
    for kind, ids in by_kind.items():
        for document in Document.objects.filter(kind=kind, object_id__in=ids):
            writer.add_document(**index_fields(document))


def _write_all(writer: SegmentWriter) -> None:
    for document in Document.objects.order_by("pk").iterator(chunk_size=_ROWS_AT_ONCE):
        writer.add_document(**index_fields(document))
