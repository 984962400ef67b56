"""What may already answer a question: articles and solved topics beside a title, and topics like the one being read."""

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache

from forum.models import Topic
from kbsite.accounts.audience import audiences_for
from kbsite.accounts.models import User
from kbsite.search.hits import Hit
from kbsite.search.querying import related, similar
from kbsite.text.languages import detect_language

KINDS = ("article", "topic")
# Characters of a title that say enough to look for something.
MIN_CHARS = 6
LIMIT = 5
SIMILAR_TOPICS = 4
# A subject's page has few words, so one of them may be all that a topic shares; half as much as the best is still about it.
LEAST_OF_BEST = 0.5
# Which topics are alike changes slowly; who may see them is asked with every page.
SIMILAR_SECONDS = 3_600
NOTHING_SIMILAR_SECONDS = 60


def suggestions_for(user: User | AnonymousUser, *, title: str, language: str, body: str = "") -> list[Hit]:
    """The best articles and solved topics, at most five; empty when nothing fits well enough."""
    if len(title.strip()) < MIN_CHARS:
        return []
    language = detect_language(f"{title}\n{body}", language)
    # An open question beside mine answers nothing, so some more are asked for than are shown.
    hits = similar(user=user, title=title, body=body, language=language, kinds=KINDS, limit=3 * LIMIT)
    helpful = [hit for hit in hits if hit.kind != "topic" or hit.solved]
    return helpful[:LIMIT]


def similar_topics(user: User | AnonymousUser, topic: Topic) -> list[Topic]:
    """Topics like this one that this person may see: one query when the list is known, and nothing hidden in it ever."""

    def find() -> list[Hit]:
        return related(
            user=user, kind="topic", object_id=topic.pk, language=topic.language, kinds=["topic"], limit=SIMILAR_TOPICS
        )

    ids = _kept_ids(f"similar:{topic.pk}", user, find)
    found = Topic.objects.visible_to(user).listed().in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def solved_topics_beside(user: User | AnonymousUser, *, kind: str, object_id: int, language: str) -> list[Topic]:
    """Solved topics about the same as something that search knows (an article); one query when the list is known."""
    ids = _ids_beside(user, kind, object_id, language, is_solved=True)
    found = Topic.objects.visible_to(user).listed().solved().in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def open_questions_beside(user: User | AnonymousUser, *, kind: str, object_id: int, language: str) -> list[Topic]:
    """Questions about the same (as a subject) that nobody has solved yet; one query when the list is known."""
    ids = _ids_beside(user, kind, object_id, language, is_solved=False)
    found = Topic.objects.visible_to(user).listed().unsolved().filter(is_locked=False).in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _ids_beside(user: User | AnonymousUser, kind: str, object_id: int, language: str, *, is_solved: bool) -> list[int]:
    def find() -> list[Hit]:
        hits = related(user=user, kind=kind, object_id=object_id, language=language, kinds=["topic"], limit=6 * SIMILAR_TOPICS)
        least = LEAST_OF_BEST * max((hit.score for hit in hits), default=0)
        return [hit for hit in hits if hit.solved is is_solved and hit.score >= least][:SIMILAR_TOPICS]

    return _kept_ids(f"beside:{kind}:{object_id}:{is_solved}", user, find)


def _kept_ids(name: str, user: User | AnonymousUser, find: Callable[[], list[Hit]]) -> list[int]:
    """What search found a while ago for people with these rights; who may see it now is asked with every page."""
    name = f"forum:{name}:{':'.join(audiences_for(user))}"
    ids = cache.get(name)
    if ids is None:
        ids = [hit.object_id for hit in find()]
        # None found may only mean that the indexer has not come to it yet.
        cache.set(name, ids, SIMILAR_SECONDS if ids else NOTHING_SIMILAR_SECONDS)
    return list(ids)
