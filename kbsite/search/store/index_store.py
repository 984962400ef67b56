"""One named index on disk: publishing commits, opening published states, rebuilding beside the living one."""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.db import connection
from whoosh import versionstring
from whoosh.fields import Schema
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from kbsite.search.models import IndexManifest
from kbsite.search.store import folders
from kbsite.search.store.checksums import checksum, verify
from kbsite.search.store.errors import IndexDamaged, IndexNeverBuilt, IndexUnavailable
from kbsite.search.store.storage import PublishedFileStorage
from kbsite.search.store.writer_lock import writer_lock
from kbsite.search.store.writing import merge_small

logger = logging.getLogger(__name__)

INDEX_NAME = "MAIN"
# While another process commits, ~2 % of opens meet a file that has just gone; the manifest then names the newer state.
OPEN_ATTEMPTS = 3
RETRY_PAUSE_SECONDS = 0.05
WRITER_MEMORY_MB = 128


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published state, open for reading. Whoosh readers seek in shared files, so raw reads hold `lock` (one per index)."""

    folder: str
    generation: int
    reader: object
    lock: threading.RLock


@dataclass(frozen=True, slots=True)
class Commit:
    """Files that are complete on disk but not yet published."""

    name: str
    folder: str
    schema_hash: str
    generation: int
    files: dict[str, list]
    document_count: int

    def publish(self) -> None:
        """Make this state the one that readers open. Call it in the transaction that deletes the change rows."""
        IndexManifest.objects.update_or_create(
            name=self.name,
            defaults={
                "folder": self.folder,
                "schema_hash": self.schema_hash,
                "generation": self.generation,
                "files": self.files,
                "document_count": self.document_count,
            },
        )


@dataclass(frozen=True, slots=True)
class Build:
    """An index under construction: fill the writer, then `commit()` it and publish what that returns."""

    writer: SegmentWriter
    commit: Callable[[], Commit]


class IndexStore:
    """`make_schema` gives the Whoosh schema; `version` changes whenever analysis changes what a schema cannot show."""

    def __init__(self, *, name: str, make_schema: Callable[[], Schema], version: str) -> None:
        self.name = name
        self.make_schema = make_schema
        self.version = version
        self._snapshot: Snapshot | None = None
        self._checked_at = 0.0
        self._lock = threading.Lock()
        self._read_lock = threading.RLock()

    @cached_property
    def schema_hash(self) -> str:
        schema = self.make_schema()
        shape = [f"{name}:{_field_shape(definition)}" for name, definition in sorted(schema.items())]
        return hashlib.sha256("\n".join([versionstring(), self.version, *shape]).encode()).hexdigest()

    # Reading

    def snapshot(self) -> Snapshot:
        """The newest published state, looked for at most once a second. Raises IndexUnavailable."""
        fresh_for = settings.SEARCH_REFRESH_SECONDS
        if self._snapshot is not None and time.monotonic() - self._checked_at < fresh_for:
            return self._snapshot
        with self._lock:
            return self._refresh()

    def forget(self) -> None:
        """Drop the open state, after an error in it or in tests. The next reader opens and verifies anew."""
        with self._lock:
            self._snapshot = None
            self._checked_at = 0.0

    def _refresh(self) -> Snapshot:
        last_error = IndexUnavailable(f"the {self.name} index could not be opened")
        for attempt in range(OPEN_ATTEMPTS):
            if attempt:
                time.sleep(RETRY_PAUSE_SECONDS)
            manifest = self._manifest()
            held = self._snapshot
            if held and (held.folder, held.generation) == (manifest.folder, manifest.generation):
                self._checked_at = time.monotonic()
                return held
            try:
                self._snapshot = self._open(manifest)
            except IndexDamaged as error:
                last_error = error
            except Exception as error:  # noqa: BLE001 - a damaged file raises anything, MemoryError among it
                last_error = IndexDamaged(f"{type(error).__name__}: {error}")
            else:
                self._checked_at = time.monotonic()
                return self._snapshot
        self._snapshot = None
        raise last_error

    def _manifest(self) -> IndexManifest:
        manifest = IndexManifest.objects.filter(name=self.name).first()
        if manifest is None:
            raise IndexNeverBuilt(f"the {self.name} index has not been built")
        if manifest.schema_hash != self.schema_hash:
            raise IndexUnavailable(f"the {self.name} index was built for another version of the site")
        return manifest

    def _open(self, manifest: IndexManifest) -> Snapshot:
        folder = _path_of(manifest)
        verify(folder, manifest.files)
        storage = PublishedFileStorage(str(folder), published=frozenset(manifest.files))
        # Never the newest file on disk: only the generation that was published and verified.
        toc = TOC.read(storage, INDEX_NAME, gen=manifest.generation, schema=self.make_schema())
        reader = FileIndex._reader(storage, toc.schema, toc.segments, toc.generation)
        return Snapshot(folder=manifest.folder, generation=manifest.generation, reader=reader, lock=self._read_lock)

    def check(self) -> IndexManifest:
        """Compare the published state with its files. Raises IndexUnavailable or IndexDamaged; opens nothing."""
        manifest = self._manifest()
        verify(_path_of(manifest), manifest.files)
        return manifest

    # Writing

    @contextmanager
    def writing(self, *, wait_seconds: float = 0.0) -> Iterator[Callable[[Callable[[SegmentWriter], None]], Commit]]:
        """Hold the writer's place and yield `write(change)`, which applies a change and returns an unpublished Commit.

        Raises IndexWriterBusy, IndexUnavailable, IndexDamaged.
        """
        with writer_lock(self.name, wait_seconds=wait_seconds):
            yield self._write

    def _write(self, change: Callable[[SegmentWriter], None]) -> Commit:
        manifest = self.check()
        folder = _path_of(manifest)
        _remove_litter(folder, keep=manifest.files)
        storage = PublishedFileStorage(str(folder), published=frozenset(manifest.files))
        try:
            writer = SegmentWriter(FileIndex(storage, self.make_schema(), INDEX_NAME), _lk=False, limitmb=WRITER_MEMORY_MB)
            change(writer)
            writer.commit(mergetype=merge_small)
        except (OSError, LookupError, ValueError, EOFError, MemoryError) as error:
            raise IndexDamaged(f"writing failed: {type(error).__name__}: {error}") from error
        return self._commit_of(folder=manifest.folder, storage=storage, generation=manifest.generation + 1)

    @contextmanager
    def rebuilding(self, *, wait_seconds: float = 0.0) -> Iterator[Build]:
        """Hold the writer's place and yield an empty index in a sibling folder. Raises IndexWriterBusy."""
        with writer_lock(self.name, wait_seconds=wait_seconds):
            yield self._begin_build()

    def heal(self, fill: Callable[[SegmentWriter], None]) -> bool:
        """Build the index anew when its published state is missing, outdated or damaged. Says whether it did.

        Raises IndexWriterBusy.
        """
        if not self._trouble():
            return False
        with writer_lock(self.name, wait_seconds=0.0):
            # Asked again: another writer may have published and cleared away while we looked.
            trouble = self._trouble()
            if trouble is None:
                return False
            level = logging.INFO if isinstance(trouble, IndexNeverBuilt) else logging.WARNING
            logger.log(level, "Search: %s. It is built now.", trouble)
            if isinstance(trouble, IndexDamaged):
                self._move_aside()
            build = self._begin_build()
            fill(build.writer)
            build.commit().publish()
            return True

    def _trouble(self) -> IndexUnavailable | None:
        try:
            self.check()
        except IndexUnavailable as error:
            return error
        return None

    def _begin_build(self) -> Build:
        self._sweep()
        relative = folders.make_folder(name=self.name, schema_hash=self.schema_hash)
        storage = PublishedFileStorage(str(folders.folder_path(relative)))
        index = FileIndex.create(storage, self.make_schema(), INDEX_NAME)
        writer = SegmentWriter(index, _lk=False, limitmb=WRITER_MEMORY_MB)

        def commit() -> Commit:
            writer.commit()
            return self._commit_of(folder=relative, storage=storage, generation=1)

        return Build(writer=writer, commit=commit)

    def _move_aside(self) -> None:
        """Put the published folder out of reach after damage; the manifest goes with it."""
        manifest = IndexManifest.objects.filter(name=self.name).first()
        if manifest is None:
            return
        try:
            target = folders.move_aside(manifest.folder)
        except (ValueError, OSError):
            target = None
        manifest.delete()
        self.forget()
        logger.warning("The %s search index was damaged and moved aside to %s.", self.name, target)

    def _sweep(self) -> None:
        # Inside a transaction the manifest may still be rolled back to the folder we would remove.
        if connection.in_atomic_block:
            return
        manifest = IndexManifest.objects.filter(name=self.name).first()
        folders.remove_siblings(name=self.name, keep=manifest.folder if manifest else "")

    def _commit_of(self, *, folder: str, storage: PublishedFileStorage, generation: int) -> Commit:
        toc = TOC.read(storage, INDEX_NAME, gen=generation, schema=self.make_schema())
        prefixes = tuple(f"{segment.segment_id()}." for segment in toc.segments)
        names = [TOC._filename(INDEX_NAME, generation)]
        names += [name for name in storage.list() if name.startswith(prefixes)]
        path = folders.folder_path(folder)
        return Commit(
            name=self.name,
            folder=folder,
            schema_hash=self.schema_hash,
            generation=generation,
            files={name: list(checksum(path / name)) for name in sorted(names)},
            document_count=sum(segment.doc_count() for segment in toc.segments),
        )


def _path_of(manifest: IndexManifest) -> Path:
    try:
        return folders.folder_path(manifest.folder)
    except ValueError as error:
        raise IndexDamaged(str(error)) from error


def _remove_litter(folder: Path, *, keep: dict[str, list]) -> None:
    """Remove what no manifest names: files of a killed writer, of replaced states, and strangers."""
    for path in folder.iterdir():
        if path.name in keep:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _field_shape(definition) -> str:
    return " ".join(
        [
            type(definition).__name__,
            type(definition.format).__name__ if definition.format else "-",
            "stored" if definition.stored else "",
            "unique" if definition.unique else "",
            "scorable" if definition.scorable else "",
            type(definition.column_type).__name__ if definition.column_type else "-",
        ]
    )
