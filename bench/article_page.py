"""The article's page beside a bare Wagtail page with the same blocks; the longest real article beside a median one.

In one run, through the whole middleware in process, interleaved; CPU milliseconds, medians. In databases of their own.
BENCH_DATA adds the real articles.
"""

import html
import json
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from bench._databases import in_each_database, set_up
from bench._shared_data import data_folder, rows, words_of_markdown
from bench.pages import QueryCounter

ROUNDS = 40
SIZES = (2, 20, 200)
BARE_ENGINE = {
    "NAME": "bare",
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [Path(__file__).parent / "bare_wagtail_templates"],
    "APP_DIRS": True,
    # Those of Wagtail's project template.
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.debug",
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ]
    },
}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def main() -> None:
    in_each_database("bench.article_page")


def make_articles() -> dict[int, str]:
    """An article of each size, with neighbours as a help site has them: number of blocks -> address."""
    from articles.models import ArticlePage, HomePage, SectionPage

    home = HomePage.objects.get(locale__language_code="en")
    for number in range(5):
        home.add_child(instance=SectionPage(title=f"Section {number}", locale=home.locale, show_in_menus=True))
    section = home.add_child(instance=SectionPage(title="Devices", locale=home.locale))
    section = section.add_child(instance=SectionPage(title="Printers", locale=home.locale))
    neighbours = [publish(section, ArticlePage(title=f"Neighbour {number}", body=blocks(2, home.pk))) for number in range(20)]
    addresses = {}
    for size in SIZES:
        article = publish(section, ArticlePage(title=f"Of {size} blocks", body=blocks(size, neighbours[0].pk), summary="Short."))
        addresses[size] = f"/{'/'.join(article.url_path.strip('/').split('/')[1:])}/"
    return addresses


def publish(section, article):
    article.locale, article.live = section.locale, False
    section.add_child(instance=article)
    article.save_revision().publish()
    return article


def blocks(size: int, target: int) -> list[tuple[str, object]]:
    """Headings with text and a link, steps, callouts, code, tables, in turn."""
    words = "Restart the queue, take the printer away and add it again with its new address before you try once more. " * 3
    kinds: list[tuple[str, object]] = [
        ("text", f'<h2>What to do</h2><p>{words}<b>Then</b> see <a linktype="page" id="{target}">this</a>.</p>'),
        ("steps", [f"<p>{words}</p>", "<p>Two</p>", "<p>Three</p>"]),
        ("callout", {"tone": "note", "text": f"<p>{words}</p>"}),
        ("code", {"language": "bash", "code": "lpstat -p\ncancel -a\n" * 5}),
        ("table", {"data": [["A", "B"], ["1", "2"], ["3", "4"]], "first_row_is_table_header": True}),
    ]
    return [kinds[number % len(kinds)] for number in range(size)]


def make_real_articles(folder: Path) -> dict[str, str]:
    """The longest and the median article of a real collection: words -> address."""
    from articles.importing.running import import_articles
    from articles.models import ArticlePage

    counted = sorted(
        ((len(words_of_markdown(row["body_markdown"]).split()), row) for row in rows(folder, "kb_officedocs_shared.jsonl")),
        key=lambda one: one[0],
    )
    chosen = {"median": counted[len(counted) // 2], "longest": counted[-1]}
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for _, row in chosen.values())
        file.flush()
        import_articles(Path(file.name), source="bench")
    pages = {page.imported_as.external_id: page for page in ArticlePage.objects.filter(imported_as__isnull=False)}
    return {f"{name}, {words:,} words": pages[row["id"]].url for name, (words, row) in chosen.items()}


def queries_of(act: Callable[[], object]) -> int:
    from django.db import connection

    counter = QueryCounter()
    with connection.execute_wrapper(counter):
        act()
    return counter.count


def cpu_ms(acts: dict[str, Callable[[], object]], rounds: int = ROUNDS) -> dict[str, float]:
    """Medians, one of each in turn."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            started = time.process_time()
            act()
            times[name].append((time.process_time() - started) * 1000)
    return {name: statistics.median(some) for name, some in times.items()}


def measure() -> None:
    from django.conf import settings
    from django.core.cache import cache
    from django.test import Client, override_settings

    from bench import _bare_wagtail
    from kbsite.accounts.models import User

    addresses = make_articles()
    reader = User.objects.create_user(username="reader", email="reader@example.org", password=None)

    def client_of(user: User | None, middleware: list[str] | None = None) -> Client:
        client = Client(headers={"user-agent": FIREFOX})
        with override_settings(MIDDLEWARE=middleware or settings.MIDDLEWARE):
            client.handler.load_middleware()
        if user:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    def get(client: Client, address: str) -> None:
        status = client.get(address).status_code
        if status != 200:
            raise RuntimeError(f"{address} answered {status}")

    for who, user in (("anonymous", None), ("signed in", reader)):
        ours, bare = client_of(user), client_of(user, _bare_wagtail.MIDDLEWARE)
        acts = {}
        for size, address in addresses.items():
            acts[f"{size} blocks"] = partial(get, ours, address)
            acts[f"{size} blocks, bare"] = partial(get, bare, f"/bare-wagtail{address}")
        for act in acts.values():
            act()
        spent = cpu_ms(acts)
        for size in addresses:
            one, beside = f"{size} blocks", f"{size} blocks, bare"
            counts = queries_of(acts[one]), queries_of(acts[beside])
            print(
                f"{who:<10} {one:<11} {counts[0]:3} queries, bare Wagtail {counts[1]:3}; {spent[one]:6.1f} ms,"
                f" bare {spent[beside]:6.1f}: {spent[one] / spent[beside]:.2f}"
            )
        if user is None:

            def cold(fresh: Client = ours) -> None:
                cache.clear()
                get(fresh, addresses[20])

            spent = cpu_ms({"cold": cold, "bare": acts["20 blocks, bare"]}, 15)
            print(
                f"{who:<10} 20 blocks, empty cache: {spent['cold']:.1f} ms, {spent['cold'] / spent['bare']:.2f} of bare Wagtail"
            )
        token = re.search(rb'id="page-token" value="([^"]+)"', ours.get(addresses[20]).content)
        told = {"t": html.unescape(token[1].decode()), "d": "42.0", "s": "80"}

        def beacon(fresh: Client = ours, told: dict[str, str] = told) -> None:
            status = fresh.post("/m/", told).status_code
            if status != 204:
                raise RuntimeError(f"the beacon was answered {status}")

        spent = cpu_ms({"beacon": beacon, "bare": acts["20 blocks, bare"]})
        print(
            f"{who:<10} beacon: {queries_of(beacon)} queries, {spent['beacon']:.1f} ms,"
            f" {spent['beacon'] / spent['bare']:.2f} of a bare view (goal .3)"
        )
    if folder := data_folder():
        real = make_real_articles(folder)
        client = client_of(None)
        acts = {name: partial(get, client, address) for name, address in real.items()}
        for act in acts.values():
            act()
        spent = cpu_ms(acts)
        median, longest = spent.values()
        for name, ms in spent.items():
            print(f"{name}: {ms:.1f} ms, {queries_of(acts[name])} queries")
        print(f"longest / median: {longest / median:.2f} (goal 5)")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings.development")
    from django.conf import settings

    settings.ROOT_URLCONF = "bench._bare_wagtail"
    settings.TEMPLATES = [*settings.TEMPLATES, BARE_ENGINE]
    settings.ALLOWED_HOSTS = ["*"]
    # Names of files as they are, on both sides: nothing has to be collected first.
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    set_up()
    measure()
