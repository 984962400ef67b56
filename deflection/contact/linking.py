"""The keys by which measurement may join a contact to what was read before it."""

from dataclasses import dataclass

from kbsite.visitors.keys import email_keys
from kbsite.visitors.who import ActorClass, Visitor


@dataclass(frozen=True, slots=True)
class LinkKeys:
    """Strongest first: account or consent, address, visit. Empty when that link does not exist or is refused."""

    person: str = ""
    email: str = ""
    visit: str = ""


def link_keys(*, visitor: Visitor, email: str) -> LinkKeys:
    """No key at all for people who refused and for staff who try the form."""
    if visitor.has_refused or visitor.actor_class != ActorClass.PERSON:
        return LinkKeys()
    return LinkKeys(
        person=visitor.person_key or "",
        email=email_keys(email).current if email else "",
        visit=visitor.visit_key or "",
    )
