"""Safe HTML that this room made -> the Markdown that makes it again, so that a person can edit it.

Reads only the forms of `allowed.py`. What Markdown cannot say (sub, sup, kbd, folds) stays as the HTML that `split_blocks`
knows; colour of code and ids of headings are made anew when the text is rendered.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from kbsite.text.allowed import HEADINGS, VOID

_MARKS: Final = {"strong": "**", "em": "*", "del": "~~"}
_KEPT_TAGS: Final = frozenset({"sub", "sup", "kbd"})
_BLOCKS: Final = frozenset({"p", "hr", "blockquote", "ul", "ol", "li", "table", "details", "summary", "pre", "div", *HEADINGS})
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")
# What would start a block at the beginning of a line, or a directive of an importer.
_LINE_START: Final = re.compile(r"^(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|=+$|-{2,}$|:::|~~~)", re.MULTILINE)
_NUMBERED_START: Final = re.compile(r"^(\d{1,9})([.)])(?=\s|$)", re.MULTILINE)
_SPECIAL: Final = re.compile(r"[\\`*\[\]]|(?<![^\W_])_|_(?![^\W_])|~~")
_ENTITY: Final = re.compile(r"&(?=#?\w{1,32};)")
# Stands for a line break until its place is known; no control character passes the gates.
_BREAK: Final = "\x00"
_MAX_DEPTH: Final = 80  # the gates and the importer leave less


@dataclass(slots=True)
class _Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[_Node | str]" = field(default_factory=list)

    def elements(self, *tags: str) -> "Iterator[_Node]":
        return (child for child in self.children if isinstance(child, _Node) and child.tag in tags)


def markdown_of(html: str) -> str:
    """The Markdown of safe HTML. Rendering it gives the same words, lists, tables, code, links and pictures."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _blocks(reader.root).strip("\n")


class _Reader(HTMLParser):
    """Builds the tree; safe HTML is well formed, so an end tag closes what is open."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID and len(self._open) < _MAX_DEPTH:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def _blocks(node: _Node) -> str:
    """The content of a box: runs of words become paragraphs, blocks stand apart by a blank line."""
    parts: list[str] = []
    run: list[_Node | str] = []

    def end_run() -> None:
        text = _at_line_start(_inline(run))
        if text:
            parts.append(text)
        run.clear()

    previous = ""
    for child in node.children:
        if isinstance(child, _Node) and child.tag in _BLOCKS:
            end_run()
            made = _block(child)
            if made and parts and child.tag == previous and child.tag in ("ul", "ol", "blockquote"):
                # Two lists in a row would become one.
                parts.append("<!-- -->")
            if made:
                parts.append(made)
                previous = child.tag
        else:
            if not isinstance(child, str) or child.strip():
                previous = ""
            run.append(child)
    end_run()
    return "\n\n".join(parts)


def _block(node: _Node) -> str:
    match node.tag:
        case "hr":
            return "***"
        case "ul" | "ol":
            return _list(node)
        case "blockquote":
            return _quoted(_blocks(node))
        case "table":
            return _table(node)
        case "pre":
            return _code_block(node)
        case "details":
            return _details(node)
        case "div":
            return _box(node)
        case tag if tag in HEADINGS:
            words = " ".join(_inline(node.children).replace(_BREAK, " ").split())
            return f"{'#' * int(tag[1])} {words}" if words else ""
    if any(isinstance(child, _Node) and child.tag in _BLOCKS for child in node.children):
        return _blocks(node)
    return _at_line_start(_inline(node.children))


def _box(node: _Node) -> str:
    """A callout, or a box that only scrolls."""
    classes = node.attributes.get("class", "").split()
    if "callout" not in classes:
        return _blocks(node)
    tone = next((name.removeprefix("callout-") for name in classes if name.startswith("callout-")), "note")
    inner = next(node.elements("div"), node)
    # The first paragraph is the label, which rendering writes anew.
    label = next(inner.elements("p"), None)
    rest = _Node("div", {}, [child for child in inner.children if child is not label])
    return _quoted(f"[!{tone.upper()}]\n{_blocks(rest)}")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n")) if text else ""


def _list(node: _Node) -> str:
    number = int(node.attributes.get("start") or 1)
    items: list[str] = []
    is_loose = False
    for item in node.elements("li"):
        marker = f"{number}. " if node.tag == "ol" else "- "
        number += 1
        # Words and then an inner list stand together; paragraphs and boxes stand apart.
        blocks = [child for child in item.children if isinstance(child, _Node) and child.tag in _BLOCKS]
        is_tight = all(block.tag in ("ul", "ol") for block in blocks)
        is_loose = is_loose or not is_tight
        text = _blocks(item)
        if is_tight:
            text = re.sub(r"\n\n(?=(?:- |\d+\. ))", "\n", text, count=1)
        indent = " " * len(marker)
        lines = text.split("\n")
        items.append("\n".join([marker + lines[0], *(indent + line if line else "" for line in lines[1:])]).rstrip())
    return ("\n\n" if is_loose else "\n").join(items)


def _table(node: _Node) -> str:
    rows = [row for part in (node, *node.elements("thead", "tbody")) for row in part.elements("tr")]
    if not rows:
        return ""
    cells = [list(row.elements("th", "td")) for row in rows]
    width = max(len(row) for row in cells)
    has_header = bool(cells[0]) and all(cell.tag == "th" for cell in cells[0])
    header = cells[0] if has_header else []
    ruler = {"left": ":---", "center": ":---:", "right": "---:"}
    aligned = header or cells[0]
    marks = [
        ruler.get(aligned[place].attributes.get("align", ""), "---") if place < len(aligned) else "---" for place in range(width)
    ]
    lines = [_row([_cell(cell) for cell in header], width), f"| {' | '.join(marks)} |"]
    lines += [_row([_cell(cell) for cell in row], width) for row in cells[1 if has_header else 0 :]]
    return "\n".join(lines)


def _row(cells: list[str], width: int) -> str:
    return f"| {' | '.join([*cells, *[''] * (width - len(cells))])} |"


def _cell(node: _Node) -> str:
    text = (
        _blocks(node)
        if any(isinstance(child, _Node) and child.tag in _BLOCKS for child in node.children)
        else _inline(node.children)
    )
    return re.sub(rf"\s*(?:{_BREAK}|\\?\n)+\s*", "<br>", text.strip(f" \n{_BREAK}")).replace("|", "\\|")


def _code_block(node: _Node) -> str:
    code = next(node.elements("code"), node)
    language = code.attributes.get("class", "").removeprefix("language-")
    text = _text_of(code).strip("\n")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}"


def _details(node: _Node) -> str:
    summary = next(node.elements("summary"), None)
    rest = _Node("div", {}, [child for child in node.children if child is not summary])
    words = " ".join(_text_of(summary).split()) if summary else ""
    escaped = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<details>\n<summary>{escaped}</summary>\n\n{_blocks(rest)}\n\n</details>"


def _inline(children: "list[_Node | str]") -> str:
    return "".join(_escaped(child) if isinstance(child, str) else _span(child) for child in children)


def _span(node: _Node) -> str:
    if node.tag == "br":
        return _BREAK
    if node.tag == "img":
        return f"![{_escaped(node.attributes.get('alt', ''))}](<{_address(node.attributes.get('src', ''))}>)"
    if node.tag == "code":
        return _code_span(_text_of(node))
    inside = _inline(node.children)
    if node.tag == "a":
        words = inside.replace(_BREAK, " ").strip()
        return f"[{words}](<{_address(node.attributes.get('href', ''))}>)" if words else ""
    if node.tag in _KEPT_TAGS:
        return f"<{node.tag}>{inside}</{node.tag}>"
    if node.tag in _MARKS and inside.strip():
        # Marks hold only where they touch the words: spaces move outside.
        mark = _MARKS[node.tag]
        before, after = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
        return f"{before}{mark}{inside.strip()}{mark}{after}"
    return inside


def _code_span(code: str) -> str:
    code = _SPACES.sub(" ", code)
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    if not code.strip():
        return code
    fence = "`" * (longest + 1)
    edge = " " if code[0] in "` " or code[-1] in "` " else ""
    return f"{fence}{edge}{code}{edge}{fence}"


def _address(url: str) -> str:
    """Inside angle brackets an address may hold anything but those and a line end."""
    return url.replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E").replace("\n", "")


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(lambda match: "\\" + match[0] if len(match[0]) == 1 else "\\~\\~", _SPACES.sub(" ", text))
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def _at_line_start(text: str) -> str:
    # A break at the end breaks nothing, and would show its backslash.
    text = "\n".join(line.strip() for line in text.strip(f" \n{_BREAK}").replace(_BREAK, "\\\n").split("\n"))
    return _NUMBERED_START.sub(r"\1\\\2", _LINE_START.sub(lambda match: "\\" + match[0], text))


def _text_of(node: _Node) -> str:
    return "".join(
        child if isinstance(child, str) else ("\n" if child.tag == "br" else _text_of(child)) for child in node.children
    )
