"""What a source holds, read once before anything is written: what is refused, and where links between rows lead."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from articles.addresses import permalink
from articles.importing.rows import Refused, SourceRow
from articles.importing.sources.opening import Source
from articles.models import ImportedArticle
from kbsite.text.headings import HeadingIds
from kbsite.text.links import SCHEMES, safe_url


def key_of(source: str, external_id: str) -> UUID:
    """The content key of an imported article: told by its source, so a link can be made before its target exists."""
    return uuid5(NAMESPACE_URL, f"kb-import:{source}:{external_id}")


@dataclass
class Catalogue:
    """Ids only, so that memory does not grow with the texts. Looked up ignoring case, as file systems and sites do."""

    source: str
    refused: list[Refused] = field(default_factory=list)
    row_count: int = 0
    first_of: dict[tuple[str, str], str] = field(default_factory=dict)
    _refused_places: set[str] = field(default_factory=set)
    _ids: dict[str, str] = field(default_factory=dict)
    _keys: dict[str, UUID] = field(default_factory=dict)
    _by_tail: dict[str, set[str]] = field(default_factory=dict)
    _by_url: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, opened: Source, source: str) -> "Catalogue":
        catalogue = cls(source)
        known = ImportedArticle.objects.filter(source=source)
        for external_id, url, key in known.values_list("external_id", "source_url", "page__translation_key").iterator(
            chunk_size=2000
        ):
            catalogue._know(external_id, url, key)
        for where, row in opened.rows():
            if isinstance(row, Refused):
                catalogue._refuse(row)
                continue
            first = catalogue.first_of.setdefault((row.id, row.language), where)
            if first != where:
                catalogue._refuse(Refused(where, f"the same id and language as {first}"))
                continue
            catalogue.row_count += 1
            catalogue._know(row.id, row.url, row.content, path=row.path)
        return catalogue

    def rows(self, opened: Source) -> Iterator[tuple[str, SourceRow]]:
        """The rows that are not refused."""
        for where, row in opened.rows():
            if isinstance(row, SourceRow) and where not in self._refused_places:
                yield where, row

    def key_for(self, external_id: str) -> UUID:
        """The content key of a row: what the site or the row itself says, else told by the source."""
        return self._keys.get(external_id) or key_of(self.source, external_id)

    def _refuse(self, refused: Refused) -> None:
        self.refused.append(refused)
        self._refused_places.add(refused.where)

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
        return permalink(self.key_for(found)) + fragment

    def id_of(self, path: str, *, of: SourceRow) -> str | None:
        """The row that a path in a link, or a name in see_also, means."""
        path = _without_suffix(unquote(path))
        folder = posixpath.dirname(of.path or of.id)
        if path.startswith("/"):
            # From the root of the source: its first folder, or a folder and a name that only one row has.
            root = (of.path or of.id).split("/")[0]
            tails = self._by_tail.get(_tail(path), set())
            candidates = [path.strip("/"), f"{root}/{path.strip('/')}", *(tails if len(tails) == 1 else ())]
        else:
            candidates = [posixpath.normpath(posixpath.join(folder, path)), path]
        return next((self._ids[name.lower()] for name in candidates if name.lower() in self._ids), None)

    def _know(self, external_id: str, url: str, key: UUID | None, *, path: str = "") -> None:
        self._ids[external_id.lower()] = external_id
        if path:
            self._ids[_without_suffix(path).lower()] = external_id
        if key is not None and key != key_of(self.source, external_id):
            self._keys[external_id] = key
        for name in (external_id, path):
            tail = _tail(name)
            if tail:
                self._by_tail.setdefault(tail, set()).add(external_id)
        if url:
            self._by_url[_bare_url(url)] = external_id


def _tail(path: str) -> str:
    """The last folder and the name; empty for a bare name, which is too little to go by."""
    steps = _without_suffix(path.lower()).strip("/").split("/")
    return "/".join(steps[-2:]) if len(steps) > 1 else ""


def _without_suffix(path: str) -> str:
    for suffix in (".md", ".markdown", ".html", ".page"):
        path = path.removesuffix(suffix)
    return path


def _bare_url(url: str) -> str:
    return url.partition("#")[0].rstrip("/").lower()
