"""Public articles and sections for search engines, each with its language versions."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from articles.addresses import own_address
from articles.models import ArticlePage, Confidence, SectionPage
from articles.querysets import ReadableQuerySet
from kbsite.sitemaps import PublicAddress, RoomSitemap

NOBODY = AnonymousUser()


class _PageSitemap(RoomSitemap):
    model: type[ArticlePage] | type[SectionPage]

    def rows(self) -> ReadableQuerySet:
        return (
            self.model.objects.visible_to(NOBODY)
            .order_by("pk")
            .values_list("translation_key", "url_path", "locale__language_code", "last_published_at")
        )

    def addresses(self, rows: Iterable[tuple]) -> list[PublicAddress]:
        rows = list(rows)
        versions = self._versions([key for key, *_rest in rows])
        return [
            PublicAddress(
                address=own_address(url_path, language),
                changed_at=changed_at,
                alternates=versions[key] if len(versions[key]) > 1 else {},
            )
            for key, url_path, language, changed_at in rows
        ]

    def _versions(self, keys: list[UUID]) -> dict[UUID, dict[str, str]]:
        """Versions may lie in another file, so they are asked for; in batches below SQLite's limit of bound values."""
        versions: dict[UUID, dict[str, str]] = defaultdict(dict)
        for start in range(0, len(keys), 500):
            found = self.model.objects.visible_to(NOBODY).filter(translation_key__in=keys[start : start + 500])
            for key, url_path, language in found.values_list("translation_key", "url_path", "locale__language_code"):
                versions[key][language] = own_address(url_path, language)
        return versions


class ArticleSitemap(_PageSitemap):
    model = ArticlePage

    def rows(self) -> ReadableQuerySet:
        return super().rows().exclude(confidence=Confidence.ARCHIVED)


class SectionSitemap(_PageSitemap):
    model = SectionPage
