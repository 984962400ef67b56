"""Articles that may say it already: shown before anything is written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import TypeVar
from uuid import UUID

from articles.audiences import STEP
from articles.models import ArticlePage, SectionPage
from articles.permissions import can_update
from articles.promoting.proposing import issue_statement
from articles.promoting.source import AnswerSource
from articles.searching import ARTICLE
from kbsite.accounts.models import User
from kbsite.search.querying import similar

SHOWN = 4
Found = TypeVar("Found")


@dataclass(frozen=True)
class Duplicate:
    """`can_update`: a new draft of it may be saved now by the person who asked."""

    article: ArticlePage
    url: str
    snippet: str
    can_update: bool


def near_duplicates(source: AnswerSource, *, user: User) -> list[Duplicate]:
    """The articles most like question and answer together, best first; empty when nothing fits well enough."""
    alike = partial(similar, user=user, language=source.language, kinds=[ARTICLE], limit=SHOWN)
    # The title alone finds an article of few words, the whole text one under another title.
    by_title = alike(title=issue_statement(source.title))
    by_text = alike(title=source.title, body=f"{source.question}\n\n{source.answer}")
    hits = list({hit.object_id: hit for hit in taking_turns(by_text, by_title)}.values())[:SHOWN]
    found = ArticlePage.objects.visible_to(user).select_related("locale").in_bulk([hit.object_id for hit in hits])
    return [
        Duplicate(
            article=found[hit.object_id], url=hit.url, snippet=hit.summary, can_update=can_update(user, found[hit.object_id])
        )
        for hit in hits
        if hit.object_id in found
    ]


def taking_turns(first: Iterable[Found], second: Iterable[Found]) -> list[Found]:
    """The best of both, then the second best of both, and so on."""
    return [hit for pair in zip_longest(first, second) for hit in pair if hit is not None]


def likely_section(duplicates: list[Duplicate]) -> UUID | None:
    """The content key of the subject that most of them stand in."""
    paths = Counter(one.article.path[:-STEP] for one in duplicates)
    if not paths:
        return None
    return SectionPage.objects.filter(path=paths.most_common(1)[0][0]).values_list("translation_key", flat=True).first()
