"""Importing a file of articles: read it once to know what is in it, write in batches, then link.

Each batch is one transaction, and a row that was taken in is known by its hash: an import that was killed goes on where it
stopped when it is started again, and one that is repeated changes nothing.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.utils.text import slugify

from articles.importing.catalogue import Catalogue, RefusedLine
from articles.importing.converting import Converted, convert
from articles.importing.linking import link_batch
from articles.importing.rows import BadRow, SourceRow
from articles.importing.sections import SectionFinder
from articles.importing.writing import BatchWriter
from articles.models import ImportedArticle

# Long enough to share its questions, short enough that other writers of a SQLite file wait less than a second.
BATCH_SIZE = 50
# Links and pictures are counted all, but only this many are named.
EXAMPLES = 5


@dataclass
class Summary:
    """What an import did. `kept` are rows that were left alone and why; `findings` count what could not be kept in texts."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    sections: int = 0
    refused: list[RefusedLine] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    findings: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def note(self, what: str, detail: str, row: SourceRow) -> None:
        self.findings[what] += 1
        named = self.examples.setdefault(what, [])
        if len(named) < EXAMPLES:
            named.append(f"{row.id} ({row.language}): {detail}")


def import_articles(
    path: Path,
    *,
    source: str,
    parent: str = "",
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Take in a JSON Lines file. `progress(done, of)` is called after each batch. Raises OSError when it cannot be read."""
    catalogue = Catalogue.of(path, source)
    sections = SectionFinder(slugify(source) or "imported", parent=tuple(step for step in parent.split("/") if step))
    writer = BatchWriter(source, sections)
    summary = Summary(refused=list(catalogue.refused))
    done = 0
    for batch in _batches(catalogue.rows(path)):
        _take_in(batch, catalogue, writer, summary, dry_run=dry_run)
        done += len(batch)
        if progress:
            progress(done, catalogue.row_count)
    if not dry_run:
        for batch in _batches(catalogue.rows(path)):
            for row, name in link_batch([row for _number, row in batch], catalogue):
                summary.note("unknown see_also", name, row)
    summary.sections = sections.made
    summary.refused.sort(key=lambda line: line.number)
    return summary


def _batches(rows: Iterable[tuple[int, SourceRow]]) -> Iterator[list[tuple[int, SourceRow]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_SIZE)):
        yield batch


def _take_in(
    batch: list[tuple[int, SourceRow]], catalogue: Catalogue, writer: BatchWriter, summary: Summary, *, dry_run: bool
) -> None:
    known = _known([row for _number, row in batch], catalogue.source)
    converted: list[Converted] = []
    for number, row in batch:
        before = known.get((row.id, row.language))
        if before is not None and before.row_hash == row.hash:
            summary.unchanged += 1
            continue
        try:
            item = convert(row, catalogue)
        except BadRow as error:
            summary.refused.append(RefusedLine(number, str(error)))
            continue
        for finding in item.findings:
            summary.note(finding.what, finding.detail, row)
        converted.append(item)
    if not converted:
        return
    if dry_run:
        summary.updated += sum((item.row.id, item.row.language) in known for item in converted)
        summary.created += sum((item.row.id, item.row.language) not in known for item in converted)
        return
    written = writer.write(converted, known)
    summary.created += written.created
    summary.updated += written.updated
    summary.kept += [f"{row.id} ({row.language}) {why}" for row, why in written.kept]


def _known(rows: list[SourceRow], source: str) -> dict[tuple[str, str], ImportedArticle]:
    found = ImportedArticle.objects.filter(source=source, external_id__in={row.id for row in rows}).select_related("page__locale")
    return {(imported.external_id, imported.language): imported for imported in found}
