import uuid

import pytest
from wagtail.models import Locale

from articles.models import ArticlePage, ArticleVote
from articles.signals import article_viewed, article_voted
from deflection.models import CountReason, DailyCount, Event
from forum.models import Topic
from forum.signals import me_too_said, reply_accepted, topic_viewed
from kbsite.accounts.roles import Role
from kbsite.search.hits import SearchPage
from kbsite.search.signals import searched
from tests.conftest import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    return ArticlePage(
        title="VPN", translation_key=uuid.uuid4(), locale=Locale.objects.get_or_create(language_code="fi")[0], live_revision_id=7
    )


@pytest.fixture
def topic(ana):
    return Topic(title="VPN drops", asker=ana, language="sv")


def told(responses):
    """A receiver that failed would hide in send_robust."""
    assert responses
    assert [result for _receiver, result in responses if isinstance(result, Exception)] == []


def test_a_viewed_article_becomes_a_view(ask, ana, page):
    told(article_viewed.send_robust(sender=ArticlePage, request=ask(ana), page=page))
    event = Event.objects.get()
    assert (event.type, event.content, event.language, event.content_revision) == ("view", page.content_ref, "fi", 7)


@pytest.mark.parametrize(("said", "answer"), [("yes", "yes"), ("no", "no"), ("looking", "browsing")])
def test_a_vote_joins_the_page_that_was_read_before_it(ask, page, said, answer):
    told(article_viewed.send_robust(sender=ArticlePage, request=ask(), page=page))
    vote = ArticleVote(answer=said, revision_id=7)
    told(article_voted.send_robust(sender=ArticlePage, request=ask(), page=page, vote=vote))
    view, voted = Event.objects.order_by("id")
    assert (view.type, voted.type, voted.payload) == ("view", "vote", {"answer": answer})
    assert view.visit_key == voted.visit_key != ""


def test_an_askers_own_reading_is_left_out(ask, ana, dov, topic):
    told(topic_viewed.send_robust(sender=Topic, request=ask(ana), topic=topic))
    assert DailyCount.objects.get().reason == CountReason.AUTHOR
    told(topic_viewed.send_robust(sender=Topic, request=ask(dov), topic=topic))
    assert Event.objects.get().content == f"topic:{topic.key}"


def test_only_the_asker_says_that_a_reply_solved_it(ana, dov, ben, topic):
    for by in (dov, ben):
        told(reply_accepted.send_robust(sender=Topic, topic=topic, post=None, by=by))
    assert not Event.objects.exists()
    told(reply_accepted.send_robust(sender=Topic, topic=topic, post=None, by=ana))
    assert Event.objects.get().type == "reply_accepted"


def test_me_too_is_kept_without_a_key_because_the_browsers_wish_is_unknown(dov, ben, topic):
    told(me_too_said.send_robust(sender=Topic, topic=topic, by=None))
    told(me_too_said.send_robust(sender=Topic, topic=topic, by=dov))
    told(me_too_said.send_robust(sender=Topic, topic=topic, by=ben))
    assert list(Event.objects.values_list("type", "person_key", "visit_key")) == [("me_too", "", "")] * 2


def test_everybody_who_works_here_is_left_out_of_me_too(topic):
    for role in (Role.AGENT, Role.EDITOR, Role.MODERATOR, Role.OWNER):
        me_too_said.send_robust(sender=Topic, topic=topic, by=make_person(role.value, role))
    assert not Event.objects.exists()


def test_a_search_is_noted_with_masked_words_unless_it_only_fell_back_to_titles(ask, ana):
    for is_degraded in (True, False):
        answer = SearchPage(terms="vpn 4711", hits=(), total=3, page=1, page_count=1, page_size=10, is_degraded=is_degraded)
        said = {"terms": answer.terms, "language": "en", "total": 3, "is_degraded": is_degraded, "answer": answer}
        told(searched.send_robust(sender=None, request=ask(ana), **said))
    assert Event.objects.get().payload == {"terms": "vpn ####", "hits": 3}


@pytest.mark.parametrize(
    ("came_from", "clicks"),
    [
        ("http://testserver/search/?q=vpn+4711", 1),
        ("http://testserver/fi/search/?q=vpn", 1),
        ("http://testserver/community/", 0),
        ("http://elsewhere.example/search/?q=vpn", 0),
        ("http://testserver/no-such-page-at-all/", 0),
        ("", 0),
    ],
)
def test_coming_from_the_results_page_is_a_click_on_a_result(ask, ana, page, came_from, clicks):
    told(article_viewed.send_robust(sender=ArticlePage, request=ask(ana, Referer=came_from), page=page))
    assert Event.objects.filter(type="search_click").count() == clicks
    assert Event.objects.filter(type="view").count() == 1
    assert "4711" not in str(list(Event.objects.values_list("payload", flat=True)))
