"""Who is looking, as far as they allow it. The ladder:

- nobody is followed by default: no key at all, only sums;
- using a form or a vote begins a visit: a random key joins what is done until half an hour without a page;
- signed in, or agreed for 14 days: a pseudonym that lasts as long as the secret it is made with;
- browser signal (Sec-GPC, DNT) or objection: nothing is kept, whatever else holds.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from django.http import HttpRequest

from kbsite.accounts.roles import is_staff_member
from kbsite.visitors import keys, visits, wishes
from kbsite.visitors.agents import is_robot


class ActorClass(StrEnum):
    PERSON = "person"
    STAFF = "staff"
    BOT = "bot"
    UNKNOWN = "unknown"


class Consent(StrEnum):
    NONE = "none"
    SESSION = "session"
    FULL = "full"


@dataclass(frozen=True)
class Visitor:
    """Keys are None when they must not exist. `memory_key` is for the cache only and is never written anywhere."""

    actor_class: ActorClass
    consent: Consent = Consent.NONE
    person_key: str | None = None
    visit_key: str | None = None
    # The same person's key before the last change of secret, while both exist.
    previous_person_key: str | None = None
    memory_key: str | None = None
    has_refused: bool = False

    @property
    def is_followed(self) -> bool:
        return self.person_key is not None or self.visit_key is not None


def visitor_of(request: HttpRequest) -> Visitor:
    """Decided once per request; a page that is only looked at sets no cookie and writes no row."""
    known: Visitor | None = getattr(request, "_visitor", None)
    if known is None:
        known = _decide(request)
        request._visitor = known  # type: ignore[attr-defined]
    return known


def begin_visit(request: HttpRequest) -> Visitor:
    """Call when a form or a vote is used: from here on the visit has a key (unless refused, or nobody to follow)."""
    visitor = visitor_of(request)
    if visitor.visit_key or visitor.has_refused or visitor.actor_class != ActorClass.PERSON:
        return visitor
    key = visits.begin_visit_key()
    consent = Consent.FULL if visitor.consent == Consent.FULL else Consent.SESSION
    visitor = replace(visitor, visit_key=key, consent=consent)
    request._visitor = visitor  # type: ignore[attr-defined]
    # The middleware puts it on the answer, whichever view makes that.
    request._visit_key_begun = key  # type: ignore[attr-defined]
    return visitor


def _decide(request: HttpRequest) -> Visitor:
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    if signed_in and is_staff_member(user):
        return Visitor(ActorClass.STAFF)
    if is_robot(request.headers.get("User-Agent", "")):
        return Visitor(ActorClass.BOT)
    wish = wishes.wish_of(request)
    if (
        wishes.asks_not_to_be_followed(request)
        or wish.choice == wishes.Choice.OBJECTED
        or (signed_in and not user.may_be_measured)
    ):
        return Visitor(ActorClass.PERSON, has_refused=True)
    visit_key = visits.current_visit_key(request) or None
    person = None
    if signed_in:
        person = keys.person_keys_of_account(user.uuid)
    elif wish.choice == wishes.Choice.AGREED:
        person = keys.person_keys_of_cookie(wish.random_id)
    if person:
        return Visitor(
            ActorClass.PERSON,
            Consent.FULL,
            person_key=person.current,
            previous_person_key=person.previous or None,
            visit_key=visit_key,
        )
    if visit_key:
        return Visitor(ActorClass.PERSON, Consent.SESSION, visit_key=visit_key)
    return Visitor(ActorClass.PERSON, memory_key=visits.memory_key(request))
