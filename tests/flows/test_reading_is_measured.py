"""Search, read, answer in a real browser: what measurement keeps of it, and what it does not."""

from tests.flows.running_site import wait_for


def events(site) -> list[tuple[str, str]]:
    """(type, visit key) of what the site itself recorded, in order."""
    return site.rows("select type, visit_key from deflection_event where source = 'site' order by id")


def read_and_answer(page):
    page.goto("/search/?q=vpn")
    page.locator("main a", has_text="VPN drops after about an hour").first.click()
    page.wait_for_selector("#vote")
    page.clock.fast_forward(60_000)
    page.locator("#vote button[value=yes]").click()
    page.wait_for_selector("#vote :text('Thank you')")


def test_a_visit_is_joined_from_its_answer_on_and_refused_by_a_signal(site, page_for):
    # Other journeys have visited the same site; only what comes from here on, under keys not seen before, is ours.
    earlier = events(site)
    others = {key for _kind, key in earlier if key}
    page = page_for()
    page.clock.install()
    read_and_answer(page)
    page.clock.fast_forward(60_000)
    page.goto("/privacy/")

    def joined():
        told = [(kind, key) for kind, key in events(site)[len(earlier) :] if key not in others]
        return told if "qualified_read" in dict(told) else None

    told = wait_for(joined, 30, "the beacon's read")
    assert {kind for kind, key in told if key} >= {"view", "vote", "qualified_read"}
    ours = {key for _kind, key in told if key}
    assert len(ours) == 1
    before = len(events(site))

    quiet = page_for(extra_http_headers={"Sec-GPC": "1"})
    quiet.clock.install()
    read_and_answer(quiet)
    quiet.goto("/privacy/")
    wait_for(lambda: len(events(site)) > before, 30, "the answer")
    after = [(kind, key) for kind, key in events(site)[before:] if key not in others | ours]
    assert after == [("vote", "")]
