"""Whoosh's file storage with two differences: published files outlive the commit that replaces them, and files are private."""

from __future__ import annotations

import os

from whoosh.filedb.filestore import FileStorage


class PublishedFileStorage(FileStorage):
    """Storage whose commit leaves the published files alone.

    Whoosh deletes the files of the previous state as soon as it has written the next one. Between that and the manifest's
    update a kill would leave a manifest of deleted files, and every reader that opens at that moment would fail. So they stay
    until the next writer, which removes whatever the manifest does not name.
    """

    def __init__(self, path: str, *, published: frozenset[str] = frozenset()) -> None:
        super().__init__(path)
        self.published = published

    def delete_file(self, name: str) -> None:
        if name not in self.published:
            super().delete_file(name)

    def create_file(self, name: str, *args, **kwargs):
        created = super().create_file(name, *args, **kwargs)
        os.chmod(self._fpath(name), 0o600)
        return created
