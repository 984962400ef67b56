"""From a solved topic to an article and back: masked, reviewed, published, linked both ways, told, doubted, settled."""

import re
import uuid

from playwright.sync_api import expect

from tests.flows.running_site import wait_for

# The worker tells people every ten seconds, after whatever else its other jobs have found to do.
WORKER_SECONDS = 90

PLANTED = {
    "e-mail address": "tomasz.w@firma.example",
    "phone number": "+358 40 765 4321",
    "network address": "10.44.3.21",
    "password or key": "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
}
ANSWER = """Hi Ana,

Ask {e-mail address} or call {phone number}. Ben's own machine {network address} uses {password or key}.

1. Open **Settings**.
2. Turn the knob twice to the left.

Best regards
Ben""".format_map(PLANTED)


def ask_answer_and_accept(ana, ben, title: str) -> str:
    ana.goto("/community/ask/")
    ana.locator("#id_title").fill(title)
    ana.locator("#id_source").fill("Hello all,\n\nmy panel blinks since yesterday, with version 4.2.")
    ana.get_by_role("button", name="Post question").click()
    expect(ana.locator("h1")).to_have_text(title)
    ben.goto(ana.url)
    ben.locator("#id_source").fill(ANSWER)
    ben.get_by_role("button", name="Reply", exact=True).click()
    expect(ben.locator("#post-2")).to_contain_text("Turn the knob")
    ana.reload()
    ana.locator("#post-2").get_by_role("button", name="This solved it").click()
    expect(ana.locator(".solution")).to_be_visible()
    return ana.url.split("#")[0]


def unread(page) -> str:
    page.goto("/notifications/")
    return page.locator("main").inner_text()


def test_an_answer_becomes_an_article_and_its_withdrawal_becomes_work(page_for, site):
    name = uuid.uuid4().hex[:6]
    ana, ben, chi, sari = page_for("ana"), page_for("ben"), page_for("chi"), page_for("sari")
    topic = ask_answer_and_accept(ana, ben, f"HELP: panel {name} blinks?!")
    sari.goto(topic)
    sari.get_by_role("button", name="I have this too").click()
    expect(sari.get_by_role("button", name="I have this too")).to_have_attribute("aria-pressed", "true")

    # One screen: what was said to one person is gone, what is personal is marked and masked, each with undo.
    # The worker renews the list every hour; nobody waits for that here.
    site.manage("shell", "-c", "from articles.promoting.candidates import renew_candidates as renew; renew()")
    ben.goto("/admin/article_candidates/")
    row = ben.locator("tr", has_text=f"panel {name} blinks")
    expect(row).to_contain_text("1 person has this too")
    row.get_by_role("link", name="Make an article").click()
    expect(ben.locator("#id_title")).to_have_value(f"Panel {name} blinks")
    expect(ben.locator("#id_resolution")).not_to_have_value(re.compile("Hi Ana|Best regards"))
    expect(ben.locator("#id_issue")).to_have_value("My panel blinks since yesterday, with version 4.2.")
    ben.locator("#id_section").select_option(index=1)
    ben.get_by_role("button", name="Save the draft").last.click()
    expect(ben.locator("#error-summary")).to_contain_text("5 pieces of personal data are still in the text")
    ben.get_by_role("button", name="Mask all").click()
    for label, piece in PLANTED.items():
        expect(ben.locator("#id_resolution")).to_have_value(re.compile(rf"\[{label}\]"))
        expect(ben.locator("#id_resolution")).not_to_have_value(re.compile(re.escape(piece)))
    ben.get_by_role("button", name=re.compile("^Undo.*10.44")).click()
    expect(ben.locator("#id_resolution")).to_have_value(re.compile(re.escape(PLANTED["network address"])))
    ben.get_by_role("button", name=re.compile("^Mask.*10.44")).click()
    ben.locator("#id_reviewer").select_option(label="Chi Nguyen")
    ben.get_by_role("button", name="Save and send to review").click()
    expect(ben.locator("h1")).to_have_text(f"Panel {name} blinks")
    expect(ben.locator("main")).to_contain_text("In review")

    # The named reviewer approves in Wagtail's own workflow; then both pages lead to each other.
    chi.goto("/notifications/")
    chi.get_by_role("link", name=f"Please review “Panel {name} blinks”").click()
    chi.locator("footer .w-dropdown__toggle, footer [data-w-dropdown-target='toggle']").first.click()
    chi.locator("footer").get_by_role("button", name=re.compile("^(Approve and publish|Approve)$", re.IGNORECASE)).first.click()
    visitor = page_for()
    wait_for(
        lambda: visitor.goto(topic) and visitor.get_by_role("link", name=re.compile(f"Written up as Panel {name}")).count(),
        what="the link from the topic",
    )
    visitor.get_by_role("link", name=re.compile("Written up as")).click()
    expect(visitor.locator("h1")).to_have_text(f"Panel {name} blinks")
    for piece in PLANTED.values():
        expect(visitor.locator("main")).not_to_contain_text(piece)
    visitor.get_by_role("article").get_by_role("link", name=f"HELP: panel {name} blinks?!").click()
    expect(visitor.locator("h1")).to_contain_text(name)

    # Those who wait are told once, and the topic has a short note.
    wait_for(
        # In her own language, which is Finnish.
        lambda: f"”HELP: panel {name} blinks?!”" in unread(sari),
        seconds=WORKER_SECONDS,
        what="the notice to who has it too",
    )
    visitor.reload()
    expect(visitor.locator("#post-3")).to_contain_text("written up as an article")

    # The asker takes the acceptance back: the article's owner has work, and ends it.
    ana.goto(topic)
    ana.locator("#post-2").get_by_role("button", name="Not the solution after all").click()
    wait_for(
        lambda: f"“Panel {name} blinks” needs a look" in unread(ben),
        seconds=WORKER_SECONDS,
        what="the flag's notice to its owner",
    )
    wait_for(
        lambda: [m for m in site.inbox.to("ben@lumo.example") if name in m["Subject"]],
        seconds=WORKER_SECONDS,
        what="the flag's mail",
    )
    ben.get_by_role("link", name=re.compile(f"Panel {name} blinks.* needs a look")).first.click()
    ben.get_by_label("The article is right as it stands").check()
    ben.locator("button[type=submit]", has_text="Save").first.click()
    expect(ben.locator("body")).to_contain_text("The article is right as it stands")
