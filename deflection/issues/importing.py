"""Issues and content links from JSON Lines (docs/events.md: interchange). Repeating an import changes nothing."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import Q

from deflection.content import parse_content
from deflection.issues.keeping import change_issue, create_issue, link_content, would_be_a_ring
from deflection.models import ContactKind, ContentIssue, RecurringIssue
from deflection.recording.importing import name_foreign_content
from deflection.recording.jsonl import ImportCounts, Refused, check_fields, moment, objects_of, short_text


def import_issues(lines: Iterable[str], *, source: str) -> ImportCounts:
    """Lines are issues {"slug", "title", "kind", "parent"} or links {"content", "issue", "valid_from"}; parents first."""
    counts = ImportCounts()
    for number, row in objects_of(lines, counts):
        try:
            with transaction.atomic():
                is_new = _link(row) if "content" in row else _issue(row, source)
        except (Refused, ValueError) as error:
            counts.refused.append((number, str(error)))
            continue
        if is_new:
            counts.new += 1
        else:
            counts.known += 1
    return counts


def _issue(row: dict[str, Any], source: str) -> bool:
    check_fields(row, {"slug", "title", "kind", "parent"}, {"slug", "title"})
    slug = short_text(row["slug"], "slug", 80)
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise Refused(f"slug may hold letters, digits, - and _ only: {slug!r}") from error
    title = short_text(row["title"], "title", 160)
    kind = row.get("kind") or ContactKind.PROBLEM.value
    if kind not in ContactKind.values:
        raise Refused(f"kind must be one of {', '.join(ContactKind.values)}, not {kind!r}")
    parent = _issue_named(row["parent"]) if row.get("parent") else None
    issue = RecurringIssue.objects.filter(slug=slug).first()
    if issue is None:
        create_issue(slug=slug, title=title, kind=kind, parent=parent, source=source)
        return True
    if parent and would_be_a_ring(issue=issue, parent=parent):
        raise Refused(f"{slug!r} would become part of itself")
    change_issue(issue=issue, title=title, kind=kind, parent=parent)
    return False


def _link(row: dict[str, Any]) -> bool:
    check_fields(row, {"content", "issue", "valid_from"}, {"content", "issue", "valid_from"})
    reference = parse_content(short_text(row["content"], "content", 220))
    issue = _issue_named(row["issue"])
    since = moment(row["valid_from"], "valid_from")
    links = ContentIssue.objects.filter(issue=issue, content_kind=reference.kind, content_uuid=reference.key)
    # Also a link that was ended since: importing an old file again must not bring it back.
    if links.filter(Q(valid_to__isnull=True) | Q(valid_from=since)).exists():
        return False
    link_content(issue=issue, content_kind=reference.kind, content_uuid=reference.key, since=since)
    name_foreign_content([reference])
    return True


def _issue_named(slug: object) -> RecurringIssue:
    issue = RecurringIssue.objects.filter(slug=short_text(slug, "issue", 80)).first()
    if issue is None:
        raise Refused(f"unknown issue {slug!r}: it must stand before this line")
    return issue
