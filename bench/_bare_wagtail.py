"""The same articles as a site would show them that was made with Wagtail and nothing else.

Wagtail's own way to a page (site, tree, specific class), the whole stream rendered at each request, a menu, breadcrumbs and
siblings in a plain template, and the middleware of Wagtail's project template.
"""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from wagtail.models import Page

from kbsite.urls import urlpatterns as own

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]


def bare(request: HttpRequest, way: str) -> HttpResponse:
    # What wagtail.views.serve does; the page itself would hand over to our own view.
    page, arguments, named = Page.route_for_request(request, way)
    context = page.get_context(request, *arguments, **named)
    return TemplateResponse(request, "bare_wagtail_article.html", context, using="bare")


urlpatterns = [path("bare-wagtail/<path:way>", bare), *own]
