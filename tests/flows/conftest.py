"""One real site and one real Chromium for all journeys; they run in one process (tests/scheduling.py)."""

import os

import pytest

from tests import chromium
from tests.flows.running_site import RunningSite
from tests.screens import sign_in

# Playwright keeps an event loop in this thread for as long as the browser is open. Django then takes the database tests that
# the same process runs afterwards for asynchronous code and refuses them.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/flows" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site():
    running = RunningSite().start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser():
    path = chromium.executable()
    if path is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def page_for(site, browser):
    """`page_for("ana")` is a page signed in as Ana; options go to the browser context (java_script_enabled, color_scheme …)."""
    contexts = []

    def make(who: str | None = None, **options):
        context = browser.new_context(base_url=site.address, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        if who:
            sign_in(page, who)
        return page

    yield make
    for context in contexts:
        context.close()
