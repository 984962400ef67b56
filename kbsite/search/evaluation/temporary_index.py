"""A text index in a folder of its own, without a manifest and without the database: nothing of the site knows of it."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from whoosh.filedb.filestore import FileStorage

from kbsite.search.documents import unsaved_document
from kbsite.search.engine.corpus import WhooshCorpus, open_corpus
from kbsite.search.registry import DocumentData
from kbsite.search.schema import index_fields, make_schema
from kbsite.search.store import Snapshot
from kbsite.search.store.counted_writer import CountedWordsWriter

KIND = "evaluated"


@contextmanager
def temporary_corpus(documents: Sequence[DocumentData]) -> Iterator[WhooshCorpus]:
    """The documents as the site's engine reads them; row and object id are the same number. The folder goes at the end."""
    with tempfile.TemporaryDirectory(prefix="search-evaluation-") as folder:
        storage = FileStorage(folder)
        index = storage.create_index(make_schema())
        writer = CountedWordsWriter(index)
        for data in documents:
            document = unsaved_document(KIND, data)
            document.pk = data.object_id
            writer.add_document(**index_fields(document))
        writer.commit()
        reader = index.reader()
        try:
            yield open_corpus(Snapshot(folder=folder, generation=1, reader=reader, lock=threading.RLock()))
        finally:
            reader.close()
