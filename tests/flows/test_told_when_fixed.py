"""No, why, tell me, fixed, yes: the whole way of a reader whom a page did not help, with and without JavaScript."""

import re
import uuid

import pytest
from playwright.sync_api import expect

from tests.flows.running_site import wait_for

# The worker looks every ten seconds, after whatever else its other jobs have found to do.
WORKER_SECONDS = 60


def newest_mail(site, address: str, subject: str):
    return wait_for(
        lambda: next((one for one in reversed(site.inbox.to(address)) if subject in one["Subject"]), None),
        seconds=WORKER_SECONDS,
        what=f"the mail “{subject}”",
    )


def link_in(letter, end: str) -> str:
    links = re.findall(r"https?://\S+", letter.get_content())
    return next(link for link in links if re.search(rf"/articles/fix/[^/]+/{end}$", link))


def publish_an_edit(chi, edit_address: str, title: str) -> None:
    chi.goto(edit_address)
    chi.locator("#id_title").fill(title)
    chi.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target='toggle']").first.click()
    chi.locator("footer").get_by_role("button", name=re.compile("^Publish$", re.IGNORECASE)).first.click()
    expect(chi.locator(".messages")).to_contain_text("published")


@pytest.mark.parametrize("has_javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_no_a_reason_an_address_a_fix_and_a_second_answer(page_for, site, has_javascript):
    name = uuid.uuid4().hex[:6]
    address = f"reader-{name}@home.example"
    reader, chi = page_for(java_script_enabled=has_javascript), page_for("chi")
    place = 0 if has_javascript else 1
    reader.goto("/articles/")
    reader.goto(reader.locator("main .item h2 a, main .item h3 a, main h3 a").nth(place).get_attribute("href"))
    article = reader.url
    title = reader.locator("h1").inner_text()

    # The answer counts at once; what follows is optional.
    reader.locator("#vote").get_by_role("button", name="No", exact=True).click()
    expect(reader.locator("#vote")).to_contain_text("You answered: No.")
    if has_javascript:
        expect(reader.locator("#vote")).to_be_focused()
    reader.get_by_label("It is hard to follow").check()
    reader.get_by_label("My version looks different").check()
    reader.get_by_label("Anything to add").fill(f"Step 2 of {name}; write to me@home.example")
    reader.get_by_role("button", name="Send", exact=True).click()
    expect(reader.get_by_label("It is hard to follow")).to_have_count(0)
    reader.get_by_label("Your e-mail address").fill(address)
    reader.get_by_role("button", name="Tell me", exact=True).click()
    expect(reader.locator("#vote")).to_contain_text("Open the link in it to confirm")
    reader.goto(link_in(newest_mail(site, address, "Please confirm"), "confirm/"))
    reader.get_by_role("button", name="Yes, tell me").click()
    expect(reader.locator("main")).to_contain_text("You will get one mail when this is fixed")

    # The editor sees the reasons and the words, masked; edits; and says that this was the fix.
    chi.goto(article)
    edit_address = chi.get_by_role("link", name="Edit this article").get_attribute("href")
    chi.get_by_role("link", name="What readers said").click()
    said = chi.url
    expect(chi.locator("main")).to_contain_text(f"Step 2 of {name}; write to [e-mail address]")
    expect(chi.get_by_role("row", name=re.compile("It is hard to follow"))).to_be_visible()
    expect(chi.locator("main")).to_contain_text("waits for a fix")
    expect(chi.locator("main")).not_to_contain_text(address)
    publish_an_edit(chi, edit_address, f"{title} ({name})")
    chi.goto(said)
    chi.get_by_label("The version that readers see now").check()
    chi.get_by_label("What was fixed").fill(f"Step 2 is new ({name}).")
    chi.get_by_role("button", name="Mark as the fix").click()
    expect(chi.locator("main, .banner").first).to_be_visible()
    expect(chi.locator("body")).to_contain_text("Marked. Whoever waits gets one mail")

    # One mail; its link opens a page, and a button answers.
    letter = newest_mail(site, address, f"Fixed: {title} ({name})")
    assert f"Step 2 is new ({name})." in letter.get_content()
    elsewhere = page_for(java_script_enabled=has_javascript)
    elsewhere.goto(link_in(letter, ""))
    expect(elsewhere.locator("h1")).to_have_text("Is it solved now?")
    elsewhere.locator("#vote").get_by_role("button", name="Yes", exact=True).click()
    expect(elsewhere.locator("#vote")).to_contain_text("You answered: Yes.")
    elsewhere.get_by_label("It worked as written").check()
    elsewhere.get_by_role("button", name="Send", exact=True).click()
    expect(elsewhere.get_by_label("It worked as written")).to_have_count(0)
    # The first browser is the same reader, so nobody is asked or counted twice.
    reader.goto(article)
    expect(reader.locator("#vote")).to_contain_text("You answered: Yes.")

    # The address is gone.
    wait_for(
        lambda: site.rows('select count(*) from notifications_mailjob where "to" = ?', address) == [(0,)],
        seconds=WORKER_SECONDS,
        what="the address to be erased",
    )
