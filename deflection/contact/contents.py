"""From what search found to the names that measurement uses, and from those names back to a title and a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from articles.models import ArticlePage
from deflection.content import parse_content
from deflection.models import ContentKind
from forum.models import Topic
from kbsite.accounts.models import User
from kbsite.search.hits import Hit


@dataclass(frozen=True, slots=True)
class NamedContent:
    """Content with the title and address that this person sees."""

    content: str
    title: str
    url: str
    language: str


def references_of(hits: Sequence[Hit]) -> dict[tuple[str, int], str]:
    """(kind, object id) -> "article:<uuid>" or "topic:<uuid>". Two queries, however many hits."""
    article_ids = [hit.object_id for hit in hits if hit.kind == ContentKind.ARTICLE]
    topic_ids = [hit.object_id for hit in hits if hit.kind == ContentKind.TOPIC]
    found = {
        (ContentKind.ARTICLE.value, pk): f"article:{key}"
        for pk, key in ArticlePage.objects.filter(pk__in=article_ids).values_list("pk", "translation_key")
    }
    found |= {
        (ContentKind.TOPIC.value, pk): f"topic:{key}"
        for pk, key in Topic.objects.filter(pk__in=topic_ids).values_list("pk", "key")
    }
    return found


def named_contents(contents: Sequence[str], *, user: User | AnonymousUser, language: str) -> dict[str, NamedContent]:
    """Title and address of each content that this person may see; what is hidden or unknown is left out."""
    references = {}
    for content in contents:
        try:
            references[content] = parse_content(content)
        except ValueError:
            continue
    article_keys = [one.key for one in references.values() if one.kind == ContentKind.ARTICLE]
    topic_keys = [one.key for one in references.values() if one.kind == ContentKind.TOPIC]
    named: dict[str, NamedContent] = {}
    if article_keys:
        pages = ArticlePage.objects.one_per_content(language=language, user=user).filter(translation_key__in=article_keys)
        for page in pages.select_related("locale"):
            content = f"article:{page.translation_key}"
            named[content] = NamedContent(content, page.title, page.url or "", page.locale.language_code)
    if topic_keys:
        for topic in Topic.objects.visible_to(user).filter(key__in=topic_keys):
            content = f"topic:{topic.key}"
            named[content] = NamedContent(content, topic.title, topic.get_absolute_url(), topic.language)
    return named


def named_content(content: str, *, user: User | AnonymousUser, language: str) -> NamedContent | None:
    return named_contents([content], user=user, language=language).get(content)


def content_of_found(found: str) -> str:
    """From what a page of hits calls it ("article.12": kind and object id) to the content; empty when there is none.

    It says nothing about who may see it: `named_content` does.
    """
    kind, _dot, object_id = found.partition(".")
    if not object_id.isdecimal() or len(object_id) > 18:
        return ""
    if kind == ContentKind.ARTICLE:
        key = ArticlePage.objects.filter(pk=object_id).values_list("translation_key", flat=True).first()
    elif kind == ContentKind.TOPIC:
        key = Topic.objects.filter(pk=object_id).values_list("key", flat=True).first()
    else:
        return ""
    return f"{kind}:{key}" if key else ""
