"""Everything that an article's page shows."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from articles.addresses import address_for, own_address
from articles.fixing.selectors import request_of, waiting_for
from articles.models import Answer, ArticleFlag, ArticlePage, ArticleVote, Confidence, FixRequest, ImportedArticle, VoteReason
from articles.promoting.selectors import GrewFrom, grew_from
from articles.rendering.body import rendered_body
from articles.rendering.decorating import BodyHeading
from articles.rendering.links import resolve_links, section_addresses
from articles.reusing.selectors import Reused, reuse_of
from articles.selectors.facts import alike, facts_of, neighbours_of
from articles.selectors.named import Named, named_articles
from articles.selectors.related import Beside, articles_beside
from articles.selectors.rows import ArticleRow, article_rows
from articles.selectors.tree import Crumb, Place, Reader, crumbs_above
from articles.selectors.versions import Versions
from articles.voting import Tally
from kbsite.accounts.audience import Audience
from kbsite.accounts.roles import is_staff_member
from kbsite.catalog.models import Product

# Below this share an imported translation is mostly in another language, and says so.
HONEST_TRANSLATION = 0.5


@dataclass(frozen=True)
class StaffNotes:
    """What people who work here see beside an article. `review_is_late`: the day has passed. `reused` is a sign of life beside
    that day: it never moves it, because who sends an article has seen that it fits, not that all of it still holds."""

    audience: str | None
    confidence: str
    owner: str
    review_by: datetime.date | None
    review_is_late: bool
    open_flags: tuple[ArticleFlag, ...]
    tally: Tally
    waiting_for_fix: int
    reused: Reused
    may_edit: bool


@dataclass(frozen=True)
class ArticleView:
    """`is_stale`: nobody has looked in time whether it still holds. `instead` is what to read when it is archived.

    `body_html` is stored HTML that kbsite.text or Wagtail's rich text made, decorated and with its links resolved. `frames` are
    the origins that its videos may play from.
    """

    page: ArticlePage
    language: str
    is_in_other_language: bool
    is_mostly_untranslated: bool
    updated_at: datetime.datetime | None
    reading_minutes: int
    word_count: int
    headings: tuple[BodyHeading, ...]
    body_html: str
    frames: tuple[str, ...]
    crumbs: list[Crumb]
    versions: Versions
    products: tuple[Product, ...]
    tags: tuple[str, ...]
    beside: Beside
    imported_from: ImportedArticle | None
    vote: ArticleVote | None
    fix_request: FixRequest | None
    grew_from: tuple[GrewFrom, ...]
    is_stale: bool
    is_archived: bool
    instead: ArticleRow | None
    staff: StaffNotes | None

    @property
    def own_address(self) -> str:
        return own_address(self.page.url_path, self.language)

    @property
    def is_public(self) -> bool:
        return self.page.effective_audience == Audience.PUBLIC


def article_view(
    page: ArticlePage, *, user: Reader, language: str, voter_key: str, today: datetime.date, is_preview: bool = False
) -> ArticleView:
    """The page as this reader sees it. The number of queries does not depend on what is in it."""
    own_language = page.locale.language_code
    body = rendered_body(page, reader_language=language, is_preview=is_preview)
    facts = facts_of(page, is_preview=is_preview)
    like_it = alike(page, user=user)
    neighbours = neighbours_of(page, user=user)
    keys = {page.translation_key, *(UUID(key) for key in body.links), *facts.picked, *like_it}
    keys |= {neighbours.before, neighbours.after} - {None}
    named = named_articles(keys, user=user, reader_language=language)
    vote = vote_of(page, voter_key)
    return ArticleView(
        page=page,
        language=own_language,
        is_in_other_language=own_language != language,
        is_mostly_untranslated=page.translated_share is not None and page.translated_share < HONEST_TRANSLATION,
        updated_at=page.last_published_at,
        reading_minutes=body.reading_minutes,
        word_count=body.word_count,
        headings=tuple(heading for heading in body.headings if heading.level == 2),
        body_html=resolve_links(body.html, _addresses(body.links, named, user=user, language=language)),
        frames=body.frames,
        crumbs=crumbs_above(page.path, reader_language=language),
        versions=Versions(tuple(_place(row) for row in named.get(page.translation_key, ()))),
        products=facts.products,
        tags=facts.tags,
        beside=articles_beside(page, picked=facts.picked, alike=like_it, neighbours=neighbours, named=named, language=language),
        imported_from=getattr(page, "imported_as", None),
        vote=vote,
        fix_request=request_of(vote) if vote is not None and vote.answer == Answer.NO else None,
        grew_from=grew_from(page, user=user) if facts.has_sources else (),
        is_stale=page.review_by is not None and page.review_by < today,
        is_archived=page.confidence == Confidence.ARCHIVED,
        instead=_instead_of(page, user=user, language=language),
        staff=staff_notes(page, user=user, today=today) if is_staff_member(user) else None,
    )


def _addresses(links: frozenset[str], named: Named, *, user: Reader, language: str) -> dict[str, str]:
    """Where each linked content stands for this reader; what is no article may be a section, which costs a query."""
    addresses = {}
    for key in links:
        if best := next(iter(named.get(UUID(key), ())), None):
            own = best["locale__language_code"]
            addresses[key] = address_for(best["url_path"], language=own, reader_language=language)
    return addresses | section_addresses(links - addresses.keys(), user=user, reader_language=language)


def _place(row: Mapping[str, Any]) -> Place:
    return Place(row["path"], row["url_path"], row["locale__language_code"])


def _instead_of(page: ArticlePage, *, user: Reader, language: str) -> ArticleRow | None:
    """Where readers of an archived article go on; None when there is nothing, or nothing for this reader. Only it costs."""
    if page.confidence != Confidence.ARCHIVED or page.replaced_by_id is None:
        return None
    key = ArticlePage.objects.filter(pk=page.replaced_by_id).values("translation_key")
    versions = ArticlePage.objects.one_per_content(language=language, user=user).listed().filter(translation_key__in=key)
    return next(iter(article_rows(versions[:1], reader_language=language)), None)


def staff_notes(page: ArticlePage, *, user: Reader, today: datetime.date) -> StaffNotes:
    audience = Audience(page.effective_audience)
    return StaffNotes(
        audience=None if audience == Audience.PUBLIC else str(audience.label),
        confidence=str(Confidence(page.confidence).label),
        owner=page.owner.public_name if page.owner else "",
        review_by=page.review_by,
        review_is_late=page.review_by is not None and page.review_by < today,
        tally=tally(page),
        waiting_for_fix=waiting_for(page),
        reused=reuse_of(page.translation_key),
        open_flags=tuple(ArticleFlag.objects.filter(article_id=page.pk, closed_at__isnull=True).select_related("owner")),
        may_edit=page.permissions_for_user(user).can_edit(),
    )


def tally(page: ArticlePage) -> Tally:
    """The counted answers about the published revision."""
    counted = ArticleVote.objects.filter(article_id=page.pk, revision_id=page.live_revision_id, is_counted=True)
    return Tally(**counted.aggregate(yes=Count("pk", Q(answer=Answer.YES)), no=Count("pk", Q(answer=Answer.NO))))


def vote_of(page: ArticlePage, voter_key: str) -> ArticleVote | None:
    """What this reader said about the published version, with `has_reasons`."""
    if not voter_key or not page.live_revision_id:
        return None
    votes = ArticleVote.objects.filter(article_id=page.pk, revision_id=page.live_revision_id, voter_key=voter_key)
    return votes.annotate(has_reasons=Exists(VoteReason.objects.filter(vote=OuterRef("pk")))).first()
