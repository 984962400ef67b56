"""Reads foreign HTML as a stream and writes it in this house's forms. Keeps content; safety is the gates' work."""

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Final

from kbsite.text.allowed import DIV_CLASSES, HEADINGS, VOID
from kbsite.text.headings import HeadingLevels
from kbsite.text.highlighting import code_block
from kbsite.text.links import absolute, is_own_media, safe_url, shown_name

_RENAMED: Final = {"b": "strong", "i": "em", "s": "del", "strike": "del", "tt": "code", "samp": "code", "var": "em", "cite": "em"}
_INLINE: Final = frozenset({"strong", "em", "del", "sub", "sup", "kbd", "code"})
_KEPT_BLOCKS: Final = frozenset({"p", "blockquote", "ul", "ol", "li", "thead", "tbody", "tr", "details", "summary"})
# Boxes without a meaning of their own: what is inside stays, its lines stay apart.
_BOXES: Final = frozenset(
    """div aside article section header footer main nav figure figcaption center address form fieldset legend dl body html
    hgroup tfoot caption""".split()
)
_BLOCKS: Final = _KEPT_BLOCKS | _BOXES | frozenset({"h1", *HEADINGS, "table", "hr", "dt", "dd", "pre", "th", "td"})
_TRANSPARENT: Final = frozenset({"span", "u", "small", "big", "font", "abbr", "mark", "q", "label", "time", "dfn", "ins"})
_FRAMES: Final = frozenset({"iframe", "video", "source"})
READ_TAGS: Final = (_BLOCKS | _INLINE | _TRANSPARENT | _FRAMES | frozenset(_RENAMED) | frozenset({"a", "img", "br"})) - {
    "body",
    "html",
}
READ_ATTRIBUTES: Final = frozenset(
    "class href src alt title start align data-youtube-id data-youtube-title data-youtube-thumb tabindex".split()
)
# Places where bare words need a paragraph around them.
_NEEDS_PARAGRAPH: Final = frozenset({"", "blockquote", "details", "callout-body"})
_DROPPED_CLASSES: Final = frozenset(
    {"quote-controls", "avatar", "site-icon", "d-icon", "informations", "onebox-avatar", "expand-arrow"}
)
_STRONG_CLASSES: Final = {"bbcode-b": "strong", "bbcode-i": "em", "bbcode-s": "del"}
_ALT_TEXTS_THAT_SAY_NOTHING: Final = frozenset({"", "image", "img", "enter image description here", "alt text", "screenshot"})
_MAX_DEPTH: Final = 60
_MAX_SOURCE_DEPTH: Final = 200  # each element looks up through those that are open
_DROPPED_WHEN_EMPTY: Final = {f"</{tag}>": f"<{tag}>" for tag in ("p", "blockquote", *HEADINGS, *_INLINE)}
_LINE_STARTS: Final = (" ", "\n", "<br>", "<p>", *(f"<{tag}>" for tag in HEADINGS))
_SPACES: Final = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class _Open:
    """An element that is open in the source. `place` is what it means for its content; `closing` what its end writes."""

    tag: str
    closing: str = ""
    place: str | None = None  # None: transparent, the place around it counts
    is_inline: bool = False
    is_box: bool = False  # bare words inside get a paragraph that ends with it
    classes: frozenset[str] = field(default_factory=frozenset)


class HtmlImporter(HTMLParser):
    """Feed it well-formed HTML once, then take `finish()`."""

    def __init__(self, *, base_url: str, top_heading: int | None) -> None:
        super().__init__(convert_charrefs=True)
        self._base_url = base_url
        self._levels = HeadingLevels(top_heading) if top_heading else None
        self._out: list[str] = []
        self._open: list[_Open] = []
        self._skipped_depth = 0
        self._too_deep = 0  # elements below the deepest that is looked at; their words are kept
        self._inside_frame = False  # its content is raw text, for browsers without frames
        self._pre: _Preformatted | None = None
        self._link: _Link | None = None

    def finish(self) -> str:
        self.close()
        while self._open:
            self._pop()
        return "".join(self._out).strip()

    # What the parser calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        classes = frozenset(attributes.get("class", "").split())
        if self._inside_frame:
            return
        if self._skipped_depth:
            self._skipped_depth += tag not in VOID
        elif self._too_deep or len(self._open) > _MAX_SOURCE_DEPTH:
            self._too_deep += tag not in VOID
        elif self._pre is not None:
            self._pre.start(tag, attributes)
        elif (classes & _DROPPED_CLASSES and tag != "p") or ("meta" in classes and self._is_inside("lightbox")):
            self._skipped_depth = int(tag not in VOID)
        else:
            self._start(_RENAMED.get(tag, tag), attributes, classes, source_tag=tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside_frame:
            self._inside_frame = tag != "iframe"
        elif self._skipped_depth:
            self._skipped_depth -= tag not in VOID
        elif self._too_deep:
            self._too_deep -= tag not in VOID
        elif self._pre is not None:
            if self._pre.end(tag):
                self._write_block(self._pre.as_html())
                self._pre = None
        elif any(element.tag == tag for element in self._open):
            while self._pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._skipped_depth or self._inside_frame:
            return
        if self._pre is not None:
            self._pre.text.append(data)
            return
        text = _SPACES.sub(" ", data)
        place = self._place()
        # One space between words is enough; none at the start of a block, so that a second pass finds the same.
        if place in _NEEDS_PARAGRAPH | {"table"} or (self._out and self._out[-1].endswith(_LINE_STARTS)):
            text = text.lstrip(" ")
        if not text:
            return
        self._write_inline(escape(text, quote=False))
        if self._link is not None:
            self._link.has_words = self._link.has_words or not text.isspace()

    # Elements

    def _start(self, tag: str, attributes: dict[str, str], classes: frozenset[str], *, source_tag: str) -> None:
        if tag == "img":
            self._picture(attributes, classes)
        elif tag == "br":
            self._write_inline("<br>")
        elif tag == "hr":
            self._write_block("<hr>")
        elif tag == "pre":
            self._pre = _Preformatted(attributes.get("class", ""))
        elif tag in _FRAMES:
            self._frame(tag, attributes)
        elif tag == "a":
            self._start_link(attributes, classes)
        elif tag in _INLINE or (tag == "span" and classes & _STRONG_CLASSES.keys()):
            shown = tag if tag in _INLINE else _STRONG_CLASSES[min(classes & _STRONG_CLASSES.keys())]
            self._start_inline(source_tag, shown)
        elif tag in _BLOCKS and self._is_in_summary():
            self._open.append(_Open(source_tag))
        elif tag in _BLOCKS:
            self._close_inlines()
            self._start_block(tag, attributes, classes)
        else:
            self._open.append(_Open(source_tag))

    def _start_block(self, tag: str, attributes: dict[str, str], classes: frozenset[str]) -> None:
        if "lazyYT" in classes or "data-youtube-id" in attributes:
            self._video(tag, attributes)
        elif self._depth() >= _MAX_DEPTH:
            self._open.append(_Open(tag, closing=" "))
        elif tag in ("li", "dt", "dd") and self._innermost_tag() not in ("ul", "ol", "dl"):
            self._open.append(_Open(tag, is_box=True))
        elif tag in ("h1", *HEADINGS):
            self._start_heading(tag)
        elif tag == "table":
            self._emit_open(tag, '<div class="scroll" tabindex="0"><table>', "</table></div>\n", place="table")
        elif tag in ("td", "th"):
            align = attributes.get("align", "").lower()
            self._emit_open(
                tag, f'<{tag} align="{align}">' if align in ("left", "center", "right") else f"<{tag}>", f"</{tag}>", place="cell"
            )
        elif tag in ("thead", "tbody", "tr"):
            self._emit_open(tag, f"<{tag}>", f"</{tag}>\n", place="table")
        elif tag == "tfoot":
            self._emit_open(tag, "<tbody>", "</tbody>\n", place="table")
        elif tag == "caption":
            self._emit_open(tag, "<tbody><tr><td>", "</td></tr>\n</tbody>\n", place="cell")
        elif tag == "dl":
            self._emit_open(tag, "<ul>", "</ul>\n", place="table")
        elif tag == "dt":
            self._emit_open(tag, "<li>", "</li>\n", place="cell")
            self._start_inline("#dt", "strong")
        elif tag == "dd":
            self._emit_open(tag, "<li>", "</li>\n", place="cell")
        elif tag in ("ul", "ol"):
            start = attributes.get("start", "")
            shown = (
                f'<ol start="{int(start)}">'
                if tag == "ol" and start.isascii() and start.isdigit() and len(start) < 10
                else f"<{tag}>"
            )
            self._emit_open(tag, shown, f"</{tag}>\n", place="table")
        elif tag == "blockquote":
            # The quoting box around it has become the quote already.
            inside_box = bool(self._open) and self._open[-1].place == "blockquote" and self._open[-1].tag == "aside"
            self._open.append(_Open(tag)) if inside_box else self._emit_open(
                tag, "<blockquote>", "</blockquote>\n", place="blockquote"
            )
        elif tag == "aside" and classes & {"quote", "onebox"}:
            self._emit_open(tag, "<blockquote>", "</blockquote>\n", place="blockquote", classes=classes)
        elif tag == "div" and " ".join(attributes.get("class", "").split()) in DIV_CLASSES - {"code", "scroll"}:
            kind = attributes["class"]
            self._emit_open(tag, f'<div class="{kind}">', "</div>\n", place="callout-body" if kind == "callout-body" else "table")
        elif tag == "details":
            self._emit_open(tag, "<details>", "</details>\n", place="details")
        elif tag in _BOXES:
            self._open.append(_Open(tag, is_box=True, classes=classes))
        else:  # p, li, summary
            self._emit_open(tag, f"<{tag}>", f"</{tag}>\n", place="cell" if tag == "li" else "words")

    def _start_heading(self, tag: str) -> None:
        if self._is_inside("onebox"):
            self._emit_open(tag, "<p>", "</p>\n", place="words")
            self._start_inline("#heading", "strong")
            return
        written = int(tag[1])
        level = self._levels.level_for(written) if self._levels else max(written, 2)
        self._emit_open(tag, f"<h{level}>", f"</h{level}>\n", place="words")

    def _start_inline(self, source_tag: str, shown: str) -> None:
        if self._depth() >= _MAX_DEPTH:
            self._open.append(_Open(source_tag))
            return
        self._need_paragraph()
        self._out.append(f"<{shown}>")
        self._open.append(_Open(source_tag, closing=f"</{shown}>", is_inline=True))

    def _start_link(self, attributes: dict[str, str], classes: frozenset[str]) -> None:
        href = attributes.get("href", "").strip()
        address = safe_url(absolute(href, self._base_url)) if href and self._base_url else safe_url(href)
        if address is None or self._link is not None or "mention" in classes:
            self._open.append(_Open("a", classes=classes))
            return
        self._need_paragraph()
        self._out.append(_link_start(address, attributes.get("title", "")))
        self._open.append(_Open("a", closing="</a>", is_inline=True, classes=classes))
        self._link = _Link(address)

    def _picture(self, attributes: dict[str, str], classes: frozenset[str]) -> None:
        words = " ".join(attributes.get("alt", "").split())
        if "emoji" in classes:
            self._write_words(words)
            return
        source = attributes.get("src", "").strip()
        address = safe_url(absolute(source, self._base_url)) if source and self._base_url else safe_url(source)
        if address and is_own_media(address):
            title = attributes.get("title", "")
            shown_title = f' title="{escape(title)}"' if title else ""
            self._write_inline(f'<img src="{escape(address)}" alt="{escape(words)}"{shown_title}>')
            if self._link is not None:
                self._link.has_words = self._link.has_words or bool(words)
            return
        if words.lower() in _ALT_TEXTS_THAT_SAY_NOTHING:
            words = shown_name(address) if address and self._link is None else ""
        if address is None or self._link is not None or self._is_inside("onebox"):
            self._write_words(words)
        else:
            self._write_inline(f"{_link_start(address, '')}{escape(words, quote=False)}</a>")

    def _frame(self, tag: str, attributes: dict[str, str]) -> None:
        source = attributes.get("src", "").strip()
        address = safe_url(absolute(source, self._base_url)) if source and self._base_url else safe_url(source)
        if address and self._link is None:
            gap = " " if self._out and self._out[-1].endswith("</a>") else ""
            self._write_inline(f"{gap}{_link_start(address, '')}{escape(shown_name(address), quote=False)}</a>")
        if tag == "iframe":
            self._inside_frame = True
        elif tag != "source":
            self._open.append(_Open(tag))

    def _video(self, tag: str, attributes: dict[str, str]) -> None:
        video = "".join(c for c in attributes.get("data-youtube-id", "") if c.isascii() and (c.isalnum() or c in "-_"))
        if video:
            address = f"https://www.youtube.com/watch?v={video}"
            words = " ".join(attributes.get("data-youtube-title", "").split()) or address
            self._write_block(f"<p>{_link_start(address, '')}{escape(words, quote=False)}</a></p>")
            self._skipped_depth = 1
        else:
            self._open.append(_Open(tag))

    # Writing

    def _emit_open(self, tag: str, opening: str, closing: str, *, place: str, classes: frozenset[str] = frozenset()) -> None:
        self._out.append(opening)
        self._open.append(_Open(tag, closing=closing, place=place, classes=classes))

    def _write_block(self, html: str) -> None:
        self._close_inlines()
        self._out.append(html.rstrip("\n") + "\n")

    def _write_inline(self, html: str) -> None:
        self._need_paragraph()
        self._out.append(html)

    def _write_words(self, words: str) -> None:
        if words:
            self._write_inline(escape(words, quote=False))
            if self._link is not None:
                self._link.has_words = True

    def _need_paragraph(self) -> None:
        if self._place() not in _NEEDS_PARAGRAPH:
            return
        # Below spans and dropped links, so that their end does not end the paragraph.
        depth = len(self._open)
        while depth and self._open[depth - 1].place is None and not self._open[depth - 1].is_box:
            depth -= 1
        self._out.append("<p>")
        self._open.insert(depth, _Open("#p", closing="</p>\n", place="words"))

    def _place(self) -> str:
        for element in reversed(self._open):
            if element.place is not None:
                return element.place
        return ""

    def _is_in_summary(self) -> bool:
        return self._innermost_tag() == "summary"

    def _innermost_tag(self) -> str:
        return next((element.tag for element in reversed(self._open) if element.place is not None), "")

    def _is_inside(self, name: str) -> bool:
        return any(name in element.classes for element in self._open)

    def _depth(self) -> int:
        return sum(bool(element.closing) for element in self._open)

    def _close_inlines(self) -> None:
        """Before a block: end what may hold only words (inline elements, paragraphs, headings), innermost first."""
        for element in reversed(self._open):
            if element.place not in (None, "words") or element.tag == "summary":
                break
            self._write_end(element)
            element.place = None
        self._open = [element for element in self._open if element.tag != "#p"]

    def _pop(self) -> str:
        element = self._open.pop()
        self._write_end(element)
        if element.is_box:
            self._close_inlines()
        return element.tag

    def _write_end(self, element: _Open) -> None:
        if element.closing == "</a>" and self._link is not None:
            if not self._link.has_words:
                # A link without words cannot be read out.
                self._out.append(escape(shown_name(self._link.address), quote=False))
            self._link = None
        if element.closing.rstrip() in _DROPPED_WHEN_EMPTY and self._out[-1] == _DROPPED_WHEN_EMPTY[element.closing.rstrip()]:
            dropped = self._out.pop()
            if self._levels and dropped.startswith("<h"):
                self._levels.forget_last()
        elif element.closing:
            self._out.append(element.closing)
        element.closing, element.is_inline = "", False


@dataclass(slots=True)
class _Link:
    address: str
    has_words: bool = False


class _Preformatted:
    """Collects a `<pre>`: its text, and the language that its classes name."""

    def __init__(self, classes: str) -> None:
        self.text: list[str] = []
        self._classes = classes.split()
        self._depth = 1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "br":
            self.text.append("\n")
        elif tag == "img":
            self.text.append(attributes.get("alt", ""))
        elif tag not in VOID:
            self._depth += 1
            if tag == "code":
                self._classes += attributes.get("class", "").split()

    def end(self, tag: str) -> bool:
        self._depth -= tag not in VOID
        return self._depth == 0

    def as_html(self) -> str:
        named = (name for name in self._classes if name.startswith(("lang-", "language-")))
        return code_block("".join(self.text).lstrip("\n"), next(named, ""))


def _link_start(address: str, title: str) -> str:
    shown_title = f' title="{escape(title)}"' if title else ""
    return f'<a href="{escape(address)}"{shown_title}>'
