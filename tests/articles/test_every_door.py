"""An article for staff at every address of the site that can be asked about it: what others are answered holds no word of it.

Addresses are not listed here: all that the site knows are filled in with the article's own numbers, so that a door that is built
tomorrow is tried tomorrow. Search has its own matrix (tests/search/test_canary_matrix.py), files theirs (test_files.py).
"""

import re
import uuid
from itertools import product

import pytest
from django.core.files.base import ContentFile
from django.urls import URLPattern, get_resolver
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file

from articles.flagging import raise_flag
from articles.models import Answer, FlagReason, RelatedArticle
from articles.voting import cast_vote
from forum.arranging import save_board
from forum.models import Board
from forum.posting import start_topic
from kbsite.accounts.audience import Audience
from tests.articles.conftest import make_article

SECRET = "zwiebelfisch7x"
HOLE = re.compile(r"<(?:(\w+):)?(\w+)>")
# They end the session or another server's work, and say nothing of articles.
LEFT_OUT = re.compile(r"^(?:account/logout|admin/logout|api/)")


def addresses(values: dict[str, list]) -> list[str]:
    """Every address of the site that these values can fill; names of holes that are not known are filled with numbers."""
    found = []
    for route in _routes(get_resolver(), ""):
        if LEFT_OUT.match(route):
            continue
        holes = HOLE.findall(route)
        choices = [values.get(name, values.get(kind, [])) for kind, name in holes]
        for filled in product(*choices):
            given = iter(filled)
            found.append("/" + HOLE.sub(lambda _hole, given=given: str(next(given)), route))
    return found


def _routes(resolver, before: str):
    for one in resolver.url_patterns:
        route = getattr(one.pattern, "_route", None)
        if route is None:
            # The language's prefix, which is empty for English; regular expressions are Wagtail's catch-all and its pictures.
            route = "" if not hasattr(one.pattern, "_regex") else None
        if route is None:
            continue
        if isinstance(one, URLPattern):
            yield before + route
        else:
            yield from _routes(one, before + route)


@pytest.fixture
def everything_about_it(devices, ana, ben, settings, tmp_path):
    """Numbers and keys of a staff article and of all that hangs on it, by the names that addresses give them."""
    settings.MEDIA_ROOT = tmp_path
    picture = Image.objects.create(title=f"Picture {SECRET}", file=get_test_image_file(f"{SECRET}.png"))
    document = Document.objects.create(title=f"File {SECRET}", file=ContentFile(b"%PDF-1.4", name=f"{SECRET}.pdf"))
    hidden = make_article(
        f"Title {SECRET}",
        parent=devices,
        slug="hidden",  # what is asked for may be said again
        audience=Audience.STAFF,
        summary=f"Summary {SECRET}",
        body=[("text", f"<h2>Heading {SECRET}</h2>"), ("image", {"image": picture, "caption": SECRET})],
    )
    hidden.tags.add(f"tag {SECRET}")
    hidden.save_revision(user=ben).publish()
    shown = make_article(
        "For everybody", parent=devices, body=[("text", f'<p>See <a linktype="page" id="{hidden.pk}">this</a>.</p>')]
    )
    RelatedArticle.objects.create(page=shown, article=hidden)
    vote = cast_vote(article=hidden, voter_key="v" * 64, answer=Answer.NO, comment=f"No: {SECRET}")
    flag = raise_flag(article=hidden, reason=FlagReason.values[0], comment=f"Wrong: {SECRET}", by=ben)
    board = save_board(board=Board(slug="remote", title_en="Remote work"))
    words = f"See /articles/{hidden.translation_key}/"
    topic = start_topic(board=board, by=ana, title="A question", source=words, language="en")
    numbers = sorted({hidden.pk, shown.pk, picture.pk, document.pk, flag.pk, vote.pk, topic.pk})
    return {
        "int": numbers,
        "uuid": [hidden.translation_key, uuid.UUID(str(topic.key))],
        "key": [hidden.translation_key, topic.pk, str(topic.key)],
        "page_id": [hidden.pk],
        "article_id": [hidden.pk],
        "revision_id": [hidden.latest_revision_id],
        "slug": [hidden.slug],
        "path": [hidden.url.lstrip("/")],
        "language": ["en"],
        "place": ["topic"],
        "kind": ["article", "topic"],
        "app_label": ["articles"],
        "model_name": ["articlepage"],
    }


@pytest.mark.parametrize("role", ["anonymous", "ana"])
def test_nobody_else_is_told_a_word_at_any_address(role, everything_about_it, as_user, request):
    person = as_user(None if role == "anonymous" else request.getfixturevalue(role))
    person.raise_request_exception = False
    tried = addresses(everything_about_it)
    told = {}
    for address in tried:
        answer = person.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        where = answer.headers.get("Location", "")
        if answer.status_code >= 500 or SECRET in body.decode("utf-8", "replace") or SECRET in where:
            told[address] = answer.status_code
    assert len(tried) > 500
    assert told == {}


@pytest.mark.parametrize("role", ["ben", "chi", "mo", "olga"])
def test_staff_is_told_so_the_test_can_see(role, everything_about_it, as_user, request):
    person = as_user(request.getfixturevalue(role))
    key = everything_about_it["uuid"][0]
    answer = person.get(f"/articles/{key}/", follow=True)
    assert SECRET in answer.content.decode()


@pytest.mark.parametrize("role", ["anonymous", "ana"])
def test_nobody_else_can_say_anything_about_it(role, everything_about_it, as_user, request):
    person = as_user(None if role == "anonymous" else request.getfixturevalue(role))
    number = everything_about_it["article_id"][0]
    for address in (f"/articles/vote/{number}/", f"/articles/vote/{number}/tell-me/", f"/articles/flag/{number}/"):
        answer = person.post(address, {"value": "yes", "reason": "wrong", "email": "a@home.example"})
        assert answer.status_code in (302, 404)
        assert SECRET not in answer.content.decode() + answer.headers.get("Location", "")
