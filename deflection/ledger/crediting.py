"""Credit lines of a run on their way to the database: written as they come, told in sums."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db import connection

from deflection.content import parse_content
from deflection.estimation.credit import CreditLine
from deflection.models import CreditEntry, EstimateRun

LINES_AT_ONCE = 2_000


@dataclass
class Share:
    """Of one content or need."""

    micro_credits: int = 0
    lines: int = 0

    def add(self, line: CreditLine) -> None:
        self.micro_credits += line.micro_credits
        self.lines += 1


@dataclass
class CreditTold:
    """All that a result says of a stage's lines; `told` is the hash of them. Empty names: what no single one may carry."""

    lines: int = 0
    told: str = ""
    of_contents: dict[str, Share] = field(default_factory=dict)
    of_needs: dict[str, Share] = field(default_factory=dict)


def keep_credit(run: EstimateRun, stage: str, lines: Iterable[CreditLine], *, at: datetime) -> CreditTold:
    """Write all lines; no more than a batch of them is in memory."""
    sums, digest = CreditTold(), hashlib.sha256()
    posted_at = _stored("posted_at", at)
    batch: list[tuple[object, ...]] = []
    for line in lines:
        need, language = (line.stratum.need, line.stratum.language) if line.stratum else ("", "")
        tier = line.tier.value if line.tier else ""
        told = (stage, tier, line.episode, need, language, line.micro_credits)
        sums.lines += 1
        sums.of_contents.setdefault(line.content, Share()).add(line)
        sums.of_needs.setdefault(need, Share()).add(line)
        digest.update(repr((line.content, *told)).encode())
        batch.append((run.pk, posted_at, *_content_columns(line.content), *told))
        if len(batch) == LINES_AT_ONCE:
            _insert(batch)
            batch = []
    _insert(batch)
    sums.told = digest.hexdigest()
    return sums


_COLUMNS = (
    "run",
    "posted_at",
    "content_kind",
    "content_uuid",
    "stage",
    "tier",
    "episode_key",
    "need",
    "language",
    "micro_credits",
)


def _insert(rows: list[tuple[object, ...]]) -> None:
    """A large month has millions of lines: model objects would take four times as long as everything else together."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(CreditEntry._meta.get_field(name).column) for name in _COLUMNS)
    table = quote(CreditEntry._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            holes = ", ".join(["%s"] * len(_COLUMNS))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({holes})", rows)  # noqa: S608  (our own names only)


@lru_cache(maxsize=20_000)
def _content_columns(reference: str) -> tuple[str, object]:
    if not reference:
        return "", None
    content = parse_content(reference)
    return content.kind, _stored("content_uuid", content.key)


def _stored(column: str, value: object) -> object:
    return CreditEntry._meta.get_field(column).get_db_prep_save(value, connection)
