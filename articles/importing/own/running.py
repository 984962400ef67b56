"""Taking in an export: sections, then articles in batches, then what links them, since that may come later in the file.

Each batch is one transaction. A page that is there and says the same is passed over, so that an import that was killed goes on
where it stopped, and one that is repeated changes nothing.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from uuid import UUID

from django.db import transaction
from wagtail.models import Page, Revision

from articles.exporting.names import Names, PageName
from articles.exporting.rows import Row, rows_of, section_row
from articles.importing.files import Refusal
from articles.importing.own import reading
from articles.importing.own.bodies import files_in
from articles.importing.own.settling import (
    People,
    Shelf,
    answers_here,
    imports_elsewhere,
    name_of,
    settled_article,
    settled_section,
)
from articles.importing.own.writing import Writer
from articles.importing.rows import BadRow, Refused
from articles.importing.sources.tree import Tree
from articles.importing.summary import Summary
from articles.models import ArticlePage, HomePage, RelatedArticle, SectionPage

BATCH_SIZE = 50
Place = tuple[str, ...]
# Where a page stands here is this site's; what it is linked with is set once all are there.
_NOT_COMPARED = frozenset({"section", "slug", "same_as", "related", "replaced_by"})


def import_export(tree: Tree, *, dry_run: bool = False, progress: Callable[[int, int], None] | None = None) -> Summary:
    """`progress(done, of)` is called after each batch."""
    told = {str(row["name"]): row for _where, row in reading.file_rows(tree) if isinstance(row, dict)}
    run = _Run(tree, Shelf(tree, told), People(), dry_run)
    for _where, row in reading.file_rows(tree):
        if isinstance(row, Refused):
            run.summary.refused.append(row)
    for where, row in reading.section_rows(tree):
        run.each(where, row, run.section)
    count = sum(1 for _row in reading.article_rows(tree)) if progress else 0
    done = 0
    for batch in _batches(reading.article_rows(tree)):
        run.articles(batch)
        done += len(batch)
        if progress:
            progress(done, count)
    if not dry_run:
        names = Names()
        numbers = {name: pk for pk, name in names.pages()}
        for _where, row in reading.section_rows(tree):
            if isinstance(row, dict) and row["same_as"]:
                Page.objects.filter(pk=numbers.get((row["content"], row["lang"]))).update(alias_of=_same_as(row, numbers))
        for batch in _batches(reading.article_rows(tree)):
            run.links([row for _where, row in batch if isinstance(row, dict)], names, numbers)
    return run.summary


def _batches(rows: Iterable[tuple[str, Row | Refused]]) -> Iterator[list[tuple[str, Row | Refused]]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_SIZE)):
        yield batch


@dataclass
class _Run:
    tree: Tree
    shelf: Shelf
    people: People
    dry_run: bool
    summary: Summary = field(default_factory=Summary)

    def __post_init__(self) -> None:
        self.writer = Writer(self.people, self.shelf)
        self._names = Names()
        self._homes = {home.locale.language_code: home for home in HomePage.objects.select_related("locale")}
        # By language and the place that the export tells; None for what a dry run would make.
        self._sections: dict[tuple[str, Place], SectionPage | None] = {}
        self._seen: set[tuple[str, str]] = set()
        self._left_alone: set[tuple[str, str]] = set()

    def each(self, where: str, row: Row | Refused, take_in: Callable[[Row], None]) -> None:
        if isinstance(row, Refused):
            self.summary.refused.append(row)
            return
        try:
            take_in(row)
        except BadRow as error:
            self.summary.refused.append(Refused(where, str(error)))

    @transaction.atomic
    def section(self, row: Row) -> None:
        language, place = row["lang"], (*row["section"], row["slug"])
        row = settled_section(row, self.people, partial(self._note, row))
        above = self._sections.get((language, place[:-1])) if len(place) > 1 else self._homes[language]
        if len(place) > 1 and (language, place[:-1]) not in self._sections:
            raise BadRow("the section that it lies in is missing")
        here = SectionPage.objects.filter(locale__language_code=language)
        found = here.filter(translation_key=row["content"]).first()
        if found is not None:
            self._compare_section(found, row)
        elif above is not None:
            found = here.filter(path__startswith=above.path, depth=above.depth + 1, slug=row["slug"]).first()
            if found is not None:
                name = f"section {'/'.join(place)} ({language})"
                self.summary.kept.append(f"{name}: another one stands at its address, and is used")
        if found is None:
            self.summary.sections += 1
            if not self.dry_run:
                found = self.writer.new_section(row, above)
        self._sections[language, place] = found

    def _compare_section(self, section: SectionPage, row: Row) -> None:
        standing = section_row(section, self._names)
        if not _differ(standing, row):
            return
        if _is_later(standing, row):
            self.summary.kept.append(f"section {section.title} ({row['lang']}) was changed here after the export")
        elif not self.dry_run:
            self.writer.change_section(section, row)

    def articles(self, batch: list[tuple[str, Row | Refused]]) -> None:
        rows = [(where, row) for where, row in batch if isinstance(row, dict)]
        self.summary.refused += [row for _where, row in batch if isinstance(row, Refused)]
        standing = self._standing([row for _where, row in rows])
        answers = answers_here(row for _where, row in rows)
        imports = imports_elsewhere(row for _where, row in rows)
        new: list[tuple[str, Row]] = []
        changed: list[tuple[str, Row, ArticlePage]] = []
        for where, raw in rows:
            name = raw["content"], raw["lang"]
            if name in self._seen:
                self.summary.refused.append(Refused(where, "the same content and language a second time"))
                continue
            self._seen.add(name)
            if not self.dry_run:
                # Before the batch: what is stored and not shown yet is found again by the next import.
                self._take_files(raw)
            page, told = standing.get(name, (None, None))
            # What an article here grew from stays, also when the answer itself is gone.
            known = answers | {name_of(source) for source in told["sources"]} if told else answers
            row = settled_article(raw, self.people, self.shelf, known, partial(self._note, raw))
            row["imported"] = self._own_import(row, imports)
            if page is None:
                new.append((where, row))
            elif not _differ(told, row):
                self.summary.unchanged += 1
            elif _is_later(told, row):
                self._left_alone.add(name)
                self.summary.kept.append(f"{row['title']} ({row['lang']}) was changed here after the export")
            else:
                changed.append((where, row, page))
        if self.dry_run:
            self._plan([row for _where, row in new], [row for _where, row, _page in changed])
            return
        try:
            with transaction.atomic():
                self._create(new)
                self._change(changed)
        except BaseException:
            self.writer.forget()
            raise

    def _standing(self, rows: list[Row]) -> dict[tuple[str, str], tuple[ArticlePage, Row]]:
        """The rows' articles that are here, as this site would export them."""
        found = ArticlePage.objects.filter(translation_key__in={UUID(row["content"]) for row in rows})
        return {(told["content"], told["lang"]): (page, told) for page, told in rows_of(found, self._names)}

    def _own_import(self, row: Row, imports: dict[tuple[str, str, str], str]) -> Row | None:
        told = row["imported"]
        if told and imports.get((told["source"], told["id"], row["lang"]), row["content"]) != row["content"]:
            self._note(row, "another article here came from the same import", f"{told['source']}: {told['id']}")
            return None
        return told

    def _take_files(self, row: Row) -> None:
        for version in (row, *([row["draft"]] if row["draft"] else [])):
            for name in files_in(version["body"]):
                if self.shelf.has(name):
                    one = self.shelf.take_in(name)
                    if isinstance(one, Refusal):
                        self._note(row, "refused file", f"{name}: {one.reason}")
                    else:
                        self.summary.files.add(name)

    def _create(self, rows: list[tuple[str, Row]]) -> None:
        places: dict[SectionPage, list[tuple[Row, ArticlePage]]] = {}
        for where, row in rows:
            section = self._sections.get((row["lang"], tuple(row["section"])))
            try:
                if section is None:
                    raise BadRow("the section that it lies in is missing")
                places.setdefault(section, []).append((row, self.writer.article(row)))
            except BadRow as error:
                self.summary.refused.append(Refused(where, str(error)))
        for section, pages in places.items():
            self.writer.add_articles(section, pages)
            self.summary.created += len(pages)

    def _change(self, rows: list[tuple[str, Row, ArticlePage]]) -> None:
        for where, row, page in rows:
            try:
                self.writer.change_article(page, row)
                self.summary.updated += 1
            except BadRow as error:
                self.summary.refused.append(Refused(where, str(error)))

    def _plan(self, new: list[Row], changed: list[Row]) -> None:
        for row, is_new in (*((row, True) for row in new), *((row, False) for row in changed)):
            place = (row["lang"], tuple(row["section"]))
            shown = f"{row['lang']}: {' / '.join(row['section'])}"
            files = {name for name in files_in(row["body"]) if self.shelf.has(name)}
            self.summary.plan(shown, is_new_section=self._sections.get(place) is None, is_new=is_new, files=files)

    @transaction.atomic
    def links(self, rows: list[Row], names: Names, numbers: dict[PageName, int]) -> None:
        """Hand-picked articles, successors and pages that are kept the same as another; in the draft's version too."""
        rows = [row for row in rows if (row["content"], row["lang"]) not in self._left_alone]
        found = ArticlePage.objects.filter(translation_key__in={UUID(row["content"]) for row in rows})
        standing = {(told["content"], told["lang"]): (page, told) for page, told in rows_of(found, names)}
        for row in rows:
            page, told = standing.get((row["content"], row["lang"]), (None, None))
            if page is not None and _all_links(row, numbers) != _all_links(told, numbers):
                _link(page, row, numbers)

    def _note(self, row: Row, what: str, detail: str) -> None:
        self.summary.note_at(what, f"{row['title']} ({row['lang']}): {detail}")


def _differ(standing: Row, row: Row) -> bool:
    return _compared(standing) != _compared(row)


def _compared(row: Row) -> Row:
    told = {name: value for name, value in row.items() if name not in _NOT_COMPARED}
    if told.get("draft"):
        told["draft"] = _compared(told["draft"])
    return told


def _is_later(standing: Row, row: Row) -> bool:
    """Whether the page was changed here after the export; a page without versions is older than all."""
    here, there = standing["changed_at"], row["changed_at"]
    if here is None or there is None:
        return here is not None
    return datetime.datetime.fromisoformat(str(here)) > datetime.datetime.fromisoformat(str(there))


def _all_links(row: Row, numbers: dict[PageName, int]) -> tuple:
    return _links_of(row, numbers), _same_as(row, numbers)


def _links_of(row: Row, numbers: dict[PageName, int]) -> list[tuple[list[int], int | None] | None]:
    def links(version: Row | None) -> tuple[list[int], int | None] | None:
        if version is None:
            return None
        related = [numbers[name] for one in version["related"] if (name := tuple(one)) in numbers]
        return related, numbers.get(tuple(version["replaced_by"]))

    return [links(row), links(row["draft"])]


def _same_as(row: Row, numbers: dict[PageName, int]) -> int | None:
    return numbers.get((row["content"], row["same_as"])) if row["same_as"] else None


def _link(page: ArticlePage, row: Row, numbers: dict[PageName, int]) -> None:
    (related, replaced_by), draft = _links_of(row, numbers)
    RelatedArticle.objects.filter(page=page).delete()
    made = RelatedArticle.objects.bulk_create(
        RelatedArticle(page=page, article_id=target, sort_order=order) for order, target in enumerate(dict.fromkeys(related))
    )
    ArticlePage.objects.filter(pk=page.pk).update(replaced_by=replaced_by)
    Page.objects.filter(pk=page.pk).update(alias_of=_same_as(row, numbers))
    told = [{"pk": one.pk, "sort_order": one.sort_order, "page": page.pk, "article": one.article_id} for one in made]
    # The revisions are what an editor opens; without the links in them, the next edit would lose them.
    for revision in {page.live_revision, page.latest_revision} - {None}:
        if draft is not None and revision == page.latest_revision:
            _put_links(revision, _as_children(page, draft[0]), draft[1])
        else:
            _put_links(revision, told, replaced_by)


def _as_children(page: ArticlePage, related: list[int]) -> list[Row]:
    return [{"pk": None, "sort_order": order, "page": page.pk, "article": target} for order, target in enumerate(related)]


def _put_links(revision: Revision, related: list[Row], replaced_by: int | None) -> None:
    content = {**revision.content, "related_articles": related, "replaced_by": replaced_by}
    Revision.objects.filter(pk=revision.pk).update(content=content)
