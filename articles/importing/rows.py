"""What a source tells about one article -> a checked row, or a sentence that says why not."""

import datetime
import hashlib
import json
import re
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from articles.models import Confidence
from kbsite.accounts.audience import Audience

# Raise it when the same row makes another page: every article is then made again by the next import.
CONVERTER_VERSION = 1
MAX_ID_CHARS = 300
MAX_TITLE_CHARS = 255
MAX_TAG_CHARS = 100
MAX_SECTION_STEPS = 12
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)


class BadRow(ValueError):
    """The row cannot be taken in; the message is the reason."""


@dataclass(frozen=True)
class Refused:
    """What was not taken in: a line, a file, an article of a source."""

    where: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


@dataclass(frozen=True)
class SourceRow:
    """An article as its source tells it. `section` is a path of names; `translated_share` is 0-1 or not told.

    `content` is the key of the content on this site, where the source knows it. `path` is where the text stands in a folder:
    what its relative links are followed from.
    """

    id: str
    language: str
    title: str
    summary: str
    section: tuple[str, ...]
    products: tuple[str, ...]
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
    is_draft: bool
    owner: str
    review_by: datetime.date | None
    content: UUID | None
    hash: str
    path: str = ""


def read_row(line: str) -> SourceRow:
    """Raises BadRow. Unknown keys are ignored; what is not told has a plain default."""
    return row_of(json_object(line))


def json_object(text: str | bytes) -> dict[str, object]:
    """Raises BadRow, also for what is nested so deep that no reader follows."""
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise BadRow("not JSON (nested too deep)") from error
    except ValueError as error:
        raise BadRow(f"not JSON ({error})") from error
    if not isinstance(data, dict):
        raise BadRow("not a JSON object")
    return data


def row_of(data: dict[str, object], *, path: str = "", beside: object = None) -> SourceRow:
    """The row of a source's names and values; when what stands `beside` it changes, the row has changed. Raises BadRow."""
    language = _text(data, "lang") or settings.LANGUAGE_CODE
    if language not in LANGUAGES:
        raise BadRow(f"language {language!r} is not one of {', '.join(LANGUAGES)}")
    if not isinstance(data.get("body_markdown"), str):
        raise BadRow("body_markdown is missing or no text")
    body = data["body_markdown"]
    if any("\ud800" <= character <= "\udfff" for character in body):
        raise BadRow("body_markdown holds half a character (a lone surrogate)")
    updated_at = _moment(data, "updated")
    return SourceRow(
        id=_needed(data, "id", MAX_ID_CHARS),
        language=language,
        title=_needed(data, "title", MAX_TITLE_CHARS),
        summary=_text(data, "description"),
        section=_section(data),
        products=_products(data),
        tags=tuple(dict.fromkeys(tag.strip()[:MAX_TAG_CHARS] for tag in _texts(data, "tags") if tag.strip())),
        see_also=tuple(dict.fromkeys(_texts(data, "see_also"))),
        body=body,
        created_at=_moment(data, "created") or updated_at,
        updated_at=updated_at,
        audience=_choice(data, "audience", Audience, Audience.PUBLIC),
        confidence=_choice(data, "confidence", Confidence, Confidence.VALIDATED),
        translated_share=_share(data, "translated"),
        url=_text(data, "url")[:1000],
        licence=_text(data, "licence")[:200],
        is_draft=_yes_or_no(data, "draft"),
        owner=_text(data, "owner")[:254],
        review_by=_day(data, "review_by"),
        content=_key(data, "content"),
        hash=_hash(data, beside),
        path=path,
    )


def _hash(data: dict[str, object], beside: object) -> str:
    parts = [CONVERTER_VERSION, data, beside] if beside else [CONVERTER_VERSION, data]
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(data: dict[str, object], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRow(f"{name} is no text")
    return _sound(value, name).strip()


def _sound(value: str, name: str) -> str:
    if "\x00" in value:
        raise BadRow(f"{name} holds a NUL character")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise BadRow(f"{name} holds half a character (a lone surrogate)")
    return value


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
    return [_sound(item, name) for item in value if item]


def _section(data: dict[str, object]) -> tuple[str, ...]:
    """A path written with / or #, or a list of names, which may then hold these signs."""
    steps = _texts(data, "section") if isinstance(data.get("section"), list) else re.split(r"[/#]", _text(data, "section"))
    if len(steps) > MAX_SECTION_STEPS:
        raise BadRow(f"section has more than {MAX_SECTION_STEPS} steps")
    return tuple(step.strip() for step in steps if step.strip())


def _products(data: dict[str, object]) -> tuple[str, ...]:
    names = [_text(data, "product"), *_texts(data, "products")]
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


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


def _yes_or_no(data: dict[str, object], name: str) -> bool:
    value = data.get(name)
    if value is not None and not isinstance(value, bool):
        raise BadRow(f"{name} is neither true nor false")
    return bool(value)


def _day(data: dict[str, object], name: str) -> datetime.date | None:
    moment = _moment(data, name)
    return timezone.localdate(moment) if moment else None


def _key(data: dict[str, object], name: str) -> UUID | None:
    value = _text(data, name)
    try:
        return UUID(value) if value else None
    except ValueError as error:
        raise BadRow(f"{name} {value!r} is no UUID") from error


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
            # "2024-01-24 10:00:00 +0200" is how some site generators write it.
            moment = datetime.datetime.fromisoformat(re.sub(r" ([+-]\d\d):?(\d\d)$", r"\1:\2", value))
    except ValueError as error:
        raise BadRow(f"{name} {value!r} is no date") from error
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
