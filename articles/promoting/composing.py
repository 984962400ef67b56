"""Parts of an article -> the stream of its body, by the way that imported Markdown goes: kbsite.text makes every piece."""

import re
from uuid import UUID

from django.utils.translation import gettext, override

from articles.importing.bodies import body_of
from articles.promoting.proposing import ArticleText
from kbsite.text.fragments import split_blocks
from kbsite.text.links import is_own_media

_HEADING = re.compile(r"^(#{1,2})(?=\s)", re.MULTILINE)
_FENCED = re.compile(r"(^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\2[`~]*\s*$|\Z))", re.MULTILINE | re.DOTALL)


def headings(language: str) -> dict[str, str]:
    """The heading of each part, in the article's language."""
    with override(language):
        return {
            "issue": gettext("Symptoms"),
            "environment": gettext("Environment"),
            "resolution": gettext("Resolution"),
            "cause": gettext("Cause"),
        }


def compose(text: ArticleText, *, language: str, key: UUID) -> list[dict[str, object]]:
    """Stream data; parts without words have no heading. Raises TextTooLong."""
    names = headings(language)
    parts = [(names[part], getattr(text, part).strip()) for part in names]
    markdown = "\n\n".join(f"## {heading}\n\n{_below_it(words)}" for heading, words in parts if words)
    blocks = split_blocks(markdown, language=language, resolve_image=lambda address: address if is_own_media(address) else None)
    return body_of(blocks, key=key, language=language)


def _below_it(markdown: str) -> str:
    """Headings inside a part stand below the part's own."""
    pieces = _FENCED.split(markdown)
    # The pattern has two groups: text, code, its fence, text, …
    return "".join(
        _HEADING.sub("###", piece) if place % 3 == 0 else piece for place, piece in enumerate(pieces) if place % 3 != 2
    )
