"""Contacts that are solved in the customer's own words. Closed is not solved."""

from django.utils.translation import gettext as _

from deflection.reporting.figure import Figure, LeftOutCount, Row, RowList, Term
from deflection.reporting.gathering import Facts
from deflection.reporting.sources import AskedContact
from deflection.reporting.wording import answer_name, channel_name, kind_name, moment, number, percent

NAME = "solved-contacts"


def solved_contacts(facts: Facts) -> Figure:
    asked = {word: tuple(one for one in facts.asked if one.answer == word) for word in ("yes", "partly", "no", "")}
    header = (_("Asked"), _("Channel"), _("Kind"), _("Answer"))
    labels = {"yes": _("Solved"), "partly": _("Partly solved"), "no": _("Not solved"), "": _("Not answered: unknown")}
    lists = tuple(RowList(word or "unknown", labels[word], header, asked[word], lambda one, names: _row(one)) for word in labels)
    yes, partly, no, unknown = (one.number for one in lists)
    total = yes + partly + no + unknown
    bounds = {"low": percent(yes / total), "high": percent((yes + unknown) / total)} if total else {}
    return Figure(
        name=NAME,
        title=_("Contacts solved, says the customer"),
        value=number(yes) if total else "",
        detail=_("of %(asked)s asked, %(unknown)s did not answer") % {"asked": number(total), "unknown": number(unknown)}
        if total
        else "",
        sentence=_(
            "We asked %(asked)s people whether they consider their contact solved: %(yes)s said yes, %(partly)s partly, "
            "%(no)s no. %(unknown)s did not answer, and we do not count silence as a yes."
        )
        % {"asked": number(total), "yes": number(yes), "partly": number(partly), "no": number(no), "unknown": number(unknown)},
        formula=(
            Term(number(yes), _("yes"), "yes"),
            "+",
            Term(number(partly), _("partly"), "partly"),
            "+",
            Term(number(no), _("no"), "no"),
            "+",
            Term(number(unknown), _("unknown"), "unknown"),
            "=",
            Term(number(total), _("asked"), is_result=True),
        ),
        lists=lists,
        filters=(
            _("Asked in this period, after the desk had answered"),
            _("One row per contact: the last answer holds"),
            _("If everybody who stayed silent were unsolved, %(low)s would be solved; if all of them were solved, %(high)s")
            % bounds
            if total
            else _("Partly is not counted as solved"),
        ),
        left_out=(LeftOutCount(_("Reopened or merged: the same contact"), len(facts.repeated_contacts)),),
        weaknesses=(
            _("People who are content answer more readily, so the share among the answers flatters."),
            _("Contacts without an address cannot be asked."),
        ),
        undetermined="" if total else _("Nobody has been asked yet in this period."),
    )


def _row(asked: AskedContact) -> Row:
    return Row((moment(asked.asked_at), channel_name(asked.channel), kind_name(asked.kind), answer_name(asked.answer)))
