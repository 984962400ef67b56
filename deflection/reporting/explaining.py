"""Explain this number: the rows behind a figure, a page at a time, and a note of who opened them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator

from deflection.ledger.facts import Episode, SeenEvent
from deflection.ledger.reading import seen_events
from deflection.models import CreditEntry, Event, RowsOpened, StratumSnapshot, content_reference
from deflection.naming import content_names
from deflection.reporting.figure import Figure, Row, RowList
from deflection.reporting.gathering import Facts
from deflection.reporting.wording import event_header, event_row
from kbsite.accounts.models import User

ROWS_A_PAGE = 50


@dataclass(frozen=True)
class OpenedRows:
    """One page of a row list, or of the events of one episode."""

    rows_list: RowList
    rows: tuple[Row, ...]
    page: Page
    episode: Episode | None = None


def open_rows(
    facts: Facts, figure: Figure, *, name: str, episode_key: str, page: object, by: User | AnonymousUser
) -> OpenedRows | None:
    """The asked-for list (the first without a name), written down as opened; None when there is no such list or episode."""
    rows_list = figure.rows_named(name) if name else next(iter(figure.lists), None)
    episode = None
    if rows_list is not None and episode_key:
        episode = facts.episode(episode_key)
        rows_list = _events_of(episode, rows_list) if episode else None
    if rows_list is None:
        return None
    shown = Paginator(rows_list.items, ROWS_A_PAGE).get_page(page)
    names = content_names(_contents_of(shown), user=by)
    RowsOpened.objects.create(
        user=by if by.is_authenticated else None, figure_id=figure.name, period=facts.period.name, page=shown.number
    )
    return OpenedRows(rows_list, tuple(rows_list.describe(item, names) for item in shown), shown, episode)


def _events_of(episode: Episode, parent: RowList) -> RowList:
    """What is still there of them: retention erases events before it erases episodes."""
    events = tuple(seen_events(Event.objects.filter(id__in=episode.event_ids).order_by("ts", "id")))
    return RowList(parent.name, parent.label, event_header(), events, event_row)


def _contents_of(rows: Iterable[Any]) -> set[str]:
    found = set()
    for row in rows:
        if isinstance(row, SeenEvent):
            found.add(row.content)
        elif isinstance(row, Episode) and row.issue_id is None:
            found.add(row.need)
        elif isinstance(row, StratumSnapshot | CreditEntry):
            found.add("" if row.need.startswith("issue:") else row.need)
            if isinstance(row, CreditEntry) and row.content_uuid:
                found.add(content_reference(row.content_kind, row.content_uuid))
    return found - {""}
