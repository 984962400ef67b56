"""How often one person may do what. Numbers follow kitsune's, a large help forum that has lived with them for years."""

from django.http import HttpRequest

from forum.permissions import writes_as_staff
from kbsite.limits.taking import Limit, person_or_address, take

DAY = 86_400

QUESTIONS = Limit("forum-question", times=5, seconds=DAY)
REPLIES_A_MINUTE = Limit("forum-reply-minute", times=4, seconds=60)
REPLIES_A_DAY = Limit("forum-reply-day", times=100, seconds=DAY)
# Slips of the pen are mended in a row; nobody edits every two seconds.
EDITS = Limit("forum-edit", times=30, seconds=600)
# One press each: far above a careful reader, far below a script.
PRESSES = Limit("forum-press", times=60, seconds=600)
# "I have this too" without an account: an office behind one address shares it.
VISITOR_PRESSES = Limit("forum-visitor-press", times=30, seconds=3_600)
# A preview with every pause in typing, and suggestions while the title is typed.
PREVIEWS = Limit("forum-preview", times=120, seconds=600)
SUGGESTIONS = Limit("forum-suggestions", times=240, seconds=600)


def take_question(request: HttpRequest) -> None:
    """Each raises LimitReached."""
    if not writes_as_staff(request.user):
        take(QUESTIONS, person_or_address(request))


def take_reply(request: HttpRequest) -> None:
    if writes_as_staff(request.user):
        # Answering is an agent's work: no daily end, but a stuck key or a stolen session is still stopped.
        take(PRESSES, f"reply:{person_or_address(request)}")
        return
    take(REPLIES_A_MINUTE, person_or_address(request))
    take(REPLIES_A_DAY, person_or_address(request))


def take_edit(request: HttpRequest) -> None:
    take(EDITS, person_or_address(request))


def take_press(request: HttpRequest) -> None:
    take(PRESSES if request.user.is_authenticated else VISITOR_PRESSES, person_or_address(request))


def take_preview(request: HttpRequest) -> None:
    take(PREVIEWS, person_or_address(request))


def take_suggestions(request: HttpRequest) -> None:
    take(SUGGESTIONS, person_or_address(request))
