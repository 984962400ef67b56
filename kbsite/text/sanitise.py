"""HTML from elsewhere (other forums, help desks, dumps) -> the same safe HTML that Markdown gives, through the same gates."""

from typing import Final

import nh3

from kbsite.text.allowed import DROPPED_WITH_CONTENT
from kbsite.text.errors import check_size, check_tags
from kbsite.text.gates import pass_gates
from kbsite.text.headings import POST_TOP
from kbsite.text.importing import READ_ATTRIBUTES, READ_TAGS, HtmlImporter

__all__ = ["MAX_IMPORTED_BYTES", "MAX_IMPORTED_TAGS", "pass_gates", "rewrite_html", "sanitise_html"]

MAX_IMPORTED_BYTES: Final = 200_000  # three times the longest post of a big forum; the gates cost about 2 ms a kB
MAX_IMPORTED_TAGS: Final = 10_000  # ten times the busiest post of a big forum; deep trees cost the parser n²


def sanitise_html(html: str, *, base_url: str = "", top_heading: int = POST_TOP) -> str:
    """Safe HTML with the content of `html` kept: headings, lists, tables, code, quotes, pictures as links.

    With `base_url`, the page that `html` came from, its relative links are followed from there; without it, a relative
    link is kept only when it is a path or a fragment of this site. Headings start at `top_heading`. Doing it again
    changes nothing. Raises `TextTooLong` over `MAX_IMPORTED_BYTES` or `MAX_IMPORTED_TAGS`.
    """
    check_size(html, limit_bytes=MAX_IMPORTED_BYTES)
    check_tags(html, limit_tags=MAX_IMPORTED_TAGS)
    return pass_gates(rewrite_html(html, base_url=base_url, top_heading=top_heading))


def rewrite_html(html: str, *, base_url: str = "", top_heading: int | None = None) -> str:
    """`html` in this house's forms, not yet safe: what comes out must pass the gates. Without `top_heading`, levels stay."""
    importer = HtmlImporter(base_url=base_url, top_heading=top_heading)
    importer.feed(_well_formed.clean(html))
    return importer.finish()


# Not a gate: a browser's parser that closes what was left open, so that the importer sees a tree.
_well_formed: Final = nh3.Cleaner(
    tags=set(READ_TAGS),
    clean_content_tags=set(DROPPED_WITH_CONTENT),
    attributes={"*": set(READ_ATTRIBUTES)},
    link_rel=None,
    strip_comments=True,
)
