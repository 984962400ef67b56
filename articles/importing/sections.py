"""The sections that imported articles go to: found again by their path, made when they are new."""

import re
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale

from articles.importing.rows import SourceRow
from articles.models import HomePage, SectionPage
from articles.querysets import language_order
from articles.reserved import is_reserved

Path = tuple[str, ...]


class SectionFinder:
    """Sections by path and language. Those that exist under the same addresses are used, whoever made them."""

    def __init__(self, source: str, *, parent: Path = ()) -> None:
        self._source = source
        self._parent = parent
        self._known: dict[tuple[Path, str], SectionPage] = {}
        self._keys: dict[Path, UUID] = {}
        self._places: dict[tuple[Path, str], tuple[str, bool]] = {}
        self._homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
        self._locales = {locale.language_code: locale for locale in Locale.objects.all()}
        self.made = 0

    def forget(self) -> None:
        """After a transaction that was rolled back: what it made is gone."""
        self._known.clear()
        self._keys.clear()

    def path_of(self, steps: Path) -> Path:
        """Where a row's section lies: below the parent; rows without one share a section named after their source."""
        return self._parent + (steps or (self._source,))

    def place_of(self, row: SourceRow) -> tuple[str, bool]:
        """Where a row would go, for people to read, and whether that section is still to be made. Makes nothing."""
        path = self.path_of(row.section)
        place = self._places.get((path, row.language))
        if place is None:
            above: HomePage | SectionPage | None = self._homes[row.language]
            titles = []
            for end in range(1, len(path) + 1):
                above = self._find(path[:end], row.language, above) if above else None
                titles.append(above.title if above else title_of(path[end - 1]))
            place = self._places[path, row.language] = f"{row.language}: {' / '.join(titles)}", above is None
        return place

    def section_for(self, path: Path, language: str) -> SectionPage:
        """The section, made with all those above it when needed. Needs a transaction."""
        known = self._known.get((path, language))
        if known is None:
            above = self._homes[language] if len(path) == 1 else self.section_for(path[:-1], language)
            known = self._find(path, language, above) or self._make(path, language, above)
            self._known[path, language] = known
        return known

    def _find(self, path: Path, language: str, above: HomePage | SectionPage) -> SectionPage | None:
        sections = SectionPage.objects.filter(locale__language_code=language)
        by_key = sections.filter(translation_key=self._key_of(path)).first()
        if by_key is not None:
            return by_key
        here = sections.filter(path__startswith=above.path, depth=above.depth + 1)
        return here.filter(slug=_slug(path)).exclude(translation_key__in=self._keys_elsewhere(path)).first()

    def _keys_elsewhere(self, path: Path) -> list[UUID]:
        return [key for other, key in self._keys.items() if other != path]

    def _key_of(self, path: Path) -> UUID:
        """The content key: of the section that stands at these addresses in some language, else told by the source."""
        key = self._keys.get(path)
        if key is None:
            key = uuid5(NAMESPACE_URL, f"kb-import:{self._source}:section:{'/'.join(path)}")
            if not SectionPage.objects.filter(translation_key=key).exists():
                key = self._key_at_address(path) or key
            self._keys[path] = key
        return key

    def _key_at_address(self, path: Path) -> UUID | None:
        ending = "/" + "/".join(_slug(path[: end + 1]) for end in range(len(path))) + "/"
        order = language_order("en")
        found = SectionPage.objects.filter(slug=_slug(path), depth=len(path) + 2, url_path__endswith=ending).values_list(
            "translation_key", "locale__language_code"
        )
        return min(found, key=lambda row: order.index(row[1]), default=(None,))[0]

    def _make(self, path: Path, language: str, above: HomePage | SectionPage) -> SectionPage:
        self.made += 1
        above.refresh_from_db()
        return above.add_child(
            instance=SectionPage(
                title=title_of(path[-1]),
                slug=_slug(path),
                locale=self._locales[language],
                translation_key=self._key_of(path),
                first_published_at=timezone.now(),
                last_published_at=timezone.now(),
            )
        )


def _slug(path: Path) -> str:
    slug = slugify(path[-1]) or "section"
    # At the top a section must not take the address of another part of the site.
    return f"{slug}-articles" if len(path) == 1 and is_reserved(slug) else slug


def title_of(step: str) -> str:
    """A name a person can read: "ExchangeHybrid" -> "Exchange Hybrid", "user-and-shared-mailboxes" -> "User and ..."."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", step).replace("-", " ").replace("_", " ").strip()
    return (words[:1].upper() + words[1:])[:255] or step
