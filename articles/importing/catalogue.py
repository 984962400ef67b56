"""What a file holds, read once before anything is written: which lines are refused, and where links between rows lead."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from articles.addresses import permalink
from articles.importing.rows import BadRow, SourceRow, read_row
from articles.models import ImportedArticle
from kbsite.text.headings import HeadingIds
from kbsite.text.links import SCHEMES, safe_url


def key_of(source: str, external_id: str) -> UUID:
    """The content key of an imported article: told by its source, so a link can be made before its target exists."""
    return uuid5(NAMESPACE_URL, f"kb-import:{source}:{external_id}")


@dataclass(frozen=True)
class RefusedLine:
    number: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}"


def numbered_rows(path: Path) -> Iterator[tuple[int, SourceRow | RefusedLine]]:
    """Every line of the file, counted from 1, as a row or as a refusal. Empty lines are skipped."""
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if not raw.strip():
                continue
            try:
                yield number, read_row(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
            except UnicodeDecodeError:
                yield number, RefusedLine(number, "not UTF-8")
            except BadRow as error:
                yield number, RefusedLine(number, str(error))


@dataclass
class Catalogue:
    """Ids only, so that memory does not grow with the texts. Looked up ignoring case, as file systems and sites do."""

    source: str
    refused: list[RefusedLine] = field(default_factory=list)
    row_count: int = 0
    first_line_of: dict[tuple[str, str], int] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)
    _by_tail: dict[str, set[str]] = field(default_factory=dict)
    _by_url: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, path: Path, source: str) -> "Catalogue":
        catalogue = cls(source)
        known = ImportedArticle.objects.filter(source=source)
        for external_id, url in known.values_list("external_id", "source_url").iterator(chunk_size=2000):
            catalogue._know(external_id, url)
        for number, row in numbered_rows(path):
            if isinstance(row, RefusedLine):
                catalogue.refused.append(row)
                continue
            first = catalogue.first_line_of.setdefault((row.id, row.language), number)
            if first != number:
                catalogue.refused.append(RefusedLine(number, f"the same id and language as line {first}"))
                continue
            catalogue.row_count += 1
            catalogue._know(row.id, row.url)
        return catalogue

    def rows(self, path: Path) -> Iterator[tuple[int, SourceRow]]:
        """The rows that are not refused."""
        refused = {line.number for line in self.refused}
        for number, row in numbered_rows(path):
            if number not in refused and isinstance(row, SourceRow):
                yield number, row

    def resolve(self, address: str, *, of: SourceRow) -> str | None:
        """The address that a link in a row gets here; None when it leads nowhere that is known."""
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return None
        if parts.scheme in ("http", "https"):
            found = self._by_url.get(_bare_url(address))
        elif parts.scheme or parts.netloc:
            return safe_url(address) if parts.scheme in SCHEMES else None
        else:
            found = self.id_of(parts.path, of=of)
        if found is None:
            return safe_url(address) if parts.scheme in SCHEMES else None
        fragment = f"#{HeadingIds().id_for(unquote(parts.fragment))}" if parts.fragment else ""
        return permalink(key_of(self.source, found)) + fragment

    def id_of(self, path: str, *, of: SourceRow) -> str | None:
        """The row that a path in a link, or a name in see_also, means."""
        path = _without_suffix(unquote(path))
        folder = posixpath.dirname(of.id)
        if path.startswith("/"):
            # From the root of the source: its first folder, or a folder and a name that only one row has.
            root = of.id.split("/")[0]
            tails = self._by_tail.get(_tail(path), set())
            candidates = [path.strip("/"), f"{root}/{path.strip('/')}", *(tails if len(tails) == 1 else ())]
        else:
            candidates = [posixpath.normpath(posixpath.join(folder, path)), path]
        return next((self._ids[name.lower()] for name in candidates if name.lower() in self._ids), None)

    def _know(self, external_id: str, url: str) -> None:
        self._ids[external_id.lower()] = external_id
        tail = _tail(external_id)
        if tail:
            self._by_tail.setdefault(tail, set()).add(external_id)
        if url:
            self._by_url[_bare_url(url)] = external_id


def _tail(path: str) -> str:
    """The last folder and the name; empty for a bare name, which is too little to go by."""
    steps = _without_suffix(path.lower()).strip("/").split("/")
    return "/".join(steps[-2:]) if len(steps) > 1 else ""


def _without_suffix(path: str) -> str:
    for suffix in (".md", ".html", ".page"):
        path = path.removesuffix(suffix)
    return path


def _bare_url(url: str) -> str:
    return url.partition("#")[0].rstrip("/").lower()
