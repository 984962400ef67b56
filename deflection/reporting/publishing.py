"""A month's report is published once: what is shown is frozen, and what becomes known later stands beside it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deflection.ledger.monthly import can_be_estimated_on
from deflection.models import PublishedReport, ReportWithdrawal
from deflection.recording.erasures import erased_on
from deflection.reporting.freezing import frozen_text, thawed
from deflection.reporting.gathering import Facts, gather
from deflection.reporting.periods import Period
from deflection.reporting.report import Report, build_report
from kbsite.accounts.models import User


class PublishingRefusedError(ValueError):
    """A sentence for the owner."""


class _EveryReader(AnonymousUser):
    """Sees what everybody sees who may read the report: no more may be frozen into it."""

    is_authenticated = True

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return perm == "accounts.work_here"


@dataclass(frozen=True)
class Preview:
    """What would be published. `sha256` is that of the very bytes."""

    facts: Facts
    body: str
    sha256: str


def preview_of(period: Period) -> Preview:
    """Raises PublishingRefusedError while something is missing. Writes nothing."""
    check_can_be_frozen(period)
    facts = gather(period)
    if facts.run is None:
        raise PublishingRefusedError(_("This month has not been estimated yet. Estimate it first."))
    if facts.is_behind:
        raise PublishingRefusedError(_("Some visits are not counted yet: the worker is behind. Try again in a few minutes."))
    body = _body(facts)
    return Preview(facts, body, hashlib.sha256(body.encode()).hexdigest())


def check_can_be_frozen(period: Period) -> None:
    """Whole months whose last readers have been followed to the end, and of which no published report is in force."""
    if period.is_week:
        raise PublishingRefusedError(_("Whole months are published, not weeks."))
    ready = can_be_estimated_on(period.after)
    if ready > timezone.localdate():
        day = date_format(ready, "DATE_FORMAT")
        raise PublishingRefusedError(
            _("The last readers of this month are followed for seven days more: it can be published from %(day)s.") % {"day": day}
        )
    if erased_on(period.start) is not None:
        raise PublishingRefusedError(_("Rows of this month have been erased already, so it can no longer be published."))
    if in_force(period) is not None:
        raise PublishingRefusedError(_("This month is published already. Withdraw that report first, with a reason."))


def _body(facts: Facts) -> str:
    languages: dict[str, Report] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            languages[code] = build_report(facts, user=_EveryReader())
    run = facts.run
    return frozen_text(
        {
            "period": facts.period.name,
            "run": run.pk if run else None,
            "assumptions": run.assumptions.values if run else None,
            "assumption_set": run.assumptions_id if run else None,
            "formulas": run.code_version if run else None,
            "seed": run.seed if run else None,
            "input_sha256": run.input_hash if run else None,
            "run_output_sha256": run.output_hash if run else None,
            "languages": languages,
        }
    )


@transaction.atomic
def publish_report(*, period: Period, seen_sha256: str, note: str, by: User) -> PublishedReport:
    """Freeze what the owner has seen; raises PublishingRefusedError when it is no longer the same."""
    if not note.strip():
        raise PublishingRefusedError(_("Write a note: what readers should know of this month."))
    preview = preview_of(period)
    if preview.sha256 != seen_sha256:
        raise PublishingRefusedError(_("The figures have changed since you looked. Look at them again before you publish."))
    edition = PublishedReport.objects.filter(period=period.name).count() + 1
    try:
        with transaction.atomic():
            return PublishedReport.objects.create(
                period=period.name,
                edition=edition,
                run=preview.facts.run,
                body=preview.body,
                output_sha256=preview.sha256,
                note=note.strip()[:500],
                published_by=by,
                published_at=timezone.now(),
            )
    except IntegrityError as error:
        raise PublishingRefusedError(_("Somebody else has just published this month.")) from error


@transaction.atomic
def withdraw_report(*, report: PublishedReport, reason: str, by: User) -> ReportWithdrawal:
    """The report stays readable, with the reason in front of it."""
    if not reason.strip():
        raise PublishingRefusedError(_("Say why the report is withdrawn: its readers will see it."))
    if ReportWithdrawal.objects.filter(report=report).exists():
        raise PublishingRefusedError(_("This report has been withdrawn already."))
    return ReportWithdrawal.objects.create(
        report=report, reason=reason.strip()[:500], withdrawn_by=by, withdrawn_at=timezone.now()
    )


def in_force(period: Period) -> PublishedReport | None:
    """The published report of a month that has not been withdrawn."""
    rows = PublishedReport.objects.filter(period=period.name, withdrawal__isnull=True).defer("body")
    return rows.order_by("-edition").first()


def report_in(body: str, language: str) -> Report:
    """As it was frozen, in the reader's language or the site's own."""
    languages = json.loads(body)["languages"]
    return thawed(languages.get(language) or languages[settings.LANGUAGE_CODE.split("-")[0]])


def is_unchanged(published: PublishedReport) -> bool:
    return hashlib.sha256(published.body.encode()).hexdigest() == published.output_sha256


@dataclass(frozen=True)
class ListedReport:
    """One line of the list of published reports."""

    id: int
    period: str
    edition: int
    note: str
    sha256: str
    published_at: datetime
    withdrawn_on: date | None
    reason: str


def published_reports() -> list[ListedReport]:
    """Newest month first; withdrawn ones too."""
    rows = PublishedReport.objects.order_by("-period", "-edition").values_list(
        "id", "period", "edition", "note", "output_sha256", "published_at", "withdrawal__withdrawn_at", "withdrawal__reason"
    )
    return [
        ListedReport(
            number, period, edition, note, sha256, at, timezone.localdate(withdrawn) if withdrawn else None, reason or ""
        )
        for number, period, edition, note, sha256, at, withdrawn, reason in rows
    ]
