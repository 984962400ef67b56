"""The engine in PostgreSQL over 100,000 posts, beside the plain query that PostgreSQL's manual shows, in the same run.

Whole answers: words, candidates, ranking, counts of six filters, access, rows, snippets. The plain query has one condition, its
order by ts_rank and ts_headline for ten rows; it knows no filters, no counts and no access. In a database of its own, kept
between runs: BENCH_DATABASE_URL (default postgres:///bench_search). BENCH_REBUILD=1 builds the index anew and tells how fast.
"""

import datetime
import os
import statistics
import time
from contextlib import suppress

from bench import _posts

REPEATS = 5
SENTENCES = 10
_MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)

PLAIN = """
SELECT found.object_id, document.title, ts_headline('simple', document.body, {query})
FROM (SELECT object_id, row FROM {entries} WHERE vector @@ {query} ORDER BY ts_rank(vector, {query}) DESC LIMIT 10) AS found
JOIN search_document AS document ON document.id = found.row"""


def register_posts() -> None:
    """Posts as a kind of their own: every one is a document, the hardest case for an index."""
    from kbsite.accounts.audience import Audience
    from kbsite.search.registry import DocumentData, SearchKind, register_kind

    def build(ids: list[int]) -> list[DocumentData]:
        return [
            DocumentData(
                object_id=number,
                title=_posts.topic_title(number // _posts.POSTS_A_TOPIC),
                url=f"/posts/{number}/",
                language="en",
                updated_at=_MOMENT + datetime.timedelta(minutes=number),
                audience=Audience.PUBLIC,
                body=_posts.post_text(number),
                section=f"Board {number % 20}",
                section_path=f"board-{number % 20}",
                solved=number % 3 == 0,
            )
            for number in ids
        ]

    register_kind(
        SearchKind(
            name="post",
            label="Post",
            build=build,
            all_ids=lambda: range(_posts.POSTS),
            visible_ids=lambda user, ids: set(ids),
        )
    )


def median_ms(act, repeats: int = REPEATS) -> float:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        act()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def build_index() -> None:
    from kbsite.search import indexing
    from kbsite.search.engine.choosing import engine
    from kbsite.search.models import Document
    from kbsite.search.store import IndexUnavailable

    if Document.objects.count() != _posts.POSTS:
        started = time.perf_counter()
        indexing.rebuild_documents()
        spent = time.perf_counter() - started
        print(f"document rows: {_posts.POSTS / spent:,.0f} posts a second")
    if not os.environ.get("BENCH_REBUILD"):
        with suppress(IndexUnavailable):
            if engine().check().documents == _posts.POSTS:
                return
    started = time.perf_counter()
    count = engine().rebuild()
    spent = time.perf_counter() - started
    published = engine().published()
    print(f"index: {count:,} posts, {count / spent:,.0f} a second, {published.bytes / 1e6:,.0f} MB")


def measure() -> None:
    from django.contrib.auth.models import AnonymousUser
    from django.db import connection

    from kbsite.search import querying
    from kbsite.search.engine.choosing import engine
    from kbsite.search.engine.terms import question_terms

    entries = engine().index.state().tables.entries

    def plain(text: str) -> None:
        words = " | ".join(f"'{form}'" for term in question_terms(text, "en") for form in term.forms[:1])
        with connection.cursor() as cursor:
            cursor.execute(PLAIN.format(entries=entries, query="%s::tsquery"), [words] * 3)
            cursor.fetchall()

    def answer(text: str):
        return querying.search(user=AnonymousUser(), terms=text, language="en")

    def compare(texts: list[str], label: str) -> None:
        rows = []
        for text in texts:
            answer(text)
            plain(text)
            rows.append((median_ms(lambda text=text: plain(text)), median_ms(lambda text=text: answer(text)), answer(text)))
        for text, (raw, whole, page) in zip(texts, rows, strict=True):
            if label == "term":
                total = f"{page.total:,}{'+' if page.is_capped else ''}"
                print(f"  {text:<14} {total:>8} {raw:>8.1f} {whole:>8.1f} {whole / raw:>6.2f}")
        raw, whole = (statistics.median(row[place] for row in rows) for place in (0, 1))
        worst = max(row[1] for row in rows)
        print(f"{label + 's, median':<25} {raw:>8.1f} {whole:>8.1f} {whole / raw:>6.2f}   worst {worst:.1f} ms")

    print(f"{'':<25} {'plain ms':>8} {'ours ms':>8} {'ratio':>6}")
    compare(_posts.TERMS, "term")
    compare([_posts.sentence(number) for number in range(SENTENCES)], "sentence")
    beginnings = [term[:length] for term in _posts.TERMS for length in (2, 4)]
    spent = sorted(
        median_ms(lambda typed=typed: querying.suggest(user=AnonymousUser(), terms=typed, language="en"), 3)
        for typed in beginnings
    )
    print(f"suggestions: median {statistics.median(spent):.1f} ms, worst {spent[-1]:.1f} ms")


def main() -> None:
    os.environ["DATABASE_URL"] = os.environ.get("BENCH_DATABASE_URL", "postgres:///bench_search")
    os.environ["SEARCH_ENGINE"] = "postgresql"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings.development")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import OperationalError, connection

    try:
        connection.ensure_connection()
    except OperationalError as error:
        print(f"needs a PostgreSQL database of its own (createdb bench_search): {error}".strip())
        return
    call_command("migrate", verbosity=0)
    register_posts()
    build_index()
    measure()


if __name__ == "__main__":
    main()
