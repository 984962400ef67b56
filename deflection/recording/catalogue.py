"""The closed list of events: every type, its fields, who sends it and what it means. Told to people in docs/events.md.

A type or field that is not here is refused, on this site and in imports alike.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from deflection.content import parse_content


class Keyless(StrEnum):
    """What becomes of an event of somebody who is not followed."""

    DROPPED = "dropped"  # looking only: a daily sum at most
    KEPT = "kept"  # an act meant for us: a row without any key even after a refusal


@dataclass(frozen=True)
class Field:
    name: str
    says: str  # the type in words, for docs and refusals
    accepts: Callable[[Any], bool]
    meaning: str
    is_required: bool = False


@dataclass(frozen=True)
class EventType:
    name: str
    meaning: str
    sent_by: str
    fields: tuple[Field, ...] = ()
    needs_content: bool = False
    # Written at once; the others wait in a buffer for at most a second or two.
    is_lasting: bool = False
    keyless: Keyless = Keyless.DROPPED


class UnknownEvent(ValueError):
    """The sentence says what is wrong."""


def _number(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _one_of(*words: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in words


def _text(longest: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and len(value) <= longest


def _is_content(value: Any) -> bool:
    try:
        parse_content(value)
    except (ValueError, AttributeError):
        return False
    return True


def _is_contents(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 50 and all(_is_content(one) for one in value)


DWELL = Field("dwell_s", "seconds, 0 to 14400", _number(0, 14_400), "Time the page was visible")
SCROLL = Field("scroll", "0 to 1", _number(0, 1), "Deepest point of the text that was reached")
WORDS = Field("words", "number", _number(0, 1_000_000), "Words of the page, for the threshold of a qualified read")
EXPERIMENT = Field("experiment", "text", _text(40), "Name of the comparison", is_required=True)
ARM = Field("arm", "offered or holdout", _one_of("offered", "holdout"), "Side of the comparison", is_required=True)
CONTENTS = Field("contents", "list of content", _is_contents, "What was on the list, best first", is_required=True)
POSITION = Field("position", "1 to 200", _number(1, 200), "Place in the list, from 1")
ANSWER = Field("answer", "yes, no or browsing", _one_of("yes", "no", "browsing"), "Did it solve the problem?", is_required=True)

_TYPES = (
    EventType(
        "view",
        "A page with an article or topic was shown.",
        "the server, with the page",
        (DWELL, SCROLL, WORDS),
        needs_content=True,
    ),
    EventType(
        "qualified_read",
        "It was really read: visible for 8 seconds and for 15 % of the time its words need at 4 words a second, "
        "or read to 60 % of its length in at least 8 seconds.",
        "the page’s beacon",
        (DWELL, SCROLL, WORDS),
        needs_content=True,
    ),
    EventType(
        "short_read",
        "The page was left before that: a bounce.",
        "the page’s beacon",
        (DWELL, SCROLL, WORDS),
        needs_content=True,
    ),
    EventType(
        "search",
        "Something was searched for, as a step of a visit that is followed. Digits and addresses are masked before the row "
        "is written. What people search for and do not find is kept elsewhere, without keys.",
        "the search page",
        (
            Field("terms", "text", _text(200), "What was typed, masked", is_required=True),
            Field("hits", "number", _number(0, 10_000_000), "How many were found", is_required=True),
        ),
    ),
    EventType(
        "search_click",
        "A result was opened.",
        "the search page",
        (Field("terms", "text", _text(200), "What was typed, masked"), POSITION),
        needs_content=True,
    ),
    EventType(
        "vote",
        "“Did this solve your problem?” at the end of a page was answered; voluntary, always offered.",
        "article and topic pages",
        (ANSWER,),
        needs_content=True,
        is_lasting=True,
        keyless=Keyless.KEPT,
    ),
    EventType(
        "form_open",
        "The contact or question form was opened by somebody who then used it. "
        "The content, if any, is the page it was opened from.",
        "the contact form",
        (Field("way", "contact or ask", _one_of("contact", "ask"), "Private contact or public question"),),
        is_lasting=True,
    ),
    EventType(
        "suggestions_prepared",
        "A list of suggestions was computed: the opportunity, recorded in both arms.",
        "the contact form",
        (EXPERIMENT, ARM, CONTENTS),
    ),
    EventType("suggestions_shown", "The list was shown.", "the contact form", (CONTENTS,)),
    EventType("suggestion_opened", "A suggestion was opened.", "the contact form", (POSITION,), needs_content=True),
    EventType(
        "suggestion_dismissed",
        "A suggestion was put aside.",
        "the contact form",
        (
            Field(
                "reason",
                "not_my_problem, tried, other_version or empty",
                _one_of("", "not_my_problem", "tried", "other_version"),
                "Why, if said",
            ),
        ),
        needs_content=True,
        is_lasting=True,
    ),
    EventType(
        "solved_click",
        "“This solved it” was pressed on a suggestion.",
        "the contact form",
        (Field("place", "contact, ask, article or topic", _one_of("contact", "ask", "article", "topic"), "Where"),),
        is_lasting=True,
        keyless=Keyless.KEPT,
    ),
    EventType(
        "form_submitted",
        "The form was sent: a contact or question exists.",
        "the contact form",
        (
            Field("way", "contact or ask", _one_of("contact", "ask"), "Private contact or public question"),
            Field("contact", "text", _text(16), "Reference of the contact"),
        ),
        is_lasting=True,
        keyless=Keyless.KEPT,
    ),
    EventType(
        "prompt_shown",
        "A randomly chosen reader was asked whether it solved the problem.",
        "article pages",
        (Field("probability", "above 0, at most 1", lambda v: _number(0, 1)(v) and v > 0, "Chance of being asked", True),),
        needs_content=True,
    ),
    EventType(
        "prompt_answer",
        "A randomly chosen reader answered.",
        "article pages",
        (
            ANSWER,
            Field(
                "would_have_contacted",
                "yes/no (boolean) or null",
                lambda value: value is None or isinstance(value, bool),
                "Would you have contacted us otherwise?",
            ),
        ),
        needs_content=True,
        is_lasting=True,
        keyless=Keyless.KEPT,
    ),
    EventType(
        "followup_answer",
        "Somebody who did not contact was asked later whether it is solved.",
        "the question mailed after a visit",
        (Field("solved", "boolean", lambda value: isinstance(value, bool), "The answer", is_required=True),),
        is_lasting=True,
        keyless=Keyless.KEPT,
    ),
    EventType(
        "me_too",
        "“I have this problem too” was pressed.",
        "topic pages",
        (),
        needs_content=True,
        is_lasting=True,
        keyless=Keyless.KEPT,
    ),
    EventType(
        "reply_accepted",
        "The person who asked says that a reply solved the problem.",
        "topic pages",
        (),
        needs_content=True,
        is_lasting=True,
        keyless=Keyless.KEPT,
    ),
    EventType(
        "assigned",
        "A person was put on one side of a comparison.",
        "the contact form",
        (
            EXPERIMENT,
            ARM,
            Field("share", "0 to 1", _number(0, 1), "Share held back on that day", is_required=True),
        ),
        is_lasting=True,
    ),
    EventType("status_view", "The page of known disruptions was opened.", "the status page", ()),
)

CATALOGUE: Mapping[str, EventType] = {one.name: one for one in _TYPES}

# What was read, for the episode rules and the exclusions.
PAGE_VIEWS = frozenset({"view"})
READS = frozenset({"qualified_read", "short_read"})


def check_event(*, type_name: str, content: str, payload: Mapping[str, Any]) -> EventType:
    """The type, if the event is one of the catalogue; raises UnknownEvent with a sentence otherwise."""
    event_type = CATALOGUE.get(type_name)
    if event_type is None:
        raise UnknownEvent(f"unknown type {type_name!r}")
    if event_type.needs_content and not content:
        raise UnknownEvent(f"{type_name} needs a content")
    known = {field.name: field for field in event_type.fields}
    for name, value in payload.items():
        if name not in known:
            raise UnknownEvent(f"unknown field {name!r} in the payload of {type_name}")
        if not known[name].accepts(value):
            raise UnknownEvent(f"{name} of {type_name} must be {known[name].says}, not {value!r}")
    for field in event_type.fields:
        if field.is_required and field.name not in payload:
            raise UnknownEvent(f"{type_name} needs the field {field.name!r}")
    return event_type
