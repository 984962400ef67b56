"""What the look adds to a rendered body: ids and anchors on headings, icons on callouts, names on boxes that scroll.

Works on HTML that our own templates, Wagtail's rich text and `kbsite.text` made, whose forms are known; so plain patterns do.
"""

import re
from dataclasses import dataclass
from html import escape

from django.utils.translation import gettext, override

from kbsite.look.templatetags.look import icon
from kbsite.text.headings import HeadingIds
from kbsite.text.plain import plain_text

CALLOUT_ICONS = {"note": "info", "tip": "tip", "important": "needs", "caution": "needs", "warning": "broken"}
CODE_NAMES = {"csharp": "C#", "css": "CSS", "html": "HTML", "json": "JSON", "php": "PHP", "powershell": "PowerShell"}
CODE_NAMES |= {"sql": "SQL", "xml": "XML", "yaml": "YAML", "batch": "Batch", "vb.net": "VB"}

_HEADING = re.compile(r'<(h[23])(?: id="([^"]*)")?[^>]*>(.*?)</\1>', re.DOTALL)
_CALLOUT = re.compile(r'<div class="callout callout-(note|tip|important|caution|warning)( is-[a-z]+)?">')
_CODE = re.compile(r'<div class="code"><pre tabindex="0"><code(?: class="language-([^"]*)")?>')
_TABLE = re.compile(r'<div class="scroll" tabindex="0"><table>')


@dataclass(frozen=True)
class BodyHeading:
    """One line of the contents list."""

    id: str
    text: str
    level: int


def decorate(html: str, *, language: str, reader_language: str) -> tuple[str, tuple[BodyHeading, ...]]:
    """The body as it is shown, and its headings.

    Words that belong to the text are in the text's `language`; words for operating the page are in the reader's.
    """
    taken = set(re.findall(r'\bid="([^"]+)"', html))
    ids = HeadingIds(taken)
    headings: list[BodyHeading] = []
    with override(reader_language):
        link_to = gettext("Link to “%(heading)s”")
        code_label, table_label = gettext("Code"), gettext("Table")

    def heading(match: re.Match[str]) -> str:
        tag, own_id, inside = match.groups()
        text = " ".join(plain_text(inside).split())
        if not text:
            return ""
        heading_id = own_id or ids.id_for(text)
        headings.append(BodyHeading(id=heading_id, text=text, level=int(tag[1])))
        label = escape(link_to % {"heading": text})
        anchor = f'<a class="anchor" href="#{escape(heading_id)}" aria-label="{label}">#</a>'
        return f'<{tag} id="{escape(heading_id)}" tabindex="-1">{inside}{anchor}</{tag}>'

    def callout(match: re.Match[str]) -> str:
        return match[0] + icon(CALLOUT_ICONS[match[1]])

    def code(match: re.Match[str]) -> str:
        name = CODE_NAMES.get(match[1] or "", (match[1] or "").capitalize())
        shown = escape(name)
        language_class = f' class="language-{match[1]}"' if match[1] else ""
        label = f"{shown}: {code_label}" if shown else code_label
        return (
            f'<div class="code"><header><span>{shown}</span></header>'
            f'<pre tabindex="0" role="group" aria-label="{label}"><code{language_class}>'
        )

    html = _HEADING.sub(heading, html)
    html = _CALLOUT.sub(callout, html)
    html = _CODE.sub(code, html)
    html = _TABLE.sub(f'<div class="scroll" tabindex="0" role="group" aria-label="{table_label}"><table class="table">', html)
    return html, tuple(headings)
