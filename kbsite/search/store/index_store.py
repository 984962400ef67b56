"""One named index on disk: publishing commits, opening published states, rebuilding beside the living one."""

from __future__ import annotations

import hashlib
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from whoosh import versionstring
from whoosh.fields import Schema
from whoosh.index import TOC, FileIndex
from whoosh.writing import SegmentWriter

from kbsite.search.models import IndexManifest
from kbsite.search.store import folders
from kbsite.search.store.checksums import checksum, read_all_verified, verify
from kbsite.search.store.errors import IndexDamaged, IndexNeverBuilt, IndexOvertaken, IndexUnavailable
from kbsite.search.store.storage import PublishedFileStorage
from kbsite.search.store.writer_lock import writer_lock
from kbsite.search.store.writing import merge_small

logger = logging.getLogger(__name__)

INDEX_NAME = "MAIN"
# While another process commits, ~2 % of opens meet a file that has just gone; the manifest then names the newer state.
OPEN_ATTEMPTS = 3
WRITER_MEMORY_MB = 128

# Folder and generation of a published state; None stands for "no state is published".
State = tuple[str, int] | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One published state, open for reading. Whoosh readers seek in shared files, so raw reads hold `lock` (one per index)."""

    folder: str
    generation: int
    reader: object
    lock: threading.RLock


@dataclass(frozen=True, slots=True)
class Commit:
    """Files that are complete on disk but not yet published. `replaces` is the state that they were made from."""

    name: str
    folder: str
    schema_hash: str
    generation: int
    files: dict[str, list]
    document_count: int
    replaces: State

    def publish(self) -> None:
        """Make this state the one that readers open. Call it in the transaction that deletes the change rows.

        Raises IndexOvertaken when the published state is not the one this was made from. The lock file keeps writers apart;
        should somebody remove it, the database is the judge, and no writer can wipe out what another has published.
        """
        with transaction.atomic():
            manifests = IndexManifest.objects.select_for_update().filter(name=self.name)
            if manifests.values_list("folder", "generation").first() != self.replaces:
                raise IndexOvertaken(f"another process has published the {self.name} index meanwhile")
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
class Look:
    """What this process saw when it last looked for the published state: an open snapshot, or why there is none."""

    at: float
    snapshot: Snapshot | None = None
    trouble: IndexUnavailable | None = None


@dataclass(frozen=True, slots=True)
class Build:
    """An index under construction: fill the writer, then `commit()` it and publish what that returns."""

    writer: SegmentWriter
    commit: Callable[[], Commit]


class IndexStore:
    """`make_schema` gives the Whoosh schema; `version` changes whenever analysis changes what a schema cannot show.

    `writer_class` is the writer that suits the schema's fields.
    """

    def __init__(
        self,
        *,
        name: str,
        make_schema: Callable[[], Schema],
        version: str,
        writer_class: type[SegmentWriter] = SegmentWriter,
    ) -> None:
        self.name = name
        self.writer_class = writer_class
        self.make_schema = make_schema
        self.version = version
        self._look: Look | None = None
        # Published files by sha256, as they were when they were compared; shared by readers and the writer of this process.
        self._held: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self._read_lock = threading.RLock()

    @cached_property
    def schema_hash(self) -> str:
        schema = self.make_schema()
        shape = [f"{name}:{_field_shape(definition)}" for name, definition in sorted(schema.items())]
        return hashlib.sha256("\n".join([versionstring(), self.version, *shape]).encode()).hexdigest()

    # Reading

    def snapshot(self) -> Snapshot:
        """The newest published state, looked for at most once a second. Raises IndexUnavailable, also at most once a second anew:
        while there is no index, nobody waits for another attempt to open it."""
        look = self._look
        if look is None or time.monotonic() - look.at >= settings.SEARCH_REFRESH_SECONDS:
            look = self._look_again(look)
        if look.snapshot is None:
            raise look.trouble or IndexUnavailable(f"the {self.name} index could not be opened")
        return look.snapshot

    def forget(self) -> None:
        """Drop the open state, after an error in it or in tests. The next reader opens and verifies anew."""
        with self._lock:
            self._look = None
            self._held = {}

    def _look_again(self, earlier: Look | None) -> Look:
        # One thread looks; the others go on with what is open. Only the first one of a process has nothing to go on with.
        has_other = earlier is not None and earlier.snapshot is not None
        if not self._lock.acquire(blocking=not has_other):
            return earlier
        try:
            if self._look is not earlier and self._look is not None:
                return self._look
            try:
                self._look = Look(time.monotonic(), snapshot=self._newest())
            except IndexUnavailable as error:
                self._look = Look(time.monotonic(), trouble=error)
            return self._look
        finally:
            self._lock.release()

    def _newest(self) -> Snapshot:
        """Open what the manifest names. A file that went away under the reader means that another state was published."""
        failed: dict[State, IndexUnavailable] = {}
        for _ in range(OPEN_ATTEMPTS):
            manifest = self._manifest()
            state = (manifest.folder, manifest.generation)
            held = self._look.snapshot if self._look else None
            if held and (held.folder, held.generation) == state:
                return held
            if state in failed:
                break
            try:
                return self._open(manifest)
            except IndexDamaged as error:
                failed[state] = error
            except Exception as error:  # noqa: BLE001 - whatever Whoosh raises, MemoryError among it
                failed[state] = IndexDamaged(f"{type(error).__name__}: {error}")
        raise list(failed.values())[-1]

    def _manifest(self) -> IndexManifest:
        manifest = IndexManifest.objects.filter(name=self.name).first()
        if manifest is None:
            raise IndexNeverBuilt(f"the {self.name} index has not been built")
        if manifest.schema_hash != self.schema_hash:
            raise IndexUnavailable(f"the {self.name} index was built for another version of the site")
        return manifest

    def _open(self, manifest: IndexManifest) -> Snapshot:
        storage = self._storage_of(manifest)
        toc = TOC.read(storage, INDEX_NAME, gen=manifest.generation, schema=self.make_schema())
        reader = FileIndex._reader(storage, toc.schema, toc.segments, toc.generation)
        return Snapshot(folder=manifest.folder, generation=manifest.generation, reader=reader, lock=self._read_lock)

    def _storage_of(self, manifest: IndexManifest) -> PublishedFileStorage:
        """The published files, each compared with the manifest. Nothing else of the folder can be opened through it."""
        folder = _path_of(manifest)
        held = read_all_verified(folder, manifest.files, self._held)
        self._held = {manifest.files[name][1]: content for name, content in held.items()}
        return PublishedFileStorage(str(folder), held=held)

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
        storage = self._storage_of(manifest)
        try:
            _remove_litter(Path(storage.folder), keep=manifest.files)
            index = FileIndex(storage, self.make_schema(), INDEX_NAME)
            writer = self.writer_class(index, _lk=False, limitmb=WRITER_MEMORY_MB, compound=False)
            change(writer)
            writer.commit(mergetype=merge_small)
            return self._commit_of(
                folder=manifest.folder,
                storage=storage,
                generation=manifest.generation + 1,
                replaces=(manifest.folder, manifest.generation),
            )
        except (OSError, LookupError, ValueError, EOFError, MemoryError) as error:
            raise IndexDamaged(f"writing failed: {type(error).__name__}: {error}") from error

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
        replaces = IndexManifest.objects.filter(name=self.name).values_list("folder", "generation").first()
        self._sweep()
        relative = folders.make_folder(name=self.name, schema_hash=self.schema_hash)
        storage = PublishedFileStorage(str(folders.folder_path(relative)))
        index = FileIndex.create(storage, self.make_schema(), INDEX_NAME)
        # No compound files: a reader holds every part of a segment by itself, and nothing is copied into a whole first.
        writer = self.writer_class(index, _lk=False, limitmb=WRITER_MEMORY_MB, compound=False)

        def commit() -> Commit:
            writer.commit()
            return self._commit_of(folder=relative, storage=storage, generation=1, replaces=replaces)

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
        # A manifest that leads out of the root names nothing that is to be kept.
        with suppress(ValueError):
            folders.remove_siblings(name=self.name, keep=manifest.folder if manifest else "")

    def _commit_of(self, *, folder: str, storage: PublishedFileStorage, generation: int, replaces: State) -> Commit:
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
            replaces=replaces,
        )


def _path_of(manifest: IndexManifest) -> Path:
    try:
        return folders.folder_path(manifest.folder)
    except (OSError, ValueError) as error:
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
