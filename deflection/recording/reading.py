"""Pages that were looked at: who may be followed gets rows, who may not gets one more in a daily sum."""

from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from deflection.models import CountReason
from deflection.recording.memory import ReadInMemory, remember_dwell, remember_view, take_reads
from deflection.recording.page_token import PageToken
from deflection.recording.qualifying import is_qualified_read
from deflection.recording.write import count, record
from kbsite.limits.taking import Limit, LimitReached, take
from kbsite.visitors.who import ActorClass, Visitor, begin_visit, visitor_of

# Nobody reads more than a page a minute for an hour: a script or a monitor does.
VIEWS_AN_HOUR = Limit("views", times=60, seconds=3600)
REMEMBER_TOKEN_SECONDS = 24 * 3600


def note_view(
    request: HttpRequest,
    *,
    content: str,
    revision: int | None = None,
    language: str = "",
    words: int = 0,
    is_preview: bool = False,
    is_author: bool = False,
) -> None:
    """A page with content was served."""
    visitor = visitor_of(request)
    reason = _left_out(visitor, is_preview=is_preview, is_author=is_author)
    if reason:
        count(reason, content=content)
        return
    try:
        take(VIEWS_AN_HOUR, visitor.person_key or visitor.visit_key or visitor.memory_key or "")
    except LimitReached:
        count(CountReason.TOO_MANY, content=content)
        return
    if visitor.is_followed:
        payload = {"words": words} if words else {}
        record("view", visitor=visitor, content=content, revision=revision, language=language, payload=payload)
        return
    count(CountReason.NOT_FOLLOWED, content=content)
    if visitor.memory_key:
        read = ReadInMemory(content, revision, language, words, timezone.now())
        remember_view(visitor.memory_key, read)


def note_dwell(request: HttpRequest, *, token: PageToken, dwell_s: float, scroll: float) -> None:
    """The beacon told how long and how far. One qualified read per content, visitor and hour, however often it is sent."""
    visitor = visitor_of(request)
    if visitor.actor_class != ActorClass.PERSON or visitor.has_refused:
        return
    if not visitor.is_followed:
        if visitor.memory_key:
            remember_dwell(visitor.memory_key, content=token.content, dwell_s=dwell_s, scroll=scroll)
        return
    is_qualified = is_qualified_read(dwell_s=dwell_s, scroll=scroll, words=token.words)
    name = "qualified_read" if is_qualified else "short_read"
    # add() is atomic: of two beacons at once, one writes.
    used = f"{name}:{visitor.person_key or visitor.visit_key}:{token.content}:{token.revision}:{token.hour}"
    if cache.add(used, True, REMEMBER_TOKEN_SECONDS):
        record(
            name,
            visitor=visitor,
            content=token.content,
            revision=token.revision,
            language=token.language,
            payload={"dwell_s": dwell_s, "scroll": scroll, "words": token.words},
        )


def follow_this_visit(request: HttpRequest) -> Visitor:
    """Call when a form or vote is used: the visit gets its key, and what was read in it before joins it."""
    before = visitor_of(request)
    visitor = begin_visit(request)
    if before.memory_key and visitor.is_followed:
        for read in take_reads(before.memory_key):
            _join(visitor, read)
    return visitor


def _join(visitor: Visitor, read: ReadInMemory) -> None:
    count(CountReason.NOT_FOLLOWED, content=read.content, ts=read.ts, number=-1)
    _record_read("view", visitor, read, {"words": read.words} if read.words else {}, read.ts)
    if read.dwell_s is not None:
        is_qualified = is_qualified_read(dwell_s=read.dwell_s, scroll=read.scroll, words=read.words)
        payload = {"dwell_s": read.dwell_s, "scroll": read.scroll, "words": read.words}
        _record_read("qualified_read" if is_qualified else "short_read", visitor, read, payload, read.ts)


def _record_read(name: str, visitor: Visitor, read: ReadInMemory, payload: dict[str, float], ts: datetime) -> None:
    record(
        name,
        visitor=visitor,
        content=read.content,
        revision=read.revision,
        language=read.language,
        payload=payload,
        ts=ts,
    )


def _left_out(visitor: Visitor, *, is_preview: bool, is_author: bool) -> CountReason | None:
    if is_preview:
        return CountReason.PREVIEW
    if visitor.actor_class == ActorClass.STAFF:
        return CountReason.STAFF
    if visitor.actor_class == ActorClass.BOT:
        return CountReason.BOT
    if visitor.has_refused:
        return CountReason.REFUSED
    if is_author:
        return CountReason.AUTHOR
    return None
