"""What the fold had read already and must read again. A row in the transaction of the change; the worker sweeps it.

New events and contacts need no mark: the fold finds them by their number.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from deflection.models import LedgerChange


def mark_contacts_changed(contact_ids: Iterable[int]) -> None:
    """Kind, issues, sameness or keys of contacts are no longer what they were."""
    LedgerChange.objects.bulk_create([LedgerChange(contact_id=number) for number in contact_ids])


def mark_content_changed(*, content_kind: str, content_uuid: uuid.UUID, since: datetime) -> None:
    """What the content is about has changed for reads from `since` on."""
    LedgerChange.objects.create(content_kind=content_kind, content_uuid=content_uuid, since=since)


def mark_issue_moved(issue_id: int) -> None:
    """The issue is part of another one now: its contacts, and those of its parts, count for other episodes."""
    LedgerChange.objects.create(issue_id=issue_id)
