"""Whoosh's file storage with three differences: published files are read from memory, outlive the commit that replaces them, and
are private."""

from __future__ import annotations

import os
from collections.abc import Mapping

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile


class PublishedFileStorage(FileStorage):
    """Storage of one folder. `held` are the published files as they were when they were compared with the manifest.

    Held files are read from memory only. Whoosh unpickles posting lists when a question needs them, so a file that is written to
    long after it was opened could still run code, and one that is cut short ends a process that has it mapped.

    Whoosh deletes the files of the previous state as soon as it has written the next one. Between that and the manifest's
    update a kill would leave a manifest of deleted files, and every reader that opens at that moment would fail. So they stay
    until the next writer, which removes whatever the manifest does not name.
    """

    def __init__(self, path: str, *, held: Mapping[str, bytes] | None = None) -> None:
        super().__init__(path, supports_mmap=False)
        self.held = held or {}
        self._written: set[str] = set()

    def list(self) -> list[str]:
        """Held and written files; strangers in the folder do not exist."""
        return [*self.held, *sorted(self._written)]

    def file_exists(self, name: str) -> bool:
        return name in self.held or name in self._written

    def file_length(self, name: str) -> int:
        return len(self.held[name]) if name in self.held else super().file_length(name)

    def open_file(self, name: str, **kwargs):
        if name in self.held:
            return BufferFile(self.held[name], name=name)
        if name not in self._written:
            raise FileNotFoundError(2, "is not part of the index", name)
        return super().open_file(name, **kwargs)

    def create_file(self, name: str, *args, **kwargs):
        created = super().create_file(name, *args, **kwargs)
        os.chmod(self._fpath(name), 0o600)
        self._written.add(name)
        return created

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        super().rename_file(oldname, newname, safe=safe)
        self._written.discard(oldname)
        self._written.add(newname)

    def delete_file(self, name: str) -> None:
        if name not in self.held:
            super().delete_file(name)
            self._written.discard(name)
