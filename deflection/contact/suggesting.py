"""Answers that may help while somebody writes to us. Everything here may fail without the form noticing."""

import hashlib
import logging
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from deflection.contact.contents import references_of
from deflection.contact.form_tokens import FormToken
from deflection.recording.write import record
from kbsite.accounts.models import User
from kbsite.search import querying
from kbsite.search.hits import Hit
from kbsite.visitors.who import Visitor

log = logging.getLogger(__name__)

KINDS = ("article", "topic")
LIMIT = 4  # more is a list to study, not a hint beside a form
MIN_CHARS = 4  # of the subject; fewer say nothing yet
# The comparison of the form's panel (measurement B5). It ships off: everybody is offered the list.
EXPERIMENT = "form-panel"
ARM_OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Suggestion:
    content: str
    hit: Hit

    @property
    def is_article(self) -> bool:
        return self.hit.kind == "article"


def suggestions_for(
    *,
    user: User | AnonymousUser,
    subject: str,
    language: str,
    text: str = "",
    put_aside: Collection[str] = (),
    limit: int = LIMIT,
) -> tuple[Suggestion, ...]:
    """What already answers this, as far as this person may see it; without what they put aside. Empty when search is broken."""
    if len(subject.strip()) < MIN_CHARS:
        return ()
    try:
        hits = querying.similar(user=user, title=subject, body=text, language=language, kinds=KINDS, limit=limit + len(put_aside))
        references = references_of(hits)
    except Exception:  # noqa: BLE001  (a broken search must not stand between a customer and the desk)
        log.exception("suggestions could not be found")
        return ()
    found = (
        Suggestion(content=references[hit.kind, hit.object_id], hit=hit)
        for hit in hits
        if (hit.kind, hit.object_id) in references
    )
    return tuple(one for one in found if one.content not in put_aside)[:limit]


def record_suggestions(*, visitor: Visitor, token: FormToken, suggestions: tuple[Suggestion, ...], language: str) -> None:
    """The opportunity and what was shown, once per form and list, however often the same words are typed again."""
    if not suggestions:
        return
    contents = [one.content for one in suggestions]
    digest = hashlib.sha256(" ".join(contents).encode()).hexdigest()[:16]
    if not cache.add(f"suggested:{token.key.hex}:{digest}", True, 3600):
        return
    opportunity = {"experiment": EXPERIMENT, "arm": ARM_OFFERED, "contents": contents}
    record("suggestions_prepared", visitor=visitor, language=language, payload=opportunity)
    record("suggestions_shown", visitor=visitor, language=language, payload={"contents": contents})
