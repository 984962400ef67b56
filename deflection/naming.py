"""Titles of content for reports and lists, as the reader may see them. One query for all kinds together."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, F, Value
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import ArticlePage
from articles.querysets import language_order
from deflection.models import ContentKind, ForeignContent
from forum.models import Topic
from kbsite.accounts.models import User


@dataclass(frozen=True)
class ContentName:
    """`language` is that of the title; `is_here` tells whether there is a page of this site to open."""

    title: str
    language: str
    is_here: bool


ContentNames = Mapping[str, ContentName]


def content_names(references: Iterable[str], *, user: User | AnonymousUser) -> dict[str, ContentName]:
    """A name for every reference ("article:<uuid>"); what this person may not see, or what is gone, is named as such."""
    wanted = sorted(set(references))
    keys = [uuid.UUID(reference.partition(":")[2]) for reference in wanted]
    if not wanted:
        return {}
    columns = ("kind_", "key_", "title_", "language_")
    articles = (
        ArticlePage.objects.visible_to(user)
        .filter(translation_key__in=keys)
        .order_by()
        .annotate(
            kind_=_text(ContentKind.ARTICLE.value),
            key_=F("translation_key"),
            title_=F("title"),
            language_=F("locale__language_code"),
        )
        .values_list(*columns)
    )
    topics = (
        Topic.objects.visible_to(user)
        .filter(key__in=keys)
        .order_by()
        .annotate(kind_=_text(ContentKind.TOPIC.value), key_=F("key"), title_=F("title"), language_=F("language"))
        .values_list(*columns)
    )
    foreign = (
        ForeignContent.objects.filter(content_uuid__in=keys)
        .order_by()
        .annotate(kind_=F("content_kind"), key_=F("content_uuid"), title_=F("name"), language_=_text(""))
        .values_list(*columns)
    )
    best: dict[str, tuple[int, ContentName]] = {}
    order = ["", *language_order(get_language() or "en")]
    for kind, key, title, language in articles.union(topics, foreign, all=True):
        reference = f"{kind}:{key}"
        rank = order.index(language) if language in order else len(order)
        if reference not in best or rank < best[reference][0]:
            best[reference] = (rank, ContentName(title, language, is_here=bool(language)))
    return {reference: best[reference][1] if reference in best else _unnamed(reference) for reference in wanted}


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _unnamed(reference: str) -> ContentName:
    kind, _colon, key = reference.partition(":")
    kind_name = ContentKind(kind).label
    return ContentName(_("%(kind)s no longer here (%(key)s)") % {"kind": kind_name, "key": key[:8]}, "", is_here=False)
