"""Who votes: a key that is the same for the same reader and article, and useless for anything else."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from articles.models import ArticlePage

COOKIE = "vote"
COOKIE_SECONDS = 15_552_000  # 180 days: as long as a vote on one revision is likely to matter
TOKEN_CHARS = 32


def voter_key(request: HttpRequest, article: ArticlePage, *, token: str = "") -> str:
    """The key of this reader for this article, or "" for somebody who has not voted on this device.

    An HMAC with the article in it: the votes of one reader on two articles have nothing in common in the database.
    """
    token = token or _token_of(request)
    if not token:
        return ""
    return salted_hmac("articles.vote", f"{token}:{article.pk}", algorithm="sha256").hexdigest()


def token_for_vote(request: HttpRequest) -> str:
    """The reader's token, made now if there is none: a vote is the one thing that makes it."""
    return _token_of(request) or secrets.token_urlsafe(TOKEN_CHARS)[:TOKEN_CHARS]


def remember(response: HttpResponse, request: HttpRequest, token: str) -> None:
    """Keep a signed-out reader's token on their device, so that a second answer changes the first."""
    if request.user.is_authenticated:
        return
    response.set_cookie(
        COOKIE, token, max_age=COOKIE_SECONDS, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def _token_of(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"user:{request.user.uuid}"
    token = request.COOKIES.get(COOKIE, "")
    # A signed-out visitor must not be able to claim somebody's account by a cookie.
    return token if len(token) == TOKEN_CHARS and ":" not in token else ""
