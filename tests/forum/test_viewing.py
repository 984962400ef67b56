import pytest

from forum import viewing
from forum.models import Topic
from forum.signals import topic_viewed

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15"


@pytest.fixture(autouse=True)
def empty_buffer():
    viewing._waiting.clear()
    yield
    viewing._waiting.clear()


def view_count() -> int:
    return Topic.objects.values_list("view_count", flat=True).get()


def test_views_are_written_later_and_a_reload_is_the_same_view(client, topic):
    for agent in (FIREFOX, FIREFOX, SAFARI):
        client.get(topic.get_absolute_url(), HTTP_USER_AGENT=agent)
    assert view_count() == 0
    assert viewing.flush_views() == 1
    assert view_count() == 2
    assert viewing.flush_views() == 0


@pytest.mark.parametrize(
    ("agent", "who", "counts"),
    [
        (FIREFOX, None, 1),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", None, 0),
        (FIREFOX, "dov", 1),
        (FIREFOX, "ben", 0),
    ],
)
def test_robots_and_staff_are_no_readers(as_user, topic, agent, who, counts, request):
    client = as_user(request.getfixturevalue(who) if who else None)
    client.get(topic.get_absolute_url(), HTTP_USER_AGENT=agent)
    viewing.flush_views()
    assert view_count() == counts


def test_a_failed_write_keeps_the_views(client, topic, monkeypatch):
    client.get(topic.get_absolute_url(), HTTP_USER_AGENT=FIREFOX)
    monkeypatch.setattr(viewing, "F", None)
    with pytest.raises(TypeError):
        viewing.flush_views()
    monkeypatch.undo()
    viewing.flush_views()
    assert view_count() == 1


def test_a_view_is_announced_once_for_the_first_page(client, topic):
    heard = []

    def hear(sender, topic, request, **more):
        heard.append(topic.content_ref)

    topic_viewed.connect(hear)
    try:
        client.get(topic.get_absolute_url())
        client.head(topic.get_absolute_url())
        client.get(f"/community/{topic.pk}/")
    finally:
        topic_viewed.disconnect(hear)
    assert heard == [f"topic:{topic.key}"]


def test_a_receiver_that_fails_does_not_break_the_page(client, topic):
    def fail(sender, **more):
        raise RuntimeError("no")

    topic_viewed.connect(fail)
    try:
        assert client.get(topic.get_absolute_url()).status_code == 200
    finally:
        topic_viewed.disconnect(fail)


@pytest.mark.parametrize("signal", ["HTTP_SEC_GPC", "HTTP_DNT"])
def test_who_asks_not_to_be_followed_is_not_told_apart_even_for_a_view(signal, client, topic):
    for _ in range(2):
        client.get(topic.get_absolute_url(), HTTP_USER_AGENT="Mozilla/5.0", **{signal: "1"})
    assert viewing.flush_views() == 0
    client.get(topic.get_absolute_url(), HTTP_USER_AGENT="Mozilla/5.0")
    assert viewing.flush_views() == 1
