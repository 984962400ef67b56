"""Server time and queries of the main pages beside a bare Django view of the same run.

In process, through the whole middleware, on the data of the environment's database (load the demo or import first):
CPU time per request, median of REPEATS, as a ratio to a view that returns a ready 30 KB string.
"""

import os
import statistics
import time

REPEATS = 40


def median_ms(act) -> float:
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        act()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def addresses() -> dict[str, str]:
    from articles.models import ArticlePage, SectionPage
    from forum.models import Topic

    anonymous = _anonymous()
    article = ArticlePage.objects.visible_to(anonymous).order_by("-pk").first()
    section = SectionPage.objects.visible_to(anonymous).order_by("-pk").first()
    topic = Topic.objects.visible_to(anonymous).order_by("-post_count").first()
    found = {"home": "/", "search": "/search/?q=how+to+reset+the+password", "topics": "/community/", "contact": "/contact/"}
    if section:
        found["section"] = section.url
    if article:
        found["article"] = article.url
    if topic:
        found["topic"] = topic.get_absolute_url()
    return found


def _anonymous():
    from django.contrib.auth.models import AnonymousUser

    return AnonymousUser()


def bare_view_ms() -> float:
    """Milliseconds of the unit, through the same test client."""
    from django.test import Client, override_settings

    with override_settings(ROOT_URLCONF="bench._bare", MIDDLEWARE=[]):
        client = Client()
        return median_ms(lambda: [client.get("/") for _ in range(20)]) / 20


class QueryCounter:
    """Counts what is sent to the database; no query log, so that nothing else is measured beside."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kbsite.settings.development")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    bare = bare_view_ms()
    print(f"bare view {bare:.3f} ms")
    print(f"{'page':10} {'queries':>7} {'ms':>8} {'x bare':>8}")
    for name, address in addresses().items():
        client = Client(headers={"user-agent": "Mozilla/5.0 (bench)"})
        response = client.get(address)
        if response.status_code != 200:
            print(f"{name:10} answered {response.status_code}")
            continue
        counter = QueryCounter()
        with connection.execute_wrapper(counter):
            client.get(address)
        spent = median_ms(lambda client=client, address=address: client.get(address))
        print(f"{name:10} {counter.count:7} {spent:8.1f} {spent / bare:8.0f}")


if __name__ == "__main__":
    main()
