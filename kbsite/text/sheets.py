"""Files for spreadsheets: what people typed must not run there."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse

# What a spreadsheet takes for a formula, also in its full-width form and behind white space.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001


def harmless(text: str) -> str:
    """A cell that no spreadsheet runs: a text that would be a formula is told as text."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text


def sheet_of(rows: Iterable[Iterable[object]], *, name: str) -> HttpResponse:
    """Rows, the header first, as a CSV file to download; every text in it is harmless."""
    response = HttpResponse(
        content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}.csv"'}
    )
    # Without this mark a spreadsheet reads the Nordic letters as something else.
    response.write("\ufeff")
    csv.writer(response).writerows([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return response
