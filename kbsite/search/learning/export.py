"""The list of gaps as a file for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kbsite.search.learning.gaps import Gap
from kbsite.text.sheets import sheet_of


def gaps_as_csv(gaps: Iterable[Gap], *, name: str) -> HttpResponse:
    header = [_("Words"), _("Also typed"), _("Language"), _("Visits"), _("Searches"), _("Wordings"), _("Last seen (UTC)")]
    rows = (
        [
            gap.label,
            "; ".join(gap.examples),
            gap.language,
            gap.visits,
            gap.searches,
            gap.wordings,
            gap.last_at.isoformat(timespec="minutes"),
        ]
        for gap in gaps
    )
    return sheet_of([header, *rows], name=name)
