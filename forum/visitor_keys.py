"""Telling an anonymous "I have this too" apart from another, without following anybody."""

import hashlib
import hmac
import secrets

from django.http import HttpRequest

from forum.models import Topic

_SESSION_NAME = "forum_me_too"


def visitor_key(request: HttpRequest, topic: Topic, *, make: bool = False) -> str:
    """The key of this browser for this one topic; "" when the browser has said nothing yet and `make` is False.

    The secret lives in the session only. Keys of two topics share nothing, so rows cannot be joined into a reader's history.
    """
    secret = request.session.get(_SESSION_NAME, "")
    if not secret:
        if not make:
            return ""
        secret = request.session[_SESSION_NAME] = secrets.token_hex(16)
    return hmac.new(secret.encode(), topic.key.bytes, hashlib.sha256).hexdigest()
