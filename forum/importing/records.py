"""One line of an import file -> a checked record, or a sentence that says what is wrong with it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from forum.models import Topic
from forum.models.post import SourceFormat
from forum.texts import normal_text, normal_title

MAX_LINE_BYTES = 20_000_000  # the longest real thread seen has 500 kB
EARLIEST = datetime.datetime(1990, 1, 1, tzinfo=datetime.UTC)
# Clocks of two systems differ; a day more is a mistake.
FUTURE_ALLOWED = datetime.timedelta(days=1)
MAX_COUNT = 2_000_000_000  # of a PositiveIntegerField on PostgreSQL


class BadRecord(ValueError):
    """The line cannot be imported; the message is for the person who runs the import."""


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    external_id: str
    body: str
    author: str
    author_name: str
    created_at: datetime.datetime
    score: int
    is_accepted: bool
    is_by_staff: bool
    language: str


@dataclass(frozen=True, slots=True)
class TopicRecord:
    external_id: str
    title: str
    body: str
    source_format: str
    author: str
    author_name: str
    created_at: datetime.datetime
    views: int
    score: int
    me_too: int
    is_closed: bool
    board: str
    category: str
    product: str
    language: str
    tags: tuple[str, ...]
    url: str
    licence: str
    replies: tuple[ReplyRecord, ...]


def parse_line(line: bytes, *, counted_from: datetime.datetime) -> TopicRecord:
    """Raises BadRecord. `days_ago` in a record counts back from `counted_from`."""
    if len(line) > MAX_LINE_BYTES:
        raise BadRecord(f"longer than {MAX_LINE_BYTES:,} bytes")
    try:
        data = json.loads(line)
        # A lone surrogate is legal JSON and no text: databases refuse it.
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeError:
        raise BadRecord("not valid UTF-8 text") from None
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"not JSON: {error}") from None
    if not isinstance(data, dict):
        raise BadRecord("not a JSON object")
    return _topic(data, counted_from)


def _topic(data: Mapping[str, object], counted_from: datetime.datetime) -> TopicRecord:
    answers = data.get("answers") or []
    if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
        raise BadRecord("answers is not a list of objects")
    source_format = data.get("format") or SourceFormat.MARKDOWN
    if source_format not in SourceFormat.values:
        raise BadRecord(f"format must be html or markdown, not {source_format!r}")
    title = normal_title(_text(data, "title", required=True))
    if not title:
        raise BadRecord("title is empty")
    topic = TopicRecord(
        external_id=_id(data),
        title=title if len(title) <= Topic.TITLE_CHARS else title[: Topic.TITLE_CHARS - 1] + "…",
        body=_body(data),
        source_format=str(source_format),
        author=_text(data, "author")[:100],
        author_name=_text(data, "author_name")[:80],
        created_at=_time(data, counted_from),
        views=_count(data, "views"),
        score=_count(data, "score"),
        me_too=_count(data, "me_too"),
        is_closed=bool(data.get("closed")),
        board=_text(data, "board"),
        category=_text(data, "category"),
        product=_text(data, "product"),
        language=_language(data),
        tags=_tags(data),
        url=_text(data, "url")[:500],
        licence=_text(data, "licence")[:250],
        replies=tuple(_reply(answer, place, counted_from) for place, answer in enumerate(answers, start=1)),
    )
    ids = [reply.external_id for reply in topic.replies]
    if len(set(ids)) < len(ids):
        raise BadRecord(f"two answers have the id {next(one for one in ids if ids.count(one) > 1)!r}")
    return topic


def _reply(data: Mapping[str, object], place: int, counted_from: datetime.datetime) -> ReplyRecord:
    try:
        return ReplyRecord(
            external_id=_id(data),
            body=_body(data),
            author=_text(data, "author")[:100],
            author_name=_text(data, "author_name")[:80],
            created_at=_time(data, counted_from),
            score=_count(data, "score"),
            is_accepted=bool(data.get("accepted")),
            is_by_staff=bool(data.get("staff")),
            language=_language(data),
        )
    except BadRecord as error:
        raise BadRecord(f"answer {place}: {error}") from None


def _text(data: Mapping[str, object], name: str, *, required: bool = False) -> str:
    value = data.get(name)
    if value is None or value == "":
        if required:
            raise BadRecord(f"{name} is missing")
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadRecord(f"{name} is not text")
    return str(value).replace("\x00", "").strip()


def _id(data: Mapping[str, object]) -> str:
    value = _text(data, "id", required=True)
    if not 0 < len(value) <= 120:
        raise BadRecord("id is longer than 120 characters" if value else "id is missing")
    return value


def _body(data: Mapping[str, object]) -> str:
    value = data.get("body")
    if not isinstance(value, str) or not normal_text(value):
        raise BadRecord("body is missing" if not value else "body is not text")
    return normal_text(value)


def _count(data: Mapping[str, object], name: str) -> int:
    """A whole number; what is below zero (a score) counts as none."""
    value = data.get(name) or 0
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value or abs(value) > MAX_COUNT:
        raise BadRecord(f"{name} is not a number that can be stored")
    return max(0, int(value))


def _time(data: Mapping[str, object], counted_from: datetime.datetime) -> datetime.datetime:
    """`created` in ISO 8601 (UTC when it names no zone), or `days_ago`."""
    created, days_ago = data.get("created"), data.get("days_ago")
    try:
        if created is None and isinstance(days_ago, int | float) and not isinstance(days_ago, bool):
            moment = counted_from - datetime.timedelta(days=days_ago)
        elif isinstance(created, str):
            moment = datetime.datetime.fromisoformat(created)
        else:
            raise BadRecord("created is missing")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        if not EARLIEST <= moment <= timezone.now() + FUTURE_ALLOWED:
            raise BadRecord(f"created is out of range: {created or days_ago}")
    except (ValueError, OverflowError) as error:
        if isinstance(error, BadRecord):
            raise
        raise BadRecord(f"created is no date: {created!r}" if created else f"days_ago is no number: {days_ago!r}") from None
    return moment


def _language(data: Mapping[str, object]) -> str:
    code = _text(data, "lang") or _text(data, "language")
    if code and code not in dict(settings.LANGUAGES):
        raise BadRecord(f"language {code!r} is not one of {', '.join(dict(settings.LANGUAGES))}")
    return code


def _tags(data: Mapping[str, object]) -> tuple[str, ...]:
    tags = data.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise BadRecord("tags is not a list of words")
    return tuple(dict.fromkeys(name for tag in tags if (name := normal_title(tag).lower()[:40].strip())))
