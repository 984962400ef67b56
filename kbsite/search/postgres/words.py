"""How many documents of some audiences hold a lexeme, asked for many at once.

What stands only in documents of other audiences does not exist for whoever asks: it moves no score, no floor and no correction.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from kbsite.search.postgres.entries import TITLE_WORD
from kbsite.search.postgres.tables import Tables

# After every letter: where words with a beginning end, in the order of code points.
_LAST = "\U0010ffff"
_BEGIN_SO = 'word >= %s || beginning COLLATE "C" AND word < %s || beginning || %s COLLATE "C" AND audience = ANY(%s)'


def word_frequencies(tables: Tables, words: Collection[str], audiences: Collection[str]) -> dict[str, tuple[int, int]]:
    """Lexeme -> (documents, occurrences); those that none holds are left out."""
    if not words:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT word, sum(documents)::int, sum(occurrences)::bigint FROM {tables.words}
                WHERE word = ANY(%s) AND audience = ANY(%s) GROUP BY word HAVING sum(documents) > 0""",
            [sorted(words), list(audiences)],
        )
        return {word: (documents, occurrences) for word, documents, occurrences in cursor.fetchall()}


def prefix_frequencies(tables: Tables, beginnings: Collection[str], audiences: Collection[str]) -> dict[str, int]:
    """Beginning -> documents with a title word that begins so, one with two such words counted twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT beginning, coalesce((SELECT sum(documents) FROM {tables.words} WHERE {_BEGIN_SO}), 0)::int
                FROM unnest(%s::text[]) AS beginning""",
            [TITLE_WORD, TITLE_WORD, _LAST, list(audiences), sorted(beginnings)],
        )
        return dict(cursor.fetchall())


def words_with_beginnings(tables: Tables, beginnings: Collection[str], audiences: Collection[str]) -> set[str]:
    """Those of the beginnings that some title word has. One look into the tree for each."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT beginning FROM unnest(%s::text[]) AS beginning
                WHERE EXISTS (SELECT FROM {tables.words} WHERE {_BEGIN_SO})""",
            [sorted(beginnings), TITLE_WORD, TITLE_WORD, _LAST, list(audiences)],
        )
        return {beginning for (beginning,) in cursor.fetchall()}
