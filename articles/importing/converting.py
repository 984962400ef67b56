"""A source row -> what its page will say."""

from collections.abc import Iterable
from dataclasses import dataclass

from articles.importing.bodies import body_of
from articles.importing.catalogue import Catalogue, key_of
from articles.importing.rows import BadRow, SourceRow
from kbsite.text.errors import TextTooLong
from kbsite.text.fragments import Finding, split_blocks
from kbsite.text.markdown import render_markdown
from kbsite.text.plain import excerpt, plain_text

MAX_SUMMARY_CHARS = 500


@dataclass(frozen=True)
class Converted:
    """`body` is stream data; `findings` tell what could not be kept."""

    row: SourceRow
    summary: str
    body: list[dict[str, object]]
    findings: tuple[Finding, ...]


def convert(row: SourceRow, catalogue: Catalogue) -> Converted:
    """Raises BadRow when the text is too long."""
    findings: list[Finding] = []
    try:
        blocks = split_blocks(
            row.body,
            title=row.title,
            language=row.language,
            resolve_link=lambda address: catalogue.resolve(address, of=row),
            report=findings,
        )
        summary = excerpt(plain_text(render_markdown(row.summary)), MAX_SUMMARY_CHARS) if row.summary else ""
    except TextTooLong as error:
        raise BadRow(str(error)) from error
    key = key_of(catalogue.source, row.id)
    return Converted(row=row, summary=summary, body=body_of(blocks, key=key, language=row.language), findings=tuple(findings))


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


def _distinct(names: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(name.strip() for name in names if name.strip())
