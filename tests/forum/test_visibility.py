"""A word that stands only on the staff board, or only in what was hidden, reaches nobody who may not see it, on any way."""

import pytest
from django.urls import reverse

from forum.models import Board, Post
from forum.moderating import hide_post
from forum.posting import reply_to_topic, start_topic
from kbsite.search.indexing import drain

CANARY = "Zanzibarquokka"


@pytest.fixture
def secret(staff_board, ben, topic):
    secret = start_topic(board=staff_board, by=ben, title=f"{CANARY} outage", source=f"About {CANARY}.", tags=[CANARY.lower()])
    reply_to_topic(topic=secret, by=ben, source=f"More {CANARY}.")
    drain()
    return secret


def ways_to(secret) -> list[str]:
    post = secret.posts.get(number=1)
    return [
        "/community/",
        "/community/?sort=new",
        "/community/?which=unanswered",
        f"/community/?tag={CANARY.lower()}x",
        "/community/board/desk/",
        "/community/feed/",
        "/community/board/desk/feed/",
        secret.get_absolute_url(),
        f"/fi{secret.get_absolute_url()}",
        f"/community/{secret.pk}/",
        f"/community/{secret.pk}/reply/",
        reverse("forum:post", args=[post.pk]),
        reverse("forum:history", args=[post.pk]),
        reverse("forum:edit", args=[post.pk]),
        reverse("forum:hide_post", args=[post.pk]),
        "/community/ask/?title=the outage again",
        f"/community/ask/suggestions/?title=outage {CANARY}x",
        f"/search/?q=outage+{CANARY}x",
        "/sitemap.xml",
        "/sitemap-topics.xml",
        "/sitemap-boards.xml",
        "/",
    ]


@pytest.mark.parametrize(("who", "sees_it"), [(None, False), ("ana", False), ("dov", False), ("ben", True), ("mo", True)])
def test_a_topic_of_the_staff_board_stays_there(as_user, secret, who, sees_it, request):
    client = as_user(request.getfixturevalue(who) if who else None)
    found = [address for address in ways_to(secret) if f"{CANARY} outage" in client.get(address, follow=True).content.decode()]
    if sees_it:
        assert secret.get_absolute_url() in found
        assert "/community/" in found
    else:
        assert found == []


@pytest.mark.parametrize("who", [None, "ana"])
def test_what_is_not_there_for_a_person_is_not_found(as_user, secret, who, request):
    client = as_user(request.getfixturevalue(who) if who else None)
    post = secret.posts.get(number=1)
    for name, pk in (
        ("topic_short", secret.pk),
        ("reply", secret.pk),
        ("post", post.pk),
        ("history", post.pk),
        ("edit", post.pk),
    ):
        assert client.get(reverse(f"forum:{name}", args=[pk])).status_code == 404
    for name, pk in (("me_too", secret.pk), ("helpful", post.pk), ("accept", post.pk), ("unhide_post", post.pk)):
        assert client.post(reverse(f"forum:{name}", args=[pk])).status_code == 404


def test_a_hidden_reply_is_gone_from_quoting_and_history(as_user, topic, mo, dov, ana):
    reply = reply_to_topic(topic=topic, by=dov, source=f"It is {CANARY}.")
    hide_post(post=reply, by=mo, reason="An address in it")
    client = as_user(ana)
    for address in (
        topic.get_absolute_url(),
        reverse("forum:reply", args=[topic.pk]) + "?quote=2",
        reverse("forum:history", args=[reply.pk]),
        reverse("forum:post", args=[reply.pk]),
    ):
        assert CANARY not in client.get(address, follow=True).content.decode()


def test_an_asker_cannot_choose_a_board_they_do_not_see(as_user, staff_board, board, ana):
    client = as_user(ana)
    assert "Desk" not in client.get("/community/ask/").content.decode()
    response = client.post("/community/ask/", {"title": "A title here", "source": "Text.", "board": staff_board.pk})
    assert response.status_code == 422
    assert not Post.objects.exists()
    assert Board.objects.filter(slug="desk").exists()
