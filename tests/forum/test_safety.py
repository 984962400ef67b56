"""Forms need a token and a POST; texts of people stay texts."""

import pytest
from django.test import Client
from django.urls import reverse

from forum.accepting import accept_reply
from forum.limiting import VISITOR_PRESSES
from forum.models import Topic
from forum.posting import reply_to_topic, start_topic

POST_ONLY = ["helpful", "accept", "withdraw", "unhide_post"]
TOPIC_POST_ONLY = ["me_too", "unhide_topic", "unlock_topic", "pin_topic", "needs_information"]
FORMS = ["ask", "preview"]
WRITES = [("reply", "topic"), ("lock_topic", "topic"), ("edit", "post"), ("hide_post", "post")]


def addresses(topic) -> dict[str, str]:
    post = topic.posts.get(number=1)
    return (
        {name: reverse(f"forum:{name}", args=[post.pk]) for name in POST_ONLY}
        | {name: reverse(f"forum:{name}", args=[topic.pk]) for name in TOPIC_POST_ONLY}
        | {name: reverse(f"forum:{name}") for name in FORMS}
        | {name: reverse(f"forum:{name}", args=[topic.pk if of == "topic" else post.pk]) for name, of in WRITES}
    )


@pytest.mark.parametrize("name", [*POST_ONLY, *TOPIC_POST_ONLY, "preview"])
def test_an_act_is_a_post(as_user, topic, mo, name):
    assert as_user(mo).get(addresses(topic)[name]).status_code == 405


@pytest.mark.parametrize("name", [*POST_ONLY, *TOPIC_POST_ONLY, *FORMS, *(name for name, _of in WRITES)])
def test_an_act_without_a_token_is_refused(topic, mo, name):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mo, backend="django.contrib.auth.backends.ModelBackend")
    before = list(Topic.objects.values())
    assert strict.post(addresses(topic)[name], {"source": "x", "title": "y", "reason": "z"}).status_code == 403
    assert list(Topic.objects.values()) == before


@pytest.mark.parametrize(
    "name", ["lock_topic", "hide_post", "unhide_post", "unhide_topic", "unlock_topic", "pin_topic", "needs_information", "edit"]
)
@pytest.mark.parametrize(("who", "status"), [(None, 403), ("dov", 403), ("mo", 302)])
def test_the_moderators_addresses_are_theirs(as_user, topic, name, who, status, request):
    client = as_user(request.getfixturevalue(who) if who else None)
    before = Topic.objects.values("is_locked", "is_hidden", "is_pinned", "state", "title").get()
    response = client.post(addresses(topic)[name], {"source": "x", "title": "y", "reason": "z"})
    assert response.status_code == status
    if status != 302:
        assert Topic.objects.values("is_locked", "is_hidden", "is_pinned", "state", "title").get() == before


def test_extra_fields_of_a_form_change_nothing(as_user, board, ana):
    extra = {"is_pinned": "1", "is_by_staff": "1", "asker": "1", "accepted_count": "9", "state": "needs_info"}
    as_user(ana).post("/community/ask/", {"title": "A plain title", "source": "A text.", **extra})
    topic = Topic.objects.get()
    assert (topic.is_pinned, topic.accepted_count, topic.state, topic.asker) == (False, 0, "open", ana)
    assert topic.posts.get().is_by_staff is False


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_hostile_words_stay_words_everywhere(as_user, board, ana, ben, mo):
    ana.display_name = ben.display_name = HOSTILE[:80]
    ana.save()
    ben.save()
    topic = start_topic(board=board, by=ana, title=HOSTILE, source=f"{HOSTILE}\n\n[a](javascript:alert(1))", tags=[HOSTILE[:30]])
    reply = reply_to_topic(topic=topic, by=ben, source=HOSTILE)
    accept_reply(post=reply, by=ana)
    client = as_user(mo)
    post = topic.posts.get(number=1)
    for address in (
        "/community/",
        "/community/feed/",
        topic.get_absolute_url(),
        reverse("forum:reply", args=[topic.pk]) + "?quote=1",
        reverse("forum:edit", args=[post.pk]),
        reverse("forum:history", args=[post.pk]),
        reverse("forum:hide_post", args=[post.pk]),
        f"/community/ask/?title={HOSTILE}",
        f"/community/?tag={HOSTILE}",
        "/",
    ):
        html = client.get(address).content.decode()
        assert "<script>alert" not in html, address
        assert "<img src=x" not in html, address
        assert 'href="javascript:' not in html, address


def test_a_press_tells_a_script_the_new_count(as_user, topic, reply, ana):
    address = reverse("forum:helpful", args=[reply.pk])
    headers = {"Accept": "application/json"}
    assert as_user(ana).post(address, {"value": "1"}, headers=headers).json() == {"count": 1, "pressed": True}
    assert as_user(ana).post(address, {"value": "0"}, headers=headers).json() == {"count": 0, "pressed": False}
    asked = as_user(None).post(address, {"value": "1"}, headers=headers)
    assert (asked.status_code, asked.json()["sign_in"].startswith("/account/login/?next=")) == (401, True)


def test_an_own_post_is_refused_with_its_reason(as_user, reply, ben):
    response = as_user(ben).post(reverse("forum:helpful", args=[reply.pk]), follow=True)
    assert "You cannot vote for your own post." in response.content.decode()


def test_an_anonymous_me_too_counts_a_browser_once_and_leaves_no_common_key(client, topic, board, ben):
    other = start_topic(board=board, by=ben, title="Another question", source="Text.")
    for one in (topic, topic, other):
        client.post(reverse("forum:me_too", args=[one.pk]), {"value": "1"})
    keys = [*topic.me_toos.values_list("visitor_key", flat=True), *other.me_toos.values_list("visitor_key", flat=True)]
    assert len(keys) == len(set(keys)) == 2
    assert "You and 0 others." in client.get(topic.get_absolute_url()).content.decode()
    client.post(reverse("forum:me_too", args=[topic.pk]), {"value": "0"})
    assert not topic.me_toos.exists()


def test_a_visitor_cannot_press_without_end(client, make_topics):
    topics = make_topics(1)
    address = reverse("forum:me_too", args=[topics[0].pk])
    headers = {"Accept": "application/json"}
    statuses = [
        client.post(address, {"value": str(n % 2)}, headers=headers).status_code for n in range(VISITOR_PRESSES.times + 1)
    ]
    assert (set(statuses[:-1]), statuses[-1]) == ({200}, 429)
