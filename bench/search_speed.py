"""Search beside raw Whoosh on 20,000 documents: whole questions, suggestions, building, memory.

Real articles and threads, and copies of them with changed words (BENCH_DATA; BENCH_DOCUMENTS for another number). The whole
answer counts: ranking, counts of every filter, access, rows, highlighting. Raw Whoosh joins all words of the question by OR and
fetches ten numbers, nothing else. Both are asked the same questions in turn.
"""

from __future__ import annotations

import datetime
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench._shared_data import all_texts, data_folder, rows, with_copies

DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS", "20000"))
QUESTIONS = 200
SEED = 20261122


def main() -> None:
    folder = data_folder()
    if folder is None:
        return
    with tempfile.TemporaryDirectory(prefix="search-speed-") as place:
        # A process of its own builds, so that this one is as large as a web worker and no larger.
        command = [sys.executable, "-m", "bench.search_speed", place, str(folder)]
        subprocess.run(command, check=True, env=os.environ | {"DATA_DIR": place})
        _set_up(place)
        _measure_reading(Path(place), folder)


def _set_up(place: str) -> None:
    os.environ["DATA_DIR"] = place
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings.development")
    import django

    django.setup()
    from kbsite.accounts.audience import audiences_for
    from kbsite.search.models import Document
    from kbsite.search.registry import SearchKind, all_kinds, register_kind, unregister_kind

    for kind in all_kinds():
        unregister_kind(kind.name)
    for name in ("article", "topic"):

        def visible(user, ids, name=name):
            allowed = Document.objects.filter(kind=name, object_id__in=ids, audience__in=audiences_for(user))
            return set(allowed.values_list("object_id", flat=True))

        register_kind(SearchKind(name=name, label=name, build=lambda ids: (), all_ids=lambda: (), visible_ids=visible))


def _build(place: Path, folder: Path) -> None:
    _set_up(str(place))
    from django.apps import apps
    from django.db import connection

    with connection.schema_editor() as editor:
        for model in apps.get_app_config("search").get_models():
            editor.create_model(model)
    from kbsite.search.analysis import forget_words
    from kbsite.search.engine.choosing import engine
    from kbsite.search.models import Document
    from kbsite.text.lemmas import compound_parts, lemma_of

    texts = with_copies(all_texts(folder), DOCUMENTS)
    random.Random(SEED).shuffle(texts)
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    Document.objects.bulk_create(
        (
            Document(
                kind=text.kind,
                object_id=number,
                title=text.title[:500],
                summary=text.summary,
                headings=text.headings,
                body=text.body,
                answers=text.answers,
                language=text.language,
                solved=None if text.kind == "article" else bool(text.answers),
                section=f"Section {number % 20}",
                section_path=f"section-{number % 20}",
                audience=("public", "public", "public", "signed_in")[number % 4],
                updated_at=now,
                url=f"/{number}/",
                text_hash="",
            )
            for number, text in enumerate(texts, start=1)
        ),
        batch_size=100,
    )
    words = sum(len(text.body.split()) for text in texts) / len(texts)
    print(f"{len(texts):,} documents of {words:.0f} words", flush=True)
    raw = _documents_a_second(lambda: _build_raw(place / "raw"))
    for cache in (lemma_of, compound_parts):
        cache.cache_clear()
    forget_words()
    ours = _documents_a_second(engine().rebuild)
    print(f"building, documents a CPU second: raw Whoosh {raw:.0f}, the site {ours:.0f} ({ours / raw:.2f})", flush=True)


def _documents_a_second(build: Callable[[], object]) -> float:
    started = time.process_time()
    build()
    return DOCUMENTS / (time.process_time() - started)


def _build_raw(place: Path) -> None:
    from whoosh.filedb.filestore import FileStorage

    from kbsite.search.evaluation.plain_whoosh import plain_schema
    from kbsite.search.models import Document

    place.mkdir()
    writer = FileStorage(str(place)).create_index(plain_schema("en")).writer(limitmb=128)
    for row in Document.objects.order_by("pk").iterator(chunk_size=200):
        text = " ".join([row.summary, row.headings, row.answers, row.body])
        writer.add_document(number=str(row.pk), title=row.title, text=text)
    writer.commit()


def _measure_reading(place: Path, folder: Path) -> None:
    from django.contrib.auth.models import AnonymousUser

    from kbsite.search import querying
    from kbsite.search.warming import warm

    asked = [row["title"] for row in rows(folder, "questions_superuser_shared.jsonl")]
    asked = random.Random(SEED).sample(asked, QUESTIONS)
    anonymous = AnonymousUser()

    def answer(question: str) -> object:
        return querying.search(user=anonymous, terms=question, language="en")

    def suggest(question: str) -> object:
        return querying.suggest(user=anonymous, terms=question, language="en")

    before = _resident_mb()
    warm()
    for question in asked[:50]:
        answer(question)
        suggest(question)
    print(f"memory of a web process: {before:.0f} MB before, {_resident_mb():.0f} MB after 50 questions and suggestions")
    raw = _open_raw(place / "raw")
    for question in asked[:50]:
        raw(question)
    spent: dict[str, list[float]] = {"raw Whoosh, OR": [], "whole answer": [], "suggestions": []}
    for question in asked:
        for name, act in zip(spent, (raw, answer, suggest), strict=True):
            started = time.perf_counter()
            act(question)
            spent[name].append((time.perf_counter() - started) * 1000)
    floor = sorted(spent["raw Whoosh, OR"])
    print(f"{QUESTIONS} whole questions{'':8}{'p50 ms':>8}{'p95 ms':>8}{'of raw p50':>12}{'of raw p95':>12}")
    for name, times in spent.items():
        p50, p95 = (sorted(times)[int(share * len(times))] for share in (0.5, 0.95))
        of_p50, of_p95 = p50 / floor[len(floor) // 2], p95 / floor[int(0.95 * len(floor))]
        print(f"{name:<27}{p50:>8.1f}{p95:>8.1f}{of_p50:>12.2f}{of_p95:>12.2f}")


def _open_raw(place: Path) -> Callable[[str], object]:
    from whoosh.filedb.filestore import FileStorage

    from kbsite.search.evaluation.plain_whoosh import plain_parser

    index = FileStorage(str(place)).open_index()
    parser, searcher = plain_parser(index.schema), index.searcher()
    return lambda question: [hit["number"] for hit in searcher.search(parser.parse(question), limit=10)]


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    _build(Path(sys.argv[1]), Path(sys.argv[2]))
