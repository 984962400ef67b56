"""A site full of secrets: one object or text for every way in which something can be not for everybody, each with its own word.

`build()` makes everything as findable as it can ever be; `withdraw()` then hides, moves, edits and deletes, as people do. All
objects speak of printers, so that one common question meets them all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.management import call_command
from django.utils import timezone
from django.utils.text import slugify
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Locale

from articles.models import ArticlePage, SectionPage
from deflection.contact.answering import NewContact, open_contact
from forum.accepting import accept_reply
from forum.arranging import save_board
from forum.models import Board, Post, Topic
from forum.moderating import hide_post, hide_topic, refile_topic
from forum.posting import edit_post, reply_to_topic, start_topic
from kbsite.accounts.audience import Audience
from kbsite.catalog.models import Product
from tests.articles.conftest import home, make_article, make_section

EVERYBODY = frozenset({"anonymous", "customer", "agent", "editor", "moderator", "owner"})
SIGNED_IN = EVERYBODY - {"anonymous"}
STAFF = SIGNED_IN - {"customer"}
NOBODY: frozenset[str] = frozenset()


@dataclass
class Canaries:
    """Secret words by what they stand in, who may meet them after `withdraw()`, and objects that are withdrawn later."""

    people: dict
    seen_by: dict[str, frozenset[str]] = field(default_factory=dict)
    held: dict[str, object] = field(default_factory=dict)

    def word(self, name: str, seen_by: frozenset[str]) -> str:
        """A word for one secret; any two differ in three letters, so that no corrected typo leads from one to another."""
        number = list(self.seen_by).index(name) if name in self.seen_by else len(self.seen_by)
        self.seen_by[name] = seen_by
        return word_of(number)

    def words(self) -> dict[str, str]:
        return {name: word_of(number) for number, name in enumerate(self.seen_by)}

    def forbidden_to(self, role: str) -> dict[str, str]:
        return {name: word for name, word in self.words().items() if role not in self.seen_by[name]}

    def allowed_to(self, role: str) -> dict[str, str]:
        return {name: word for name, word in self.words().items() if role in self.seen_by[name]}


def word_of(number: int) -> str:
    tens, ones = divmod(number, 10)
    return f"k{str(tens) * 3}{str(ones) * 3}z"


def build(people: dict) -> Canaries:
    secrets = Canaries(people)
    _articles(secrets)
    _texts_of_articles(secrets)
    _sections(secrets)
    _topics(secrets)
    _texts_of_topics(secrets)
    _contact(secrets)
    return secrets


def _article(secrets: Canaries, name: str, seen_by: frozenset[str] = NOBODY, *, parent=None, **fields) -> ArticlePage:
    word = secrets.word(name, seen_by)
    fields.setdefault("body", [("text", f"<p>The printer needs paper, says {word}.</p>")])
    parent = parent or secrets.held["devices"]
    article = make_article(f"Printer {word}", parent=parent, summary=f"A printer and {word}.", **fields)
    secrets.held[name] = article
    return article


def _articles(secrets: Canaries) -> None:
    secrets.held["devices"] = devices = make_section("Devices")
    secrets.held["desk"] = make_section("Desk", audience=Audience.STAFF)
    _article(secrets, "public article", EVERYBODY)
    _article(secrets, "article for staff from the start", STAFF, audience=Audience.STAFF)
    _article(secrets, "article for people who are signed in", SIGNED_IN, audience=Audience.SIGNED_IN)
    _article(secrets, "public article in a staff section", STAFF, parent=secrets.held["desk"])
    _article(secrets, "work in progress", STAFF, confidence="work_in_progress")
    _article(secrets, "draft", publish=False)
    scheduled = _article(secrets, "scheduled article", publish=False)
    scheduled.go_live_at = timezone.now() + timezone.timedelta(days=1)
    scheduled.save_revision().publish()
    for name in ("expired article", "unpublished article", "deleted article"):
        _article(secrets, name)
    for name in ("article made staff-only", "article moved to a staff section", "article made work in progress"):
        _article(secrets, name, STAFF)
    _article(secrets, "article made signed-in only", SIGNED_IN)
    original = _article(secrets, "article whose translation is a draft", EVERYBODY)
    translation = original.copy_for_translation(Locale.objects.get(language_code="fi"), copy_parents=True)
    translation.title = f"Printer {secrets.word('draft in another language', NOBODY)}"
    translation.save_revision()
    source = _article(secrets, "article with an alias", STAFF)
    source.create_alias(parent=secrets.held["desk"], update_slug="alias-of-it")
    assert devices.get_children().count() > 10


def _texts_of_articles(secrets: Canaries) -> None:
    for name in ("edited-out title", "edited-out body", "edited-out summary"):
        word = secrets.word(name, NOBODY)
        texts = {"title": "Printer edited", "summary": "A printer.", "body": "<p>The printer needs paper.</p>"}
        texts[name.removeprefix("edited-out ")] += word if name != "edited-out body" else f"<p>{word}</p>"
        if name == "edited-out title":
            texts["title"] = f"Printer {word}"
        parts = [("text", texts["body"])]
        secrets.held[name] = make_article(
            texts["title"],
            slug=slugify(name),
            parent=secrets.held["devices"],
            summary=texts["summary"].replace(".k", ". k"),
            body=parts,
        )
    unpublished_edit = make_article("Printer with unpublished changes", parent=secrets.held["devices"])
    unpublished_edit.title = f"Printer {secrets.word('unpublished changes of a published article', NOBODY)}"
    unpublished_edit.save_revision()
    in_body = {
        "image alt text": lambda word: ("image", {"image": _image(word), "caption": ""}),
        "image caption": lambda word: ("image", {"image": _image("A printer"), "caption": word}),
        "attachment's name": lambda word: ("attachment", {"document": _document(), "label": word}),
        "collapsed text": lambda word: ("collapsible", {"title": "More", "text": f"<p>{word}</p>"}),
        "heading": lambda word: ("text", f"<h2>{word}</h2><p>Paper.</p>"),
        "code": lambda word: ("code", {"code": word, "language": "text"}),
    }
    parts = [make(secrets.word(f"{name} of a staff article", STAFF)) for name, make in in_body.items()]
    make_article("Printer parts", parent=secrets.held["desk"], body=parts)
    tagged = _article(secrets, "article with a tag", STAFF)
    tagged.tags.add(secrets.word("tag of a staff article", STAFF))
    word = secrets.word("product of a staff article", STAFF)
    tagged.products.add(Product.objects.create(name=word, slug=word, is_offered=False))
    tagged.save_revision().publish()


def _image(alt_text: str) -> Image:
    image = Image.objects.create(title="A picture", file=get_test_image_file())
    image.contextual_alt_text, image.decorative = alt_text, False
    return image


def _document():
    from django.core.files.base import ContentFile
    from wagtail.documents.models import Document

    return Document.objects.create(title="A file", file=ContentFile(b"words", name="words.txt"))


def _sections(secrets: Canaries) -> None:
    make_section(f"Printer {secrets.word('staff section', STAFF)}", audience=Audience.STAFF)
    turned = make_section(f"Printer {secrets.word('section made staff-only', STAFF)}")
    secrets.held["section made staff-only"] = turned
    _article(secrets, "article in a section made staff-only", STAFF, parent=turned)
    gone = make_section(f"Printer {secrets.word('unpublished section', NOBODY)}")
    secrets.held["unpublished section"] = gone
    home().add_child(
        instance=SectionPage(
            title=f"Printer {secrets.word('draft section', NOBODY)}", live=False, locale=Locale.objects.get(language_code="en")
        )
    )


def _board(slug: str, **fields) -> Board:
    return save_board(board=Board(slug=slug, title_en=fields.pop("title", slug), **fields))


def _topic(secrets: Canaries, name: str, seen_by: frozenset[str] = NOBODY, *, board: str = "open", **fields) -> Topic:
    word = secrets.word(name, seen_by)
    topic = start_topic(
        board=secrets.held[board],
        by=secrets.people["owner"],
        title=f"Printer {word}",
        source=f"My printer says {word}.",
        language="en",
        **fields,
    )
    # Open questions are no suggestions, so that a solved one is the stronger test.
    reply = reply_to_topic(topic=topic, by=secrets.people["owner"], source="Give the printer paper.")
    accept_reply(post=reply, by=secrets.people["owner"])
    secrets.held[name] = topic
    return topic


def _topics(secrets: Canaries) -> None:
    boards = secrets.held
    boards["open"] = _board("open")
    named = f"Printer {secrets.word('name of a staff board', STAFF)}"
    boards["staff board"] = _board("staff", audience=Audience.STAFF, title=named)
    boards["members"] = _board("members", audience=Audience.SIGNED_IN)
    boards["below"] = _board("below", parent=boards["staff board"])
    boards["closing"] = _board("closing", title=f"Printer {secrets.word('name of a board made staff-only', STAFF)}")
    _topic(secrets, "public topic", EVERYBODY)
    _topic(secrets, "topic of a staff board", STAFF, board="staff board")
    _topic(secrets, "topic of a signed-in board", SIGNED_IN, board="members")
    _topic(secrets, "topic of a board below a staff board", STAFF, board="below")
    _topic(secrets, "topic of a board made staff-only", STAFF, board="closing")
    _topic(secrets, "topic moved to a staff board", STAFF)
    _topic(secrets, "hidden topic", tags=[secrets.word("tag of a hidden topic", NOBODY)])
    word = secrets.word("product of a hidden topic", NOBODY)
    _topic(secrets, "hidden topic with a product", product=Product.objects.create(name=word, slug=word, is_offered=False))
    _topic(secrets, "deleted topic")


def _texts_of_topics(secrets: Canaries) -> None:
    owner = secrets.people["owner"]
    topic = secrets.held["public topic"]
    for name in ("hidden reply", "hidden solution", "edited-out reply"):
        post = reply_to_topic(topic=topic, by=owner, source=f"The printer, {secrets.word(name, NOBODY)}.")
        secrets.held[name] = post
        if name == "hidden solution":
            accept_reply(post=post, by=owner)
    for name in ("edited-out topic title", "edited-out question", "taken-off tag"):
        word = secrets.word(name, NOBODY)
        title = f"Printer {word}" if name == "edited-out topic title" else "Printer of ours"
        text = f"The printer says {word}." if name == "edited-out question" else "The printer says nothing."
        tags = [word] if name == "taken-off tag" else []
        secrets.held[name] = start_topic(board=secrets.held["open"], by=owner, title=title, source=text, language="en", tags=tags)


def _contact(secrets: Canaries) -> None:
    open_contact(
        opening=NewContact(
            subject=f"Printer {secrets.word('subject of a contact', NOBODY)}",
            text=f"My printer says {secrets.word('text of a contact', NOBODY)}",
            language="en",
            email="guest@example.test",
        )
    )


def withdraw(secrets: Canaries) -> None:
    """What people do when something was not for everybody after all. Search is told; no indexer has run yet."""
    held, mo, owner = secrets.held, secrets.people["moderator"], secrets.people["owner"]
    expired = held["expired article"]
    expired.expire_at = timezone.now() - timezone.timedelta(minutes=1)
    expired.save(update_fields=["expire_at"])
    call_command("publish_scheduled", verbosity=0)
    held["unpublished article"].unpublish()
    held["deleted article"].delete()
    for name, audience in (("article made staff-only", "staff"), ("article made signed-in only", "signed_in")):
        _publish(held[name], audience=audience)
    for name in ("article with a tag", "article with an alias"):
        _publish(held[name], audience="staff")
    _publish(held["article made work in progress"], confidence="work_in_progress")
    held["article moved to a staff section"].move(held["desk"], pos="last-child")
    _publish(held["edited-out title"], title="Printer edited")
    _publish(held["edited-out summary"], summary="A printer.")
    _publish(held["edited-out body"], body=[("text", "<p>The printer needs paper.</p>")])
    _publish(held["section made staff-only"], audience="staff")
    held["unpublished section"].unpublish()

    closing = held["closing"]
    closing.audience = Audience.STAFF
    save_board(board=closing)
    refile_topic(topic=held["topic moved to a staff board"], by=mo, board=held["staff board"], product=None, language="en")
    for name in ("hidden topic", "hidden topic with a product"):
        hide_topic(topic=held[name], by=mo, reason="Private")
    for name in ("hidden reply", "hidden solution"):
        hide_post(post=held[name], by=mo, reason="Private")
    edit_post(post=held["edited-out reply"], by=owner, source="The printer, and nothing else.")
    for name in ("edited-out topic title", "edited-out question", "taken-off tag"):
        question = Post.objects.get(topic=held[name], number=1)
        edit_post(post=question, by=owner, source="The printer says nothing.", title="Printer of ours", tags=[])
    held["deleted topic"].delete()


def _publish(page: ArticlePage | SectionPage, **fields) -> None:
    page = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
