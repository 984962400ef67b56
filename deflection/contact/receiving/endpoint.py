"""POST /api/contacts/: one contact or a batch of another desk, taken in as a file is. docs/receiving-contacts.md tells it."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from deflection.contact.importing.columns import ColumnMap
from deflection.contact.importing.contacts import import_contacts
from deflection.contact.receiving.access import access_of, note_use
from deflection.models import DeskToken
from deflection.recording.jsonl import ImportCounts, is_storable
from kbsite.limits.taking import Limit, LimitReached, take
from kbsite.security import client_address

MOST_CONTACTS = 500  # of one request: one batch of the import, one transaction
LARGEST_BODY = 1024 * 1024  # bytes; 500 contacts with long subjects are a third of it
# Two a second is a hundred thousand contacts an hour in batches, and no burden when a desk sends each by itself.
REQUESTS_A_MINUTE = Limit("desk-requests", times=120, seconds=60)
# Nobody can guess a token; this only keeps the log and the database quiet.
WRONG_TOKENS_A_MINUTE = Limit("desk-wrong-tokens", times=20, seconds=60)


class _Answer(Exception):
    def __init__(self, status: int, sentence: str, **headers: str) -> None:
        super().__init__(sentence)
        self.status, self.headers = status, headers


# Exempt: no cookie is read here, so no other site can make a browser send anything; the token stands in a header.
@csrf_exempt
@require_POST
def receive_contacts(request: HttpRequest) -> HttpResponse:
    try:
        access = _access(request)
        take(REQUESTS_A_MINUTE, str(access.pk))
        contacts = _contacts(request)
    except LimitReached as reached:
        return _error(429, "too many requests; try again later", **{"Retry-After": str(reached.retry_after)})
    except _Answer as answer:
        return _error(answer.status, str(answer), **answer.headers)
    counts = ImportCounts()
    rows = ((number, row) for number, row in enumerate(contacts, start=1) if _is_row(number, row, counts))
    import_contacts(rows, counts, source=access.source, columns=ColumnMap())
    note_use(access)
    told = {
        "new": counts.new,
        "known": counts.known,
        "differing": _told(counts.differing),
        "refused": _told(counts.refused),
    }
    return JsonResponse(told, status=422 if counts.refused else 200, headers={"Cache-Control": "no-store"})


def _access(request: HttpRequest) -> DeskToken:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    access = access_of(token.strip()) if scheme.lower() == "bearer" else None
    if access is None:
        take(WRONG_TOKENS_A_MINUTE, client_address(request))
        raise _Answer(401, "a valid token is needed: Authorization: Bearer …", **{"WWW-Authenticate": "Bearer"})
    if access.revoked_at is not None:
        raise _Answer(403, "this token was revoked")
    return access


def _contacts(request: HttpRequest) -> list[Any]:
    if request.content_type != "application/json":
        raise _Answer(415, "send JSON: Content-Type: application/json")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise _Answer(413, f"at most {LARGEST_BODY} bytes a request")
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise _Answer(400, "the body is no JSON in UTF-8") from error
    contacts = body.get("contacts", [body]) if isinstance(body, dict) else None
    if not isinstance(contacts, list) or not contacts:
        raise _Answer(400, 'send one contact as an object, or {"contacts": […]}')
    if len(contacts) > MOST_CONTACTS:
        raise _Answer(413, f"at most {MOST_CONTACTS} contacts a request")
    return contacts


def _is_row(number: int, row: object, counts: ImportCounts) -> bool:
    if not isinstance(row, dict):
        counts.refused.append((number, "a contact must be an object"))
    elif not is_storable(row):
        counts.refused.append((number, "holds characters that no database keeps (zero or half a surrogate pair)"))
    else:
        return True
    return False


def _told(lines: list[tuple[int, str]]) -> list[dict[str, Any]]:
    return [{"row": number, "reason": reason} for number, reason in sorted(lines)]


def _error(status: int, sentence: str, **headers: str) -> JsonResponse:
    return JsonResponse({"error": sentence}, status=status, headers={"Cache-Control": "no-store", **headers})
