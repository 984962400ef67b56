"""The four questions that the site asks its search.

All of them take the person who asks and never show more than they may see: the index filters by audience, objects that changed
since they were indexed are asked of their room, and so is every hit that is shown. Counts count only what passed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace

import numpy as np
from django.utils import timezone

from kbsite.accounts.audience import audiences_for
from kbsite.search import ranking
from kbsite.search.advice import NO_ADVICE, advice_for
from kbsite.search.answering import Question, answer_from_database, answer_from_index
from kbsite.search.curation.compiled import current_curation
from kbsite.search.curation.promotions import picks_for
from kbsite.search.curation.synonyms import with_synonyms
from kbsite.search.engine.aboutness import keep_what_is_about, score_likeness
from kbsite.search.engine.interface import Corpus
from kbsite.search.engine.matches import fitting, numbers_of
from kbsite.search.engine.scoring import places, score_terms, with_priors
from kbsite.search.engine.suggestions import score_titles, typed_words
from kbsite.search.engine.terms import MAX_QUESTION_CHARS, likeness_terms, question_terms
from kbsite.search.hits import SORT_RELEVANCE, SORTS, Hit, SearchFilters, SearchPage
from kbsite.search.learning.co_reading import read_together
from kbsite.search.listing import Wish, list_hits
from kbsite.search.models import Document
from kbsite.search.presenting import titles_of_rows
from kbsite.search.store import IndexUnavailable

logger = logging.getLogger(__name__)

PAGE_SIZE = 10
# A text to compare with: its first words hold the subject.
LIKENESS_CHARS = 4000


def search(
    *,
    user,
    terms: str,
    language: str,
    filters: SearchFilters | None = None,
    page: int = 1,
    sort: str = SORT_RELEVANCE,
    page_size: int = PAGE_SIZE,
) -> SearchPage:
    """One page of everything that fits the words, with counts for every filter.

    `terms` is plain text: no operator, wildcard or field name means anything. Without words, filters alone list the newest;
    without both the page is empty. A page beyond the last is the last.
    """
    text = _plain(terms)
    curation = current_curation()
    asked, also_searched = with_synonyms(curation, question_terms(text, language), language=language)
    question = Question(
        user=user,
        text=text,
        terms=asked,
        language=language,
        filters=filters or SearchFilters(),
        sort=sort if sort in SORTS else SORT_RELEVANCE,
        page_size=page_size,
    )
    if not question.terms and question.filters.is_empty():
        return SearchPage(terms=text, hits=(), total=0, page=1, page_count=1, page_size=page_size, sort=question.sort)
    answer = _answer(question, page)
    if not question.terms:
        return answer
    answer = replace(answer, also_searched=also_searched)
    if answer.page > 1 or answer.sort != SORT_RELEVANCE or not question.filters.is_empty():
        return answer
    picks = picks_for(curation, user=user, text=text, language=language, today=timezone.localdate(), forms=question.forms)
    advice = NO_ADVICE if answer.is_degraded else advice_for(question, found=answer.total + len(picks), unmet=answer.unmet)
    return replace(answer, picks=picks, did_you_mean=advice.did_you_mean, broader=advice.broader)


def _answer(question: Question, page: int) -> SearchPage:
    try:
        return answer_from_index(question, page)
    except IndexUnavailable as error:
        logger.warning("Search answers from the database: %s.", error)
        return answer_from_database(question, page)


def suggest(*, user, terms: str, language: str, limit: int = 8, kinds: Collection[str] | None = None) -> list[Hit]:
    """Articles, solved topics and sections that fit what has been typed so far, best first. Empty when nothing fits.

    Typed words match the beginnings of title words, one typo tolerated; whole sentences also match texts.
    """
    text = _plain(terms)
    typed = typed_words(text, language)
    if not typed:
        return []
    asked = question_terms(text, language)

    def by_title_then_text(corpus: Corpus) -> np.ndarray:
        score = score_titles(corpus, typed, language=language)
        if len(typed) > 1 and np.count_nonzero(score) < limit:
            others = fitting(corpus, asked, language=language, floor=ranking.SIMILAR_FLOOR)
            keep_what_is_about(corpus, others, asked, titles=titles_of_rows)
            score = _below(np.pad(score, (0, len(others) - len(score))), others)
        # A question without an answer helps nobody who is still typing one.
        score[corpus.having("solved", "no")] = 0
        return score

    wish = Wish(user=user, language=language, limit=limit, kinds=kinds, with_texts=False)
    return list_hits(wish, by_title_then_text, terms=asked, forms={word.text for word in typed})


def similar(
    *,
    user,
    title: str,
    body: str = "",
    language: str,
    kinds: Collection[str] | None = None,
    limit: int = 5,
    exclude: tuple[str, int] | None = None,
) -> list[Hit]:
    """What already answers a text that somebody is writing. Empty when nothing passes the floor: then say that nothing fits.

    `exclude` is the (kind, object id) of the text itself, when it has been saved.
    """
    title, body = _plain(title), _plain(body, LIKENESS_CHARS)
    asked, _also_searched = with_synonyms(current_curation(), question_terms(title or body, language), language=language)
    if not asked:
        return []

    def by_likeness(corpus: Corpus) -> np.ndarray:
        return score_likeness(corpus, asked, title=title, body=body, language=language, titles=titles_of_rows)

    wish = Wish(user=user, language=language, limit=limit, kinds=kinds, exclude=exclude)
    return list_hits(wish, by_likeness, terms=asked)


def related(*, user, kind: str, object_id: int, language: str, limit: int = 5, kinds: Collection[str] | None = None) -> list[Hit]:
    """More like one object: by its own strongest words, and by what the same visits read. Its language versions are not "more".

    Empty when no text passes the floor and too few visits read anything else with it.
    """
    document = Document.objects.filter(kind=kind, object_id=object_id, audience__in=audiences_for(user)).first()
    if document is None:
        return []
    beside = read_together(document.content)
    title = f"{document.title} {document.keywords}"
    body = " ".join([document.summary, document.headings, document.answers, document.body])[:LIKENESS_CHARS]

    def by_likeness(corpus: Corpus) -> np.ndarray:
        terms = likeness_terms(corpus, title, body, document.language)
        corpus.gather_keys([(kind, object_id), *beside])
        corpus.gather([places(term) for term in terms], floor=ranking.RELATED_FLOOR)
        score = score_terms(corpus, terms).score
        own = float(score[numbers_of(corpus, [(kind, object_id)])].max(initial=0))
        floor = ranking.RELATED_FLOOR * own
        score[score < floor] = 0
        for key, share in beside.items():
            for number in numbers_of(corpus, [key]):
                score[number] = max(score[number], floor) * (1 + ranking.READ_TOGETHER_BONUS * share)
        return with_priors(corpus, score, language=language)

    wish = Wish(
        user=user,
        language=language,
        limit=limit,
        kinds=kinds,
        exclude=(kind, object_id),
        exclude_content=document.content,
        must_say_it=False,
    )
    return list_hits(wish, by_likeness, terms=question_terms(document.title, document.language))


def _plain(text: str, most_chars: int = MAX_QUESTION_CHARS) -> str:
    """Bounded text without control characters and runs of space."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text[:most_chars]).split())


def _below(better: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Both scores in one, every one of `others` under the least of `better`: a text is a weaker reason than a title."""
    strongest = float(others.max(initial=0))
    if not strongest:
        return better
    least = float(better[better > 0].min(initial=1.0))
    return np.where(better > 0, better, others / strongest * least * 0.99).astype(np.float32)
