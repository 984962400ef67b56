"""From what a person typed to what is stored."""

from dataclasses import dataclass

from django.utils.text import slugify

from kbsite.text.languages import detect_language
from kbsite.text.markdown import RENDERER_VERSION, render_markdown

# Bytes of UTF-8. The 50 kB of promises.md 3.2: pathological Markdown of that size still renders within two seconds.
MAX_POST_BYTES = 50_000


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text ready to be stored. `html` is safe: kbsite.text made it."""

    source: str
    html: str
    language: str
    renderer_version: int = RENDERER_VERSION


def render_post(source: str, *, fallback_language: str, language: str = "") -> Rendered:
    """Raises TextTooLong. An empty `language` is detected; `fallback_language` when the text does not tell."""
    source = normal_text(source)
    language = language or detect_language(source, fallback_language)
    html = render_markdown(source, language=language, max_bytes=MAX_POST_BYTES)
    return Rendered(source=source, html=html, language=language)


def normal_text(text: str) -> str:
    """One kind of line end and no NUL, which PostgreSQL refuses to store."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def normal_title(title: str) -> str:
    """On one line, without control characters."""
    return " ".join("".join(character if character.isprintable() else " " for character in title).split())


def topic_slug(title: str) -> str:
    """ASCII words for the address; the id before it is what finds the topic."""
    return slugify(title)[:80].strip("-") or "topic"
