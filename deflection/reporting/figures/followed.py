"""The share of page views whose readers could not be followed, and everything else that was left out."""

from django.utils.translation import gettext as _

from deflection.models import CountReason
from deflection.reporting.figure import Figure, LeftOutCount, Row, RowList, Term
from deflection.reporting.gathering import Facts
from deflection.reporting.sources import DaySum
from deflection.reporting.wording import (
    contact_header,
    contact_row,
    day_sum_name,
    event_header,
    event_row,
    left_out_name,
    number,
    percent,
)

NAME = "not-followed"
LEFT_OUT_NAME = "left-out"


def not_followed(facts: Facts) -> Figure:
    lists = (
        _sums(facts, CountReason.NOT_FOLLOWED, _("Views of people who are not followed")),
        _sums(facts, CountReason.REFUSED, _("Views of people who asked not to be followed")),
        RowList(
            "keyless",
            _("Imported views without a key"),
            event_header(),
            facts.rows_of_views(followed=False),
            event_row,
        ),
        RowList(
            "followed",
            _("Views of people who can be followed"),
            event_header(),
            facts.rows_of_views(followed=True),
            event_row,
        ),
    )
    quiet, refused, keyless, followed = (one.number for one in lists)
    unfollowed, total = quiet + refused + keyless, quiet + refused + keyless + followed
    terms: list[Term | str] = [
        "(",
        Term(number(quiet), _("not followed"), CountReason.NOT_FOLLOWED.value),
        "+",
        Term(number(refused), _("refused"), CountReason.REFUSED.value),
    ]
    if keyless:
        terms += ["+", Term(number(keyless), _("imported without a key"), "keyless")]
    return Figure(
        name=NAME,
        title=_("Views that could not be followed"),
        value=percent(unfollowed / total) if total else "",
        detail=_("%(part)s of %(total)s page views") % {"part": number(unfollowed), "total": number(total)} if total else "",
        sentence=_(
            "%(part)s of %(total)s page views by people came from visits that we do not follow, because nobody is followed "
            "without a form, an answer, an agreement or signing in. What this report says is about the others."
        )
        % {"part": number(unfollowed), "total": number(total)},
        formula=(
            *terms,
            ")",
            "÷",
            Term(number(total), _("page views by people")),
            "=",
            Term(percent(unfollowed / total) if total else "–", _("share"), is_result=True),
        ),
        lists=lists,
        filters=(
            _("Views of pages with an article or topic, by people"),
            _("Views that joined a visit later, when a form or an answer was used, count as followed"),
        ),
        left_out=_day_sums_left_out(facts),
        weaknesses=(_("People who may be followed differ from the others: they sign in, ask and answer more."),),
        undetermined="" if total else _("No page has been viewed yet in this period."),
    )


def left_out(facts: Facts) -> Figure:
    """Every exclusion with its reason and rows. They are of different kinds and are not added up."""
    lists: list[RowList] = [
        _sums(facts, reason, day_sum_name(reason))
        for reason in (CountReason.BOT, CountReason.STAFF, CountReason.AUTHOR, CountReason.PREVIEW, CountReason.TOO_MANY)
    ]
    for reason in facts.left_out_events:
        label = left_out_name(reason)
        lists.append(RowList(f"events-{reason}", label, event_header(), facts.rows_left_out(reason), event_row))
    for reason, contacts in facts.left_out_contacts.items():
        label = left_out_name(reason)
        lists.append(
            RowList(f"contacts-{reason}", label, contact_header(), contacts, lambda one, names: contact_row(one, facts.issues))
        )
    kept = tuple(one for one in lists if one.number)
    return Figure(
        name=LEFT_OUT_NAME,
        title=_("Left out, and how many"),
        value="",
        detail="",
        sentence=_(
            "What was seen in this period but counts for no figure, with the reason. Nothing is dropped without a number."
        ),
        formula=tuple(Term(number(one.number), one.label, one.name) for one in kept),
        lists=kept,
        filters=(_("The numbers are of different things (views, events, contacts) and are not added up."),),
        left_out=(),
        weaknesses=(_("A robot that behaves like a person in every respect is counted as one."),),
        undetermined="" if kept else _("Nothing has been left out in this period."),
    )


def _sums(facts: Facts, reason: str, label: str) -> RowList:
    items = tuple(one for one in facts.day_sums if one.reason == reason)
    return RowList(
        str(reason),
        label,
        (_("Day"), _("Reason"), _("Views")),
        items,
        lambda one, names: Row((one.day.isoformat(), day_sum_name(one.reason), number(one.count))),
        weigh=_count,
    )


def _count(one: DaySum) -> int:
    return one.count


def _day_sums_left_out(facts: Facts) -> tuple[LeftOutCount, ...]:
    followed = {CountReason.NOT_FOLLOWED.value, CountReason.REFUSED.value}
    sums: dict[str, int] = {}
    for one in facts.day_sums:
        if one.reason not in followed:
            sums[one.reason] = sums.get(one.reason, 0) + one.count
    return tuple(LeftOutCount(day_sum_name(reason), count) for reason, count in sorted(sums.items()))
