"""sitemap.xml and robots.txt. Rooms register what they have in public; this knows none of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemap_views
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse


@dataclass(frozen=True)
class PublicAddress:
    """`address` is a path of this site; `alternates` are the same content's paths by language, its own included."""

    address: str
    changed_at: datetime | None = None
    alternates: dict[str, str] = field(default_factory=dict)


class RoomSitemap(Sitemap):
    """One room's public addresses, in files of at most `limit`. `rows()` returns something that can be counted and sliced."""

    limit = 10_000  # the protocol allows 50,000; smaller files are quick to make

    def rows(self):
        raise NotImplementedError

    def addresses(self, rows: Iterable) -> list[PublicAddress]:
        """The addresses of one file's rows, in a fixed number of queries."""
        raise NotImplementedError

    def items(self):
        return self.rows()

    def get_latest_lastmod(self) -> datetime | None:
        return None

    def get_urls(self, page=1, site=None, protocol=None) -> list[dict[str, object]]:
        return [self._entry(found) for found in self.addresses(self.paginator.page(page).object_list)]

    def _entry(self, found: PublicAddress) -> dict[str, object]:
        return {
            "item": found,
            "location": settings.SITE_URL + found.address,
            "lastmod": found.changed_at,
            "changefreq": None,
            "priority": "",
            "alternates": [
                {"lang_code": code, "location": settings.SITE_URL + address} for code, address in found.alternates.items()
            ],
        }


_sitemaps: dict[str, type[RoomSitemap]] = {}


def register_sitemap(name: str, sitemap: type[RoomSitemap]) -> None:
    """Called from AppConfig.ready. A second registration of a name replaces the first."""
    _sitemaps[name] = sitemap


def index(request: HttpRequest) -> HttpResponse:
    return sitemap_views.index(request, _sitemaps, sitemap_url_name="sitemap_part")


def part(request: HttpRequest, section: str) -> HttpResponse:
    return sitemap_views.sitemap(request, _sitemaps, section=section)


def robots(request: HttpRequest) -> HttpResponse:
    """Search results, forms and people's own pages are of no use in somebody else's index."""
    lines = ["User-agent: *"]
    for prefix in ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]:
        lines += [f"Disallow: {prefix}/{step}/" for step in ("search", "contact", "account", "reports", "articles/vote")]
    lines += [f"Disallow: {settings.ADMIN_PATH}", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


urlpatterns: list[URLPattern] = [
    path("sitemap.xml", index, name="sitemap"),
    path("sitemap-<slug:section>.xml", part, name="sitemap_part"),
    path("robots.txt", robots, name="robots"),
]
