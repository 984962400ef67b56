"""Avoided contacts of a stage, and the shares of contents and issues in them: estimates, each with its range."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deflection.content import parse_content
from deflection.ledger.exporting import LEAST_GROUP
from deflection.models import CreditEntry, EstimateRun, StratumSnapshot, content_reference
from deflection.naming import ContentNames
from deflection.reporting.figure import Figure, Row, RowList, StoredRows, Term
from deflection.reporting.gathering import Facts
from deflection.reporting.wording import amount, grade_name, number, range_told, refusal_told, tier_name

STAGES = ("before_form", "before_form_visits", "at_form")
LEAST_ANSWERS = 10  # fewer answers about a content say more about chance than about it
CREDIT_PREFIX = "credit-"


def stage_figure_name(stage: str) -> str:
    return f"avoided-{stage.replace('_', '-')}"


def stage_title(stage: str) -> str:
    return {
        "before_form": _("Fewer contacts: pages read by people we can follow"),
        "before_form_visits": _("Fewer contacts: pages read in a single visit"),
        "at_form": _("Fewer contacts: answers shown at the contact form"),
    }[stage]


def contents_of(run: EstimateRun | None) -> set[str]:
    return {row["name"] for row in run.result["contents"] if ":" in row["name"]} if run else set()


def stage_figures(facts: Facts) -> list[Figure]:
    """One figure a stage: the stages are about different people and are not added up."""
    run = facts.run
    return [_stage_figure(facts, run, stage, run.result["stages"][stage]) for stage in STAGES] if run else []


def _stage_figure(facts: Facts, run: EstimateRun, stage: str, told: Mapping[str, Any]) -> Figure:
    undetermined = refusal_told(told)
    return Figure(
        name=stage_figure_name(stage),
        title=stage_title(stage),
        value="" if undetermined else amount(told["avoided"]),
        detail="" if undetermined else range_told(told["low"], told["high"]),
        sentence=_sentence(facts, told) if not undetermined else _refused_sentence(stage),
        formula=_formula(told),
        lists=(_strata(facts, run, stage, told), _credits(facts, run, stage, told)),
        filters=(
            _("Units: one person and one need, at most once in 30 days, followed to the end"),
            _("What would have come: what people with the same need did whom the page, as they say, did not help"),
            _("A contact counts in every channel, weighed by how many contacts of its channel can be linked at all"),
        ),
        left_out=(),
        weaknesses=(
            _(
                "Readers whom a page helped are taken to be like readers whom it did not. Hard cases fail more and write "
                "more, so the model is multiplied by a factor below one; nothing has yet been compared to learn that factor here."
            ),
            _("How many of these people were helped and how many gave up cannot be told apart without a comparison group."),
        ),
        undetermined=undetermined,
        grade=grade_name(told["grade"]),
    )


def _sentence(facts: Facts, told: Mapping[str, Any]) -> str:
    values = {
        "value": amount(told["avoided"]),
        "period": facts.period.label,
        "range": range_told(told["low"], told["high"]),
        "grade": grade_name(told["grade"]),
    }
    if told["low"] <= 0:
        return (
            _(
                "About %(value)s fewer contacts in %(period)s than without the pages (%(range)s; %(grade)s). The range includes "
                "zero, and it will until a comparison has been run: nobody has been compared with people without the pages."
            )
            % values
        )
    return _("About %(value)s fewer contacts in %(period)s than without the pages (%(range)s; %(grade)s).") % values


def _refused_sentence(stage: str) -> str:
    if stage == "at_form":
        return _(
            "Who opens the form already wants to write. Only a comparison with people who are not shown any answers can tell "
            "how many no longer needed to."
        )
    return _("There is no figure yet, and none is made up in its place.")


def _formula(told: Mapping[str, Any]) -> tuple[Term | str, ...]:
    episodes = Term(number(told["episodes"]), _("readers with a need, once in 30 days"), "strata")
    if told["undetermined"] or not told.get("factor"):
        return (episodes,)
    return (
        episodes,
        "→",
        Term(amount(told["modelled_contacts"]), _("contacts that such readers would have made, by the model")),
        "×",
        Term(number(told["factor"], 2), _("share of it that holds where such models were compared")),
        "=",
        Term(amount(told["avoided"]), _("fewer contacts"), "shares", is_result=True),
    )


def _strata(facts: Facts, run: EstimateRun, stage: str, told: Mapping[str, Any]) -> RowList:
    rows = StratumSnapshot.objects.filter(run=run, stage=stage, arm="offered").order_by("-episodes", "need", "language")
    return RowList(
        "strata",
        _("By need and language"),
        (_("Need"), _("Language"), _("Readers"), _("Asked at random: yes, no, only looking"), _("Contacts of the “no”")),
        _LazyRows(rows),
        lambda one, names: _stratum_row(one, facts, names),
        weigh=lambda one: one.episodes,
        kept=told["episodes"],
    )


def _stratum_row(one: StratumSnapshot, facts: Facts, names: ContentNames) -> Row:
    need = need_title(one.need, facts, names)
    if one.episodes < LEAST_GROUP:
        few = _("fewer than %(least)s people") % {"least": LEAST_GROUP}
        return Row((need, one.language, few, "–", "–"))
    answers = f"{number(one.yes)}, {number(one.no)}, {number(one.browsing)}"
    return Row((need, one.language, number(one.episodes), answers, number(one.contacts_of_no, 1)))


def need_title(need: str, facts: Facts, names: ContentNames) -> str:
    kind, _colon, key = need.partition(":")
    if kind == "issue" and key.isdigit() and int(key) in facts.issues.names:
        return facts.issues.names[int(key)].title
    return names[need].title if need in names else (need or _("no single need"))


def _credits(facts: Facts, run: EstimateRun, stage: str, told: Mapping[str, Any]) -> RowList:
    rows = CreditEntry.objects.filter(run=run, stage=stage, reverses__isnull=True).order_by("id")
    return _credit_rows(facts, rows, told.get("lines", 0))


def _credit_rows(facts: Facts, rows: QuerySet[CreditEntry], count: int) -> RowList:
    return RowList(
        "shares",
        _("Shares of the total"),
        (_("Need"), _("Content"), _("How it was earned"), _("Share of a contact"), _("Taken back")),
        StoredRows(count, _reader(rows)),
        lambda one, names: _credit_row(one, facts, names),
    )


def _reader(rows: QuerySet[CreditEntry]) -> Callable[[int, int], Sequence[CreditEntry]]:
    return lambda start, stop: list(rows.select_related("reversed_by")[start:stop])


class _LazyRows(Sequence[Any]):
    """Rows of a query that is only made when somebody opens the list."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, place: Any) -> Any:
        return list(self._rows[place]) if isinstance(place, slice) else self._rows[place]


def _credit_row(one: CreditEntry, facts: Facts, names: ContentNames) -> Row:
    content = content_reference(one.content_kind, one.content_uuid) if one.content_uuid else ""
    title = names[content].title if content in names else (content or "–")
    back = one.reversed_by.posted_at.date().isoformat() if hasattr(one, "reversed_by") else ""
    share = number(one.micro_credits / 1_000_000, 6)
    return Row((need_title(one.need, facts, names), title, tier_name(one.tier), share, back), one.episode_key)


def credit_figures(facts: Facts, names: ContentNames) -> list[Figure]:
    """The share of every content and issue, surest first; too little data last."""
    run = facts.run
    if run is None:
        return []
    rows = [(kind, row) for kind in ("contents", "issues") for row in run.result[kind] if _is_own(kind, row["name"])]
    return [_credit_figure(facts, run, row, names) for _kind, row in sorted(rows, key=_surest)]


def _is_own(kind: str, name: str) -> bool:
    return name.startswith("issue:") if kind == "issues" else ":" in name


def _surest(kind_and_row: tuple[str, Mapping[str, Any]]) -> tuple[object, ...]:
    kind, row = kind_and_row
    return (is_too_little(row), -max(row["low"], 0.0), -row["avoided"], kind, row["stage"], row["name"])


def is_too_little(row: Mapping[str, Any]) -> bool:
    """A content by its own answers; an issue has those of all its contents."""
    return row.get("answers", LEAST_ANSWERS) < LEAST_ANSWERS


def credit_name(row: Mapping[str, Any]) -> str:
    return f"{CREDIT_PREFIX}{row['stage'].replace('_', '-')}-{row['name'].replace(':', '-')}"


def _credit_figure(facts: Facts, run: EstimateRun, row: Mapping[str, Any], names: ContentNames) -> Figure:
    title = need_title(row["name"], facts, names)
    undetermined = ""
    if is_too_little(row):
        undetermined = _("Too little data: %(answers)s answers about this page, at least %(least)s are needed.") % {
            "answers": number(row["answers"]),
            "least": number(LEAST_ANSWERS),
        }
    rows = CreditEntry.objects.filter(run=run, stage=row["stage"], reverses__isnull=True).order_by("id")
    if row["name"].startswith("issue:"):
        rows = rows.filter(need=row["name"])
    else:
        reference = parse_content(row["name"])
        rows = rows.filter(content_kind=reference.kind, content_uuid=reference.key)
    return Figure(
        name=credit_name(row),
        title=title,
        value="" if undetermined else amount(row["avoided"]),
        detail="" if undetermined else range_told(row["low"], row["high"]),
        sentence=_(
            "A share of the total above, given to %(title)s by what was read in which order and by how often each page solves. "
            "It is not a count: no line says that this or that person’s contact was avoided."
        )
        % {"title": title},
        formula=(),
        lists=(_credit_rows(facts, rows, row.get("lines", 0)),),
        filters=(
            _("The total comes first; shares are split from it to the last millionth and add up to it exactly"),
            _("Within one search for help, each page solves with its own rate what the pages before it had not"),
        ),
        weaknesses=(_("Two pages that solve only together are told apart by their order alone."),),
        undetermined=undetermined,
        grade=grade_name(run.result["stages"][row["stage"]]["grade"]),
    )
