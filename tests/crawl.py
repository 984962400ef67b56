"""Opens every page that links lead to, as several people: no error, no broken internal link, no other server asked.

`python -m tests.crawl [--languages en,fi,sv] [--limit N] [--as anonymous,ana,ben]` runs in process on the environment's
database (import or load the demo first); it starts at the home page and at every address of the sitemap.
"""

import argparse
import html
import logging
import os
import re
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

# Signing out would end the crawl as a person; the admin is Wagtail's own and not crawled; the theme is a form.
SKIPPED = ("/account/logout", "/admin/", "/documents/", "/look/", "/static/")
# What is done to one post or answer: a form that differs in the text it is about. Of thousands, so many are opened.
FORM = re.compile(r"/(edit|history|no-longer-works|reply|write-up|works)/")
FORMS_OF_A_KIND = 500
PREFIXES = {"en": "", "fi": "/fi", "sv": "/sv"}


TAG = re.compile(r"<(a|img|script|link)\s([^>]*)>")
ATTRIBUTE = re.compile(r'(href|src|rel)="([^"]*)"')


def links_of(page: str) -> tuple[list[str], list[str]]:
    """What a page leads to (a) and what it loads (script, img, link). Forms are left out: crawling is reading.

    By patterns: our templates quote every attribute, and a parser takes longer than the page itself took.
    """
    followed, loaded = [], []
    for tag, attributes in TAG.findall(page):
        values = {name: html.unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
        if tag == "a" and values.get("href"):
            followed.append(values["href"])
        if tag in {"img", "script"} and values.get("src"):
            loaded.append(values["src"])
        if tag == "link" and values.get("href") and values.get("rel") in {"stylesheet", "icon"}:
            loaded.append(values["href"])
    return followed, loaded


@dataclass
class Findings:
    """What a crawl saw. `broken` and `errors` are (address, status, the page that led there)."""

    pages: int = 0
    statuses: Counter = field(default_factory=Counter)
    errors: list[tuple[str, int, str]] = field(default_factory=list)
    broken: list[tuple[str, int, str]] = field(default_factory=list)
    foreign: set[str] = field(default_factory=set)
    seconds: float = 0.0


class Route:
    """Which addresses a crawl takes: every page, every further page of an unfiltered list, and of filters what can differ.

    A filter is followed on every list that offers it, and each of its values once in each part of the site (tags times lists
    would be tens of thousands of the same rows), and FORMS_OF_A_KIND of the forms about single posts. Combinations of filters
    would be endless and show nothing new.
    """

    def __init__(self) -> None:
        self._filters: set[tuple[str, ...]] = set()
        self._forms: Counter[str] = Counter()

    def takes(self, address: str) -> bool:
        parts = urlsplit(address)
        path = re.sub(r"^/(fi|sv)/", "/", parts.path)
        if path.startswith(SKIPPED):
            return False
        chosen = [(name, value) for name, value in parse_qsl(parts.query) if name != "q"]
        # Where to go after signing in, what a form starts with, a way back: the page is the same, the addresses are endless.
        if len(chosen) > 1 or any(name in {"next", "from", "quote", "before", "title"} for name, _ in chosen):
            return False
        form = FORM.search(path)
        if form:
            self._forms[form[1]] += 1
            if self._forms[form[1]] > FORMS_OF_A_KIND:
                return False
        if not chosen or chosen[0][0] == "page":
            return True
        name, value = chosen[0]
        prefix = parts.path[: len(parts.path) - len(path)]
        offered = {(parts.path, name), (prefix, path.split("/")[1], name, value)}
        is_new = not offered <= self._filters
        self._filters |= offered
        return is_new


def sitemap_addresses(client) -> list[str]:
    """Every public path the sitemap and its files name, other languages' addresses included."""
    found: list[str] = []
    waiting = ["/sitemap.xml"]
    while waiting:
        listed = re.findall(r"(?:<loc>|hreflang=\"[a-z]+\" href=\")([^<\"]+)", client.get(waiting.pop()).content.decode())
        for address in (urlsplit(html.unescape(url)) for url in listed):
            path = address._replace(scheme="", netloc="").geturl()
            (waiting if address.path.endswith(".xml") else found).append(path)
    return list(dict.fromkeys(found))


def crawl(client, *, start=("/",), languages=("en", "fi", "sv"), limit=0, tell=lambda findings, waiting: None) -> Findings:
    """Breadth first from `start`, with a Django test client (or anything with .get).

    `tell(findings, waiting)` is called after each page with the number of addresses that wait.
    """
    other = tuple(PREFIXES[code] + "/" for code in PREFIXES if code not in languages and PREFIXES[code])
    findings = Findings()
    route = Route()
    queue = deque((address, "start") for address in start if not address.startswith(other))
    known = set(start)
    seen: set[str] = set()
    started = time.monotonic()
    while queue and (not limit or findings.pages < limit):
        address, referrer = queue.popleft()
        response = client.get(address)
        findings.pages += 1
        findings.statuses[response.status_code] += 1
        tell(findings, len(queue))
        if response.status_code >= 500:
            findings.errors.append((address, response.status_code, referrer))
            continue
        if response.status_code in (404, 410):
            findings.broken.append((address, response.status_code, referrer))
            continue
        if response.status_code in (301, 302):
            next_addresses, loaded = [response.headers["Location"]], []
        elif "html" in response.headers.get("Content-Type", ""):
            page = response.content.decode()
            next_addresses, loaded = links_of(page)
        else:
            continue
        findings.foreign.update(link for link in loaded if urlsplit(link).netloc)
        for link in next_addresses:
            # Header and footer are on every page; a link from the root is the same wherever it stands.
            if link in seen:
                continue
            if link.startswith("/"):
                seen.add(link)
            target = urldefrag(urljoin(address, link)).url
            parts = urlsplit(target)
            if parts.netloc or parts.scheme or target in known or target.startswith(other) or not route.takes(target):
                continue
            known.add(target)
            queue.append((target, address))
    findings.seconds = time.monotonic() - started
    return findings


def tell_now_and_then(person: str, findings: Findings, waiting: int) -> None:
    if findings.pages % 1000 == 0:
        wrong = len(findings.errors) + len(findings.broken)
        sys.stderr.write(f"{person}: {findings.pages:,} pages read, {waiting:,} waiting, {wrong} errors or broken links\n")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--languages", default="en,fi,sv")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--as", dest="people", default="anonymous,ana,ben")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings.development")
    import django

    django.setup()
    logging.disable(logging.CRITICAL)  # the findings tell; a log line for each missing page would bury them
    from django.conf import settings
    from django.test import Client

    from kbsite.accounts.models import User

    settings.ALLOWED_HOSTS = ["*"]
    failed = False
    for person in options.people.split(","):
        client = Client(raise_request_exception=False, headers={"user-agent": "Mozilla/5.0 (crawl)", "sec-gpc": "1"})
        if person != "anonymous":
            user = User.objects.get(email=f"{person}@lumo.example")
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        found = crawl(
            client,
            start=("/", *sitemap_addresses(client)),
            languages=tuple(options.languages.split(",")),
            limit=options.limit,
            tell=partial(tell_now_and_then, person),
        )
        sys.stdout.write(
            f"{person}: {found.pages} pages in {found.seconds:.0f} s, {dict(found.statuses)}, "
            f"{len(found.errors)} errors, {len(found.broken)} broken links, {len(found.foreign)} foreign files\n"
        )
        for address, status, referrer in [*found.errors, *found.broken][:40]:
            sys.stdout.write(f"  {status} {address}  (linked from {referrer})\n")
        for address in sorted(found.foreign)[:10]:
            sys.stdout.write(f"  foreign: {address}\n")
        failed = failed or bool(found.errors or found.broken or found.foreign)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
