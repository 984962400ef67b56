"""The page kinds, to be looked at and to be checked by axe: `python -m tests.screens OUT [--address URL]` takes screenshots.

Without --address it starts a real site with the demo. The journeys use PAGE_KINDS for axe.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from kbsite.demo.loading import PASSWORD
from tests import chromium


@dataclass(frozen=True)
class PageKind:
    """`path` may be links to follow, by selector: "on:/community/ main h2 a then a.edit"; `who` is a demo account or empty."""

    name: str
    path: str
    who: str = ""


PAGE_KINDS = (
    PageKind("home", "/"),
    PageKind("home-fi", "/fi/"),
    PageKind("articles", "/articles/"),
    PageKind("section", "on:/ a.tile"),
    PageKind("article", "on:/articles/ main h3 a, main .item h2 a"),
    PageKind("article-sv", "on:/sv/articles/ main h3 a, main .item h2 a"),
    PageKind("search", "/search/?q=vpn"),
    PageKind("search-picks", "/search/?q=new+phone"),
    PageKind("search-typo", "/search/?q=passky"),
    PageKind("search-nothing", "/search/?q=xylophone+zebra"),
    PageKind("topics", "/community/"),
    PageKind("topics-unanswered", "/community/?which=unanswered"),
    PageKind("topic", "on:/community/?which=solved main h2 a"),
    PageKind("topic-ana", "on:/community/?which=solved main h2 a", "ana"),
    PageKind("ask", "/community/ask/", "ana"),
    PageKind("write-up", "on:/community/?which=solved main h2 a[href*='hotel'] then a[href*='/write-up/']", "ben"),
    PageKind("contact", "/contact/?q=vpn+drops"),
    PageKind("my-contacts", "/contact/mine/", "ana"),
    PageKind("desk", "/contact/desk/", "ben"),
    PageKind("desk-contact", "on:/contact/desk/ a.desk-item", "ben"),
    PageKind("answered-by", "on:/community/?which=unsolved main h2 a then main a[href*='answered-by']", "ben"),
    PageKind("notifications", "/notifications/", "ana"),
    PageKind("report", "/reports/", "olga"),
    PageKind("said", "on:/articles/ main a[href*='vpn-drops'] then aside a[href*='/reports/articles/']", "olga"),
    PageKind("issues", "/reports/issues/", "olga"),
    PageKind("explain", "on:/reports/ main a[href*='explain']", "olga"),
    PageKind("explain-estimate", "/reports/explain/avoided-before-form/?rows=strata", "olga"),
    PageKind("know", "/reports/know/", "olga"),
    PageKind("published-reports", "/reports/published/", "olga"),
    PageKind("publish", "on:/reports/ main a[href*='/publish/']", "olga"),
    PageKind("assumptions", "/reports/assumptions/", "olga"),
    PageKind("register", "/reports/register/", "olga"),
    PageKind("how-we-measure", "/reports/how-we-measure/"),
    PageKind("privacy", "/privacy/"),
    PageKind("signin", "/account/login/"),
    PageKind("signup", "/account/signup/"),
    PageKind("not-found", "/nothing-here/"),
)
SIZES = {"1280": {"width": 1280, "height": 900}, "390": {"width": 390, "height": 844}}


def sign_in(page, who: str) -> None:
    page.goto("/account/login/")
    page.locator("input[name=login]").fill(f"{who}@lumo.example")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/login" not in url)


def open_kind(page, kind: PageKind) -> bool:
    """Go to a page kind; False when the demo holds no such page."""
    if not kind.path.startswith("on:"):
        page.goto(kind.path)
        return True
    start, _space, selector = kind.path.removeprefix("on:").partition(" ")
    page.goto(start)
    for step in selector.split(" then "):
        link = page.locator(step).first
        if not link.count():
            return False
        page.goto(link.get_attribute("href"))
    return True


def take(browser, address: str, out: Path, names: set[str], sizes: set[str], themes: set[str]) -> None:
    for who in dict.fromkeys(kind.who for kind in PAGE_KINDS):
        kinds = [kind for kind in PAGE_KINDS if kind.who == who and (not names or kind.name in names)]
        if not kinds:
            continue
        context = browser.new_context(base_url=address, reduced_motion="reduce")
        page = context.new_page()
        if who:
            sign_in(page, who)
        for kind in kinds:
            if not open_kind(page, kind):
                sys.stderr.write(f"no page for {kind.name}\n")
                continue
            here = page.url
            for theme in sorted(themes):
                page.emulate_media(color_scheme=theme)
                for size in sorted(sizes):
                    page.set_viewport_size(SIZES[size])
                    page.goto(here)
                    page.screenshot(path=out / f"{kind.name}-{size}-{theme}.png", full_page=True)
        context.close()


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("out", type=Path)
    parser.add_argument("--address", default="")
    parser.add_argument("--only", default="")
    parser.add_argument("--sizes", default="1280,390")
    parser.add_argument("--themes", default="light,dark")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    from tests.flows.running_site import RunningSite

    site = None if options.address else RunningSite().start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
            names = {name for name in options.only.split(",") if name}
            take(
                browser,
                options.address or site.address,
                options.out,
                names,
                set(options.sizes.split(",")),
                set(options.themes.split(",")),
            )
            browser.close()
    finally:
        if site:
            site.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
