"""An article is put into a reply with the keyboard, and without a script; then it is known as reused, and the desk is told."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.flows.test_axe import TAGS

TOPICS = "/community/?which=unsolved"


def an_open_topic(page, number: int = 0) -> str:
    page.goto(TOPICS)
    address = page.locator("main .topic-row h2 a").nth(number).get_attribute("href")
    page.goto(address)
    return address


def test_an_article_goes_into_a_reply_by_keyboard_and_is_known_as_reused(page_for):
    ben = page_for("ben")
    topic = an_open_topic(ben)
    text = ben.locator("#id_source")
    text.fill("Have a look at ")
    ben.locator("[data-picker] summary").press("Enter")
    field = ben.get_by_role("combobox", name="Find an article or a solved topic")
    expect(field).to_be_focused()
    field.press_sequentially("vpn dr", delay=20)
    option = ben.locator("[data-picker] [role=option]").first
    expect(option).to_contain_text("Everybody can read it")
    expect(option).to_contain_text("Updated")
    found = Axe().run(ben, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert found.violations_count == 0, found.generate_report()
    field.press("Enter")  # sends nothing: nothing is chosen yet
    field.press("ArrowDown")
    field.press("Enter")
    expect(text).to_be_focused()
    expect(text).to_have_value(re.compile(r"^Have a look at \[VPN drops.*\]\(/articles/[0-9a-f-]{36}/\)$"))
    expect(ben.locator("[data-picker-said]")).to_have_text("The link is in your text.")
    ben.get_by_role("button", name="Reply", exact=True).click()
    link = ben.locator("article.post").last.get_by_role("link", name=re.compile("VPN drops"))
    link.click()
    staff = ben.get_by_role("region", name="For staff")
    expect(staff).to_contain_text(re.compile(r"for \d+ questions?, (last )?on"))

    # The desk links the same article to another question, without writing.
    other = an_open_topic(ben, 1)
    assert other != topic
    ben.locator("main a[href*='answered-by']").click()
    ben.get_by_role("searchbox", name="Find an article").fill("vpn drops")
    ben.get_by_role("main").get_by_role("button", name="Find", exact=True).click()
    ben.get_by_role("button", name=re.compile("^This one.*VPN drops")).first.click()
    reader = page_for()
    reader.goto(other)
    expect(reader.get_by_role("link", name=re.compile("Answered by VPN drops"))).to_be_visible()


def test_without_a_script_the_server_puts_it_in(page_for):
    sari = page_for("sari", java_script_enabled=False)
    sari.goto("/community/?which=unsolved")
    sari.goto(sari.locator("main .topic-row h2 a").nth(2).get_attribute("href"))
    sari.locator("#id_source").fill("Katso tämä:")
    sari.locator("[data-picker] summary").click()
    sari.locator("#picker-words").fill("vpn")
    sari.locator("[data-picker] button[name=find]").click()
    expect(sari.locator("#id_source")).to_have_value("Katso tämä:")
    sari.locator("[data-picker] button[name=insert]").first.click()
    expect(sari.locator("#id_source")).to_have_value(re.compile(r"Katso tämä:\s+\[.+\]\(/"))
