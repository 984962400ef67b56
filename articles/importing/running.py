"""Importing articles from elsewhere: read all once to know what is in it, write in batches, then link.

Each batch is one transaction, and a row that was taken in is known by its hash: an import that was killed goes on where it
stopped when it is started again, and one that is repeated changes nothing.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from django.utils.text import slugify

from articles.importing.catalogue import Catalogue
from articles.importing.converting import Converted, convert
from articles.importing.files import FileKeeper, Refusal, put_in_files
from articles.importing.linking import link_batch
from articles.importing.own.reading import is_export
from articles.importing.own.running import import_export
from articles.importing.rows import BadRow, Refused, SourceRow
from articles.importing.sections import SectionFinder
from articles.importing.sources.opening import Source, open_source, tree_at
from articles.importing.summary import Summary
from articles.importing.writing import BatchWriter, why_kept
from articles.models import ImportedArticle

# Long enough to share its questions, short enough that other writers of a SQLite file wait less than a second.
BATCH_SIZE = 50


def import_articles(
    path: Path,
    *,
    source: str,
    parent: str = "",
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Take in a file, a folder or an archive of articles. `progress(done, of)` is called after each batch.

    Raises OSError when it cannot be read, NotReadable when nothing in it looks like articles.
    """
    if (path.is_dir() or path.suffix.lower() == ".zip") and is_export(tree := tree_at(path)):
        return import_export(tree, dry_run=dry_run, progress=progress)
    opened = open_source(path)
    catalogue = Catalogue.of(opened, source)
    sections = SectionFinder(slugify(source) or "imported", parent=tuple(step for step in parent.split("/") if step))
    run = _Run(opened, catalogue, BatchWriter(source, sections), FileKeeper(opened), Summary(refused=list(catalogue.refused)))
    done = 0
    for batch in _batches(catalogue.rows(opened)):
        if dry_run:
            run.plan(batch)
        else:
            run.take_in(batch)
        done += len(batch)
        if progress:
            progress(done, catalogue.row_count)
    if not dry_run:
        for batch in _batches(catalogue.rows(opened)):
            for row, name in link_batch([row for _where, row in batch], catalogue):
                run.summary.note("unknown see_also", name, row)
        run.summary.sections = sections.made
    return run.summary


@dataclass(frozen=True)
class _Run:
    """One import: what it reads from, what it writes with, what it tells."""

    opened: Source
    catalogue: Catalogue
    writer: BatchWriter
    files: FileKeeper
    summary: Summary

    def take_in(self, batch: list[tuple[str, SourceRow]]) -> None:
        known = _known([row for _where, row in batch], self.catalogue.source)
        converted = [self._with_files(item) for item in self._converted(batch, known)]
        if not converted:
            return
        written = self.writer.write(converted, known)
        self.summary.created += written.created
        self.summary.updated += written.updated
        self.summary.kept += [f"{row.id} ({row.language}) {why}" for row, why in written.kept]
        for row, what, detail in written.findings:
            self.summary.note(what, detail, row)

    def plan(self, batch: list[tuple[str, SourceRow]]) -> None:
        """Tell what `take_in` would do, by the same rules."""
        known = _known([row for _where, row in batch], self.catalogue.source)
        converted = self._converted(batch, known)
        taken = self.writer.taken_translations([item for item in converted if (item.row.id, item.row.language) not in known])
        for item in converted:
            row = item.row
            before = known.get((row.id, row.language))
            if why := why_kept(item, before, taken):
                self.summary.kept.append(f"{row.id} ({row.language}) {why}")
                continue
            place, is_new = self.writer.sections.place_of(row)
            self.summary.plan(place, is_new_section=is_new and before is None, is_new=before is None, files=item.files)

    def _converted(self, batch: list[tuple[str, SourceRow]], known: dict[tuple[str, str], ImportedArticle]) -> list[Converted]:
        """The rows that are not here yet as they stand; what cannot be kept of them is told."""
        converted: list[Converted] = []
        for where, row in batch:
            before = known.get((row.id, row.language))
            if before is not None and before.row_hash == row.hash:
                self.summary.unchanged += 1
                continue
            try:
                item = convert(row, self.catalogue, self.opened)
            except BadRow as error:
                self.summary.refused.append(Refused(where, str(error)))
                continue
            for finding in item.findings:
                self.summary.note(finding.what, finding.detail, row)
            converted.append(item)
        return converted

    def _with_files(self, item: Converted) -> Converted:
        stored = self.files.take_in(item.files)
        for name, one in stored.items():
            if isinstance(one, Refusal):
                self.summary.note("refused file", f"{name}: {one.reason}", item.row)
        self.summary.files.update(name for name, one in stored.items() if not isinstance(one, Refusal))
        return replace(item, body=put_in_files(item.body, stored))


def _batches(rows: Iterable[tuple[str, SourceRow]]) -> Iterator[list[tuple[str, SourceRow]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_SIZE)):
        yield batch


def _known(rows: list[SourceRow], source: str) -> dict[tuple[str, str], ImportedArticle]:
    found = ImportedArticle.objects.filter(source=source, external_id__in={row.id for row in rows}).select_related("page__locale")
    return {(imported.external_id, imported.language): imported for imported in found}
