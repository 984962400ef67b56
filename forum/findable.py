"""Topics as search knows them."""

from collections import defaultdict
from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from forum.board_tree import board_paths
from forum.models import AcceptedReply, Post, Topic, TopicTag
from kbsite.search.registry import DocumentData, SearchKind, register_kind
from kbsite.text.plain import excerpt, plain_text

KIND = "topic"
# Characters of replies that are worth indexing: a thread of 400 replies says what it is about long before its end.
REPLIES_CHARS = 20_000
SUMMARY_CHARS = 280


def register_with_search() -> None:
    register_kind(
        SearchKind(
            name=KIND,
            label=_("Topic"),
            plural_label=_("Topics"),
            solved_label=_("Solved topic"),
            open_label=_("Open topic"),
            suggestions_label=_("Solved by the community"),
            icon="chat",
            build=build_documents,
            all_ids=lambda: Topic.objects.listed().order_by("pk").values_list("pk", flat=True),
            visible_ids=visible_ids,
            address_for=address_for,
        )
    )


def address_for(address: str, language: str, reader_language: str) -> str:
    """The same topic under another language of the interface."""
    with override(language):
        topic = address.removeprefix(reverse("forum:index"))
    with override(reader_language):
        return reverse("forum:index") + topic


def visible_ids(user, ids: list[int]) -> set[int]:
    return set(Topic.objects.visible_to(user).listed().filter(pk__in=ids).values_list("pk", flat=True))


def build_documents(ids: list[int]) -> Iterable[DocumentData]:
    """A document for each topic that is not hidden, in five queries for any number of them."""
    topics = list(Topic.objects.listed().filter(pk__in=ids).select_related("board"))
    questions, answers, replies = _texts([topic.pk for topic in topics])
    tags = defaultdict(list)
    for topic_id, name in (
        TopicTag.objects.filter(content_object__in=topics).order_by("tag__name").values_list("content_object_id", "tag__name")
    ):
        tags[topic_id].append(name)
    paths = board_paths()
    for topic in topics:
        question = questions.get(topic.pk, "")
        solution = "\n\n".join(answers[topic.pk])
        # The address in the topic's own language: the page around a Finnish question speaks Finnish.
        with override(topic.language):
            url = topic.get_absolute_url()
            section = topic.board.title
        yield DocumentData(
            object_id=topic.pk,
            title=topic.title,
            url=url,
            language=topic.language,
            updated_at=topic.last_post_at,
            audience=topic.board.effective_audience,
            # What a hurried reader needs: the solution when there is one.
            summary=excerpt(solution or question, SUMMARY_CHARS),
            body=f"{question}\n\n{replies[topic.pk]}".strip(),
            answers=solution,
            tags=tuple(tags[topic.pk]),
            section=section,
            section_path=f"community/{paths[topic.board_id]}",
            products=(topic.product_id,) if topic.product_id else (),
            solved=topic.is_solved,
            popularity=float(topic.me_too_count + topic.helpful_count),
            content=topic.content_ref,
        )


def _texts(topic_ids: list[int]) -> tuple[dict[int, str], dict[int, list[str]], dict[int, str]]:
    """The question, the accepted replies and the start of the other replies of each topic, as plain text."""
    accepted = set(AcceptedReply.objects.standing().filter(topic__in=topic_ids).values_list("post_id", flat=True))
    questions: dict[int, str] = {}
    answers: dict[int, list[str]] = defaultdict(list)
    replies: dict[int, str] = defaultdict(str)
    posts = Post.objects.filter(topic__in=topic_ids, is_hidden=False).order_by("topic", "number")
    for pk, topic_id, number, html in posts.values_list("pk", "topic_id", "number", "html").iterator():
        if number == 1:
            questions[topic_id] = plain_text(html)
        elif pk in accepted:
            answers[topic_id].append(plain_text(html))
        elif len(replies[topic_id]) < REPLIES_CHARS:
            replies[topic_id] += plain_text(html) + "\n\n"
    return questions, answers, replies
