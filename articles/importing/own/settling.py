"""What of an exported row can hold on this site: people, answers and files that are not here are left out, and said."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from articles.exporting.files import PICTURE_FIELDS
from articles.exporting.rows import Row
from articles.importing.files import MAX_FILE_BYTES, Refusal, Stored, store_file
from articles.importing.own.bodies import files_in, settled_body
from articles.importing.sources.tree import NotReadable, Tree
from articles.models import ImportedArticle
from articles.promoting.origins import all_origins
from kbsite.accounts.models import User

Note = Callable[[str, str], None]


@dataclass
class Shelf:
    """The files of an export: each is taken in once, when an article that shows it is."""

    tree: Tree
    told: dict[str, Row]
    _stored: dict[str, Stored | Refusal] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """By its name alone: what is in it is looked at when it is taken in."""
        return name in self.told and not isinstance(self._stored.get(name), Refusal)

    def take_in(self, name: str) -> Stored | Refusal:
        if name not in self._stored:
            self._stored[name] = self._take_in(name)
        return self._stored[name]

    def number_of(self, name: str) -> int | None:
        one = self._stored.get(name)
        return one.pk if isinstance(one, Stored) else None

    def _take_in(self, name: str) -> Stored | Refusal:
        try:
            data = self.tree.read(name, most_bytes=MAX_FILE_BYTES)
        except (NotReadable, KeyError) as error:
            return Refusal(str(error) if isinstance(error, NotReadable) else "is missing")
        told = self.told[name]
        fields = {one: told[one] for one in PICTURE_FIELDS if isinstance(told.get(one), str | int)}
        tags = ", ".join(f'"{tag}"' for tag in told["tags"] if '"' not in tag)
        return store_file(name=name.rpartition("/")[2], title=str(told["title"])[:255], data=data, tags=tags, **fields)


class People:
    """User names -> who they are here; None for nobody."""

    def __init__(self) -> None:
        self._known: dict[str, int | None] = {"": None}

    def number_of(self, name: str) -> int | None:
        if name not in self._known:
            self._known[name] = User.objects.filter(username=name).values_list("pk", flat=True).first()
        return self._known[name]

    def here(self, name: str, note: Note) -> str:
        """The name, or nothing when nobody here has it."""
        if name and self.number_of(name) is None:
            note("nobody here has this user name", name)
            return ""
        return name


def settled_section(row: Row, people: People, note: Note) -> Row:
    return {**row, "owner": people.here(str(row["owner"]), note)}


def settled_article(row: Row, people: People, shelf: Shelf, answers: set[tuple[str, str, str]], note: Note) -> Row:
    """The row as this site would export it, were the article here."""
    return {
        **_settled_version(row, people, shelf, note),
        "owner": people.here(str(row["owner"]), note),
        "draft": _settled_version(row["draft"], people, shelf, note) if row["draft"] else None,
        "imported": row["imported"],
        "sources": [
            {
                **source,
                "made_by": people.here(str(source["made_by"]), note),
                "contributor": people.here(str(source["contributor"]), note),
            }
            for source in row["sources"]
            if _is_here(source, answers, note)
        ],
    }


def _settled_version(version: Row, people: People, shelf: Shelf, note: Note) -> Row:
    for name in files_in(version["body"]):
        if not shelf.has(name):
            note("missing file", name)
    return {
        **version,
        "reviewer": people.here(str(version["reviewer"]), note),
        "body": settled_body(version["body"], shelf.has),
    }


def _is_here(source: Row, answers: set[tuple[str, str, str]], note: Note) -> bool:
    name = name_of(source)
    if name not in answers:
        note("the answer behind the article is not here", " ".join(name))
    return name in answers


def name_of(source: Row) -> tuple[str, str, str]:
    return str(source["kind"]), str(source["key"]), str(source["answer"])


def answers_here(rows: Iterable[Row]) -> set[tuple[str, str, str]]:
    """Those answers behind these rows that this site has: a few queries."""
    told = {name_of(one) for row in rows for one in row["sources"]}
    found: set[tuple[str, str, str]] = set()
    for origin in all_origins():
        pairs = {(key, answer) for kind, key, answer in told if kind == origin.name}
        found |= {(origin.name, key, answer) for key, answer in (origin.has(pairs) if pairs else ())}
    return found


def imports_elsewhere(rows: Iterable[Row]) -> dict[tuple[str, str, str], str]:
    """Which of the rows' imports this site has already, and the content of the article that they made."""
    ids = {str(row["imported"]["id"]) for row in rows if row["imported"]}
    found = ImportedArticle.objects.filter(external_id__in=ids).values_list(
        "source", "external_id", "language", "page__translation_key"
    )
    return {(source, external_id, language): str(key) for source, external_id, language, key in found}
