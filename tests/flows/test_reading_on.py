"""Reading on in a real browser: a video's host hears nothing before the click; what the device remembers stays there."""

import re
import uuid

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.flows.test_axe import TAGS

MAKE = """
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import ReferenceIndex
from articles.models import ArticlePage, HomePage, SectionPage
home = HomePage.objects.get(locale__language_code="en")
section = home.add_child(instance=SectionPage(title="Knobs {name}", locale=home.locale))
first = section.add_child(instance=ArticlePage(title="Find the knob {name}", live=False, locale=home.locale))
first.save_revision().publish()
picture = Image.objects.create(title="Knob", file=get_test_image_file("knob.png", size=(1600, 900)))
page = section.add_child(instance=ArticlePage(title="Turn the knob {name}", live=False, locale=home.locale, body=[
    ("image", {{"image": picture, "caption": "The knob"}}),
    ("video", {{
        "title": "How the knob turns", "url": "https://youtu.be/dQw4w9WgXcQ", "length": "3:40", "transcript": "<p>Left.</p>"
    }}),
]))
page.save_revision().publish()
# Whose picture it is, the worker notes some seconds later; nobody waits for that here.
ReferenceIndex.create_or_update_for_object(page)
print("at", ArticlePage.objects.get(pk=page.pk).url)
"""
PLAYER = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


def nothing_found(page) -> None:
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()


def test_reading_on_with_pictures_a_video_and_what_was_read_before(page_for, site):
    name = uuid.uuid4().hex[:6]
    address = re.search(r"at (\S+)", site.manage("shell", "-c", MAKE.format(name=name)))[1]
    page = page_for()
    elsewhere, problems = [], []
    page.on("request", lambda request: None if request.url.startswith((site.address, "data:")) else elsewhere.append(request.url))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.context.route(
        f"{PLAYER}*", lambda route: route.fulfill(body="<!doctype html><title>Player</title>", content_type="text/html")
    )

    page.goto(address)
    nothing_found(page)
    before = page.get_by_role("navigation", name="In this subject").get_by_role("link", name=re.compile("^Previous"))
    before.click()
    page.get_by_role("navigation", name="In this subject").get_by_role("link", name=re.compile("^Next.*Turn the knob")).click()
    expect(page.locator("h1")).to_have_text(f"Turn the knob {name}")

    picture = page.get_by_role("link", name="Enlarge the picture")
    picture.press("Enter")
    dialog = page.get_by_role("dialog", name="Knob")
    expect(dialog.get_by_role("img")).to_be_visible()
    nothing_found(page)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(picture).to_be_focused()

    assert elsewhere == []
    page.get_by_role("button", name=re.compile(r"^Play the video \(3:40\).*How the knob turns")).click()
    expect(page.frame_locator("iframe[title='How the knob turns']").locator("html")).to_be_attached()
    assert {url.partition("?")[0] for url in elsewhere} == {PLAYER}
    assert problems == [], problems

    # What was read before stands on the start page too, until it is cleared.
    page.goto("/")
    recent = page.get_by_role("region", name="Recently viewed")
    expect(recent.get_by_role("link").first).to_have_text(f"Turn the knob {name}")
    recent.get_by_role("button", name="Clear the list").click()
    expect(page.get_by_text("The list is cleared.")).to_be_focused()
    assert page.evaluate("localStorage.getItem('recently-viewed')") is None
    page.reload()
    expect(recent).to_have_count(0)
    assert not any("recent" in cookie["name"] for cookie in page.context.cookies())
