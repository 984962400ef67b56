"""The writers of reuse: what replies link to, and what is linked by hand. They run in the transaction of the reply itself."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import ArticlePage, ArticleReuse
from articles.reusing.places import Spot
from articles.reusing.recognising import MOST_LINKS, articles_behind
from kbsite.accounts.models import User
from kbsite.text.linked import linked_addresses


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One reply as it stands now. Without `html` it holds no answer any more: hidden, or written by who asked."""

    text_key: str
    html: str
    is_by_desk: bool
    at: datetime.datetime


@transaction.atomic
def record_links(*, place: str, place_key: str, replies: Sequence[Reply], by: User | AnonymousUser) -> None:
    """Make the reuse of these replies what they link to now. Idempotent. Only articles that `by`, the writer, may read count.

    At most four queries, however many replies.
    """
    links = {reply.text_key: linked_addresses(reply.html)[:MOST_LINKS] for reply in replies}
    contents = articles_behind({address for addresses in links.values() for address in addresses}, user=by)
    wanted = {
        (contents[address], reply.text_key): reply
        for reply in replies
        for address in links[reply.text_key]
        if address in contents
    }
    rows = ArticleReuse.objects.filter(place=place, place_key=place_key, text_key__in=list(links))
    there = {(row.article_key, row.text_key): row.pk for row in rows}
    ArticleReuse.objects.filter(pk__in=[pk for pair, pk in there.items() if pair not in wanted]).delete()
    ArticleReuse.objects.bulk_create(
        [
            ArticleReuse(
                article_key=key,
                place=place,
                place_key=place_key,
                text_key=text_key,
                is_by_desk=reply.is_by_desk,
                at=reply.at,
            )
            for (key, text_key), reply in wanted.items()
            if (key, text_key) not in there
        ],
        # Two savings of the same reply at the same moment record it once.
        ignore_conflicts=True,
    )


def forget_replies(*, place: str, text_keys: Sequence[str]) -> None:
    """The words are gone: nothing is left that a figure could be explained with."""
    ArticleReuse.objects.filter(place=place, text_key__in=text_keys).exclude(text_key="").delete()


@transaction.atomic
def link_article(*, spot: Spot, article_key: UUID, by: User) -> None:
    """Say without a reply that this is answered by an article. Idempotent. Raises PermissionDenied."""
    _check_can_link(spot)
    if not ArticlePage.objects.visible_to(by).filter(translation_key=article_key).exists():
        raise PermissionDenied(_("You cannot read this article."))
    ArticleReuse.objects.get_or_create(
        article_key=article_key, place=spot.place, place_key=spot.key, text_key="", defaults={"is_by_desk": True}
    )


@transaction.atomic
def unlink_article(*, spot: Spot, article_key: UUID) -> None:
    """Take back a link that was made by hand. Raises PermissionDenied."""
    _check_can_link(spot)
    ArticleReuse.objects.filter(article_key=article_key, place=spot.place, place_key=spot.key, text_key="").delete()


def _check_can_link(spot: Spot) -> None:
    if not spot.may_link:
        raise PermissionDenied(_("Only people of the service desk link articles to questions."))
