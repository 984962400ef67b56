"""The register of measures: what each figure is, whom it is about, who answers for it, and what was last done because of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from deflection.models import EstimateRun, Event, MeasureAction

UNUSED_AFTER = timedelta(days=90)
# Names of figures that are estimates begin so.
ESTIMATED = ("avoided", "hours", "eur", "credit")


@dataclass(frozen=True)
class Measure:
    """`name` begins the names of its figures."""

    name: str
    title: str
    definition: str
    sample: str
    channels: str


@dataclass(frozen=True)
class MeasureRow:
    """`is_unused`: nobody has acted on it for 90 days, so it is proposed for removal."""

    measure: Measure
    calibrated: str
    last_action: MeasureAction | None
    is_unused: bool


def measures() -> tuple[Measure, ...]:
    all_channels = _("every channel that is known; the report lists those that are not")
    on_site = _("this site’s pages")
    followed = _("People who can be followed: signed in, agreed, or within one visit")
    return (
        Measure(
            "said-solved",
            _("Said solved"),
            _("Answers “yes” to whether a page solved the problem, once a person and page"),
            _("Everybody who answers"),
            on_site,
        ),
        Measure(
            "solved-contacts",
            _("Contacts solved, says the customer"),
            _("Customers who, asked once after an answer, consider their contact solved"),
            _("Customers who were asked; silence is unknown"),
            all_channels,
        ),
        Measure(
            "contacts",
            _("Contacts by kind"),
            _("Contacts of one kind, each counted once; reopened and merged ones are the same contact"),
            _("All contacts that reached us"),
            all_channels,
        ),
        Measure(
            "read-then-asked",
            _("Read, then still contacted us"),
            _("Share of searches for help that ended with a contact within seven days"),
            followed,
            all_channels,
        ),
        Measure(
            "not-followed",
            _("Views that could not be followed"),
            _("Share of page views by people who are not followed or objected"),
            _("All page views by people"),
            on_site,
        ),
        Measure(
            "left-out",
            _("Left out, and how many"),
            _("What was seen and counts for nothing, by reason"),
            _("Everything recorded"),
            on_site,
        ),
        Measure(
            "avoided",
            _("Fewer contacts"),
            _("Contacts that would have come without the pages minus those that came; signed, with its range"),
            followed,
            all_channels,
        ),
        Measure(
            "credit",
            _("Share of an issue or page"),
            _("Part of “fewer contacts”, split by what was read; adds up to it exactly"),
            followed,
            all_channels,
        ),
        Measure(
            "hours",
            _("Saved work time"),
            _("Hours not spent on contacts that did not come, minus reading; tips on a line of their own"),
            followed,
            all_channels,
        ),
        Measure(
            "eur",
            _("In EUR, at entered prices"),
            _("Fewer contacts or hours times a price that the owner has entered; nothing without one"),
            followed,
            all_channels,
        ),
    )


def measure_of(figure_name: str) -> Measure | None:
    """The entry of a figure; a test asks it of every figure that the report can show."""
    return next((one for one in measures() if figure_name == one.name or figure_name.startswith(f"{one.name}-")), None)


def register_rows(*, now: datetime | None = None) -> list[MeasureRow]:
    """Three queries: the last action of each measure, since when this site measures, and the last estimate."""
    now = now or timezone.now()
    newest = MeasureAction.objects.values("measure").annotate(last=Max("id")).values_list("last", flat=True)
    actions = {one.measure: one for one in MeasureAction.objects.filter(pk__in=newest).select_related("made_by")}
    first = Event.objects.order_by("id").values_list("received_at", flat=True).first()
    estimated = EstimateRun.objects.values_list("made_at", flat=True).first()
    return [_row(one, actions, first, estimated, now) for one in measures()]


def _row(
    measure: Measure,
    actions: Mapping[str, MeasureAction],
    first: datetime | None,
    estimated: datetime | None,
    now: datetime,
) -> MeasureRow:
    action = actions.get(measure.name)
    since = action.made_at if action else first
    calibrated = _("counted, not estimated")
    if measure.name in ESTIMATED:
        calibrated = _("never: no comparison has been run")
        if estimated:
            calibrated = _("never compared; last estimated on %(day)s") % {"day": timezone.localdate(estimated).isoformat()}
    return MeasureRow(measure, calibrated, action, is_unused=since is not None and now - since > UNUSED_AFTER)


def note_action(*, measure: str, note: str, by: object) -> MeasureAction:
    """Write down what was done because of a measure. Raises ValueError with a sentence."""
    if measure not in {one.name for one in measures()}:
        raise ValueError(_("There is no such measure."))
    if not note.strip():
        raise ValueError(_("Say what was done."))
    return MeasureAction.objects.create(measure=measure, note=note.strip()[:300], made_by=by, made_at=timezone.now())
