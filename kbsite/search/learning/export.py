"""The list of gaps as a file for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from kbsite.search.learning.gaps import Gap

# What a spreadsheet takes for a formula, also in its full-width form and behind white space.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs: people typed these words."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def gaps_as_csv(gaps: Iterable[Gap], *, name: str) -> HttpResponse:
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'}
    )
    # Without this mark a spreadsheet reads the Nordic letters as something else.
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([_("Words"), _("Also typed"), _("Language"), _("Visits"), _("Searches"), _("Wordings"), _("Last seen (UTC)")])
    for gap in gaps:
        writer.writerow(
            [
                harmless(gap.label),
                harmless("; ".join(gap.examples)),
                gap.language,
                gap.visits,
                gap.searches,
                gap.wordings,
                gap.last_at.isoformat(timespec="minutes"),
            ]
        )
    return response
