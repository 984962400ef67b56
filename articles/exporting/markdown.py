"""A row -> a Markdown file with front matter, for people and for other systems. What Markdown cannot say is in the JSON Lines."""

import json
import posixpath
import re
from collections.abc import Callable, Mapping
from html import escape

from articles.exporting.bodies import mapped_rich_text
from articles.exporting.names import PageName
from articles.exporting.rows import Row
from articles.querysets import language_order
from kbsite.text.callouts import callout_class
from kbsite.text.to_markdown import markdown_of

FOLDER = "markdown"
_LINK = re.compile(r'<a href="/articles/([0-9a-f-]{36})/(#[^"]*)?"')
_FILE = re.compile(r'<a linktype="document" file="([^"]*)"')
# Ours by name; JSON is YAML, so nothing needs quoting of its own.
_TOLD = ("content", "lang", "title")


def place_of(row: Row) -> str:
    return "/".join([FOLDER, str(row["lang"]), *row["section"], f"{row['slug']}.md"])


def markdown_file(row: Row, places: Mapping[PageName, str]) -> str:
    """`places` says where each exported article stands."""
    imported = row["imported"] or {}
    told = {
        **{name: row[name] for name in _TOLD},
        "description": row["summary"],
        "products": row["products"],
        "tags": row["tags"],
        "created": row["first_published_at"],
        "updated": row["last_published_at"] or row["changed_at"],
        "audience": row["audience"],
        "confidence": row["confidence"],
        "draft": not row["live"],
        "owner": row["owner"],
        "review_by": row["review_by"],
        "see_also": [content for content, _language in row["related"]],
        "translated": row["translated_share"],
        "url": imported.get("url"),
        "licence": imported.get("licence"),
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in told.items() if value not in (None, "", [])]
    return "\n".join(["---", *lines, "---", "", body_markdown(row, places), ""])


def body_markdown(row: Row, places: Mapping[PageName, str]) -> str:
    here = posixpath.dirname(place_of(row))
    order = language_order(str(row["lang"]))

    def address_of(content: str) -> str:
        target = next((places[content, code] for code in order if (content, code) in places), None)
        return posixpath.relpath(target, here) if target else f"/articles/{content}/"

    def link(html: str) -> str:
        html = _LINK.sub(lambda match: f'<a href="{address_of(match[1])}{match[2] or ""}"', html)
        return _FILE.sub(lambda match: f'<a href="{escape(posixpath.relpath(match[1], here))}"', html)

    parts = (_part(str(part["type"]), part["value"], link, here) for part in row["body"])
    return "\n\n".join(part for part in parts if part)


def _part(kind: str, value: object, link: Callable[[str], str], here: str) -> str:
    value = mapped_rich_text(kind, value, link)
    match kind, value:
        case "text", str():
            return markdown_of(value)
        case "html", str():
            return markdown_of(link(value))
        case "steps", list():
            steps = "".join(f"<li>{one['value'] if isinstance(one, dict) else one}</li>" for one in value)
            return markdown_of(f"<ol>{steps}</ol>")
        case "callout", {"tone": tone, "text": text}:
            label = "<p></p>"  # where the label stands, which the tone says again
            return markdown_of(f'<div class="{callout_class(str(tone))}"><div class="callout-body">{label}{text}</div></div>')
        case "code", {"code": code}:
            language = re.sub(r"[^a-z0-9+#.-]", "", str(value.get("language") or "").lower())
            return markdown_of(f'<pre><code class="language-{language}">{escape(str(code))}</code></pre>')
        case "image", {"image": {"image": str(name), **shown}} if name:
            words = re.sub(r"([\[\]\\])", r"\\\1", " ".join(str(shown.get("alt_text") or "").split()))
            caption = escape(str(value.get("caption") or ""), quote=False)
            return f"![{words}](<{posixpath.relpath(name, here)}>)" + (f"\n\n*{caption}*" if caption else "")
        case "attachment", {"document": str(name)} if name:
            label = str(value.get("label") or "") or posixpath.basename(name)
            return markdown_of(f'<p><a href="{escape(posixpath.relpath(name, here))}">{escape(label)}</a></p>')
        case "collapsible", {"title": title, "text": text}:
            return markdown_of(f"<details><summary>{escape(str(title))}</summary>{text}</details>")
        case "video", {"title": title, "url": url, "transcript": transcript}:
            return markdown_of(f'<p><a href="{escape(str(url))}">{escape(str(title))}</a></p>{transcript}')
        case "table", dict():
            return markdown_of(_table(value))
    return ""


def _table(value: dict[str, object]) -> str:
    rows = [[escape(str(cell or "")) for cell in row] for row in value.get("data") or []]
    if not rows:
        return ""
    caption = escape(str(value.get("table_caption") or ""))
    has_header = bool(value.get("first_row_is_table_header"))
    head = f"<thead><tr>{''.join(f'<th>{cell}</th>' for cell in rows[0])}</tr></thead>" if has_header else ""
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows[1 if has_header else 0 :])
    return f"{f'<p>{caption}</p>' if caption else ''}<table>{head}<tbody>{body}</tbody></table>"
