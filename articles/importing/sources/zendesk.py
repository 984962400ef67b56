"""A help centre of Zendesk Guide, as its public API tells it: pages of JSON with articles, sections, categories, translations.

Written after the public documentation of the Help Center API. Who may read an article is told there by a "user segment", whose
members nobody outside knows: only an article whose segment is told to be nobody's (null) is for everybody; all others are for
people who work here, until somebody says otherwise.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from articles.importing.rows import LANGUAGES, BadRow, Refused, SourceRow, json_object, row_of
from articles.importing.sources.tree import NotReadable, Tree
from kbsite.accounts.audience import Audience
from kbsite.text.errors import TextTooLong
from kbsite.text.headings import ARTICLE_TOP
from kbsite.text.sanitise import sanitise_html
from kbsite.text.to_markdown import markdown_of

# A page of the API holds a hundred articles. Read whole, so bounded.
MAX_PAGE_BYTES = 30_000_000
_PARTS = ("articles", "sections", "categories", "translations")
_ARTICLE_ADDRESS = re.compile(
    r"(https?://[^\s\"'<>]+?/hc/)(?:[a-z]{2}(?:-[a-z0-9]+)*/)?(articles/\d+)[^\s\"'<>#?]*", re.IGNORECASE
)


@dataclass
class _Centre:
    """What all articles need: the names of the places they lie in, and their translations."""

    # (kind, id, language) -> object; kind is one of _PARTS.
    places: dict[tuple[str, int, str], dict[str, object]] = field(default_factory=dict)
    # Articles that are there in a language themselves: their translation in it says the same.
    told: set[tuple[int, str]] = field(default_factory=set)


class ZendeskPages:
    """Rows of all pages; each article in each of its languages, its id and language naming it."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._centre: _Centre | None = None

    def rows(self) -> Iterator[tuple[str, SourceRow | Refused]]:
        for refused in self._tree.refused:
            yield refused.where, refused
        centre = self._centre = self._centre or self._read_centre()
        for name in self._tree.names():
            try:
                page = self._page(name)
            except (BadRow, NotReadable) as error:
                yield name, Refused(name, str(error))
                continue
            for article in page["articles"]:
                yield from _versions(article, centre, name)

    def file_named(self, address: str, *, of: SourceRow) -> None:
        """Pictures stand on Zendesk's own servers; none is fetched from there."""

    def read(self, name: str, *, most_bytes: int) -> bytes:
        raise NotReadable("pages bring no files")

    def _page(self, name: str) -> dict[str, list[dict[str, object]]]:
        if not name.lower().endswith(".json"):
            return {part: [] for part in _PARTS}
        data = json_object(self._tree.read(name, most_bytes=MAX_PAGE_BYTES))
        for single in ("article", "section", "category", "translation"):
            if isinstance(data.get(single), dict):
                plural = "categories" if single == "category" else f"{single}s"
                data.setdefault(plural, [data[single]])
        if not any(part in data for part in _PARTS):
            raise BadRow(f"holds none of {', '.join(_PARTS)}")
        page = {part: data.get(part) or [] for part in _PARTS}
        if not all(isinstance(found, list) and all(isinstance(one, dict) for one in found) for found in page.values()):
            raise BadRow("is not built as the documentation of Zendesk says")
        return page

    def _read_centre(self) -> _Centre:
        centre = _Centre()
        for name in self._tree.names():
            try:
                page = self._page(name)
            except (BadRow, NotReadable):
                continue  # said when its rows are read
            for kind in ("sections", "categories"):
                for place in page[kind]:
                    if isinstance(place.get("id"), int):
                        centre.places[kind, place["id"], _language(place)] = place
            centre.told |= {(one["id"], _language(one)) for one in page["articles"] if isinstance(one.get("id"), int)}
        return centre


def _versions(article: dict[str, object], centre: _Centre, name: str) -> Iterator[tuple[str, SourceRow | Refused]]:
    where = f"{name}: article {article.get('id')}"
    found = article.get("translations")
    translations = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    texts = [article, *(one for one in translations if (article.get("id"), _language(one)) not in centre.told)]
    for text in texts:
        place = where if text is article else f"{where} ({text.get('locale')})"
        try:
            yield place, _row(article, text, centre)
        except (BadRow, TextTooLong) as error:
            yield place, Refused(place, str(error))


def _row(article: dict[str, object], text: dict[str, object], centre: _Centre) -> SourceRow:
    language = _language(text)
    if not isinstance(article.get("id"), int):
        raise BadRow("id is missing or no number")
    if language not in LANGUAGES:
        raise BadRow(f"language {text.get('locale')!r} is not one of {', '.join(LANGUAGES)}")
    if not isinstance(text.get("body") or "", str):
        raise BadRow("body is no text")
    address = text.get("html_url") or article.get("html_url") or ""
    # Who may read it: null is everybody, and what is not told is not public.
    segments = [article[name] for name in ("user_segment_id", "user_segment_ids") if name in article]
    is_public = bool(segments) and all(segment in (None, []) for segment in segments)
    html = _ARTICLE_ADDRESS.sub(r"\1\2", text.get("body") or "")
    return row_of(
        {
            "id": str(article["id"]),
            "lang": language,
            "title": text.get("title"),
            "body_markdown": markdown_of(sanitise_html(html, top_heading=ARTICLE_TOP)),
            "section": _section_of(article, language, centre),
            "tags": article.get("label_names"),
            "created": article.get("created_at"),
            "updated": text.get("edited_at") or text.get("updated_at"),
            "audience": Audience.PUBLIC if is_public else Audience.STAFF,
            "draft": text.get("draft"),
            "url": _ARTICLE_ADDRESS.sub(r"\1\2", address) if isinstance(address, str) else "",
        }
    )


def _section_of(article: dict[str, object], language: str, centre: _Centre) -> list[str]:
    """Category, section, section in it: by the names of this language, else of any."""
    steps: list[str] = []
    kind, key = "sections", article.get("section_id")
    while isinstance(key, int) and len(steps) < 10:
        place = next((found for code in (language, *LANGUAGES) if (found := centre.places.get((kind, key, code)))), None)
        if place is None:
            break
        steps.insert(0, str(place.get("name") or key))
        if kind == "categories":
            break
        above = place.get("parent_section_id")
        kind, key = ("sections", above) if above is not None else ("categories", place.get("category_id"))
    return steps


def _language(one: dict[str, object]) -> str:
    """ "en-us" is English here."""
    return str(one.get("locale") or "").lower().partition("-")[0]
