"""The unit of the page measurements: a view without middleware that returns a ready 30 KB string."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = "x" * 30_000


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(BODY)


urlpatterns = [path("", bare)]
