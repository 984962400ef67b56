"""A source row -> what its page will say."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from articles.importing.bodies import body_of
from articles.importing.catalogue import Catalogue
from articles.importing.files import FILE_TYPES, PICTURE_TYPES, place_of, stand_in_for
from articles.importing.rows import BadRow, SourceRow
from articles.importing.sources.opening import Source
from kbsite.text.errors import TextTooLong
from kbsite.text.fragments import Finding, split_blocks
from kbsite.text.markdown import render_markdown
from kbsite.text.plain import excerpt, plain_text

MAX_SUMMARY_CHARS = 500


@dataclass(frozen=True)
class Converted:
    """`body` is stream data that names files by their place in the source; `findings` tell what could not be kept."""

    row: SourceRow
    key: UUID
    summary: str
    body: list[dict[str, object]]
    files: frozenset[str]
    findings: tuple[Finding, ...]


def convert(row: SourceRow, catalogue: Catalogue, opened: Source) -> Converted:
    """Raises BadRow when the text is too long."""
    findings: list[Finding] = []
    files: set[str] = set()

    def file_of(address: str, types: frozenset[str]) -> str | None:
        name = opened.file_named(address, of=row)
        if name is None or name.rpartition(".")[2].lower() not in types:
            return None
        files.add(name)
        return stand_in_for(name)

    def link_of(address: str) -> str | None:
        # What looks like a file is none when a row of that name is there.
        return catalogue.resolve(address, of=row) or file_of(address, FILE_TYPES)

    try:
        blocks = split_blocks(
            _without_stand_ins(row.body),
            title=row.title,
            language=row.language,
            resolve_link=link_of,
            resolve_image=lambda address: file_of(address, PICTURE_TYPES),
            report=findings,
        )
        summary = excerpt(plain_text(render_markdown(row.summary)), MAX_SUMMARY_CHARS) if row.summary else ""
    except TextTooLong as error:
        raise BadRow(str(error)) from error
    key = catalogue.key_for(row.id)
    body = body_of(blocks, key=key, language=row.language)
    return Converted(row=row, key=key, summary=summary, body=body, files=frozenset(files), findings=tuple(findings))


def related_ids(row: SourceRow, catalogue: Catalogue) -> tuple[list[str], list[str]]:
    """The rows that see_also names, and the names that mean nothing here."""
    found: list[str] = []
    lost: list[str] = []
    for name in _distinct(row.see_also):
        external_id = catalogue.id_of(name, of=row)
        if external_id is None:
            lost.append(name)
        elif external_id != row.id:
            found.append(external_id)
    return found, lost


def _without_stand_ins(body: str) -> str:
    """Nobody but this room names a file by its stand-in."""
    return body.replace(place_of(), "/")


def _distinct(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(name.strip() for name in names if name.strip())
