"""Reading on: the way through a section, videos that wait for a click, pictures that enlarge, what the device remembers."""

import re

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import StructBlockValidationError

from articles.blocks.video import VideoBlock
from articles.models import ArticlePage
from articles.rendering.words import body_words
from articles.videos import HOSTS, video_behind
from kbsite.accounts.audience import Audience
from tests.articles.conftest import make_article, make_section

FILM = {
    "title": "Turn the knob",
    "url": "https://youtu.be/dQw4w9WgXcQ",
    "length": "3:40",
    "transcript": "<p>Turn it twice to the left.</p>",
}


def neighbours(client, address: str) -> list[tuple[str, str]]:
    page = client.get(address).content.decode()
    part = page.partition('class="neighbours')[2].partition("</nav>")[0]
    return re.findall(r'rel="(prev|next)" href="([^"]+)"', part)


def test_the_way_through_a_section_is_the_order_of_its_editors(client, devices):
    for title in ("C first", "A second", "B third"):
        make_article(title, parent=devices)
    make_article("Below", parent=make_section("Phones", parent=devices))
    assert neighbours(client, "/devices/c-first/") == [("next", "/devices/a-second/")]
    assert neighbours(client, "/devices/a-second/") == [("prev", "/devices/c-first/"), ("next", "/devices/b-third/")]
    assert neighbours(client, "/devices/b-third/") == [("prev", "/devices/a-second/")]
    assert neighbours(client, "/devices/phones/below/") == []


@pytest.mark.parametrize(
    ("who", "fields", "is_passed_over"),
    [
        (None, {"audience": Audience.STAFF}, True),
        ("ben", {"audience": Audience.STAFF}, False),
        (None, {"confidence": "archived"}, True),
        (None, {"publish": False}, True),
        (None, {}, False),
    ],
)
def test_what_a_reader_may_not_find_is_passed_over(as_user, devices, who, fields, is_passed_over, request):
    make_article("One", parent=devices)
    make_article("Two", parent=devices, **fields)
    make_article("Three", parent=devices)
    client = as_user(request.getfixturevalue(who) if who else None)
    assert neighbours(client, "/devices/one/") == [("next", "/devices/three/" if is_passed_over else "/devices/two/")]


def test_a_neighbour_that_becomes_internal_is_gone_at_once(client, devices):
    make_article("One", parent=devices)
    two = make_article("Two", parent=devices)
    assert neighbours(client, "/devices/one/") == [("next", "/devices/two/")]
    two.audience = Audience.STAFF
    two.save_revision().publish()
    assert neighbours(client, "/devices/one/") == []


def test_neighbours_stand_in_the_readers_language(client, devices):
    make_article("One", parent=devices)
    two = make_article("Two", parent=devices)
    laitteet = make_section("Laitteet", language="fi")
    finnish = make_article("Kaksi", parent=laitteet, language="fi", publish=False, translation_key=two.translation_key)
    finnish.save_revision().publish()
    assert neighbours(client, "/fi/articles/en/devices/one/") == [("next", "/fi/laitteet/kaksi/")]


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=3", "www.youtube-nocookie.com/embed/dQw4w9WgXcQ?"),
        ("https://youtu.be/dQw4w9WgXcQ?si=x", "www.youtube-nocookie.com/embed/dQw4w9WgXcQ?"),
        ("https://youtube.com/shorts/dQw4w9WgXcQ", "www.youtube-nocookie.com/embed/dQw4w9WgXcQ?"),
        ("https://vimeo.com/76979871", "player.vimeo.com/video/76979871?"),
        ("https://player.vimeo.com/video/76979871?h=1", "player.vimeo.com/video/76979871?"),
    ],
)
def test_addresses_that_people_copy_lead_to_the_player_without_cookies(address, player):
    assert video_behind(address).player.startswith(f"https://{player}")


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/?https://youtu.be/dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/@channel",
        "http://youtu.be/dQw4w9WgXcQ",
        'https://youtu.be/dQw4w9WgXcQ"><script>',
        "javascript:https://youtu.be/dQw4w9WgXcQ",
        "",
    ],
)
def test_other_addresses_are_no_videos(address):
    assert video_behind(address) is None


def test_an_editor_is_told_which_hosts_may_be_used():
    block = VideoBlock()
    assert block.clean(block.to_python(FILM)).video.host == "YouTube"
    with pytest.raises(StructBlockValidationError) as refused:
        block.clean(block.to_python(FILM | {"url": "https://films.example/1"}))
    message = refused.value.block_errors["url"]
    assert isinstance(message, ValidationError)
    assert all(host.name in str(message) for host in HOSTS)
    for wrong in ({"length": "long"}, {"transcript": ""}):
        with pytest.raises(StructBlockValidationError):
            block.clean(block.to_python(FILM | wrong))


def test_a_video_waits_for_a_click_and_only_its_page_may_frame_its_host(client, devices):
    make_article("With", parent=devices, body=[("video", FILM)])
    make_article("Without", parent=devices)
    response = client.get("/devices/with/")
    page = response.content.decode()
    assert not re.search(r"<(iframe|img|script|link)[^>]+(youtube|youtu\.be)", page)
    offer = ("Play the video (3:40)", "Nothing has been loaded from YouTube yet", "Watch it at YouTube (3:40)")
    for words in (*offer, "Turn it twice to the left", "Turn the knob"):
        assert words in page
    policy = response.headers["Content-Security-Policy"]
    assert policy.endswith("; frame-src https://www.youtube-nocookie.com")
    assert "default-src 'none'" in policy
    assert "frame-src" not in client.get("/devices/without/").headers["Content-Security-Policy"]


def test_a_preview_may_play_its_video_in_the_admins_frame(devices):
    page = make_article("With", parent=devices, body=[("video", FILM)])
    response = page.make_preview_request(preview_mode="")
    policy = response.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "frame-src https://www.youtube-nocookie.com" in policy
    assert "<recently-viewed" not in response.content.decode()


def test_the_words_of_a_video_are_found(devices):
    page = ArticlePage(title="x", body=[("video", FILM)])
    assert "Turn the knob\nTurn it twice to the left." in body_words(page).text


def test_an_article_tells_the_versions_it_holds_for(client, devices):
    make_article("With", parent=devices, product_versions="4.2 and later")
    make_article("Without", parent=devices)
    assert "4.2 and later" in client.get("/devices/with/").content.decode()
    assert "Applies to" not in client.get("/devices/without/").content.decode()


def test_only_public_articles_are_remembered_on_the_device(client, as_user, devices, desk_only, ben):
    make_article("Open", parent=devices)
    make_article("Secret", parent=desk_only)
    assert 'data-title="Open"' in client.get("/devices/open/").content.decode()
    inside = as_user(ben).get("/desk/secret/").content.decode()
    assert "<recently-viewed hidden>" in inside
