"""What a path holds, told by what is there: nobody has to name a format."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from articles.importing.rows import Refused, SourceRow
from articles.importing.sources.lines import JsonLines
from articles.importing.sources.markdown import SUFFIXES, MarkdownFiles
from articles.importing.sources.tree import FolderTree, NotReadable, Tree, ZipTree
from articles.importing.sources.zendesk import ZendeskPages


class Source(Protocol):
    """Rows may be read several times; nothing of them is kept in between."""

    def rows(self) -> Iterator[tuple[str, SourceRow | Refused]]:
        """Everything in it with where it stands, as a row or as a refusal."""

    def file_named(self, address: str, *, of: SourceRow) -> str | None:
        """The file of the source that an address in a row's text means."""

    def read(self, name: str, *, most_bytes: int) -> bytes:
        """Raises NotReadable."""


def tree_at(path: Path) -> Tree:
    """The files of a folder or an archive. Raises NotReadable, OSError."""
    return FolderTree(path) if path.is_dir() else ZipTree(path)


def open_source(path: Path) -> Source:
    """Raises NotReadable when nothing in it looks like articles, OSError when it is not there."""
    # By its name: what is also something else inside is what it calls itself, or refused.
    if path.is_dir() or path.suffix.lower() == ".zip":
        return _source_in(tree_at(path))
    if path.suffix.lower() == ".json":
        return ZendeskPages(_OneFile(path))
    return JsonLines(path)


def _source_in(tree: Tree) -> Source:
    names = [name.lower() for name in tree.names()]
    if any(name.endswith(SUFFIXES) for name in names):
        return MarkdownFiles(tree)
    if any(name.endswith(".json") for name in names):
        return ZendeskPages(tree)
    if tree.refused:
        raise NotReadable(f"it holds no articles that may be read; for example {tree.refused[0]}")
    raise NotReadable("it holds neither Markdown (.md) nor pages of Zendesk (.json)")


class _OneFile:
    """A tree of one file, whatever its name."""

    def __init__(self, path: Path) -> None:
        self.refused: list[Refused] = []
        self._path = path
        self._size = path.stat().st_size

    def names(self) -> list[str]:
        return [self._path.name]

    def size(self, name: str) -> int:
        return self._size

    def read(self, name: str, *, most_bytes: int) -> bytes:
        with self._path.open("rb") as file:
            data = file.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise NotReadable(f"larger than {most_bytes:,} bytes")
        return data
