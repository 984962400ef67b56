"""Blocks of imported text -> the stream of an article's body.

What the editor's own blocks can hold becomes such a block, so that it can be edited like anything else. What they cannot
hold without loss (code inside a step, links inside table cells) stays as HTML that kbsite.text made.
"""

import re
from html import escape, unescape
from uuid import UUID, uuid5

from articles.importing.taking_out import with_files_beside, without_pictures
from kbsite.text.blocks import Block, Callout, Code, Details, Image, Prose, Steps, Table
from kbsite.text.callouts import callout_class, label_for

# What Draftail can show and save again. A paragraph inside a list item is not among it.
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>")
_EDITABLE = frozenset(["p", "h2", "h3", "ul", "ol", "li", "strong", "em", "code", "a", "br", "hr"])
_PARAGRAPH_IN_ITEM = re.compile(r"<li>\s*<p>")
_LIST_START = re.compile(r"<ol start=")


def body_of(blocks: list[Block], *, key: UUID, language: str) -> list[dict[str, object]]:
    """Stream data. Ids follow from the article's key and the place of the block, so that the same row makes the same body."""
    whole = (_part(piece, language) for block in blocks for piece in without_pictures(block))
    parts = [part for kind, value in whole for part in with_files_beside(kind, value)]
    return [
        {"type": kind, "value": _with_ids(value, key, position), "id": str(uuid5(key, f"{language}:{position}"))}
        for position, (kind, value) in enumerate(parts)
    ]


def is_editable(html: str) -> bool:
    """Whether the rich text editor keeps all of it."""
    if _PARAGRAPH_IN_ITEM.search(html) or _LIST_START.search(html):
        return False
    return all(match[2] in _EDITABLE for match in _TAG.finditer(html))


def _part(block: Block, language: str) -> tuple[str, object]:
    match block:
        case Prose(html=html):
            return ("text" if is_editable(html) else "html"), html
        case Steps(items=items, start=1) if all(is_editable(item) for item in items):
            return "steps", list(items)
        case Steps(items=items, start=start):
            shown = f' start="{start}"' if start != 1 else ""
            return "html", f"<ol{shown}>" + "".join(f"<li>{item}</li>" for item in items) + "</ol>"
        case Callout(tone=tone, html=html, title="") if is_editable(html):
            return "callout", {"tone": tone, "text": html}
        case Callout(tone=tone, html=html, title=title):
            label = escape(title or label_for(tone, language), quote=False)
            return "html", (
                f'<div class="{callout_class(tone)}"><div class="callout-body"><p><strong>{label}</strong></p>{html}</div></div>'
            )
        case Code(language=name, code=code):
            return "code", {"language": name, "code": code}
        case Table(header=header, rows=rows):
            return _table(header, rows)
        case Details(summary=summary, html=html) if summary and len(summary) <= 200 and is_editable(html):
            return "collapsible", {"title": summary, "text": html}
        case Details(summary=summary, html=html):
            return "html", f"<details><summary>{escape(summary, quote=False)}</summary>{html}</details>"
        case Image(src=src, alt=alt):
            return "image", {"image": {"image": src, "alt_text": alt, "decorative": False}, "caption": ""}
    raise TypeError(f"unknown block {block!r}")


def _table(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> tuple[str, object]:
    has_header = any(cell.strip() for cell in header)
    if any("<" in cell for row in (header, *rows) for cell in row):
        head = f"<thead><tr>{''.join(f'<th>{cell}</th>' for cell in header)}</tr></thead>" if has_header else ""
        lines = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
        return "html", f'<div class="scroll" tabindex="0"><table>{head}<tbody>{lines}</tbody></table></div>'
    shown = ([header] if has_header else []) + list(rows)
    return "table", {
        "data": [[unescape(cell) for cell in row] for row in shown],
        "cell": [],
        "mergeCells": [],
        "table_caption": "",
        "first_row_is_table_header": has_header,
        "first_col_is_header": False,
        "table_header_choice": "row" if has_header else "neither",
    }


def _with_ids(value: object, key: UUID, position: int) -> object:
    if not isinstance(value, list):
        return value
    return [{"type": "item", "value": item, "id": str(uuid5(key, f"{position}.{number}"))} for number, item in enumerate(value)]
