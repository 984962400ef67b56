"""The words of a body without rendering it: for search, which reads thousands of articles at a time."""

from dataclasses import dataclass
from html import escape

from articles.models import ArticlePage
from kbsite.text.headings import outline
from kbsite.text.plain import plain_text


@dataclass(frozen=True)
class BodyWords:
    text: str
    headings: str


def body_words(page: ArticlePage) -> BodyWords:
    """Reads the stored stream: no templates, no files, no queries."""
    html = "\n".join(_html_of(part["type"], part["value"]) for part in page.body.raw_data)
    headings = " \n".join(heading.text for heading in outline(html))
    return BodyWords(text=plain_text(html), headings=headings)


def _html_of(kind: str, value: object) -> str:
    match kind, value:
        case (("text" | "html"), str()):
            return value
        case "steps", list():
            return "".join(f"<p>{step['value'] if isinstance(step, dict) else step}</p>" for step in value)
        case "callout", dict():
            return f"<div>{value.get('text', '')}</div>"
        case "code", dict():
            return f"<pre>{escape(value.get('code', ''))}</pre>"
        case "image", dict():
            image = value.get("image") or {}
            return f"<p>{escape(image.get('alt_text') or '')} {escape(value.get('caption') or '')}</p>"
        case "table", dict():
            rows = value.get("data") or []
            return "".join(f"<p>{escape(' '.join(str(cell or '') for cell in row))}</p>" for row in rows)
        case "attachment", dict():
            return f"<p>{escape(value.get('label') or '')}</p>"
        case "video", dict():
            return f"<p>{escape(value.get('title') or '')}</p>{value.get('transcript', '')}"
        case "collapsible", dict():
            return f"<p>{escape(value.get('title') or '')}</p>{value.get('text', '')}"
    return ""
