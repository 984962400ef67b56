"""The list of recurring issues and one issue's page. A fixed number of queries, whatever the number of issues."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from deflection.ledger.facts import SeenContact
from deflection.ledger.reading import IssueName, Issues, read_contacts, read_issues
from deflection.models import ContentIssue, RecurringIssue
from deflection.naming import ContentName, content_names
from deflection.reporting.figures.contacts import weekly_series
from deflection.reporting.gathering import CHART_WEEKS, MOST_CONTACTS
from deflection.reporting.periods import Period, week_of
from deflection.reporting.series import Series
from deflection.reporting.sources import coverage_of, read_coverage
from deflection.reporting.weeks import WeeklyCounts, verdict, weeks_between
from kbsite.accounts.models import User

RECENT_WEEKS = 4


@dataclass(frozen=True)
class LinkedContent:
    """`link_id` names the link that holds now."""

    link_id: int
    kind: str
    key: str
    name: ContentName
    since: datetime


@dataclass(frozen=True)
class IssueRow:
    slug: str
    title: str
    kind: str
    part_of: str
    recent: int  # contacts of the last four complete weeks
    series: Series
    verdict: str
    contents: tuple[LinkedContent, ...]


@dataclass(frozen=True)
class IssueList:
    kind: str
    counts: dict[str, int]  # issues by kind, for the tabs
    rows: tuple[IssueRow, ...]
    unnamed_share: float | None  # of the kind's contacts that name no issue, 0-1


@dataclass(frozen=True)
class IssuePage:
    issue: RecurringIssue
    row: IssueRow


def issue_list(*, kind: str, user: User | AnonymousUser, now: datetime | None = None) -> IssueList:
    """Issues in use of one kind, most contacts in the last weeks first."""
    board = _Board(user, now or timezone.now())
    active = board.active_issues
    rows = [board.row(number) for number in active if board.issues.names[number].kind == kind]
    rows.sort(key=lambda row: (-row.recent, row.title.casefold()))
    counts: dict[str, int] = {}
    for number in active:
        name = board.issues.names[number]
        counts[name.kind] = counts.get(name.kind, 0) + 1
    recent = [contact for contact in board.recent_contacts if contact.kind == kind]
    unnamed = sum(not contact.issue_ids for contact in recent)
    return IssueList(kind, counts, tuple(rows), unnamed / len(recent) if recent else None)


def issue_page(issue: RecurringIssue, *, user: User | AnonymousUser, now: datetime | None = None) -> IssuePage:
    board = _Board(user, now or timezone.now())
    return IssuePage(issue, board.row(issue.pk))


class _Board:
    """What all rows are made of: five queries."""

    def __init__(self, user: User | AnonymousUser, now: datetime) -> None:
        this_week = week_of(timezone.localdate(now))
        first = week_of(this_week.first - timedelta(weeks=CHART_WEEKS))
        self.span = Period("", first.first, this_week.first)
        self.now = now
        self.issues: Issues = read_issues()
        self.contacts = [one for one in read_contacts(first.start, this_week.end, at_most=MOST_CONTACTS) if one.same_as is None]
        self.coverage = coverage_of(self.contacts, read_coverage())
        links = list(
            ContentIssue.objects.filter(valid_to__isnull=True).values_list(
                "id", "issue_id", "content_kind", "content_uuid", "valid_from"
            )
        )
        names = content_names({f"{kind}:{key}" for _id, _issue, kind, key, _since in links}, user=user)
        self.contents: dict[int, list[LinkedContent]] = {}
        for link_id, issue_id, kind, key, since in links:
            linked = LinkedContent(link_id, kind, str(key), names[f"{kind}:{key}"], since)
            self.contents.setdefault(issue_id, []).append(linked)

    @property
    def active_issues(self) -> list[int]:
        return [number for number, name in self.issues.names.items() if name.is_active]

    @property
    def recent_contacts(self) -> list[SeenContact]:
        start = week_of(self.span.after - timedelta(weeks=RECENT_WEEKS)).start
        return [contact for contact in self.contacts if start <= contact.ts < self.span.end]

    def row(self, number: int) -> IssueRow:
        name: IssueName = self.issues.names[number]
        theirs = [contact for contact in self.contacts if number in contact.issue_ids]
        weekly: WeeklyCounts = weeks_between(self.span, theirs, self.coverage, now=self.now, told_in=self.span)
        parent = self.issues.links.parents.get(number)
        return IssueRow(
            slug=name.slug,
            title=name.title,
            kind=name.kind,
            part_of=self.issues.names[parent].title if parent in self.issues.names else "",
            recent=sum(week.count or 0 for week in weekly.weeks[-RECENT_WEEKS:]),
            series=weekly_series(f"issue-{name.slug}", weekly),
            verdict=verdict(weekly),
            contents=tuple(self.contents.get(number, ())),
        )
