"""Telling the browser that a text has arrived, so that it can forget the copy on the device."""

from django.http import HttpResponse

COOKIE = "kb-posted"


def forget_local_draft(response: HttpResponse, draft_key: str) -> HttpResponse:
    """The composer keeps what is typed until the server says that it has it: a 500 or a lost connection loses nothing."""
    # Not HttpOnly: the composer's script reads it. It holds a name such as "reply-12", nothing about the person.
    response.set_cookie(COOKIE, draft_key, max_age=120, samesite="Lax")
    return response
