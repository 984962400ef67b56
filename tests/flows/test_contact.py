"""From a question to an answer that the customer calls solved, in a real browser, with and without JavaScript."""

import re
import uuid

import pytest

from tests.flows.running_site import wait_for

WRITING = 2_200  # milliseconds: the form takes nothing that was written faster than a person can
MAIL_SECONDS = 20


def mail_to(site, address: str, subject: str) -> str:
    """The text of the mail with this in its subject, once the worker has sent it."""

    def sent() -> str:
        found = [mail for mail in site.inbox.to(address) if subject in " ".join(str(mail["Subject"]).split())]
        return found[0].get_payload(decode=True).decode() if found else ""

    return wait_for(sent, seconds=MAIL_SECONDS, what=f"a mail {subject!r} to {address}")


def link_in(text: str, site) -> str:
    return re.search(re.escape(site.address) + r"/\S+", text)[0].removeprefix(site.address)


def problems_of(page) -> list[str]:
    """What the browser complains about: scripts that fail, what the content policy stops."""
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def test_an_answer_beside_the_form_solves_it(page_for):
    page = page_for()
    problems = problems_of(page)
    page.goto("/contact/")
    page.get_by_label("Subject").press_sequentially("VPN drops exactly on the hour", delay=20)
    first = page.locator("#answers details.similar").first
    first.locator("summary").first.click()
    assert first.locator(".prose").is_visible()
    titles = page.locator("#answers summary b").all_inner_texts()
    first.get_by_text("Not my problem").click()
    first.get_by_role("button", name="I tried this").click()
    assert page.locator("#answers summary b").all_inner_texts() == titles[1:]
    page.get_by_label("Message").fill("It drops in every call.")
    page.locator("#answers details.similar summary").first.click()
    page.get_by_role("button", name="This solved it").first.click()
    page.get_by_role("heading", name="Glad that it is solved").wait_for()
    page.get_by_role("link", name="Not solved after all").click()
    assert page.get_by_label("Message").input_value() == "It drops in every call."
    assert problems == []


def test_the_words_go_along_to_the_community(page_for):
    page = page_for()
    page.goto("/contact/")
    page.get_by_label("Subject").fill("The printer hums")
    page.get_by_label("Message").fill("On the third floor.")
    page.get_by_role("link", name="In the community").click()
    page.wait_for_url("**/community/ask/")
    assert page.locator("[name=title]").input_value() == "The printer hums"
    assert page.locator("[name=source]").input_value() == "On the third floor."


@pytest.mark.parametrize("has_script", [True, False], ids=["with a script", "without a script"])
def test_contact_answer_solved(site, page_for, has_script):
    mark = uuid.uuid4().hex[:8]
    address, subject = f"guest-{mark}@example.org", f"VPN drops every hour {mark}"
    guest = page_for(java_script_enabled=has_script)
    guest.goto("/contact/")
    guest.get_by_label("Subject").fill(subject)
    if not has_script:
        guest.get_by_role("button", name="See answers first").click()
        guest.locator("#answers details.similar").first.wait_for()
    guest.get_by_label("Message").fill("It drops in every call.")
    guest.get_by_label("E-mail").fill(address)
    guest.wait_for_timeout(WRITING)
    guest.get_by_role("button", name="Send", exact=True).click()
    guest.get_by_role("heading", name="We have your message").wait_for()
    copy = mail_to(site, address, subject)
    assert "It drops in every call." in copy

    agent = page_for("ben", java_script_enabled=has_script)
    problems = problems_of(agent)
    agent.goto(f"/contact/desk/?q={mark}")
    agent.get_by_role("link", name=subject).click()
    agent.get_by_label("Reply").fill("See this:")
    agent.get_by_role("button", name="Insert").first.click()
    assert re.search(r"See this:\s+\[.+\]\(.*http", agent.get_by_label("Reply").input_value())
    agent.get_by_role("button", name="Send the answer").click()
    agent.get_by_text("Your answer is on its way.").wait_for()
    assert problems == []

    answer = mail_to(site, address, f"Re: [{re.search(r'LUMO-[0-9A-Z]+', copy)[0]}]")
    elsewhere = page_for(java_script_enabled=has_script)
    elsewhere.goto(link_in(answer.partition("See it with everything")[2], site))
    elsewhere.get_by_role("button", name="Yes, it is solved").click()
    elsewhere.get_by_text("Good that it is solved.").wait_for()
    agent.reload()
    assert agent.get_by_text("The customer said").is_visible()
