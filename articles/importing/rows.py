"""One line of a JSON Lines file -> a checked row, or a sentence that says why not."""

import datetime
import hashlib
import json
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from articles.models import Confidence
from kbsite.accounts.audience import Audience

# Raise it when the same row makes another page: every article is then made again by the next import.
CONVERTER_VERSION = 1
MAX_ID_CHARS = 300
MAX_TITLE_CHARS = 255
MAX_TAG_CHARS = 100
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class BadRow(ValueError):
    """The row cannot be taken in; the message is the reason."""


@dataclass(frozen=True)
class SourceRow:
    """An article as its source tells it. `section` is a path of names; `translated_share` is 0-1 or not told."""

    id: str
    language: str
    title: str
    summary: str
    section: tuple[str, ...]
    product: str
    tags: tuple[str, ...]
    see_also: tuple[str, ...]
    body: str
    created_at: datetime.datetime | None
    updated_at: datetime.datetime | None
    audience: Audience
    confidence: Confidence
    translated_share: float | None
    url: str
    licence: str
    hash: str


def read_row(line: str) -> SourceRow:
    """Raises BadRow. Unknown keys are ignored; what is not told has a plain default."""
    try:
        data = json.loads(line)
    except ValueError as error:
        raise BadRow(f"not JSON ({error})") from error
    if not isinstance(data, dict):
        raise BadRow("not a JSON object")
    language = _text(data, "lang") or settings.LANGUAGE_CODE
    if language not in LANGUAGES:
        raise BadRow(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    if not isinstance(data.get("body_markdown"), str):
        raise BadRow("body_markdown is missing or no text")
    updated_at = _moment(data, "updated")
    return SourceRow(
        id=_needed(data, "id", MAX_ID_CHARS),
        language=language,
        title=_needed(data, "title", MAX_TITLE_CHARS),
        summary=_text(data, "description"),
        section=tuple(step for step in re.split(r"[/#]", _text(data, "section")) if step.strip()),
        product=_text(data, "product"),
        tags=tuple(dict.fromkeys(tag.strip()[:MAX_TAG_CHARS] for tag in _texts(data, "tags") if tag.strip())),
        see_also=tuple(dict.fromkeys(_texts(data, "see_also"))),
        body=data["body_markdown"],
        created_at=_moment(data, "created") or updated_at,
        updated_at=updated_at,
        audience=_choice(data, "audience", Audience, Audience.PUBLIC),
        confidence=_choice(data, "confidence", Confidence, Confidence.VALIDATED),
        translated_share=_share(data, "translated"),
        url=_text(data, "url")[:1000],
        licence=_text(data, "licence")[:200],
        hash=_hash(data),
    )


def _hash(data: dict[str, object]) -> str:
    text = json.dumps([CONVERTER_VERSION, data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(data: dict[str, object], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRow(f"{name} is no text")
    if "\x00" in value:
        raise BadRow(f"{name} holds a NUL character")
    return value.strip()


def _needed(data: dict[str, object], name: str, most_chars: int) -> str:
    value = _text(data, name)
    if not value:
        raise BadRow(f"{name} is missing")
    if len(value) > most_chars:
        raise BadRow(f"{name} is longer than {most_chars} characters")
    return value


def _texts(data: dict[str, object], name: str) -> list[str]:
    value = data.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str | None) for item in value):
        raise BadRow(f"{name} is no list of texts")
    return [item for item in value if item]


def _choice(data: dict[str, object], name: str, choices: type, default: object):
    value = _text(data, name)
    if not value:
        return default
    if value not in choices.values:
        raise BadRow(f"{name} {value!r} is not one of {', '.join(choices.values)}")
    return choices(value)


def _share(data: dict[str, object], name: str) -> float | None:
    value = data.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise BadRow(f"{name} is not a number from 0 to 1")
    return float(value)


def _moment(data: dict[str, object], name: str) -> datetime.datetime | None:
    """ISO dates and times, and American dates. A date without a time means noon: the same day in every time zone here."""
    value = _text(data, name)
    if not value:
        return None
    american = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", value)
    try:
        if american:
            month, day, year = (int(part) for part in american.groups())
            moment = datetime.datetime(year, month, day, 12)  # noqa: DTZ001  (made aware below)
        elif len(value) == 10:
            moment = datetime.datetime.combine(datetime.date.fromisoformat(value), datetime.time(12))
        else:
            moment = datetime.datetime.fromisoformat(value)
    except ValueError as error:
        raise BadRow(f"{name} {value!r} is no date") from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
