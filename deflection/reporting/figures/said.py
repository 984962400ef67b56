"""Answers that say a page solved the problem."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deflection.ledger.episodes import answer_of
from deflection.ledger.facts import SeenEvent
from deflection.reporting.figure import Figure, LeftOutCount, RowList, Term
from deflection.reporting.gathering import Facts
from deflection.reporting.wording import event_header, event_row, number, percent

NAME = "said-solved"
LEAST_ANSWERS = 10  # a share of fewer is an accident


def said_solved(facts: Facts) -> Figure:
    answers, repeated, not_people = _answers(facts.answers)
    by_answer = {word: tuple(one for one in answers if answer_of(one) == word) for word in ("yes", "no", "browsing")}
    lists = tuple(
        RowList(word, label, event_header(), by_answer[word], event_row)
        for word, label in (("yes", _("Said solved")), ("no", _("Said not solved")), ("browsing", _("Only looking")))
    )
    yes, no, browsing = (one.number for one in lists)
    answered = yes + no
    if answered >= LEAST_ANSWERS:
        detail = _("%(share)s of %(answered)s answers") % {"answered": number(answered), "share": percent(yes / answered)}
    else:
        detail = ngettext("of %(answered)s answer", "of %(answered)s answers", answered) % {"answered": number(answered)}
    return Figure(
        name=NAME,
        title=_("Said solved"),
        value=number(yes) if answered else "",
        detail=detail if answered else "",
        sentence=_(
            "%(yes)s answers say that a page solved the problem, %(no)s say that it did not; %(browsing)s people were only "
            "looking. These are people’s own words, not a guess from their silence."
        )
        % {"yes": number(yes), "no": number(no), "browsing": number(browsing)},
        formula=(
            Term(number(yes), _("said solved"), "yes"),
            "+",
            Term(number(no), _("said not solved"), "no"),
            "=",
            Term(number(answered), _("answers"), is_result=True),
        ),
        lists=lists,
        filters=(
            _(
                "Answers at the end of a page, “this solved it” beside the form, answers to our questions after a visit, and "
                "replies that the asker accepted"
            ),
            _("One answer per person and page: the last one holds"),
            _("A page counts as read when somebody answers about it"),
        ),
        left_out=(
            LeftOutCount(_("Earlier answers of the same person about the same page"), repeated),
            LeftOutCount(_("Answers of staff and robots"), not_people),
            LeftOutCount(_("Only looking"), browsing),
        ),
        weaknesses=(
            _("Who answers is not a fair sample: satisfied people answer more readily."),
            _("Most readers say nothing. Their silence is counted for neither side."),
        ),
        undetermined="" if answered else _("Nobody has answered yet in this period."),
    )


def _answers(events: Iterable[SeenEvent]) -> tuple[list[SeenEvent], int, int]:
    """The answers that hold, how many they replaced, and how many came from no person."""
    latest: dict[tuple[str, str], SeenEvent] = {}
    repeated = not_people = 0
    for event in events:
        if not answer_of(event):
            continue
        if event.actor_class != "person":
            not_people += 1
            continue
        # Without a key nobody can be told from anybody, so each such answer stands for itself.
        who = event.person_key or event.visit_key or f"#{event.id}"
        repeated += (who, event.content) in latest
        latest[who, event.content] = event
    return sorted(latest.values(), key=lambda event: (event.ts, event.id)), repeated, not_people
