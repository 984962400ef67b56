"""Our writer of counted words must leave on disk what Whoosh's own writer leaves."""

import random

from whoosh.filedb.filestore import FileStorage
from whoosh.writing import SegmentWriter

from kbsite.search.schema import make_schema
from kbsite.search.store.counted_writer import CountedWordsWriter


def _written(folder, writer_class, documents, later) -> dict:
    folder.mkdir()
    index = FileStorage(str(folder)).create_index(make_schema())
    writer = writer_class(index)
    for document in documents:
        writer.add_document(**document)
    writer.commit()
    writer = writer_class(index)
    writer.delete_document(3)
    for document in later:
        writer.add_document(**document)
    # Both segments become one: reading a segment back and writing it again must give the same too.
    writer.commit(optimize=True)
    reader = index.reader()
    held = {}
    for field, word in reader.all_terms():
        matcher = reader.postings(field, word)
        held[field, word] = []
        while matcher.is_active():
            held[field, word].append((matcher.id(), matcher.weight()))
            matcher.next()
    lengths = [reader.doc_field_length(number, "body") for number in range(reader.doc_count_all())]
    reader.close()
    return {"postings": held, "lengths": lengths}


def test_postings_are_those_of_whoosh_s_own_writer(tmp_path):
    draw = random.Random(4)

    def document(number: int) -> dict:
        words = {f"word{draw.randrange(300)}": draw.randint(1, 5) for _ in range(40)}
        # "everywhere" has more documents than a block of postings holds.
        return {"body": words | {"everywhere": 1 + number % 3}, "key": {f"note:{number}": 1}, "row": number, "opening": b""}

    documents, later = [document(number) for number in range(400)], [document(number) for number in range(400, 420)]
    ours = _written(tmp_path / "ours", CountedWordsWriter, documents, later)
    whoosh = _written(tmp_path / "whoosh", SegmentWriter, documents, later)
    assert len(ours["postings"]["body", b"everywhere"]) == 419
    assert ours == whoosh
