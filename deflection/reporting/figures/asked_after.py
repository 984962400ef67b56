"""Who read and then still contacted: for all content, and for each."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deflection.estimation.proportion import share_interval
from deflection.ledger.facts import Episode, State
from deflection.naming import ContentNames
from deflection.reporting.figure import Figure, LeftOutCount, Row, RowList, Term
from deflection.reporting.gathering import MATURED, WAITING, Facts
from deflection.reporting.series import Series
from deflection.reporting.wording import episode_header, episode_row, left_out_name, number, percent

NAME = "read-then-asked"
LEAST_EPISODES = 10  # fewer say more about chance, and about single people, than about the page


def read_then_asked(facts: Facts) -> Figure:
    """Over all content; an episode with several pages counts once."""
    return _figure(facts, NAME, _("Read, then still contacted us"), "", _("all content together"))


def content_figure_name(content: str) -> str:
    return f"{NAME}-{content.replace(':', '-')}"


def contents_read(facts: Facts) -> list[str]:
    """Content that was really read in an episode of the period, most episodes first."""
    return sorted(facts.contents, key=lambda content: (-facts.contents[content].total, content))


def of_content(facts: Facts, names: ContentNames, content: str) -> Figure:
    title = names[content].title if content in names else content
    return _figure(facts, content_figure_name(content), title, content, _("people who read this page"))


def _figure(facts: Facts, name: str, title: str, content: str, whose: str) -> Figure:
    def described(episode: Episode, names: ContentNames) -> Row:
        return episode_row(episode, facts.issues, names, episode.key)

    def rows(list_name: str, label: str, states: Sequence[State]) -> RowList:
        return RowList(list_name, label, episode_header(), facts.rows_of_episodes(states, content=content), described)

    lists = (
        rows("contacted", _("Read, then contacted us"), (State.CONTACTED,)),
        rows("followed", _("Followed to the end"), MATURED),
        rows("waiting", _("Still running"), WAITING),
    )
    hits, total, running = (one.number for one in lists)
    undetermined = ""
    if total < LEAST_EPISODES:
        undetermined = ngettext(
            "Too little data: %(total)s episode followed to its end, at least 10 are needed.",
            "Too little data: %(total)s episodes followed to their end, at least 10 are needed.",
            total,
        ) % {"total": number(total)}
    return Figure(
        name=name,
        title=title,
        value="" if undetermined else percent(hits / total),
        detail="" if undetermined else _range_told(hits, total),
        sentence=_(
            "Of %(total)s searches for help that we could follow to the end (%(whose)s), %(hits)s ended with a contact. "
            "Of the others we know only what they said; we do not count their silence as a success."
        )
        % {"total": number(total), "hits": number(hits), "whose": whose},
        formula=(
            Term(number(hits), _("read, then contacted us"), "contacted"),
            "÷",
            Term(number(total), _("followed to the end"), "followed"),
            "=",
            Term(percent(hits / total) if total else "–", _("share"), is_result=True),
        ),
        lists=lists,
        filters=(
            _("Episodes: one person, one need, pages at most 24 hours apart, begun in this period"),
            # xgettext:no-python-format
            _("Only pages that were really read: long enough for their length, or to 60 % of it"),
            _(
                "A contact within seven days of the last page, about the same issue, a part of it or no named issue; "
                "readers of a single visit are followed for that day only"
            ),
            _("A contact ends at most one episode; orders, disruptions and feedback end none"),
        ),
        left_out=(LeftOutCount(_("Still running: not counted yet"), running), *_reasons(facts)),
        weaknesses=(
            _("People who read and did not contact may have been helped, or may have given up."),
            _("A contact by phone can be joined only when the caller is known."),
            _("Hard cases read more and contact more: a high share alone does not make a page bad."),
        ),
        undetermined=undetermined,
    )


def _range_told(hits: int, total: int) -> str:
    interval = share_interval(hits, total)
    return _("%(hits)s of %(total)s (%(low)s to %(high)s)") % {
        "hits": number(hits),
        "total": number(total),
        "low": percent(interval.low),
        "high": percent(interval.high),
    }


def _reasons(facts: Facts) -> tuple[LeftOutCount, ...]:
    """Events and contacts of the period that are part of no episode."""
    events = [LeftOutCount(left_out_name(reason), count) for reason, count in facts.left_out_events.items()]
    contacts = [LeftOutCount(left_out_name(reason), len(rows)) for reason, rows in facts.left_out_contacts.items()]
    return (*events, *contacts)


def contents_series(facts: Facts, figures: Sequence[Figure]) -> Series:
    """The table of all content; content with too little data keeps its row without a share."""
    rows = []
    for figure in figures:
        contacted, followed = figure.lists[0].number, figure.lists[1].number
        is_known = not figure.undetermined
        interval = share_interval(contacted, followed) if is_known else None
        rows.append(
            (
                figure.title,
                followed,
                contacted if is_known else None,
                round(100 * contacted / followed, 1) if is_known else None,
                round(100 * interval.low, 1) if interval else None,
                round(100 * interval.high, 1) if interval else None,
            )
        )
    columns = (_("Content"), _("Followed"), _("Contacted"), _("Share, %"), _("From, %"), _("To, %"))
    return Series(name="contents", columns=columns, rows=tuple(rows))
