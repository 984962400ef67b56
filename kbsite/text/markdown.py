"""Markdown as people write it -> safe HTML to be stored.

Rendered once, when it is written, and stored with `RENDERER_VERSION`; never on read.
"""

import re
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kbsite.text.autolinks import autolinks_plugin
from kbsite.text.callouts import callouts_plugin
from kbsite.text.errors import TextTooLong, check_size
from kbsite.text.gates import pass_gates
from kbsite.text.headings import ARTICLE_TOP, POST_TOP, Heading, HeadingIds, HeadingLevels, outline
from kbsite.text.highlighting import MAX_COLOURED_CHARS, code_block
from kbsite.text.links import is_own_media, safe_url, shown_name

__all__ = ["ARTICLE_TOP", "POST_TOP", "RENDERER_VERSION", "Heading", "TextTooLong", "outline", "render_markdown"]

RENDERER_VERSION: Final = 1  # raise it when the same source gives other HTML: stored HTML is then made again by a command

MAX_SOURCE_BYTES: Final = 50_000
_MARKS: Final = re.compile(r"[*_~]+|\[")
_MARKS_AT_MOST: Final = 2_000
_MAX_NESTING: Final = 20  # quotes and lists deeper than this are left out; the time for unclosed brackets grows with it


def render_markdown(
    source: str,
    *,
    top_heading: int = POST_TOP,
    heading_ids: bool = False,
    language: str = "en",
    max_bytes: int = MAX_SOURCE_BYTES,
) -> str:
    """Safe HTML of a Markdown text.

    `top_heading` is the level that the text's highest heading gets; `heading_ids` gives each heading an id for a contents
    list (see `outline`); `language` chooses the words of callout labels. Raises `TextTooLong` over `max_bytes` of source,
    or when the result would be too much for the gates.
    """
    check_size(source, limit_bytes=max_bytes)
    env = {
        "top_heading": top_heading,
        "heading_ids": heading_ids,
        "language": language,
        "coloured_chars_left": MAX_COLOURED_CHARS,
    }
    return pass_gates(parser().render(source, env))


def parser() -> MarkdownIt:
    """The parser of this thread: the link finder inside keeps state between calls."""
    md: MarkdownIt | None = getattr(_of_this_thread, "parser", None)
    if md is None:
        md = _of_this_thread.parser = build_parser()
    return md


def build_parser(*, html: bool = False) -> MarkdownIt:
    """A new parser with all rules of this house. With `html=True` the caller deals with the HTML tokens."""
    md = MarkdownIt("commonmark", {"html": html, "linkify": True, "maxNesting": _MAX_NESTING})
    md.enable(["table", "strikethrough"])
    md.use(autolinks_plugin)
    md.use(callouts_plugin)
    md.core.ruler.before("inline", "too_many_marks", _leave_mark_floods)
    md.core.ruler.push("headings", _set_headings)
    md.core.ruler.push("addresses", _set_addresses)
    for name, rule in _RENDER_RULES.items():
        md.add_render_rule(name, rule)
    return md


def _leave_mark_floods(state: StateCore) -> None:
    """A paragraph with thousands of emphasis marks or brackets is shown as written: pairing them takes n² steps."""
    for token in state.tokens:
        if token.type == "inline" and sum(1 for _ in _MARKS.finditer(token.content)) > _MARKS_AT_MOST:
            token.children, token.content = [Token("text", "", 0, content=token.content)], ""


def _set_headings(state: StateCore) -> None:
    levels = HeadingLevels(int(state.env.get("top_heading", POST_TOP)))
    ids = HeadingIds() if state.env.get("heading_ids") else None
    for index, token in enumerate(state.tokens):
        if token.type == "heading_open":
            level = levels.level_for(int(token.tag[1]))
            token.tag = state.tokens[index + 2].tag = f"h{level}"
            if ids:
                token.attrSet("id", ids.id_for(inline_text(state.tokens[index + 1].children or [])))


def _set_addresses(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = _with_safe_addresses(token.children)


def _with_safe_addresses(children: Sequence[Token]) -> list[Token]:
    """Links that may not be linked become their text; pictures from elsewhere become links."""
    result: list[Token] = []
    link_is_kept = True
    inside_link = False
    for token in children:
        if token.type == "link_open":
            address = safe_url(str(token.attrGet("href") or ""))
            link_is_kept = address is not None
            if address is not None:
                token.attrSet("href", address)
                inside_link = True
                result.append(token)
        elif token.type == "link_close":
            if link_is_kept:
                result.append(token)
            link_is_kept, inside_link = True, False
        elif token.type == "image":
            result.extend(_picture(token, inside_link=inside_link))
        else:
            result.append(token)
    return result


def _picture(token: Token, *, inside_link: bool) -> list[Token]:
    address = safe_url(str(token.attrGet("src") or ""))
    if address and is_own_media(address):
        token.attrSet("src", address)
        return [token]
    words = inline_text(token.children or [])
    if address is None or inside_link:
        return [Token("text", "", 0, content=words or shown_name(address or ""))]
    text = Token("text", "", 0, content=words or shown_name(address))
    return [Token("link_open", "a", 1, attrs={"href": address}), text, Token("link_close", "a", -1)]


def inline_text(children: Sequence[Token]) -> str:
    """The words of inline tokens, without marks."""
    parts: list[str] = []
    for token in children:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "image":
            parts.append(inline_text(token.children or []))
        else:
            parts.append(token.content)
    return "".join(parts).strip()


def _render_fence(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    code = tokens[index].content
    left = int(env.get("coloured_chars_left", MAX_COLOURED_CHARS)) - len(code)
    if left < 0:
        return code_block(code, tokens[index].info, coloured=False)
    env["coloured_chars_left"] = left
    return code_block(code, tokens[index].info)


def _render_callout_title(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return renderer.renderInline(tokens[index].children or [], options, env)


def _render_strikethrough(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return "<del>" if tokens[index].nesting == 1 else "</del>"


def _render_table(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    # A wide table scrolls in its own box, which the keyboard can reach.
    return '<div class="scroll" tabindex="0"><table>\n' if tokens[index].nesting == 1 else "</table></div>\n"


def _render_cell(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    align = str(token.attrGet("style") or "").removeprefix("text-align:")
    return f'<{token.tag} align="{align}">' if align in ("left", "center", "right") else f"<{token.tag}>"


_RENDER_RULES: Final[dict[str, Callable[..., str]]] = {
    "fence": _render_fence,
    "code_block": _render_fence,
    "callout_title": _render_callout_title,
    "s_open": _render_strikethrough,
    "s_close": _render_strikethrough,
    "table_open": _render_table,
    "table_close": _render_table,
    "th_open": _render_cell,
    "td_open": _render_cell,
}
_of_this_thread = threading.local()
