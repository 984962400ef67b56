"""Writing records in batches. Each batch is one transaction with its identities in it: a kill leaves whole batches only."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import override
from taggit.models import Tag

from forum.arranging import board_for
from forum.caches import forget_counts
from forum.counters import recount_topics
from forum.importing.records import BadRecord, ReplyRecord, TopicRecord, parse_line
from forum.models import AcceptedReply, Board, ImportedPost, ImportedTopic, Post, Topic, TopicTag
from forum.models.post import SourceFormat
from forum.permissions import writes_as_staff
from forum.texts import MAX_POST_BYTES, topic_slug
from kbsite.accounts.joining import imported_author
from kbsite.accounts.models import User
from kbsite.catalog.naming import product_named
from kbsite.search.changes import mark_changed
from kbsite.text.languages import detect_language
from kbsite.text.markdown import RENDERER_VERSION, TextTooLong, render_markdown
from kbsite.text.plain import plain_text
from kbsite.text.sanitise import sanitise_html

# Topics in one transaction: large enough to be fast, small enough that others can write in between (about half a second).
BATCH = 40
# Keys of imported topics follow from where they come from, so that a repeated import of a lost database gives the same ones.
KEYS = uuid.UUID("0d6b6f0e-5a1f-4c07-9a53-7a5d3f6f2b11")
# A question and its details tell the language; more of a long text would only take time.
LANGUAGE_CHARS = 2_000


@dataclass(slots=True)
class Outcome:
    """What an import did. `refused` holds (line number, reason)."""

    topics_created: int = 0
    replies_created: int = 0
    topics_unchanged: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Ready:
    """A record whose texts have been rendered."""

    record: TopicRecord
    html: str
    language: str
    replies: tuple[tuple[ReplyRecord, str, str], ...]  # with HTML and language, oldest first


def import_topics(
    lines: Iterable[bytes],
    *,
    source: str,
    board: Board | None = None,
    dry_run: bool = False,
    authors: Mapping[str, User] | None = None,
    counted_from: datetime.datetime | None = None,
    progress: Callable[[int], None] = lambda number: None,
) -> Outcome:
    """Bring in threads. Known ones stay as they are and only get the answers that are not there yet.

    `authors` maps names in the file to accounts; other authors become stand-ins. `board` takes records that name none.
    """
    load = _Load(source=source, board=board, dry_run=dry_run, authors=dict(authors or {}))
    counted_from = counted_from or timezone.now()
    waiting: list[_Ready] = []
    lines_of: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = parse_line(line, counted_from=counted_from)
            first = lines_of.setdefault(record.external_id, number)
            if first != number:
                raise BadRecord(f"id {record.external_id!r} stands on line {first} already")
            waiting.append(_rendered(record, load.known_replies(record)))
        except (BadRecord, TextTooLong) as error:
            load.outcome.refused.append((number, str(error)))
        if len(waiting) >= BATCH:
            load.write(waiting)
            waiting = []
            progress(number)
    load.write(waiting)
    return load.outcome


def _rendered(record: TopicRecord, known: set[str] | None) -> _Ready:
    """Texts of what is new; a known topic's own text and known answers are not rendered again. Raises TextTooLong."""
    make = _html_maker(record)
    html = make(record.body) if known is None else ""
    language = record.language or detect_language(f"{record.title}\n{plain_text(html)[:LANGUAGE_CHARS]}", "en")
    replies = []
    # Sorting is stable: answers of the same second stay in the order of the file.
    for reply in sorted(record.replies, key=lambda reply: reply.created_at):
        if known is None or reply.external_id not in known:
            reply_html = make(reply.body)
            replies.append(
                (reply, reply_html, reply.language or detect_language(plain_text(reply_html)[:LANGUAGE_CHARS], language))
            )
    return _Ready(record=record, html=html, language=language, replies=tuple(replies))


def _html_maker(record: TopicRecord) -> Callable[[str], str]:
    if record.source_format == SourceFormat.HTML:
        return lambda body: sanitise_html(body, base_url=record.url)
    return lambda body: render_markdown(body, max_bytes=MAX_POST_BYTES)


class _Load:
    """One run: what it has looked up, and what it did."""

    def __init__(self, *, source: str, board: Board | None, dry_run: bool, authors: dict[str, User]) -> None:
        self.source = source
        self.board = board
        self.dry_run = dry_run
        self.given_authors = authors
        self.outcome = Outcome()
        self._forget()
        self._known_topics = dict(ImportedTopic.objects.filter(source=source).values_list("external_id", "topic_id"))

    def known_replies(self, record: TopicRecord) -> set[str] | None:
        """The answers that are here already; None for a new topic."""
        if record.external_id not in self._known_topics:
            return None
        imported = ImportedPost.objects.filter(imported_topic__source=self.source)
        return set(imported.filter(imported_topic__external_id=record.external_id).values_list("external_id", flat=True))

    def write(self, batch: list[_Ready]) -> None:
        """One transaction; rolled back at once in a dry run."""
        if not batch:
            return
        with transaction.atomic():
            fresh = [ready for ready in batch if ready.record.external_id not in self._known_topics]
            known = [ready for ready in batch if ready.record.external_id in self._known_topics]
            touched = self._create(fresh) + self._add_answers(known)
            mark_changed(kind="topic", ids=touched)
            forget_counts()
            if self.dry_run:
                transaction.set_rollback(True)
        self.outcome.topics_created += len(fresh)
        self.outcome.topics_unchanged += sum(not ready.replies for ready in known)
        self.outcome.replies_created += sum(len(ready.replies) for ready in batch)
        if self.dry_run:
            # What was looked up may have been made by this very transaction and is gone.
            self._forget()

    def _create(self, fresh: list[_Ready]) -> list[int]:
        topics = Topic.objects.bulk_create([self._topic(ready) for ready in fresh])
        origins = ImportedTopic.objects.bulk_create(
            [
                ImportedTopic(
                    source=self.source,
                    external_id=ready.record.external_id,
                    topic=topic,
                    url=ready.record.url,
                    licence=ready.record.licence,
                )
                for ready, topic in zip(fresh, topics, strict=True)
            ]
        )
        Post.objects.bulk_create([self._question(ready, topic) for ready, topic in zip(fresh, topics, strict=True)])
        TopicTag.objects.bulk_create(
            [
                TopicTag(content_object=topic, tag_id=tag_id)
                for ready, topic in zip(fresh, topics, strict=True)
                for tag_id in dict.fromkeys(self._tag(name) for name in ready.record.tags)
            ]
        )
        self._add_replies(list(zip(fresh, topics, origins, strict=True)))
        return [topic.pk for topic in topics]

    def _add_answers(self, known: list[_Ready]) -> list[int]:
        """Answers that came to a topic after its first import, numbered on from what is there."""
        changed = [ready for ready in known if ready.replies]
        origins = {
            origin.external_id: origin
            for origin in ImportedTopic.objects.filter(
                source=self.source, external_id__in=[ready.record.external_id for ready in changed]
            )
        }
        ids = [origin.topic_id for origin in origins.values()]
        # Locked in one order, so that two imports cannot wait for each other.
        topics = Topic.objects.select_for_update().order_by("pk").in_bulk(ids)
        together = [
            (ready, topics[origins[ready.record.external_id].topic_id], origins[ready.record.external_id]) for ready in changed
        ]
        self._add_replies(together)
        recount_topics(ids)
        return ids

    def _add_replies(self, together: list[tuple[_Ready, Topic, ImportedTopic]]) -> None:
        rows = [
            (reply, origin, self._reply(reply, html, language, ready, topic, number))
            for ready, topic, origin in together
            for number, (reply, html, language) in enumerate(ready.replies, start=topic.post_count - self._new(ready, topic) + 1)
        ]
        posts = Post.objects.bulk_create([post for _reply, _origin, post in rows])
        ImportedPost.objects.bulk_create(
            [
                ImportedPost(imported_topic=origin, external_id=reply.external_id, post=post)
                for (reply, origin, _post), post in zip(rows, posts, strict=True)
            ]
        )
        AcceptedReply.objects.bulk_create(
            [
                # When it was accepted is not told; it cannot have been before it was written.
                AcceptedReply(topic_id=post.topic_id, post=post, accepted_by_id=post.topic.asker_id, accepted_at=post.created_at)
                for (reply, _origin, _post), post in zip(rows, posts, strict=True)
                if reply.is_accepted
            ]
        )

    def _new(self, ready: _Ready, topic: Topic) -> int:
        """How many of the replies are counted in `post_count` already: all of a topic just made, none of a known one."""
        return 0 if ready.record.external_id in self._known_topics else len(ready.replies)

    def _topic(self, ready: _Ready) -> Topic:
        record = ready.record
        scores = record.score + sum(reply.score for reply, _html, _language in ready.replies)
        with override(ready.language):
            lock_reason = _("It was closed where it was imported from.") if record.is_closed else ""
        return Topic(
            key=uuid.uuid5(KEYS, f"{self.source}:{record.external_id}"),
            board=self._board(record),
            title=record.title,
            slug=topic_slug(record.title),
            asker=self._author(record.author, record.author_name),
            language=ready.language,
            product=product_named(name=record.product),
            created_at=record.created_at,
            last_post_at=max([record.created_at, *(reply.created_at for reply, _html, _language in ready.replies)]),
            post_count=1 + len(ready.replies),
            reply_count=len(ready.replies),
            accepted_count=sum(reply.is_accepted for reply, _html, _language in ready.replies),
            view_count=record.views,
            me_too_count=record.me_too,
            imported_me_too=record.me_too,
            helpful_count=scores,
            is_locked=record.is_closed,
            lock_reason=lock_reason,
        )

    def _question(self, ready: _Ready, topic: Topic) -> Post:
        return Post(
            topic=topic,
            number=1,
            author=topic.asker,
            is_by_staff=self._is_staff(topic.asker),
            language=ready.language,
            source=ready.record.body,
            source_format=ready.record.source_format,
            html=ready.html,
            renderer_version=RENDERER_VERSION,
            created_at=ready.record.created_at,
            helpful_count=ready.record.score,
            imported_helpful=ready.record.score,
        )

    def _reply(self, reply: ReplyRecord, html: str, language: str, ready: _Ready, topic: Topic, number: int) -> Post:
        author = self._author(reply.author, reply.author_name)
        return Post(
            topic=topic,
            number=number,
            author=author,
            is_by_staff=reply.is_by_staff or self._is_staff(author),
            language=language,
            source=reply.body,
            source_format=ready.record.source_format,
            html=html,
            renderer_version=RENDERER_VERSION,
            created_at=reply.created_at,
            helpful_count=reply.score,
            imported_helpful=reply.score,
        )

    def _forget(self) -> None:
        self._boards: dict[str, Board] = {}
        self._authors: dict[str, User] = dict(self.given_authors)
        self._tags: dict[str, int] = {}
        self._staff: dict[int, bool] = {}

    def _board(self, record: TopicRecord) -> Board:
        if record.board:
            # A file may name the address only; a board made from it needs a name that people can read.
            slug, title = slugify(record.board)[:80] or "imported", record.board
            title = title.replace("-", " ").capitalize() if title == slug else title
        elif self.board is not None:
            return self.board
        else:
            # A category that is only a number says nothing: its source stands before it.
            name = record.category or "topics"
            title = f"{self.source} {name}" if name.isdigit() or not record.category else name
            slug = slugify(title.replace(".", "-"))[:80] or "imported"
        if slug not in self._boards:
            self._boards[slug] = board_for(slug=slug, title=title)
        return self._boards[slug]

    def _author(self, key: str, name: str) -> User | None:
        if not key:
            return None
        if key not in self._authors:
            self._authors[key] = imported_author(source=self.source, author_key=key, display_name=name or key)
        return self._authors[key]

    def _is_staff(self, author: User | None) -> bool:
        if author is None or not author.is_active:
            return False
        if author.pk not in self._staff:
            self._staff[author.pk] = writes_as_staff(author)
        return self._staff[author.pk]

    def _tag(self, name: str) -> int:
        if name not in self._tags:
            tag = Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
            self._tags[name] = tag.pk
        return self._tags[name]
