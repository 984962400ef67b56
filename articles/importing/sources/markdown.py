"""A folder, or an archive, of Markdown files with front matter: one article a file, its subject the folder it lies in.

The names of half a dozen site generators are understood; a file without a language may say it in its name (`reset.fi.md`) or by
the folder that it lies in (`fi/reset.md`), and files that differ in nothing else are translations of each other.
"""

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from articles.importing.rows import LANGUAGES, BadRow, Refused, SourceRow, row_of
from articles.importing.sources.front_matter import MAX_BYTES, split_front_matter
from articles.importing.sources.tree import NotReadable, Tree
from kbsite.text.fragments import MAX_ARTICLE_BYTES

SUFFIXES = (".md", ".markdown")
# Ours first: what is told twice counts once.
_NAMES = {
    "title": ("title",),
    "lang": ("lang", "language", "locale"),
    "description": ("description", "summary", "excerpt"),
    "section": ("section", "category", "categories"),
    "product": ("product",),
    "products": ("products",),
    "tags": ("tags", "keywords", "labels"),
    "created": ("created", "date", "published_at"),
    "updated": ("updated", "lastmod", "last_modified_at", "modified", "ms.date"),
    "audience": ("audience",),
    "confidence": ("confidence",),
    "see_also": ("see_also",),
    "owner": ("owner",),
    "review_by": ("review_by",),
    "url": ("url", "canonical_url"),
    "licence": ("licence", "license"),
    "content": ("content",),
    "id": ("id",),
}
_LISTS = frozenset({"section", "products", "tags", "see_also"})
_NOTHING = ("", "~", "null")
_HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_SHOWN = re.compile(
    r"\]\(\s*<?([^)>\s]+)|\b(?:src|href|source)\s*=\s*[\"']([^\"'\n]+)|^ {0,3}\[[^\]\n]+\]:\s*<?(\S+)", re.MULTILINE
)


class MarkdownFiles:
    """Rows by the names of their files."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._names = {name.lower(): name for name in tree.names()}

    def rows(self) -> Iterator[tuple[str, SourceRow | Refused]]:
        for refused in self._tree.refused:
            yield refused.where, refused
        for name in self._tree.names():
            if name.lower().endswith(SUFFIXES):
                try:
                    yield name, self._row(name)
                except (BadRow, NotReadable) as error:
                    yield name, Refused(name, str(error))

    def file_named(self, address: str, *, of: SourceRow) -> str | None:
        """The file of this tree that an address in a text means; a text is none."""
        return self._file_at(address, posixpath.dirname(of.path))

    def read(self, name: str, *, most_bytes: int) -> bytes:
        return self._tree.read(name, most_bytes=most_bytes)

    def _row(self, name: str) -> SourceRow:
        try:
            text = self._tree.read(name, most_bytes=MAX_ARTICLE_BYTES + MAX_BYTES).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadRow("not UTF-8") from error
        told, body = split_front_matter(text.replace("\r\n", "\n"))
        data = _data(told)
        path, language = _place_and_language(name)
        heading = _HEADING.search(body)
        data.setdefault("title", heading[1] if heading else posixpath.basename(path).replace("-", " ").replace("_", " "))
        data.setdefault("lang", language)
        # "en-GB" and "fi_FI" are English and Finnish here.
        data["lang"] = re.split(r"[-_]", str(data["lang"]))[0].lower()
        data.setdefault("section", posixpath.dirname(path).split("/"))
        data.setdefault("id", str(data.get("content") or path))
        data["body_markdown"] = body
        return row_of(data, path=name, beside=self._shown_files(body, posixpath.dirname(name)))

    def _shown_files(self, body: str, folder: str) -> list[tuple[str, int]]:
        """With their sizes: a picture that was missing and is there now makes the article another one."""
        addresses = {address for found in _SHOWN.findall(body) for address in found if address}
        names = {self._file_at(address, folder) for address in addresses} - {None}
        return sorted((name, self._tree.size(name)) for name in names)

    def _file_at(self, address: str, folder: str) -> str | None:
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return None
        path = unquote(parts.path)
        if parts.scheme or parts.netloc or not path or path.lower().endswith(SUFFIXES):
            return None
        # From the root of the tree, or of the folder that a site generator serves files from.
        candidates = (
            [path.lstrip("/"), f"static{path}", f"public{path}"] if path.startswith("/") else [posixpath.join(folder, path)]
        )
        return next(
            (self._names[one] for one in (posixpath.normpath(each).lower() for each in candidates) if one in self._names), None
        )


def _data(told: dict[str, object]) -> dict[str, object]:
    """Front matter in the words of `rows`. Raises BadRow."""
    data: dict[str, object] = {}
    for ours, names in _NAMES.items():
        value = next((told[name] for name in names if told.get(name) not in (None, *_NOTHING)), None)
        if value is None:
            continue
        if ours in _LISTS:
            value = _texts_of(value, ours)
        elif not isinstance(value, str):
            raise BadRow(f"{ours} is no text")
        data[ours] = value
    if "section" in data and not isinstance(told.get("section"), list):
        data["section"] = [step for one in data["section"] for step in re.split(r"[/#]", one)]
    if "translated" in told:
        data["translated"] = _number(str(told["translated"]))
    if _is_yes(told.get("draft")) or told.get("published") in ("false", "False", "no"):
        data["draft"] = True
    return data


def _texts_of(value: object, name: str) -> list[str]:
    if isinstance(value, str):
        return [one.strip() for one in value.split(",")] if name in ("tags", "products") else [value]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise BadRow(f"{name} is no list of texts")
    return value


def _is_yes(value: object) -> bool:
    return isinstance(value, str) and value.lower() in ("true", "yes", "on", "1")


def _number(text: str) -> float | None:
    try:
        return float(text) if text not in _NOTHING else None
    except ValueError as error:
        raise BadRow("translated is not a number from 0 to 1") from error


def _place_and_language(name: str) -> tuple[str, str]:
    """("guide/reset", "fi") of "fi/guide/reset.md" and of "guide/reset.fi.md"; the language is "" when neither says it."""
    path = name[: name.rindex(".")]
    stem, _dot, ending = path.rpartition(".")
    if stem and ending.lower() in LANGUAGES:
        return stem, ending.lower()
    first, _slash, rest = path.partition("/")
    return (rest, first.lower()) if rest and first.lower() in LANGUAGES else (path, "")
