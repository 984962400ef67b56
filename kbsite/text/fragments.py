"""An article's Markdown -> blocks of safe HTML, tables, code and pictures, for an importer.

Beyond what posts may write, articles from elsewhere hold HTML (`<br>`, `<details>`, lists in cells) and the directives of
one big documentation site (`:::image`, `[!INCLUDE]`, `[!VIDEO]`). Their content is kept, what cannot be kept is reported.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.text.blocks import Block, Callout, Code, Details, Finding, Image, Prose, Steps, Table
from kbsite.text.errors import check_size
from kbsite.text.gates import pass_gates
from kbsite.text.headings import ARTICLE_TOP, HeadingIds
from kbsite.text.highlighting import language_name
from kbsite.text.importing import READ_TAGS
from kbsite.text.links import is_external, is_own_media, safe_url, shown_name
from kbsite.text.markdown import build_parser, inline_text, parser
from kbsite.text.plain import plain_text
from kbsite.text.sanitise import rewrite_html

__all__ = [
    "MAX_ARTICLE_BYTES",
    "Block",
    "Callout",
    "Code",
    "Details",
    "Finding",
    "Image",
    "Prose",
    "Steps",
    "Table",
    "split_blocks",
]

MAX_ARTICLE_BYTES: Final = 200_000
Resolve = Callable[[str], str | None]

_IMAGE_DIRECTIVE: Final = re.compile(r":::\s*image\b([^\n]{0,2000}?):::")
_DIRECTIVE_VALUE: Final = re.compile(r'([\w-]+)="([^"]*)"')
_INCLUDE: Final = re.compile(r"\[!INCLUDE\s*\[([^\]\n]{0,200})\]\([^)\n]{0,300}\)\]", re.IGNORECASE)
_VIDEO: Final = re.compile(r"\[!VIDEO\s+([^\]\s]{1,2000})\]", re.IGNORECASE)
_OTHER_DIRECTIVE: Final = re.compile(r"^(?:\[!div [^\]\n]{0,200}\]|:::[^\n]*)[ \t]*\n?", re.IGNORECASE | re.MULTILINE)
_FENCE: Final = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_ROW: Final = re.compile(r"[ \t]*\|.*\|[ \t]*")
_DELIMITER_ROW: Final = re.compile(r"[ \t]*\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*")
_FOLD_TAG: Final = re.compile(r"</?details\b[^<>]{0,200}>|<summary\b[^<>]{0,200}>.{0,500}?</summary>", re.IGNORECASE)
_TAG: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)(?:\s[^<>]*|/)?>")
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
_PLAIN_ASCII: Final = re.compile(r"[ -%'-;=?-~]*")
_KNOWN_TAGS: Final = READ_TAGS - {"q", "time", "label", "form", "var", "cite", "address", "source", "mark", "main", "nav"}


def split_blocks(
    source: str,
    *,
    title: str = "",
    language: str = "en",
    resolve_link: Resolve | None = None,
    resolve_image: Resolve | None = None,
    report: list[Finding] | None = None,
    max_bytes: int = MAX_ARTICLE_BYTES,
) -> list[Block]:
    """The blocks of an article in reading order. Headings start at h2, without gaps over the whole article.

    A first heading that says `title` again is left out. `resolve_link` gets the address of each link but "#fragments"
    and returns the one to use, or None to keep only the words; `resolve_image` the same for pictures, and only an address
    below the site's media prefix is shown. What was lost is appended to `report`. Raises `TextTooLong`.
    """
    check_size(source, limit_bytes=max_bytes)
    return _Splitter(language, resolve_link, resolve_image, report if report is not None else []).split(source, title)


class _Splitter:
    def __init__(self, language: str, resolve_link: Resolve | None, resolve_image: Resolve | None, report: list[Finding]) -> None:
        self._env = {"top_heading": ARTICLE_TOP, "language": language}
        self._resolve_link = resolve_link or safe_url
        self._resolve_image = resolve_image or (lambda address: None)
        self._report = report
        self._fragments: set[str] = set()
        self._md = self._build_parser()

    def split(self, source: str, title: str) -> list[Block]:
        env = {**self._env, "title": title}
        tokens = self._md.parse(_prepared(source), env)
        blocks: list[Block] = []
        prose: list[Token] = []
        for group in _with_folds_together(_groups(tokens)):
            block = self._block(group)
            if block is None:
                prose.extend(group)
                if _shows_picture(group):
                    # Whoever gives pictures a block of their own finds them at the end of what they belong to.
                    blocks.extend(self._prose(prose))
                    prose = []
                continue
            blocks.extend(self._prose(prose))
            prose = []
            blocks.append(block)
        return [*blocks, *self._prose(prose)]

    # Blocks

    def _block(self, group: list[Token]) -> Block | None:
        first = group[0]
        match first.type:
            case "ordered_list_open":
                items = tuple(self._safe(item[1:-1]) for item in _groups(group[1:-1]))
                return Steps(items, start=int(first.attrGet("start") or 1))
            case "fence" | "code_block":
                return Code(language_name(first.info), first.content.rstrip("\n"))
            case "table_open":
                return self._table(group)
            case "callout_open":
                # Between the box and its content stand the inner box and the label: four tokens.
                return Callout(str(first.meta["tone"]), self._safe(group[5:-2]))
            case "blockquote_open":
                return self._titled_note(group)
            case "paragraph_open":
                return _picture_alone(group)
            case "html_block" if _opens_fold(first):
                return self._details(group)
        return None

    def _prose(self, tokens: list[Token]) -> list[Block]:
        html = self._safe(tokens)
        return [Prose(html)] if html else []

    def _table(self, group: list[Token]) -> Block:
        rows = [
            tuple(self._safe([group[index + 1]]) for index in range(start, end) if group[index].type in ("th_open", "td_open"))
            for start, end in _spans(group, "tr_open", "tr_close")
        ]
        return Table(rows[0], tuple(rows[1:]))

    def _titled_note(self, group: list[Token]) -> Block | None:
        """A quote whose first line is bold is how some manuals write a note with a title."""
        if len(group) < 4 or group[1].type != "paragraph_open":
            return None
        children = [child for child in group[2].children or [] if child.type != "text" or child.content]
        if not children or children[0].type != "strong_open":
            return None
        end = next(index for index, child in enumerate(children) if child.type == "strong_close" and child.level == 0)
        rest = children[end + 1 :]
        if rest and rest[0].type not in ("softbreak", "hardbreak"):
            return None
        body = rest[1:]
        following = group[4:-1]
        if not body and not following:
            return None
        title = inline_text(children[1:end])
        group[2].children = body
        return Callout("note", self._safe(group[1:-1] if body else following), title=title)

    def _details(self, group: list[Token]) -> Block:
        inner = group[1:-1] if len(group) > 1 and _closes_fold(group[-1]) else group[1:]
        summary = ""
        if inner and inner[0].type == "html_block" and inner[0].content.lstrip().lower().startswith("<summary"):
            summary = " ".join(plain_text(self._safe([inner[0]])).split())
            inner = inner[1:]
        return Details(summary, self._safe(inner))

    def _safe(self, tokens: Sequence[Token]) -> str:
        """Safe HTML of some tokens: through the importer when they hold HTML of their own, through the gates always."""
        made: str = self._md.renderer.render(tokens, self._md.options, self._env).strip()
        if _PLAIN_ASCII.fullmatch(made):
            return made  # most cells of a table: nothing that a gate could change
        if any(_has_html(token) for token in tokens):
            made = rewrite_html(made)
        return pass_gates(made).strip()

    # Parsing

    def _build_parser(self) -> MarkdownIt:
        md = build_parser(html=True)
        md.core.ruler.before("inline", "directives", self._read_directives)
        md.core.ruler.before("headings", "known_html", self._keep_known_html)
        # After the heading levels, before foreign addresses are judged.
        md.core.ruler.before("addresses", "resolve", self._resolve_addresses)
        return md

    def _read_directives(self, state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and ("[!" in token.content or ":::" in token.content):
                text = _IMAGE_DIRECTIVE.sub(_image_markdown, token.content)
                text = _INCLUDE.sub(self._include, text)
                text = _VIDEO.sub(self._video, text)
                token.content = _OTHER_DIRECTIVE.sub("", text).strip()
        state.tokens = _without_empty_paragraphs(state.tokens)

    def _include(self, match: re.Match[str]) -> str:
        self._report.append(Finding("include", match[1]))
        return ""

    def _video(self, match: re.Match[str]) -> str:
        self._report.append(Finding("video", match[1]))
        return f"<{match[1]}>"

    def _keep_known_html(self, state: StateCore) -> None:
        tokens: list[Token] = []
        for token in state.tokens:
            if token.type == "html_block":
                token.content = _COMMENT.sub("", token.content)
                if not token.content.strip():
                    continue
                if not any(match[1].lower() in _KNOWN_TAGS for match in _TAG.finditer(token.content)):
                    # "<user name>" alone on a line is a placeholder, not HTML.
                    tokens.extend(parser().parse(token.content, dict(self._env)))
                    continue
                token.content = _TAG.sub(_known_or_escaped, token.content)
            elif token.type == "inline":
                token.children = [shown for child in token.children or [] for shown in _known_inline(child)]
            tokens.append(token)
        # Gone before the levels are counted: the page shows its title itself.
        state.tokens = tokens[3:] if _says_title(tokens, str(state.env["title"])) else tokens

    def _resolve_addresses(self, state: StateCore) -> None:
        ids = HeadingIds()
        headings = (index for index, token in enumerate(state.tokens) if token.type == "heading_open")
        self._fragments = {ids.id_for(inline_text(state.tokens[index + 1].children or [])) for index in headings}
        for token in state.tokens:
            if token.type == "html_block":
                token.content = _HTML_ADDRESS.sub(self._html_address, token.content)
            for child in token.children or []:
                if child.type == "html_inline":
                    child.content = _HTML_ADDRESS.sub(self._html_address, child.content)
                elif child.type == "link_open":
                    child.attrSet("href", self._link_to(str(child.attrGet("href") or "")))
            if token.children:
                token.children = [shown for child in token.children for shown in self._picture(child)]

    def _html_address(self, match: re.Match[str]) -> str:
        return f'{match[1]}="{escape(self._link_to(match[3]))}"' if match[1].lower() == "href" else match[0]

    def _link_to(self, address: str) -> str:
        """The address to link to, "" to keep only the words."""
        if address.startswith("#"):
            wanted = HeadingIds().id_for(address[1:])
            return f"#{wanted}" if wanted in self._fragments else ""
        found = self._resolve_link(address) if address else None
        if found is None:
            self._report.append(Finding("unresolved link", address))
        return found or ""

    def _picture(self, token: Token) -> list[Token]:
        if token.type != "image":
            return [token]
        source = str(token.attrGet("src") or "")
        found = self._resolve_image(source)
        if found is not None and is_own_media(found):
            token.attrSet("src", found)
            return [token]
        address = safe_url(source)
        if address is not None and is_external(address):
            return [token]  # becomes a link
        self._report.append(Finding("missing image", source))
        words = inline_text(token.children or []) or shown_name(source)
        return [Token("em_open", "em", 1), Token("text", "", 0, content=words), Token("em_close", "em", -1)]


_HTML_ADDRESS: Final = re.compile(r"\b(href|src)\s*=\s*([\"'])(.{0,2000}?)\2", re.IGNORECASE)


def _image_markdown(match: re.Match[str]) -> str:
    values = dict(_DIRECTIVE_VALUE.findall(match[1]))
    words = re.sub(r"([\[\]\\])", r"\\\1", values.get("alt-text", ""))
    address = values.get("source", "").replace("<", "").replace(">", "")
    return f"![{words}](<{address}>)"


def _known_or_escaped(match: re.Match[str]) -> str:
    return match[0] if match[1].lower() in _KNOWN_TAGS else escape(match[0], quote=False)


def _known_inline(child: Token) -> list[Token]:
    if child.type != "html_inline":
        return [child]
    match = _TAG.fullmatch(child.content.strip())
    if match is None:
        is_comment = child.content.startswith("<!--")
        return [] if is_comment else [Token("text", "", 0, content=child.content)]
    if match[1].lower() == "br":
        return [Token("hardbreak", "br", 0)]
    if match[1].lower() in _KNOWN_TAGS:
        return [child]
    return [Token("text", "", 0, content=child.content)]


def _has_html(token: Token) -> bool:
    return token.type in ("html_block", "html_inline") or any(child.type == "html_inline" for child in token.children or [])


def _prepared(source: str) -> str:
    """Outside of code: folds on lines of their own, table rows without blank lines between them."""
    lines: list[str] = []
    fence = ""
    in_loose_table = False
    for line in source.split("\n"):
        opening = _FENCE.match(line)
        if opening and not fence:
            fence = opening[1]
        elif opening and opening[1].startswith(fence) and not line.strip(" \t>`~"):
            fence = ""
        if fence:
            lines.append(line)
            continue
        is_row = bool(_ROW.fullmatch(line))
        follows_row = len(lines) > 1 and not lines[-1].strip() and bool(_ROW.fullmatch(lines[-2]))
        if follows_row and (_DELIMITER_ROW.fullmatch(line) or (is_row and in_loose_table)):
            # Some exporters write every row as a paragraph; Markdown then sees no table.
            lines.pop()
            in_loose_table = True
        elif line.strip() and not is_row:
            in_loose_table = False
        lines.append(_on_own_lines(line))
    return "\n".join(lines)


def _on_own_lines(line: str) -> str:
    """Blank lines around <details> and <summary>: otherwise the Markdown inside them is not read."""
    indent = line[: len(line) - len(line.lstrip())]
    return _FOLD_TAG.sub(rf"\n\n{indent}\g<0>\n\n{indent}", line)


def _groups(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens cut into whole elements of the outermost level."""
    group: list[Token] = []
    depth = 0
    for token in tokens:
        group.append(token)
        depth += token.nesting
        if depth == 0:
            yield group
            group = []


def _with_folds_together(groups: Iterable[list[Token]]) -> Iterator[list[Token]]:
    """A <details> and all that follows up to its end as one group."""
    fold: list[Token] = []
    depth = 0
    for group in groups:
        depth += _opens_fold(group[0]) - (depth > 0 and _closes_fold(group[0]))
        fold.extend(group)
        if depth == 0:
            yield fold
            fold = []
    if fold:
        yield fold


def _opens_fold(token: Token) -> bool:
    return token.type == "html_block" and token.content.lstrip().lower().startswith("<details")


def _closes_fold(token: Token) -> bool:
    return token.type == "html_block" and token.content.strip().lower() == "</details>"


def _spans(tokens: Sequence[Token], opening: str, closing: str) -> list[tuple[int, int]]:
    starts = [index for index, token in enumerate(tokens) if token.type == opening]
    ends = [index for index, token in enumerate(tokens) if token.type == closing]
    return list(zip(starts, ends, strict=True))


def _shows_picture(group: list[Token]) -> bool:
    return any(
        child.type == "image" and is_own_media(str(child.attrGet("src"))) for token in group for child in token.children or []
    )


def _picture_alone(group: list[Token]) -> Block | None:
    children = [child for child in group[1].children or [] if child.type != "text" or child.content.strip()]
    if len(children) != 1 or children[0].type != "image":
        return None
    return Image(str(children[0].attrGet("src")), inline_text(children[0].children or []))


def _without_empty_paragraphs(tokens: list[Token]) -> list[Token]:
    result: list[Token] = []
    for token in tokens:
        if token.type == "paragraph_close" and result[-1].type == "inline" and not result[-1].content:
            del result[-2:]
        else:
            result.append(token)
    return result


def _says_title(tokens: Sequence[Token], title: str) -> bool:
    if not title or not tokens or tokens[0].type != "heading_open":
        return False
    return inline_text(tokens[1].children or []).casefold().split() == title.casefold().split()
