"""Solutions of the community as sources of articles."""

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from articles.models import ArticleSource, FlagReason
from articles.promoting.announcing import writer_of
from articles.promoting.origins import Origin, register_origin
from articles.promoting.source import AnswerSource, Contributor, OriginLink
from forum.answers import Broken, accepted_answer, broken_answers
from forum.models import Post, Topic
from forum.writing_up import announce_article
from kbsite.accounts.audience import strictest
from kbsite.accounts.models import User
from kbsite.text.plain import plain_text
from kbsite.text.to_markdown import markdown_of

KIND = "topic"
_REASONS = {
    Broken.NOT_ACCEPTED: FlagReason.SOURCE_NOT_ACCEPTED,
    Broken.HIDDEN: FlagReason.SOURCE_HIDDEN,
    Broken.NO_LONGER_WORKS: FlagReason.SOURCE_NO_LONGER_WORKS,
}


def register_topics() -> None:
    register_origin(
        Origin(
            name=KIND,
            label=_("Topic"),
            find=find,
            links=links,
            troubles=troubles,
            has=has,
            announce=announce,
            is_shown_with=is_shown_with,
        )
    )


def find(user: User | AnonymousUser, answer_key: str) -> AnswerSource | None:
    """The accepted reply with this id."""
    found = accepted_answer(user, int(answer_key)) if _is_id(answer_key) else None
    if found is None:
        return None
    topic, answer = found.topic, found.answer
    return AnswerSource(
        kind=KIND,
        key=str(topic.key),
        answer_key=str(answer.pk),
        title=topic.title,
        question=markdown_of(found.question_html),
        answer=markdown_of(answer.html),
        thread="\n".join(plain_text(html) for html in (found.question_html, *found.others_html)),
        language=topic.language,
        url=topic.get_absolute_url(),
        names=found.names,
        tags=found.tags,
        product=topic.product,
        contributor=Contributor(
            user=answer.author,
            name=answer.author.public_name if answer.author else "",
            is_staff=answer.is_by_staff,
        ),
    )


def links(user: User | AnonymousUser, keys: Collection[str]) -> dict[str, OriginLink]:
    """One query."""
    topics = Topic.objects.visible_to(user).listed().filter(key__in=keys)
    return {str(topic.key): OriginLink(topic.title, topic.get_absolute_url(), topic.language) for topic in topics}


def troubles(answer_keys: Collection[str]) -> dict[str, FlagReason]:
    broken = broken_answers([int(key) for key in answer_keys])
    return {str(post_id): _REASONS[why] for post_id, why in broken.items()}


def has(pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """A topic's key is drawn once in the world, so another site's answer with the same number is not taken for it."""
    ids = [int(answer) for _key, answer in pairs if _is_id(answer)]
    found = Post.objects.filter(pk__in=ids).values_list("topic__key", "pk")
    return {(str(key), str(pk)) for key, pk in found} & set(pairs)


def announce(source: ArticleSource) -> None:
    topic = Topic.objects.select_related("board").filter(key=source.key, is_hidden=False).first()
    if topic is None:
        return
    with override("en"):  # the address without a language: it leads each reader to their own version
        address = reverse("articles:permalink", args=[source.article.translation_key])
    announce_article(topic=topic, by=writer_of(source), address=address)


def is_shown_with(key: str, audience: str) -> bool:
    board = Topic.objects.filter(key=key).values_list("board__effective_audience", flat=True).first()
    return board is not None and strictest(board, audience) == board


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 18
