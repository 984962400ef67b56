"""How numbers, times and rows are written for people."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from deflection.estimation.twins import LEAST_ANSWERS, LEAST_NO_ANSWERS
from deflection.ledger.facts import Episode, LeftOut, SeenContact, SeenEvent, State
from deflection.models import ContactChannel, ContactKind, CountReason
from deflection.naming import ContentNames
from deflection.reporting.figure import Row
from deflection.reporting.gathering import Issues


def number(value: float, decimals: int = 0) -> str:
    # number_format cuts off; people expect rounding.
    return number_format(round(value, decimals), decimal_pos=decimals, use_l10n=True, force_grouping=True)


def percent(share: float) -> str:
    """A share of 0-1 in whole percent."""
    return _("%(number)s %%") % {"number": number(100 * share)}


def moment(ts: datetime) -> str:
    return date_format(timezone.localtime(ts), "SHORT_DATETIME_FORMAT")


def day(on: date) -> str:
    return date_format(on, "SHORT_DATE_FORMAT")


def channel_name(channel: str) -> str:
    return str(ContactChannel(channel).label)


def kind_name(kind: str) -> str:
    return str(ContactKind(kind).label)


def kind_plural(kind: str) -> str:
    return {
        "order": _("Orders"),
        "disruption": _("Disruptions"),
        "problem": _("Problems"),
        "feedback": _("Feedback"),
        "unclassified": _("Not classified"),
    }[kind]


def answer_name(answer: str) -> str:
    return {
        "yes": _("yes"),
        "partly": _("partly"),
        "no": _("no"),
        "browsing": _("only looking"),
        "": _("not answered"),
    }[answer]


def state_name(state: State) -> str:
    return {
        State.OPEN: _("still open"),
        State.PENDING: _("waiting for its seven days"),
        State.CONTACTED: _("contacted us"),
        State.SOLVED_SAID: _("said solved"),
        State.UNSOLVED_SAID: _("said not solved"),
        State.BROWSING_SAID: _("said only looking"),
        State.SILENT: _("said nothing"),
    }[state]


def event_name(type_name: str) -> str:
    return {
        "view": _("page shown"),
        "qualified_read": _("read"),
        "short_read": _("left at once"),
        "search": _("search"),
        "search_click": _("result opened"),
        "vote": _("answer at the page’s end"),
        "form_open": _("form opened"),
        "suggestions_prepared": _("suggestions computed"),
        "suggestions_shown": _("suggestions shown"),
        "suggestion_opened": _("suggestion opened"),
        "suggestion_dismissed": _("suggestion put aside"),
        "solved_click": _("“this solved it”"),
        "form_submitted": _("form sent"),
        "prompt_shown": _("asked at random"),
        "prompt_answer": _("answer to the random question"),
        "followup_answer": _("answer to the later question"),
        "me_too": _("“I have this too”"),
        "reply_accepted": _("asker accepted a reply"),
        "assigned": _("put on a side of a comparison"),
        "status_view": _("disruptions page opened"),
    }[type_name]


def left_out_name(reason: LeftOut) -> str:
    return {
        LeftOut.BOT: _("Robots in imported events"),
        LeftOut.STAFF: _("Staff in imported events"),
        LeftOut.UNKNOWN: _("Unknown actors in imported events"),
        LeftOut.NOT_FOLLOWED: _("Events without any key"),
        LeftOut.TOO_MANY: _("Events of an hour with more than 60 pages"),
        LeftOut.BOUNCE: _("Left before it could be read"),
        LeftOut.POGO: _("Back at the results within 20 seconds"),
        LeftOut.NO_BEACON: _("Reading time unknown (no JavaScript)"),
        LeftOut.OTHER_KIND: _("Orders, disruptions, feedback"),
        LeftOut.IN_DISRUPTION: _("Caused by a disruption"),
        LeftOut.SAME_CONTACT: _("Reopened or merged: the same contact"),
    }[reason]


def day_sum_name(reason: str) -> str:
    return str(CountReason(reason).label)


def contact_row(contact: SeenContact, issues: Issues) -> Row:
    names = ", ".join(sorted(issues.names[issue].title for issue in contact.issue_ids if issue in issues.names))
    return Row((moment(contact.ts), channel_name(contact.channel), kind_name(contact.kind), names or _("none named")))


def contact_header() -> tuple[str, ...]:
    return (_("Arrived"), _("Channel"), _("Kind"), _("Issues"))


def event_row(event: SeenEvent, names: ContentNames) -> Row:
    content = names[event.content].title if event.content in names else ""
    return Row((moment(event.ts), event_name(event.type), content, _told(event.payload), pseudonym(event)))


def event_header() -> tuple[str, ...]:
    return (_("Time"), _("What"), _("Content"), _("Told with it"), _("Who"))


def _told(payload: Mapping[str, object]) -> str:
    words = []
    if "answer" in payload:
        words.append(answer_name(str(payload["answer"])))
    if "solved" in payload:
        words.append(answer_name("yes" if payload["solved"] else "no"))
    if isinstance(payload.get("dwell_s"), int | float):
        words.append(_("%(seconds)s s visible") % {"seconds": number(payload["dwell_s"])})  # type: ignore[arg-type]
    if isinstance(payload.get("scroll"), int | float):
        words.append(_("%(share)s of the length") % {"share": percent(payload["scroll"])})  # type: ignore[arg-type]
    if "terms" in payload:
        words.append(f"“{payload['terms']}”")
    return ", ".join(words)


def pseudonym(event: SeenEvent) -> str:
    """The beginning of a key: enough to see which rows belong together within the list."""
    key = event.person_key or event.visit_key
    return key[:6] if key else _("not followed")


def episode_row(episode: Episode, issues: Issues, names: ContentNames, link: str) -> Row:
    need = issues.names[episode.issue_id].title if episode.issue_id in issues.names else _named(episode.need, names)
    return Row(
        (moment(episode.first_ts), need, number(len(episode.exposures)), state_name(episode.state), episode.follower[2:8]), link
    )


def _named(need: str, names: ContentNames) -> str:
    return names[need].title if need in names else need


def episode_header() -> tuple[str, ...]:
    return (_("First read"), _("Need"), _("Pages"), _("Then"), _("Who"))


def amount(value: float) -> str:
    """An estimate in no more digits than it has earned: whole from ten on, one decimal below."""
    return number(value, 0 if abs(value) >= 9.95 or not round(value, 1) else 1)


def range_told(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": amount(low), "high": amount(high)}


def grade_name(grade: str | None) -> str:
    return {
        "randomised": _("comparison group"),
        "calibrated": _("modelled, and compared elsewhere"),
        "modelled": _("modelled, not compared"),
        "before_after": _("before and after"),
        None: "",
    }[grade]


def tier_name(tier: str) -> str:
    return {
        "confirmed": _("said solved, and would have written"),
        "implied": _("opened a suggestion at the form"),
        "modelled": _("read before the form"),
        "": _("nobody’s in particular"),
    }[tier]


def refusal_told(told: Mapping[str, Any]) -> str:
    """Why there is no figure, in the reader's language; empty when there is one."""
    reason, missing = told.get("undetermined"), told.get("still_needed")
    if not reason:
        return ""
    if missing and reason.endswith("more answers"):
        return _(
            "It needs %(least)s answers of readers who were asked at random; in the 13 weeks up to the end of this time "
            "came %(have)s."
        ) % {"least": LEAST_ANSWERS, "have": number(LEAST_ANSWERS - missing)}
    if missing and reason.startswith("needs"):
        return _(
            "It needs %(least)s readers who answered at random that it was not solved; in the 13 weeks up to the end of this "
            "time came %(have)s."
        ) % {"least": LEAST_NO_ANSWERS, "have": number(LEAST_NO_ANSWERS - missing)}
    return REASONS[reason]()


# What estimation may refuse with, in words for readers; a test compares both.
REASONS: dict[str, Callable[[], str]] = {
    "nobody has said solved yet, so a solved share cannot be told from none": lambda: _(
        "Nobody has said yet that a page solved the problem."
    ),
    "nobody whose problem was not solved is known to have contacted, so a rate cannot be told from none": lambda: _(
        "Nobody whose problem was not solved is known to have written to us yet."
    ),
    "no episode has run to its end in this period": lambda: _("No search for help has run to its end in this period."),
    "needs a comparison group at the form": lambda: _("Needs a comparison group at the form; none has been switched on."),
    "nobody has said yet how much a tip saves": lambda: _("Nobody has said yet how much a tip saves."),
    "no assumption has been moved": lambda: _("This estimate was made before assumptions were moved."),
    "no view of a person who can be followed in this period": lambda: _("No view by a person we can follow in this period."),
}
