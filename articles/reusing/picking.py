"""Finding an article (or a solved topic) to put into an answer, with what the writer must know before sending it to somebody."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, override

from articles.models import ArticlePage, Confidence
from articles.reusing.places import Reader, Spot
from articles.searching import ARTICLE
from forum.models import Topic
from kbsite.accounts.audience import Audience
from kbsite.search import querying
from kbsite.text.markdown_links import markdown_link

TOPIC = "topic"
AT_MOST = 6
# Of one word or two; more says so little that a list helps nobody.
LEAST_CHARS = 2
CANNOT_OPEN = {
    Audience.STAFF: gettext_lazy("Customers cannot open it. Its title stays out of your text."),
    Audience.SIGNED_IN: gettext_lazy("Only people who are signed in can open it. Its title stays out of your text."),
}


@dataclass(frozen=True, kw_only=True)
class Pick:
    """One article or solved topic. `markdown` is what goes into the text.

    `audience` is empty when everybody may read it; `warning` is a sentence when readers of the answer cannot open it.
    `published_on` is when somebody last let it pass, `late_since` the day by which it should have been looked at again.
    """

    key: UUID | None
    title: str
    language: str
    url: str
    markdown: str
    audience: str = ""
    warning: str = ""
    published_on: datetime.datetime | None = None
    late_since: datetime.date | None = None
    is_unchecked: bool = False

    @property
    def is_article(self) -> bool:
        return self.key is not None


def find_picks(words: str, *, spot: Spot, user: Reader, today: datetime.date, with_topics: bool = True) -> tuple[Pick, ...]:
    """What fits the words, best first, as far as the writer may read it. Empty for too few words. Two queries beside search."""
    if len(words.strip()) < LEAST_CHARS:
        return ()
    kinds = (ARTICLE, TOPIC) if with_topics else (ARTICLE,)
    hits = querying.suggest(user=user, terms=words, language=spot.language, limit=AT_MOST, kinds=kinds)
    if not hits:
        # No title begins like this; texts may say it. A question without an answer is nothing to answer with.
        page = querying.search(user=user, terms=words, language=spot.language, page_size=2 * AT_MOST)
        hits = [hit for hit in page.hits if hit.kind in kinds and (hit.kind == ARTICLE or hit.solved)][:AT_MOST]
    article_ids = [hit.object_id for hit in hits if hit.kind == ARTICLE]
    topic_ids = [hit.object_id for hit in hits if hit.kind == TOPIC]
    articles = _articles(article_ids, spot=spot, user=user, today=today)
    topics = _topics(topic_ids, spot=spot, user=user)
    # What was written for everybody stands before what one person was told.
    found = [*(articles.get(pk) for pk in article_ids), *(topics.get(pk) for pk in topic_ids)]
    return tuple(pick for pick in found if pick is not None)


def likely_picks(*, spot: Spot, user: Reader, today: datetime.date) -> tuple[Pick, ...]:
    """Articles that answer the title of the spot. Empty when nothing fits well enough."""
    hits = querying.similar(user=user, title=spot.title, language=spot.language, limit=AT_MOST, kinds=(ARTICLE,))
    articles = _articles([hit.object_id for hit in hits], spot=spot, user=user, today=today)
    return tuple(articles[hit.object_id] for hit in hits if hit.object_id in articles)


def picks_of(keys: Collection[UUID], *, spot: Spot, user: Reader, today: datetime.date) -> dict[UUID, Pick]:
    """These contents, each in the version that serves readers of the answer best. One query."""
    versions = ArticlePage.objects.one_per_content(language=spot.language, user=user).listed().filter(translation_key__in=keys)
    picks = (pick_of(page, spot=spot, today=today) for page in versions.select_related("locale"))
    return {pick.key: pick for pick in picks if pick.key is not None}


def pick_of(page: ArticlePage, *, spot: Spot, today: datetime.date) -> Pick:
    audience = Audience(page.effective_audience)
    is_open = spot.opens(audience)
    with override(spot.language):
        address = reverse("articles:permalink", args=[page.translation_key])
        # A title that its readers may not see must not reach them by way of the link either.
        title = page.title if is_open else gettext("an article that not everybody can open")
    return Pick(
        key=page.translation_key,
        title=page.title,
        language=page.locale.language_code,
        url=address,
        markdown=_link(title, address, spot),
        audience="" if audience == Audience.PUBLIC else str(audience.label),
        warning="" if is_open else str(CANNOT_OPEN[audience]),
        published_on=page.last_published_at,
        late_since=page.review_by if page.review_by is not None and page.review_by < today else None,
        is_unchecked=page.confidence in (Confidence.NOT_VALIDATED, Confidence.WORK_IN_PROGRESS),
    )


def _articles(ids: list[int], *, spot: Spot, user: Reader, today: datetime.date) -> dict[int, Pick]:
    pages = ArticlePage.objects.visible_to(user).listed().filter(pk__in=ids).select_related("locale") if ids else ()
    return {page.pk: pick_of(page, spot=spot, today=today) for page in pages}


def _topics(ids: list[int], *, spot: Spot, user: Reader) -> dict[int, Pick]:
    topics = Topic.objects.visible_to(user).listed().filter(pk__in=ids).select_related("board") if ids else ()
    return {topic.pk: _topic_pick(topic, spot) for topic in topics}


def _topic_pick(topic: Topic, spot: Spot) -> Pick:
    audience = Audience(topic.board.effective_audience)
    is_open = spot.opens(audience)
    with override(spot.language):
        address = topic.get_absolute_url() if is_open else reverse("forum:topic_short", args=[topic.pk])
        title = topic.title if is_open else gettext("a topic that not everybody can open")
    return Pick(
        key=None,
        title=topic.title,
        language=topic.language,
        url=topic.get_absolute_url(),
        markdown=_link(title, address, spot),
        audience="" if audience == Audience.PUBLIC else str(audience.label),
        warning="" if is_open else str(CANNOT_OPEN[audience]),
    )


def _link(title: str, address: str, spot: Spot) -> str:
    return markdown_link(title, f"{settings.SITE_URL}{address}" if spot.goes_by_mail else address)
