"""What somebody wrote before signing in is kept in the session and given back after it."""

from django.http import HttpRequest

# Bytes; a session is one row, read with every request of this browser until the draft is sent.
MAX_DRAFT_BYTES = 60_000
_SESSION_NAME = "forum_drafts"
_MAX_DRAFTS = 3


def keep_draft(request: HttpRequest, name: str, fields: dict[str, str]) -> None:
    """Remember the fields of one form; the oldest of more than three is given up."""
    if sum(len(text.encode()) for text in fields.values()) > MAX_DRAFT_BYTES:
        return
    drafts = dict(request.session.get(_SESSION_NAME, {}))
    drafts.pop(name, None)
    drafts[name] = fields
    request.session[_SESSION_NAME] = dict(list(drafts.items())[-_MAX_DRAFTS:])


def kept_draft(request: HttpRequest, name: str) -> dict[str, str]:
    return request.session.get(_SESSION_NAME, {}).get(name, {})


def drop_draft(request: HttpRequest, name: str) -> None:
    drafts = dict(request.session.get(_SESSION_NAME, {}))
    if drafts.pop(name, None) is not None:
        request.session[_SESSION_NAME] = drafts
