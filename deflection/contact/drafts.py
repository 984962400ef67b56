"""What somebody has typed and looked at while writing to us, kept in their session until it is sent.

So the text survives signing in, a look at an answer, an error and the way to the community and back.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from deflection.contact.answering import Reading
from deflection.contact.form_tokens import FormToken

SESSION_NAME = "contact_forms"
KEEP_FORMS = 3  # open forms a session; more are tabs that somebody has forgotten
KEEP_READINGS = 30
MAX_FIELD_CHARS = 20_000


@dataclass
class Draft:
    fields: dict[str, str] = field(default_factory=dict)
    readings: list[dict[str, str]] = field(default_factory=list)

    @property
    def dismissed(self) -> frozenset[str]:
        return frozenset(one["content"] for one in self.readings if one["action"] == "dismissed")

    def as_readings(self) -> tuple[Reading, ...]:
        return tuple(
            Reading(
                action=one["action"],
                content=one["content"],
                title=one["title"],
                url=one["url"],
                reason=one["reason"],
                at=datetime.fromisoformat(one["at"]),
            )
            for one in self.readings
        )


def draft_of(request: HttpRequest, key: uuid.UUID) -> Draft:
    """The draft of this form in this session, or an empty one."""
    kept: dict[str, Any] = request.session.get(SESSION_NAME, {}).get(key.hex, {})
    return Draft(fields=dict(kept.get("fields", {})), readings=list(kept.get("readings", [])))


def token_of_draft(request: HttpRequest, key: uuid.UUID) -> FormToken | None:
    """The token of a kept form with the time when it was first opened; None when this session has no such form."""
    kept = request.session.get(SESSION_NAME, {}).get(key.hex)
    return FormToken(key=key, opened_at=datetime.fromisoformat(kept["opened_at"])) if kept else None


def keep_fields(request: HttpRequest, token: FormToken, fields: Mapping[str, str]) -> None:
    draft = draft_of(request, token.key)
    draft.fields = {name: value[:MAX_FIELD_CHARS] for name, value in fields.items()}
    _save(request, token, draft)


def keep_reading(
    request: HttpRequest, token: FormToken, *, action: str, content: str, title: str, url: str, reason: str = ""
) -> None:
    """Note once that this was opened or put aside; a later reason replaces an earlier one."""
    draft = draft_of(request, token.key)
    same = [one for one in draft.readings if (one["action"], one["content"]) == (action, content)]
    at = same[0]["at"] if same else timezone.now().isoformat()
    others = [one for one in draft.readings if one not in same]
    line = {"action": action, "content": content, "title": title, "url": url, "reason": reason, "at": at}
    draft.readings = [*others, line][-KEEP_READINGS:]
    _save(request, token, draft)


def drop_draft(request: HttpRequest, key: uuid.UUID) -> None:
    kept = request.session.get(SESSION_NAME)
    if kept and kept.pop(key.hex, None) is not None:
        request.session.modified = True


def _save(request: HttpRequest, token: FormToken, draft: Draft) -> None:
    kept: dict[str, Any] = request.session.get(SESSION_NAME, {})
    kept.pop(token.key.hex, None)  # so that the one in use is the newest and is dropped last
    kept[token.key.hex] = {
        "fields": draft.fields,
        "readings": draft.readings,
        "opened_at": token.opened_at.isoformat(),
    }
    for name in list(kept)[:-KEEP_FORMS]:
        del kept[name]
    request.session[SESSION_NAME] = kept
