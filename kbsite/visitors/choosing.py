"""Keep what a person chose about being measured: with their account when there is one, in this browser in any case."""

from enum import StrEnum

from django.http import HttpRequest, HttpResponse

from kbsite.visitors import visits, wishes


class Decision(StrEnum):
    AGREE = "agree"
    OBJECT = "object"
    WITHDRAW = "withdraw"


def keep_decision(*, request: HttpRequest, response: HttpResponse, decision: Decision) -> None:
    """Object ends everything at once; withdraw returns to the default (the visit only)."""
    if decision == Decision.AGREE:
        wishes.keep_agreement(response)
    elif decision == Decision.OBJECT:
        wishes.keep_objection(response)
        response.delete_cookie(visits.COOKIE, samesite="Lax")
    else:
        wishes.forget(response)
    if request.user.is_authenticated:
        request.user.may_be_measured = decision != Decision.OBJECT
        request.user.save(update_fields=["may_be_measured"])
