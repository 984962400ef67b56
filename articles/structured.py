"""schema.org data of public pages, for search engines. Data blocks are not executed, so the strict CSP allows them."""

from django.conf import settings

from articles.addresses import absolute
from articles.selectors.article import ArticleView
from articles.selectors.tree import Crumb

Data = dict[str, object]


def _graph(*things: Data) -> Data:
    return {"@context": "https://schema.org", "@graph": list(things)}


def breadcrumb_data(crumbs: list[Crumb], title: str, address: str) -> Data:
    return _graph(_breadcrumbs(crumbs, title, address))


def article_data(view: ArticleView) -> Data:
    page = view.page
    article: Data = {
        "@type": "Article",
        "headline": page.title,
        "inLanguage": view.language,
        "mainEntityOfPage": absolute(view.own_address),
        "publisher": {"@type": "Organization", "name": settings.SITE_NAME},
    }
    if page.summary:
        article["description"] = page.summary
    if page.first_published_at:
        article["datePublished"] = page.first_published_at.isoformat()
    if page.last_published_at:
        article["dateModified"] = page.last_published_at.isoformat()
    return _graph(article, _breadcrumbs(view.crumbs, page.title, view.own_address))


def _breadcrumbs(crumbs: list[Crumb], title: str, address: str) -> Data:
    steps = [(crumb.title, crumb.address) for crumb in crumbs] + [(title, address)]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": absolute(where)}
            for position, (name, where) in enumerate(steps, start=1)
        ],
    }
