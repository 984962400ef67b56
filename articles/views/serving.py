"""Finding the page that an address means, in a fixed number of queries whatever the depth of the tree."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Page

from articles.addresses import address_for
from articles.models import ArticlePage, SectionPage
from articles.querysets import ReadableQuerySet, language_order
from articles.views.article import show_article
from articles.views.section import show_section

# Wagtail asks for the site, its root, each step of the path and the specific page: 5 + 2 a step. This asks once or twice.
MODELS = ((ArticlePage, show_article), (SectionPage, show_section))
ALONG = {ArticlePage: ("locale", "owner", "imported_as"), SectionPage: ("locale",)}


@require_safe
def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the interface's own language at its own address."""
    return _show(request, path, language=get_language())


@require_safe
def in_other_language(request: HttpRequest, language: str, path: str) -> HttpResponse:
    """A page that does not exist in the language of the interface, shown in the one it has.

    When the translation appears, this address leads to it.
    """
    if language == get_language():
        return redirect(address_for(f"/home/{path}", language=language, reader_language=language), permanent=True)
    return _show(request, path, language=language)


@require_safe
def permalink(request: HttpRequest, key: UUID) -> HttpResponse:
    """The content wherever it stands, in the version that serves this reader best."""
    for model, _show_it in MODELS:
        versions = model.objects.one_per_content(language=get_language(), user=request.user).filter(translation_key=key)
        found = versions.values_list("url_path", "locale__language_code").first()
        if found is not None:
            return redirect(address_for(found[0], language=found[1], reader_language=get_language()))
    raise Http404


def _show(request: HttpRequest, path: str, *, language: str) -> HttpResponse:
    for model, show in MODELS:
        page = pages_at(model.objects.visible_to(request.user), path, language).first()
        if page is not None:
            if language != get_language():
                better = _in_readers_language(model, page, request)
                if better is not None:
                    return redirect(address_for(better.url_path, language=get_language(), reader_language=get_language()))
            return show(request, page)
    raise Http404


def _in_readers_language(model: type[ArticlePage] | type[SectionPage], page: Page, request: HttpRequest) -> Page | None:
    return (
        model.objects.visible_to(request.user)
        .filter(translation_key=page.translation_key, locale__language_code=get_language())
        .only("url_path")
        .first()
    )


def pages_at(pages: ReadableQuerySet, path: str, language: str) -> ReadableQuerySet:
    """The page with this path below the start page of a language, if it is among `pages`."""
    steps = [step for step in path.split("/") if step]
    if not steps or language not in language_order(language):
        return pages.none()
    return pages.filter(
        # The slug has an index, url_path has none.
        slug=steps[-1],
        depth=len(steps) + 2,
        url_path__endswith="/" + "/".join(steps) + "/",
        locale__language_code=language,
    ).select_related(*ALONG[pages.model])
