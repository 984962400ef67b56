"""Whoosh as its manual shows it: one stemmer, title and text, all words joined by OR. What own work has to beat."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from whoosh import fields
from whoosh.analysis import LanguageAnalyzer, StemmingAnalyzer
from whoosh.filedb.filestore import FileStorage
from whoosh.qparser import MultifieldParser, OrGroup

from kbsite.search.registry import DocumentData

# Whoosh's English analyser; its language analysers for the others.
_LANGUAGES = ("fi", "sv")


@contextmanager
def plain_whoosh(documents: Sequence[DocumentData]) -> Iterator[Callable[[str, str, int], list[int]]]:
    """Documents are taken to be in one language, as in a test collection."""
    language = documents[0].language if documents else "en"
    with tempfile.TemporaryDirectory(prefix="search-evaluation-") as folder:
        index = FileStorage(folder).create_index(plain_schema(language))
        writer = index.writer(limitmb=128)
        for document in documents:
            writer.add_document(number=str(document.object_id), title=document.title, text=document.body)
        writer.commit()
        parser = plain_parser(index.schema)
        with index.searcher() as searcher:

            def rank(question: str, language: str, limit: int) -> list[int]:
                return [int(hit["number"]) for hit in searcher.search(parser.parse(question), limit=limit)]

            yield rank


def plain_schema(language: str) -> fields.Schema:
    analyser = LanguageAnalyzer(language) if language in _LANGUAGES else StemmingAnalyzer()
    return fields.Schema(number=fields.ID(stored=True), title=fields.TEXT(analyser), text=fields.TEXT(analyser))


def plain_parser(schema: fields.Schema) -> MultifieldParser:
    """All words of a question, in title or text; nothing in it is syntax."""
    parser = MultifieldParser(["title", "text"], schema, group=OrGroup)
    parser.plugins = [plugin for plugin in parser.plugins if type(plugin).__name__ in _PLAIN_PLUGINS]
    return parser


_PLAIN_PLUGINS = frozenset({"WhitespacePlugin", "MultifieldPlugin"})
