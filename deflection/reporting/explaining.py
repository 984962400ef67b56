"""Explain this number: the rows behind a figure, a page at a time, and a note of who opened them."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator

from deflection.ledger.facts import Episode
from deflection.models import RowsOpened
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
        episode = next((one for one in rows_list.items if isinstance(one, Episode) and one.key == episode_key), None)
        rows_list = _events_of(facts, episode, rows_list, by) if episode else None
    if rows_list is None:
        return None
    shown = Paginator(rows_list.items, ROWS_A_PAGE).get_page(page)
    RowsOpened.objects.create(
        user=by if by.is_authenticated else None, figure_id=figure.name, period=facts.period.name, page=shown.number
    )
    return OpenedRows(rows_list, tuple(rows_list.describe(item) for item in shown), shown, episode)


def _events_of(facts: Facts, episode: Episode, parent: RowList, user: User | AnonymousUser) -> RowList:
    wanted = set(episode.event_ids)
    events = tuple(event for event in facts.all_events if event.id in wanted)
    names = content_names({event.content for event in events if event.content}, user=user)
    return RowList(parent.name, parent.label, event_header(), events, lambda event: event_row(event, names))
