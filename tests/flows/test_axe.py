"""axe finds nothing on any page kind, light and dark; nothing scrolls sideways on a narrow phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.screens import PAGE_KINDS, open_kind

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def signed_in_pages(site, browser):
    """One page per demo account, kept open for all page kinds."""
    from tests.screens import sign_in

    pages = {}

    def page_of(who: str):
        if who not in pages:
            context = browser.new_context(base_url=site.address, reduced_motion="reduce")
            pages[who] = context.new_page()
            if who:
                sign_in(pages[who], who)
        return pages[who]

    yield page_of
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize("kind", PAGE_KINDS, ids=lambda kind: kind.name)
def test_page_kind(signed_in_pages, kind):
    page = signed_in_pages(kind.who)
    page.set_viewport_size({"width": 1280, "height": 900})
    assert open_kind(page, kind), "the demo holds no such page"
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
        assert found.violations_count == 0, found.generate_report()
    page.set_viewport_size({"width": 320, "height": 700})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, f"{overflow} px wider than a phone of 320 px"
