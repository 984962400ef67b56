"""The contents that a page names: its own other languages, what its text links to, what stands beside it."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from articles.models import ArticlePage
from articles.querysets import language_order
from articles.selectors.rows import FIELDS
from articles.selectors.tree import Reader

# All readable versions of each content as rows of FIELDS and confidence, the one that serves the reader best first.
Named = Mapping[UUID, list[dict[str, Any]]]


def named_articles(keys: Collection[UUID], *, user: Reader, reader_language: str) -> Named:
    """One query for all of them, and a plain one: which version is best is cheaper to see than to ask."""
    found: dict[UUID, list[dict[str, Any]]] = {}
    for row in ArticlePage.objects.visible_to(user).filter(translation_key__in=keys).values(*FIELDS, "confidence"):
        found.setdefault(row["translation_key"], []).append(row)
    order = language_order(reader_language)
    return {key: sorted(rows, key=lambda row: order.index(row["locale__language_code"])) for key, rows in found.items()}
