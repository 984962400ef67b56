"""The forum in a real browser: a question, its answer and its acceptance, with scripts and without; and that no text is lost."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from kbsite.demo.loading import PASSWORD


def ask(page, title: str) -> None:
    page.goto("/community/ask/")
    page.locator("#id_title").fill(title)
    page.locator("#id_source").fill("I press the button and *nothing* happens.")
    page.get_by_role("button", name="Post question").click()
    expect(page.locator("h1")).to_have_text(title)


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_question_is_asked_answered_and_solved(page_for, with_scripts):
    title = f"Why does the lamp {uuid.uuid4().hex[:6]} blink?"
    ana = page_for("ana", java_script_enabled=with_scripts)
    ask(ana, title)
    ben = page_for("ben", java_script_enabled=with_scripts)
    ben.goto(ana.url)
    ben.locator("#id_source").fill("Turn it twice to the left.")
    ben.get_by_role("button", name="Reply", exact=True).click()
    expect(ben.locator("#post-2")).to_contain_text("Turn it twice to the left.")
    ana.reload()
    expect(ana.locator("#post-2 .role")).to_have_text("Service desk")
    ana.locator("#post-2").get_by_role("button", name="This solved it").click()
    expect(ana.locator(".solution")).to_contain_text("Turn it twice to the left.")
    ana.locator("#post-2").get_by_role("button", name="Not the solution after all").click()
    expect(ana.locator(".solution")).to_have_count(0)


def test_what_is_typed_survives_a_reload_and_signing_in(page_for):
    asker = page_for("ana")
    ask(asker, f"Where is the key {uuid.uuid4().hex[:6]}?")
    visitor = page_for()
    visitor.goto(asker.url)
    visitor.locator("#id_source").press_sequentially("It hangs behind the door.")
    expect(visitor.locator("[data-state]")).to_contain_text("Draft saved on this device")
    visitor.reload()
    expect(visitor.locator("#id_source")).to_have_value("It hangs behind the door.")
    visitor.get_by_role("button", name="Sign in and reply").click()
    visitor.wait_for_url("**/account/login/**")
    visitor.locator("input[name=login]").fill("ana@lumo.example")
    visitor.locator("input[name=password]").fill(PASSWORD)
    visitor.locator("main form button").first.click()
    expect(visitor.locator("#id_source")).to_have_value("It hangs behind the door.")
    visitor.get_by_role("button", name="Reply", exact=True).click()
    expect(visitor.locator("#post-2")).to_contain_text("It hangs behind the door.")
    # Only now may the copy on the device go.
    expect(visitor.locator("#id_source")).to_have_value("")


def test_the_editor_formats_and_previews_with_the_servers_renderer(page_for):
    page = page_for("ana")
    page.goto("/community/ask/")
    text = page.locator("#id_source")
    text.fill("loud <b>words</b>")
    text.evaluate("area => area.setSelectionRange(0, 4)")
    page.get_by_role("button", name="Bold").click()
    expect(text).to_have_value("**loud** <b>words</b>")
    page.get_by_role("tab", name="Preview").click()
    expect(page.locator("[data-pane] strong")).to_have_text("loud")
    expect(page.locator("[data-pane]")).to_have_text("loud <b>words</b>")


def test_suggestions_come_while_the_title_is_typed(page_for):
    page = page_for("ana")
    page.goto("/community/ask/")
    page.locator("#id_title").press_sequentially("My VPN drops every hour in the hotel")
    expect(page.locator("kb-ask-suggestions details").first).to_be_visible()
    expect(page.locator("[data-status]")).to_contain_text(re.compile(r"\d+ suggestion"))


def test_a_press_counts_without_a_reload(page_for):
    page = page_for("mo")
    page.goto("/community/?which=solved")
    page.locator(".topic-row h2 a").first.click()
    button = page.locator("form[data-press] button[name=value]").first
    before = button.get_attribute("aria-pressed")
    button.click()
    after = "false" if before == "true" else "true"
    expect(button).to_have_attribute("aria-pressed", after)
    page.reload()
    expect(page.locator("form[data-press] button[name=value]").first).to_have_attribute("aria-pressed", after)
