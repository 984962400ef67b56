from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from articles.addresses import own_address
from articles.models import HomePage
from articles.selectors.home import home_view
from kbsite.accounts.roles import is_staff_member


def start(request: HttpRequest) -> HttpResponse:
    """The start page in the language of the address."""
    view = home_view(user=request.user, language=get_language(), now=timezone.now())
    context = {"view": view, "is_staff": is_staff_member(request.user)}
    return render(request, "articles/home/index.html", context)


def show_home(request: HttpRequest, page: HomePage) -> HttpResponse:
    """The same, asked for by Wagtail's preview."""
    request.language_versions = {page.locale.language_code: own_address(page.url_path, page.locale.language_code)}
    return start(request)
