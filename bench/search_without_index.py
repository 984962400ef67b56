"""What a question costs while the database answers: the ratio of 10,000 to 5,000 documents says whether it grows evenly.

The stock SQLite search of Wagtail grows with the square of the matches. Ratio 2 is even growth; milliseconds are CPU time.
"""

import datetime
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIZES = (5_000, 10_000)
WORDS = 8_000
REPEATS = 5
EVEN_GROWTH = 2.6


def main() -> None:
    """In a process and a database of its own."""
    with tempfile.TemporaryDirectory(prefix="kbsite-bench-") as folder:
        environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        environment |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "kbsite.settings.development"}
        subprocess.run(
            [sys.executable, "-m", "bench.search_without_index"], cwd=Path(__file__).parents[1], env=environment, check=True
        )


def measure() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    rng = random.Random(1)
    # Digits keep the made-up words apart in every language; frequencies fall as in real texts.
    vocabulary = [f"w{number}x" for number in range(WORDS)]
    weights = [1 / (number + 1) for number in range(WORDS)]
    questions = {
        "the commonest word": vocabulary[0],
        "eight common words": " ".join(vocabulary[:8]),
        "a rare word": vocabulary[WORDS // 2],
        "words that stand nowhere": "zz1z yy2y xx3x",
    }
    taken: dict[str, list[float]] = {name: [] for name in questions}
    made = 0
    for size in SIZES:
        _add_documents(rng, vocabulary, weights, made, size)
        made = size
        for name, text in questions.items():
            taken[name].append(min(_seconds(text) for _ in range(REPEATS)))
    for name, (small, large) in taken.items():
        ratio = large / small
        verdict = "even" if ratio <= EVEN_GROWTH else "MORE THAN EVEN"
        print(f"{name}: {ratio:.2f}x for twice the documents ({verdict}); {large * 1000:.0f} ms at {SIZES[-1]:,} documents")


def _seconds(text: str) -> float:

    from kbsite.search import fallback
    from kbsite.search.engine.terms import question_terms
    from kbsite.search.hits import SORT_RELEVANCE, SearchFilters
    from kbsite.search.presenting import hits_of

    started = time.process_time()
    rows = fallback.find_rows(
        question_terms(text, "en"),
        language="en",
        audiences=["public"],
        kinds=["article"],
        filters=SearchFilters(),
        sort=SORT_RELEVANCE,
    )
    hits_of([(row.row, row.score) for row in rows[:10]], audiences=["public"], forms=frozenset(text.split()))
    return time.process_time() - started


def _add_documents(rng: random.Random, vocabulary: list[str], weights: list[float], start: int, stop: int) -> None:
    from kbsite.search.models import Document

    def document(number: int) -> Document:
        body = rng.choices(vocabulary, weights, k=200)
        return Document(
            kind="article",
            object_id=number,
            title=" ".join(rng.choices(vocabulary, weights, k=6)),
            body=" ".join(body),
            lemmas=f" {' '.join(dict.fromkeys(body))} ",
            language="en",
            audience="public",
            url="/",
            updated_at=datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC),
            text_hash="",
        )

    Document.objects.bulk_create([document(number) for number in range(start, stop)], batch_size=200)


if __name__ == "__main__":
    measure()
