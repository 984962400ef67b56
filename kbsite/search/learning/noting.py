"""Each search becomes a row, and the row learns what was opened and what happened next. Runs on signals, in memory."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from kbsite.limits.taking import Limit, LimitReached, take
from kbsite.search.hits import SearchPage
from kbsite.search.learning import buffer
from kbsite.search.learning.masking import mask
from kbsite.search.learning.meaning import lemmas_of, means_same
from kbsite.search.learning.recall import Remembered, may_remember, own_key, remember, remembered
from kbsite.search.models import LoggedSearch
from kbsite.search.presenting import chosen_values
from kbsite.search.signals import content_opened, help_wanted, narrowed, searched
from kbsite.visitors.who import visitor_of

logger = logging.getLogger(__name__)

# Nobody asks a question a minute for an hour: a script does.
SEARCHES_AN_HOUR = Limit("search-log", times=60, seconds=3600)


@receiver(searched, dispatch_uid="search.learning.searched")
def note_search(sender: object, *, request: HttpRequest, language: str, answer: SearchPage, **more: Any) -> None:
    # A search that fell back to titles says nothing about what there is to find.
    if answer.is_degraded or not may_remember(visitor_of(request)):
        return
    terms, was_masked = mask(answer.terms)
    lemmas = lemmas_of(terms, language)
    if not lemmas:
        return
    before = remembered(request)
    if before and before[-1].terms == terms and before[-1].language == language:
        # A reload, or the way back from a result.
        return
    try:
        take(SEARCHES_AN_HOUR, own_key(request))
    except LimitReached:
        return
    words = frozenset(lemmas.split())
    search = Remembered(key=uuid.uuid4(), language=language, terms=terms, lemmas=words, shown=_places(answer))
    buffer.add(
        LoggedSearch(
            key=search.key,
            at=timezone.now(),
            language=language[:10],
            terms=terms,
            lemmas=lemmas,
            was_masked=was_masked,
            hits=answer.shown_total,
            is_first=not any(one.language == language and means_same(one.lemmas, words) for one in before),
            is_signed_in=request.user.is_authenticated,
        )
    )
    remember(request, [*before, search])


@receiver(narrowed, dispatch_uid="search.learning.narrowed")
def note_narrowing(sender: object, *, request: HttpRequest, answer: SearchPage, **more: Any) -> None:
    """Another page or filter of the last question: what it shows may be opened too."""
    if not may_remember(visitor_of(request)):
        return
    searches = remembered(request)
    if not searches or searches[-1].terms != mask(answer.terms)[0]:
        return
    searches[-1].shown = _places(answer) | searches[-1].shown
    filters = chosen_values(answer.filters)
    if filters:
        buffer.change(searches[-1].key, filters=filters)
    remember(request, searches)


@receiver(content_opened, dispatch_uid="search.learning.content_opened")
def note_opened(sender: object, *, request: HttpRequest, content: str, **more: Any) -> None:
    """The latest search of this visit that showed it led there."""
    if not may_remember(visitor_of(request)):
        return
    searches = remembered(request)
    for search in reversed(searches):
        if content not in search.shown:
            continue
        if search.opened_position is None:
            search.opened_position = search.shown[content]
            changes: dict[str, Any] = {"opened_position": search.opened_position}
            if search.next_step == LoggedSearch.NextStep.NOTHING:
                search.next_step = LoggedSearch.NextStep.READ.value
                changes["next_step"] = search.next_step
            buffer.change(search.key, **changes)
            remember(request, searches)
        return


@receiver(help_wanted, dispatch_uid="search.learning.help_wanted")
def note_help_wanted(sender: object, *, request: HttpRequest, step: str, **more: Any) -> None:
    """Somebody who has just searched turned to people: it belongs to the last search of the visit."""
    if not may_remember(visitor_of(request)):
        return
    searches = remembered(request)
    if searches:
        searches[-1].next_step = LoggedSearch.NextStep(step).value
        buffer.change(searches[-1].key, next_step=searches[-1].next_step)
        remember(request, searches)


def _places(answer: SearchPage) -> dict[str, int]:
    """What is on the page, from the top: picks, then results."""
    shown: dict[str, int] = {}
    for place, hit in enumerate((*answer.picks, *answer.hits), start=max(answer.first_position, 1)):
        shown.setdefault(hit.key, place)
    return shown
