"""The files of an export, read a line at a time, each row checked for its form before anybody looks into it."""

import datetime
from collections.abc import Callable, Iterator
from uuid import UUID

from articles.exporting import ARTICLES, FILES, FORMAT, MANIFEST, SECTIONS, VERSION
from articles.exporting.rows import ARTICLE_FIELDS, SECTION_FIELDS, Row
from articles.importing.own.bodies import check_body
from articles.importing.rows import LANGUAGES, BadRow, Refused, json_object
from articles.importing.sources.lines import numbered_lines
from articles.importing.sources.tree import NotReadable, Tree
from articles.models import Credit

# A published version and a draft, each as long as a text may be.
MAX_LINE_BYTES = 8_000_000
MAX_MANIFEST_BYTES = 10_000


def is_export(tree: Tree) -> bool:
    """Raises NotReadable for one that was not finished, or that another version wrote."""
    names = set(tree.names())
    if MANIFEST not in names:
        if {SECTIONS, ARTICLES} <= names:
            raise NotReadable(f"it is an export that was not finished: {MANIFEST} is missing")
        return False
    try:
        manifest = json_object(tree.read(MANIFEST, most_bytes=MAX_MANIFEST_BYTES))
    except BadRow as error:
        raise NotReadable(f"{MANIFEST}: {error}") from error
    if manifest.get("format") != FORMAT or manifest.get("version") != VERSION:
        raise NotReadable(f"{MANIFEST} does not name the form that is read here ({FORMAT}, version {VERSION})")
    if missing := {SECTIONS, ARTICLES, FILES} - names:
        raise NotReadable(f"{sorted(missing)[0]} is missing")
    return True


def section_rows(tree: Tree) -> Iterator[tuple[str, Row | Refused]]:
    return _rows(tree, SECTIONS, _check_section)


def article_rows(tree: Tree) -> Iterator[tuple[str, Row | Refused]]:
    return _rows(tree, ARTICLES, _check_article)


def file_rows(tree: Tree) -> Iterator[tuple[str, Row | Refused]]:
    return _rows(tree, FILES, _check_file)


def _rows(tree: Tree, name: str, check: Callable[[Row], None]) -> Iterator[tuple[str, Row | Refused]]:
    with tree.open(name) as file:
        for number, raw in numbered_lines(file, most_bytes=MAX_LINE_BYTES):
            where = f"{name}, line {number}"
            try:
                if raw is None:
                    raise BadRow(f"longer than {MAX_LINE_BYTES:,} bytes")
                row = json_object(raw.decode())
                check(row)
            except UnicodeDecodeError:
                yield where, Refused(where, "not UTF-8")
            except RecursionError:
                yield where, Refused(where, "nested too deep")
            except BadRow as error:
                yield where, Refused(where, str(error))
            else:
                yield where, row


_PAGE = {
    **{"content": "key", "lang": "language", "section": "texts", "owner": "text", "live": "bool", "expired": "bool"},
    **{"first_published_at": "moment", "last_published_at": "moment", "changed_at": "moment", "published_version_at": "moment"},
    **{"scheduled_for": "moment", "same_as": "text"},
}
_VERSION = {"products": "texts", "tags": "texts", "related": "names", "replaced_by": "name", "reviewer": "text", "body": "body"}
_IMPORTED = {
    **{"source": "text", "id": "text", "url": "text", "licence": "text", "row_hash": "text", "linked_hash": "text"},
    "edited_here": "bool",
}
_SOURCE = {
    **{"kind": "text", "key": "text", "answer": "text", "is_update": "bool", "is_published": "bool", "made_by": "text"},
    **{"made_at": "moment", "contributor": "text", "credit": "text", "announced_at": "moment"},
}
_FILE = {"name": "text", "title": "text", "tags": "texts"}
# Characters that the columns hold; PostgreSQL takes no more.
_LONGEST = {"source": 80, "id": 300, "url": 1000, "licence": 200, "row_hash": 64, "linked_hash": 64}
_LONGEST |= {"kind": 20, "key": 64, "answer": 40, "tags": 100, "products": 80}


def _check_section(row: Row) -> None:
    _check(row, _PAGE)
    _check_versions(row, SECTION_FIELDS, {})


def _check_article(row: Row) -> None:
    _check(row, _PAGE)
    _check_versions(row, ARTICLE_FIELDS, _VERSION)
    if row.get("imported") is not None:
        _check(_map(row, "imported"), _IMPORTED)
    sources = row.get("sources")
    if not isinstance(sources, list):
        raise BadRow("sources is no list")
    for source in sources:
        if not isinstance(source, dict):
            raise BadRow("sources is no list of objects")
        _check(source, _SOURCE)
        if source["credit"] not in Credit.values or source["made_at"] is None:
            raise BadRow("sources hold a credit or a date that is not known here")


def _check_file(row: Row) -> None:
    _check(row, _FILE)


def _check_versions(row: Row, fields: tuple[str, ...], others: dict[str, str]) -> None:
    for version in (row, *([_map(row, "draft")] if row.get("draft") is not None else [])):
        if missing := [name for name in fields if name not in version]:
            raise BadRow(f"{missing[0]} is missing")
        for name in fields:
            value = version[name]
            if isinstance(value, str):
                _sound(name, value)
            elif not (value is None or isinstance(value, float | int)):
                raise BadRow(f"{name} is no text")
        if not version.get("title") or not version.get("slug"):
            raise BadRow("title or slug is missing")
        _check(version, others)


def _map(row: Row, name: str) -> Row:
    value = row.get(name)
    if not isinstance(value, dict):
        raise BadRow(f"{name} is no object")
    return value


def _check(row: Row, forms: dict[str, str]) -> None:
    for name, form in forms.items():
        if name not in row:
            raise BadRow(f"{name} is missing")
        value = row[name]
        match form:
            case "text" if isinstance(value, str):
                _sound(name, value)
            case "texts" if isinstance(value, list) and all(isinstance(one, str) for one in value):
                for one in value:
                    _sound(name, one)
            case "bool" if isinstance(value, bool):
                pass
            case "language" if value in LANGUAGES:
                pass
            case "moment" if value is None or isinstance(value, str):
                _moment(name, value)
            case "key" if isinstance(value, str):
                _key(name, value)
            case "name" if _is_page_name(value) or value == []:
                pass
            case "names" if isinstance(value, list) and all(_is_page_name(one) for one in value):
                pass
            case "body":
                check_body(value)
            case _:
                raise BadRow(f"{name} is not what it should be")


def _is_page_name(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(one, str) for one in value)


def _sound(name: str, value: str) -> None:
    if any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in value):
        raise BadRow(f"{name} holds a character that is no text")
    if len(value) > _LONGEST.get(name, len(value)):
        raise BadRow(f"{name} is longer than {_LONGEST[name]} characters")


def _moment(name: str, value: str | None) -> None:
    try:
        if value is not None and datetime.datetime.fromisoformat(value).tzinfo is None:
            raise BadRow(f"{name} has no time zone")
    except ValueError as error:
        raise BadRow(f"{name} is no moment") from error


def _key(name: str, value: str) -> None:
    try:
        if str(UUID(value)) != value:
            raise BadRow(f"{name} is not written as keys are")
    except ValueError as error:
        raise BadRow(f"{name} is no UUID") from error
