"""Solutions worth an article: many have the problem, read the answer, look for it or point to it, and no article says it."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import ArticleSource, PromotionCandidate
from articles.permissions import check_can_write_up
from articles.promoting.topics import KIND
from articles.searching import ARTICLE
from forum.demand import SolutionDemand, solutions_in_demand
from kbsite.accounts.models import User
from kbsite.search.learning.meaning import lemmas_of, means_same
from kbsite.search.models import LoggedSearch
from kbsite.search.querying import similar

# What one of each is worth, in people who have the problem. A judgement, to be replaced by what articles turn out to spare.
ME_TOO = 1.0
# Most readers of a topic only look; one in twenty has the problem.
VIEW = 0.05
# Somebody answered once more by pointing there: the person who asked had it, and a person had to find it.
LINK = 2.0
# A search in its words: the person has it, but may have been helped by what they found.
SEARCH = 0.5
# An article that comes near may need an update, so the answer stays in the list, lower.
COVERED = 0.3

LOOKED_AT = 200
SEARCH_DAYS = 90
NOBODY = AnonymousUser()


def renew_candidates() -> int:
    """Rebuild the list from truth; returns how many stand in it. Dismissals stay. The worker's job."""
    written_up = set(ArticleSource.objects.filter(kind=KIND).values_list("key", flat=True))
    wanted = [one for one in solutions_in_demand(limit=LOOKED_AT) if str(one.topic.key) not in written_up]
    searches = _searches_by_language()
    rows = [_row(one, searches.get(one.topic.language, Counter())) for one in wanted]
    with transaction.atomic():
        kept = [row.answer_key for row in rows]
        PromotionCandidate.objects.filter(kind=KIND, dismissal="").exclude(answer_key__in=kept).delete()
        PromotionCandidate.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["kind", "answer_key"],
            update_fields=["score", "me_too", "views", "links", "searches", "covered_by", "computed_at"],
            batch_size=50,
        )
    return len(rows)


def reasons_of(candidate: PromotionCandidate) -> list[str]:
    """Why it stands in the list, in words; the strongest first."""
    counted = [
        (
            candidate.me_too * ME_TOO,
            ngettext("%(n)d person has this too", "%(n)d people have this too", candidate.me_too) % {"n": candidate.me_too},
        ),
        (
            candidate.links * LINK,
            ngettext("%(n)d other topic points to it", "%(n)d other topics point to it", candidate.links)
            % {"n": candidate.links},
        ),
        (
            candidate.searches * SEARCH,
            ngettext("%(n)d search in its words in 90 days", "%(n)d searches in its words in 90 days", candidate.searches)
            % {"n": candidate.searches},
        ),
        (candidate.views * VIEW, ngettext("read %(n)d time", "read %(n)d times", candidate.views) % {"n": candidate.views}),
    ]
    words = [text for worth, text in sorted(counted, key=lambda one: -one[0]) if worth]
    return [*words, _("no article says it") if candidate.covered_by_id is None else _("an article comes near")]


@transaction.atomic
def dismiss_candidate(*, candidate: PromotionCandidate, by: User, reason: str) -> None:
    """Out of the list, with who and why; the worker does not bring it back. Raises PermissionDenied."""
    check_can_write_up(by)
    PromotionCandidate.objects.filter(pk=candidate.pk).update(
        dismissal=PromotionCandidate.Dismissal(reason), dismissed_by=by, dismissed_at=timezone.now()
    )


@transaction.atomic
def take_candidate_back(*, candidate: PromotionCandidate, by: User) -> None:
    """Undo of a dismissal. Raises PermissionDenied."""
    check_can_write_up(by)
    PromotionCandidate.objects.filter(pk=candidate.pk).update(dismissal="", dismissed_by=None, dismissed_at=None)


def _row(one: SolutionDemand, searches: Counter[frozenset[str]]) -> PromotionCandidate:
    topic = one.topic
    asked = _searches_for(topic.title, topic.language, searches)
    near = similar(user=NOBODY, title=topic.title, language=topic.language, kinds=[ARTICLE], limit=1)
    worth = topic.me_too_count * ME_TOO + topic.view_count * VIEW + one.links * LINK + asked * SEARCH
    return PromotionCandidate(
        kind=KIND,
        key=str(topic.key),
        answer_key=str(one.post_id),
        score=worth * (COVERED if near else 1.0),
        me_too=topic.me_too_count,
        views=topic.view_count,
        links=one.links,
        searches=asked,
        covered_by_id=near[0].object_id if near else None,
    )


def _searches_by_language() -> dict[str, Counter[frozenset[str]]]:
    """Visits that searched for each set of words; one query. Which visit it was, nobody knows."""
    since = timezone.now() - timedelta(days=SEARCH_DAYS)
    counted: dict[str, Counter[frozenset[str]]] = {}
    logged = LoggedSearch.objects.filter(at__gte=since, is_first=True).exclude(lemmas="")
    for language, lemmas, visits in logged.values_list("language", "lemmas").annotate(visits=Count("pk")).order_by():
        counted.setdefault(language, Counter())[frozenset(lemmas.split())] += visits
    return counted


def _searches_for(title: str, language: str, searches: Counter[frozenset[str]]) -> int:
    own = frozenset(lemmas_of(title, language).split())
    return sum(visits for words, visits in searches.items() if _is_about(words, own))


def _is_about(words: frozenset[str], title: Iterable[str]) -> bool:
    """All of two and more words stand in the title, or most words are the same: one word alone says too little."""
    own = frozenset(title)
    return means_same(words, own) or (len(words) > 1 and words <= own)
