"""Issues and their links to content: the only writers."""

import uuid
from datetime import datetime
from itertools import chain, count

from django.db import transaction
from django.utils import timezone

from deflection.ledger.changes import mark_contacts_changed, mark_content_changed, mark_issue_moved
from deflection.models import Contact, ContactIssue, ContactKind, ContentIssue, RecurringIssue


def create_issue(
    *,
    slug: str,
    title: str,
    kind: str = ContactKind.PROBLEM,
    parent: RecurringIssue | None = None,
    source: str = "site",
) -> RecurringIssue:
    return RecurringIssue.objects.create(slug=slug, title=title, kind=kind, parent=parent, source=source)


@transaction.atomic
def link_content(
    *, issue: RecurringIssue, content_kind: str, content_uuid: uuid.UUID, since: datetime | None = None
) -> ContentIssue:
    """From a moment on the content is about the issue; a link that holds already is returned as it is."""
    link, is_made = ContentIssue.objects.get_or_create(
        issue=issue,
        content_kind=content_kind,
        content_uuid=content_uuid,
        valid_to=None,
        defaults={"valid_from": since or timezone.now()},
    )
    if is_made:
        mark_content_changed(content_kind=content_kind, content_uuid=content_uuid, since=link.valid_from)
    return link


@transaction.atomic
def change_issue(*, issue: RecurringIssue, title: str, kind: str, parent: RecurringIssue | None) -> None:
    """Under the same address. Where it belongs decides which contacts count for which reads."""
    if issue.parent_id != (parent.pk if parent else None):
        mark_issue_moved(issue.pk)
    RecurringIssue.objects.filter(pk=issue.pk).update(title=title, kind=kind, parent=parent)


@transaction.atomic
def end_link(*, link: ContentIssue, at: datetime | None = None) -> None:
    """Reads before that moment stay the issue's; a link that would end before it began is removed."""
    end = at or timezone.now()
    mark_content_changed(content_kind=link.content_kind, content_uuid=link.content_uuid, since=max(link.valid_from, end))
    if end <= link.valid_from:
        link.delete()
        return
    link.valid_to = end
    link.save(update_fields=["valid_to"])


@transaction.atomic
def link_contact(*, contact: Contact, issues: list[RecurringIssue]) -> None:
    """Exactly these issues: none is an honest answer too."""
    ContactIssue.objects.filter(contact=contact).exclude(issue__in=issues).delete()
    ContactIssue.objects.bulk_create([ContactIssue(contact=contact, issue=issue) for issue in issues], ignore_conflicts=True)
    mark_contacts_changed([contact.pk])


def would_be_a_ring(*, issue: RecurringIssue, parent: RecurringIssue) -> bool:
    """Whether the issue would become part of itself."""
    parents = dict(RecurringIssue.objects.values_list("id", "parent_id"))
    above: int | None = parent.pk
    for _step in range(len(parents) + 1):
        if above is None:
            return False
        if above == issue.pk:
            return True
        above = parents.get(above)
    return True


def free_slug(wanted: str) -> str:
    """The wanted address, or the first free one with a number behind it."""
    base = (wanted or "issue")[:70]
    taken = set(RecurringIssue.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in chain([base], (f"{base}-{number}" for number in count(2))) if slug not in taken)
