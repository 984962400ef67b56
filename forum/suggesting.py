"""What may already answer a question: articles and solved topics beside a title, and topics like the one being read."""

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
    name = f"forum:similar:{topic.pk}:{':'.join(audiences_for(user))}"
    ids = cache.get(name)
    if ids is None:
        hits = related(
            user=user, kind="topic", object_id=topic.pk, language=topic.language, kinds=["topic"], limit=SIMILAR_TOPICS
        )
        ids = [hit.object_id for hit in hits]
        # None found may only mean that the indexer has not come to the topic yet.
        cache.set(name, ids, SIMILAR_SECONDS if ids else NOTHING_SIMILAR_SECONDS)
    if not ids:
        return []
    found = Topic.objects.visible_to(user).listed().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
