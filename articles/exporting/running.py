"""Writing an export: a page at a time, so that memory does not grow with the site; the manifest last."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from articles.exporting import ARTICLES, FILES, FORMAT, MANIFEST, SECTIONS, VERSION
from articles.exporting.files import write_files
from articles.exporting.markdown import markdown_file, place_of
from articles.exporting.names import Names, PageName
from articles.exporting.rows import article_rows, as_lines, section_rows


@dataclass(frozen=True)
class Exported:
    """How much was written. `lost` are files that articles show and the storage no longer has."""

    articles: int
    sections: int
    files: int
    lost: tuple[str, ...]


@transaction.atomic  # one view of the site where the database gives one
def export_articles(folder: Path) -> Exported:
    """Write everything into a new or empty folder. Raises FileExistsError when it is neither, OSError when it cannot."""
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    names = Names()
    with (folder / SECTIONS).open("w", encoding="utf-8") as file:
        sections = sum(file.write(line) > 0 for line in as_lines(section_rows(names)))
    places: dict[PageName, str] = {}
    with (folder / ARTICLES).open("w", encoding="utf-8") as file:
        for row in article_rows(names):
            places[str(row["content"]), str(row["lang"])] = place_of(row)
            file.writelines(as_lines([row]))
    # A second time through what was written: links lead to articles that come later.
    with (folder / ARTICLES).open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            path = folder / place_of(row)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(markdown_file(row, places), encoding="utf-8")
    told, lost = write_files(folder, names)
    (folder / FILES).write_text("".join(as_lines(told)), encoding="utf-8")
    manifest = {"format": FORMAT, "version": VERSION, "articles": len(places), "sections": sections, "files": len(told)}
    (folder / MANIFEST).write_text(json.dumps(manifest) + "\n", encoding="utf-8")
    return Exported(articles=len(places), sections=sections, files=len(told), lost=tuple(lost))
