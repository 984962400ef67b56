import pytest
from django.urls import reverse

from forum.accepting import accept_reply
from forum.models import Post, Topic
from forum.moderating import hide_post, hide_topic, lock_topic
from forum.posting import edit_post, reply_to_topic, start_topic
from forum.reading import POSTS_A_PAGE


def text_of(response) -> str:
    return response.content.decode()


def test_the_list_shows_topics_and_filters(client, topic, reply, make_topics, ana):
    make_topics(2)
    accept_reply(post=reply, by=ana)
    titles = {
        which: [shown.title for shown in client.get("/community/", {"which": which}).context["list"].topics]
        for which in ("all", "unanswered", "unsolved", "solved")
    }
    assert titles["all"] == ["Question number 1", "Question number 0", "VPN drops every hour"]
    assert titles["unanswered"] == titles["unsolved"] == ["Question number 1", "Question number 0"]
    assert titles["solved"] == ["VPN drops every hour"]


def test_mine_lists_what_i_asked(as_user, topic, ana, dov):
    assert [shown.pk for shown in as_user(ana).get("/community/?which=mine").context["list"].topics] == [topic.pk]
    response = as_user(dov).get("/community/?which=mine")
    assert "You have not asked anything here yet" in text_of(response)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "No topics here yet"),
        ("?which=unanswered", "Every question here has a reply"),
        ("?which=unsolved", "Nothing is open here"),
        ("?which=solved", "Nothing is solved here yet"),
        ("?tag=vpn", "No topic fits this choice"),
    ],
)
def test_an_empty_list_says_why_and_what_next(client, board, query, words):
    assert words in text_of(client.get(f"/community/{query}"))


def test_a_board_has_its_own_page_and_the_choice_above_the_list_leads_there(client, topic):
    response = client.get("/community/?board=remote&tag=vpn&sort=")
    assert (response.status_code, response["Location"]) == (302, "/community/board/remote/?tag=vpn")
    page = client.get("/community/board/remote/?tag=vpn")
    assert [shown.pk for shown in page.context["list"].topics] == [topic.pk]
    assert client.get("/community/board/no-such/").status_code == 404


def test_the_list_pages_by_number_and_then_by_key(client, make_topics, settings, monkeypatch):
    monkeypatch.setattr("forum.listing.PAGE_SIZE", 2)
    monkeypatch.setattr("forum.listing.NUMBERED_PAGES", 2)
    topics = make_topics(7)
    shown = []
    response = client.get("/community/?page=2")
    assert response.context["list"].next_page is None
    address = f"/community/?after={response.context['list'].next_key}"
    while True:
        page = client.get(address).context["list"]
        shown.append([one.pk for one in page.topics])
        if not page.next_key:
            break
        address = f"/community/?after={page.next_key}"
    assert shown == [[topics[2].pk, topics[1].pk], [topics[0].pk]]
    back = client.get(f"/community/?before={page.previous_key}").context["list"]
    assert [one.pk for one in back.topics] == [topics[2].pk, topics[1].pk]
    assert back.previous_key


@pytest.mark.parametrize("sort", ["activity", "new", "votes"])
def test_every_order_pages_without_loss_or_repetition(client, make_topics, monkeypatch, sort):
    monkeypatch.setattr("forum.listing.PAGE_SIZE", 2)
    monkeypatch.setattr("forum.listing.NUMBERED_PAGES", 1)
    topics = make_topics(5)
    seen, address = [], f"/community/?sort={sort}"
    while address:
        page = client.get(address).context["list"]
        seen += [one.pk for one in page.topics]
        address = f"/community/?sort={sort}&after={page.next_key}" if page.next_key else ""
    assert sorted(seen) == sorted(one.pk for one in topics)


@pytest.mark.parametrize(
    "query", ["page=0", "page=11", "page=x", "page=9", "after=1", "after=x.1", "after=9999999999999999999.1", "before=1.2.3"]
)
def test_a_page_that_is_not_there_is_not_found(client, make_topics, query):
    make_topics(1)
    assert client.get(f"/community/?{query}").status_code == 404


@pytest.mark.parametrize("query", ["which=x", "sort=x", "language=xx", "tag=%27%22%00x", "sort=-pk"])
def test_an_unknown_choice_shows_the_plain_list(client, make_topics, query):
    make_topics(1)
    assert client.get(f"/community/?{query}").status_code == 200


def test_pinned_topics_stand_first_on_the_first_page_only(client, make_topics, mo, monkeypatch):
    monkeypatch.setattr("forum.listing.PAGE_SIZE", 2)
    oldest, *_rest = make_topics(4)
    Topic.objects.filter(pk=oldest.pk).update(is_pinned=True)
    first = client.get("/community/").context["list"]
    assert ([one.pk for one in first.pinned], len(first.topics)) == ([oldest.pk], 2)
    assert client.get("/community/?page=2").context["list"].pinned == ()


def test_a_topic_has_one_address(client, topic):
    for address in (f"/community/{topic.pk}/", f"/community/{topic.pk}-old-words/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, topic.get_absolute_url())
    page = client.get(topic.get_absolute_url())
    assert f'<link rel="canonical" href="http://testserver{topic.get_absolute_url()}">' in text_of(page)


def test_the_solution_stands_under_the_question(client, topic, reply, ana):
    assert "Jump to the solution" not in text_of(client.get(topic.get_absolute_url()))
    accept_reply(post=reply, by=ana)
    html = text_of(client.get(topic.get_absolute_url()))
    assert html.index('id="post-1"') < html.index('class="solution"') < html.index('id="post-2"')
    assert 'href="#post-2"' in html
    assert "Accepted solution" in html


def test_replies_are_paged_by_number_and_permalinks_find_them(client, topic, ben):
    replies = [reply_to_topic(topic=topic, by=ben, source=f"Reply {index}") for index in range(POSTS_A_PAGE + 4)]
    first, second = (client.get(topic.get_absolute_url(), {"page": page}).context["page"] for page in (1, 2))
    assert [view.post.number for view in first.replies] == list(range(2, 21))
    assert [view.post.number for view in second.replies] == list(range(21, 26))
    assert (second.question, second.solutions) == (None, ())
    assert client.get(topic.get_absolute_url(), {"page": 3}).status_code == 404
    response = client.get(reverse("forum:post", args=[replies[-1].pk]))
    assert response["Location"] == f"{topic.get_absolute_url()}?page=2#post-25"


def test_a_hidden_reply_leaves_a_stub_and_keeps_the_numbers(client, as_user, topic, reply, mo, dov):
    later = reply_to_topic(topic=topic, by=dov, source="Another one.")
    hide_post(post=reply, by=mo, reason="Rude")
    html = text_of(client.get(topic.get_absolute_url()))
    assert "Post 2 was hidden by a moderator." in html
    assert "sign-in page of the hotel" not in html
    assert f'id="post-{later.number}"' in html
    assert "sign-in page of the hotel" in text_of(as_user(mo).get(topic.get_absolute_url()))


def test_a_closed_topic_says_why_and_offers_to_ask_anew(client, topic, mo):
    lock_topic(topic=topic, by=mo, reason="Answered in the new guide")
    html = text_of(client.get(topic.get_absolute_url()))
    assert "Answered in the new guide" in html
    assert "kb-composer" not in html


def test_each_text_carries_its_language(client, topic):
    Post.objects.filter(topic=topic).update(language="sv")
    html = text_of(client.get(f"/fi{topic.get_absolute_url()}"))
    assert '<html lang="fi"' in html
    assert '<div class="prose" lang="sv">' in html
    assert f'<h1 lang="{topic.language}">' in html


def test_structured_data_only_with_an_answer(client, topic, ben, ana):
    assert "QAPage" not in text_of(client.get(topic.get_absolute_url()))
    reply = reply_to_topic(topic=topic, by=ben, source="</script><b>x</b> & more")
    accept_reply(post=reply, by=ana)
    html = text_of(client.get(topic.get_absolute_url()))
    assert '"@type": "QAPage"' in html
    assert '"acceptedAnswer"' in html
    assert "\\u003C/script\\u003E" in html


def test_the_history_shows_what_stood_there(client, reply, ben):
    edit_post(post=reply, by=ben, source="A second text.")
    html = text_of(client.get(reverse("forum:history", args=[reply.pk])))
    assert "A second text." in html
    assert "Keep the sign-in page of the hotel open." in html


def test_feeds_carry_public_topics(client, topic, staff_board, ben):
    start_topic(board=staff_board, by=ben, title="Inside matter", source="Text.")
    feed = text_of(client.get("/community/feed/"))
    assert "VPN drops every hour" in feed
    assert "Inside matter" not in feed
    assert "http://testserver/community/" in feed
    assert "VPN drops every hour" in text_of(client.get("/community/board/remote/feed/"))
    assert client.get("/community/board/desk/feed/").status_code == 404


def test_a_claimed_host_never_reaches_a_page(client, topic):
    for address in ("/community/feed/", topic.get_absolute_url()):
        assert "evil.example" not in text_of(client.get(address, HTTP_HOST="evil.example"))


def test_hidden_topics_are_gone_for_all_but_moderators(client, as_user, topic, mo, ana):
    hide_topic(topic=topic, by=mo, reason="Spam")
    for person, status in ((None, 404), (ana, 404), (mo, 200)):
        assert as_user(person).get(topic.get_absolute_url()).status_code == status
