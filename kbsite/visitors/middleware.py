"""Puts a begun visit's key on the answer, and renews an objection so that it never ends by itself."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from kbsite.visitors import visits, wishes


class VisitorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        begun = getattr(request, "_visit_key_begun", None)
        if begun:
            # No lifetime: gone with the browser. The server ends it after half an hour without a page.
            response.set_cookie(visits.COOKIE, begun, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        is_page = request.method == "GET"
        if is_page and wishes.COOKIE not in response.cookies and wishes.needs_renewal(wishes.wish_of(request)):
            wishes.keep_objection(response)
        return response
