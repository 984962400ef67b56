"""The language versions of one content, and where a reader of each language finds it."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from articles.addresses import address_for, own_address
from articles.models import ArticlePage, SectionPage
from articles.querysets import language_order
from articles.selectors.tree import Place
from kbsite.accounts.models import User


@dataclass(frozen=True)
class Versions:
    """`places` hold one version a language, the reader's first."""

    places: tuple[Place, ...]

    def by_language(self) -> dict[str, str]:
        """The address of each version that exists, by its language: what hreflang tells."""
        return {place.language: place.own_address for place in self.places}

    def menu(self) -> dict[str, str]:
        """Where the language menu leads: the version, or the best other one under that language's interface."""
        own = {place.language: place for place in self.places}
        menu: dict[str, str] = {}
        for code, _name in settings.LANGUAGES:
            best = next((own[language] for language in language_order(code) if language in own), None)
            if best is not None:
                menu[code] = address_for(best.url_path, language=best.language, reader_language=code)
        return menu

    def missing(self) -> list[str]:
        """Languages of the site that this content does not exist in."""
        existing = {place.language for place in self.places}
        return [code for code, _name in settings.LANGUAGES if code not in existing]


def versions_of(
    model: type[ArticlePage] | type[SectionPage], key: UUID, *, user: User | AnonymousUser, reader_language: str
) -> Versions:
    """The versions that this person may read. One query."""
    found = model.objects.visible_to(user).filter(translation_key=key)
    places = [Place(*values) for values in found.values_list("path", "url_path", "locale__language_code")]
    order = language_order(reader_language)
    return Versions(tuple(sorted(places, key=lambda place: order.index(place.language))))


def canonical_address(page: ArticlePage | SectionPage) -> str:
    return own_address(page.url_path, page.locale.language_code)
