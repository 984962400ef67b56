"""What a visitor has asked for: nothing, to be remembered for 14 days, or not to be followed at all.

Kept in one cookie that we set only when somebody presses a button for it.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "measuring"
AGREED_DAYS = 14
# Browsers keep no cookie longer than 400 days; the middleware renews an objection before it can end.
OBJECTION_DAYS = 400
RENEW_AFTER_DAYS = 30
_AGREED = re.compile(r"^yes\.([0-9a-f]{32})\.(\d{4}-\d{2}-\d{2})$")
_OBJECTED = re.compile(r"^no\.(\d{4}-\d{2}-\d{2})$")


class Choice(StrEnum):
    NONE = "none"
    AGREED = "agreed"
    OBJECTED = "objected"


@dataclass(frozen=True)
class Wish:
    choice: Choice
    random_id: str = ""  # only with an agreement
    since: date | None = None


def wish_of(request: HttpRequest) -> Wish:
    value = request.COOKIES.get(COOKIE, "")
    if match := _AGREED.match(value):
        since = _date(match[2])
        # The promise is ours, not the browser's: after 14 days the cookie means nothing, even if it is still sent.
        if since and _today() < since + timedelta(days=AGREED_DAYS):
            return Wish(Choice.AGREED, match[1], since)
    elif match := _OBJECTED.match(value):
        return Wish(Choice.OBJECTED, since=_date(match[1]))
    return Wish(Choice.NONE)


def asks_not_to_be_followed(request: HttpRequest) -> bool:
    """Global Privacy Control or Do Not Track."""
    return request.headers.get("Sec-GPC") == "1" or request.headers.get("DNT") == "1"


def keep_agreement(response: HttpResponse) -> None:
    _set(response, f"yes.{secrets.token_hex(16)}.{_today().isoformat()}", AGREED_DAYS)


def keep_objection(response: HttpResponse) -> None:
    _set(response, f"no.{_today().isoformat()}", OBJECTION_DAYS)


def forget(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")


def needs_renewal(wish: Wish) -> bool:
    return wish.choice == Choice.OBJECTED and (not wish.since or (_today() - wish.since).days >= RENEW_AFTER_DAYS)


def _set(response: HttpResponse, value: str, days: int) -> None:
    response.set_cookie(
        COOKIE, value, max_age=days * 86_400, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def _today() -> date:
    return datetime.now(UTC).date()


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
