"""The same attacks in a real browser, without a Content-Security-Policy: nothing runs, nothing is fetched, no script address."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import sync_playwright

from kbsite.text.markdown import render_markdown
from kbsite.text.sanitise import sanitise_html
from tests import chromium
from tests.text.attacks import handler_attacks, html_attacks, markdown_attacks

pytestmark = pytest.mark.browser

SITE = "https://site.test/"
BATCH = 150
HTML = sorted(set(html_attacks()))
MARKDOWN = sorted(set(markdown_attacks()))

# Every handler is called, every link is read as the browser resolves it, and the content is parsed again twice.
LOOK = """([pieces, provoke]) => {
  const found = [];
  window.ran = 0;
  window.alert = () => { window.ran += 1; };
  for (const piece of pieces) {
    const box = document.createElement("div");
    document.body.append(box);
    box.innerHTML = piece;
    const before = box.innerHTML;
    box.innerHTML = box.innerHTML;
    box.innerHTML = box.innerHTML;
    if (box.innerHTML !== before) found.push(["changed", piece]);
    for (const element of box.querySelectorAll("*")) {
      for (const { name, value } of element.attributes) {
        if (name.startsWith("on") || ["style", "srcdoc", "formaction"].includes(name)) found.push([name, piece]);
        if (provoke && name.startsWith("on")) element.dispatchEvent(new Event(name.slice(2)));
        if (["href", "src", "action", "xlink:href"].includes(name)) {
          let protocol = "none";
          try { protocol = new URL(value, location.href).protocol; } catch {}
          if (!["http:", "https:", "mailto:"].includes(protocol)) found.push([protocol, piece]);
          if (value.startsWith("//") || value.startsWith("/\\\\")) found.push(["host without scheme", piece]);
        }
      }
    }
    box.remove();
  }
  return found;
}"""


@pytest.fixture(scope="module")
def chromium_path():
    path = chromium.executable()
    if path is None:
        pytest.skip("no Chromium on this machine")
    return path


def test_the_browser_runs_the_attacks_when_nothing_stops_them(chromium_path):
    # Those that stay on the page: a form or a refresh would take the look away with it.
    attacks = [
        *handler_attacks(),
        *(attack for attack in HTML if "<img" in attack and "onerror" in attack and "<form" not in attack),
    ]
    ran, fetched, found = look_at(chromium_path, attacks, provoke=True)
    assert ran > 250
    assert fetched
    assert len(found) > 300


@pytest.mark.parametrize(
    ("render", "attacks"),
    [(render_markdown, MARKDOWN), (sanitise_html, HTML), (sanitise_html, MARKDOWN)],
    ids=["markdown", "html", "markdown as html"],
)
def test_nothing_runs_and_nothing_is_fetched(chromium_path, render, attacks):
    ran, fetched, found = look_at(chromium_path, [render(attack) for attack in attacks], provoke=False)
    assert (ran, fetched, found) == (0, [], [])


def look_at(path, pieces, *, provoke):
    """How often script ran, what was fetched from elsewhere, and what the look found."""
    # In a thread of its own: the browser's event loop would otherwise forbid Django's database in later tests.
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(_look_at, path, pieces, provoke).result(timeout=300)


def _look_at(path, pieces, provoke):
    ran, fetched, found = 0, [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        for start in range(0, len(pieces), BATCH):
            page = browser.new_page()
            page.set_default_timeout(20_000)
            page.route("**/*", lambda route: _answer(route, fetched))
            page.goto(SITE)
            found += page.evaluate(LOOK, [pieces[start : start + BATCH], provoke])
            page.wait_for_timeout(50)  # handlers of loads that failed
            ran += page.evaluate("window.ran")
            page.close()
        browser.close()
    return ran, fetched, found


def _answer(route, fetched):
    if route.request.url == SITE:
        route.fulfill(body="<!doctype html><title>t</title>", content_type="text/html")
        return
    if not route.request.url.startswith(f"{SITE}media/"):
        fetched.append(route.request.url)
    route.abort()
