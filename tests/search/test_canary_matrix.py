"""Every secret of `canaries`, every channel of search, six roles, at three moments: nobody meets a word that is not for them.

The control is in the same matrix: whoever may see a thing finds it, so a blind detector cannot pass.
"""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import transaction

from kbsite.accounts.roles import Role
from kbsite.search import indexing, querying
from kbsite.search.hits import SearchFilters
from kbsite.search.indexes import documents_index
from kbsite.search.models import Document, IndexManifest
from tests.conftest import make_person
from tests.deflection.conftest import FIREFOX
from tests.search import canaries

BEFORE_INDEXING, AFTER_INDEXING, WITHOUT_INDEX = "before the indexer ran", "after the indexer ran", "while there is no index"
MOMENTS = (BEFORE_INDEXING, AFTER_INDEXING, WITHOUT_INDEX)
ROLES = {
    "anonymous": None,
    "customer": Role.CUSTOMER,
    "agent": Role.AGENT,
    "editor": Role.EDITOR,
    "moderator": Role.MODERATOR,
    "owner": Role.OWNER,
}


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory):
    """Built once; every secret was public and indexed before it was withdrawn."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        from django.conf import settings

        patch.setattr(settings, "SEARCH_INDEX_DIR", tmp_path_factory.mktemp("search"))
        patch.setattr(settings, "MEDIA_ROOT", str(tmp_path_factory.mktemp("media")))
        documents_index.forget()
        people = {role: make_person(role.title(), group) if group else AnonymousUser() for role, group in ROLES.items()}
        secrets = canaries.build(people)
        drain()
        yield secrets
        transaction.set_rollback(True)
    documents_index.forget()


@pytest.fixture(scope="module", params=MOMENTS)
def secrets(request, site, django_db_blocker):
    """The site at one moment; moments follow each other, and a worker that begins with a later one goes through the earlier."""
    passed = site.held.setdefault("moments", [])
    with django_db_blocker.unblock():
        for moment in MOMENTS[len(passed) : MOMENTS.index(request.param) + 1]:
            {BEFORE_INDEXING: lambda: canaries.withdraw(site), AFTER_INDEXING: drain, WITHOUT_INDEX: lose_the_index}[moment]()
            passed.append(moment)
    return site


@pytest.fixture(params=ROLES)
def role(request, secrets, db):
    cache.clear()
    documents_index.forget()
    return request.param


def drain() -> None:
    while indexing.drain():
        pass


def lose_the_index() -> None:
    IndexManifest.objects.all().delete()


def words_in(text: str, words: dict[str, str]) -> set[str]:
    met = set(re.findall(r"k\d{6}z", text))
    return {name for name, word in words.items() if word in met}


@pytest.fixture
def browse(client, secrets, role):
    """`browse(address, **query)` gives a page's text as this role gets it."""
    if role != "anonymous":
        client.force_login(secrets.people[role], backend="django.contrib.auth.backends.ModelBackend")

    def get(address: str, **query) -> str:
        answer = client.get(address, query, HTTP_USER_AGENT=FIREFOX)
        assert answer.status_code in (200, 302), (address, answer.status_code)
        return answer.content.decode()

    return get


def test_questions_with_the_secret_word_itself_find_nothing(secrets, role):
    """Results, counts, suggestions from a part of the word, typos of it, spelling advice, similar, related."""
    user, leaks = secrets.people[role], set()
    for name, word in secrets.forbidden_to(role).items():
        page = querying.search(user=user, terms=word, language="en")
        if page.total or page.hits or any(facet.values for facet in page.facets) or page.did_you_mean or page.broader:
            leaks.add((name, "results"))
        for typed in (word[:6], word.replace("z", "x")):
            if querying.suggest(user=user, terms=typed, language="en"):
                leaks.add((name, f"suggestions for {typed}"))
        if querying.similar(user=user, title=word, language="en") or querying.similar(
            user=user, title="qwmzxv", body=f"{word} {word}", language="en"
        ):
            leaks.add((name, "similar"))
        if querying.search(user=user, terms="", language="en", filters=SearchFilters(tag=word)).total:
            leaks.add((name, "tag filter"))
    assert leaks == set()


def test_who_may_see_a_thing_finds_it(secrets, role):
    missed = {
        name
        for name, word in secrets.allowed_to(role).items()
        if not querying.search(user=secrets.people[role], terms=word, language="en").total and name not in NOT_WORDS_OF_A_TEXT
    }
    assert missed == set()


# Names that are filters' labels and no words of a text: met in the facets of the common question instead.
NOT_WORDS_OF_A_TEXT = {
    "product of a staff article",
    "name of a staff board",
    "name of a board made staff-only",
}


def test_common_questions_show_no_secret_in_any_page(secrets, role, browse):
    """Results on all pages with snippets, filters and their counts, suggestions, and the lists beside forms."""
    shown = "".join(browse("/search/", q="printer", page=page) for page in range(1, 8))
    shown += "".join(browse("/search/", q="printer", sort="newest", page=page) for page in range(1, 8))
    shown += browse("/fi/search/", q="printer") + browse("/search/", kind="topic") + browse("/search/", kind="section")
    for beginning in ("prin", "pri", "printer k", "printre", "edited"):
        shown += browse("/search/suggest/", q=beginning)
    for question in ("My printer needs paper", "printer says nothing", "printer parts"):
        shown += browse("/contact/suggestions/", subject=question) + browse("/contact/", q=question)
        shown += browse("/community/ask/suggestions/", title=question) + browse("/community/ask/", title=question)
    assert words_in(shown, secrets.forbidden_to(role)) == set()
    met = words_in(shown, secrets.allowed_to(role))
    assert {"public article", "public topic"} <= met
    if role in canaries.STAFF:
        assert {"article for staff from the start", "topic of a staff board", "staff section"} <= met


def test_pages_around_search_show_no_secret(secrets, role, browse):
    """Related and similar, JSON-LD, popular, feeds, sitemap, start page, sections, boards, tags."""
    addresses = {
        "/", "/fi/", "/articles/", "/articles/feed/", "/community/", "/community/feed/", "/community/board/open/",
        "/community/board/open/feed/", "/sitemap.xml", "/robots.txt", "/search/",
    }  # fmt: skip
    visible = Document.objects.filter(audience="public", title__startswith="Printer", language="en")
    seen = querying.search(user=secrets.people["anonymous"], terms="printer", language="en", page_size=100)
    addresses |= {hit.url for hit in seen.hits}
    shown = "".join(browse(address) for address in sorted(addresses))
    for name in re.findall(r"<loc>https?://[^/]+(/[^<]+\.xml[^<]*)</loc>", shown):
        shown += browse(name)
    leaks = words_in(shown, secrets.forbidden_to(role))
    # Who moderates sees hidden replies where they stand in their topic, and only there.
    assert leaks - ({"hidden reply", "hidden solution"} if role in {"moderator", "owner"} else set()) == set()
    assert visible.exists()
    assert {"public article", "public topic"} <= words_in(shown, secrets.allowed_to(role))


def test_counts_and_filters_count_only_what_one_may_see(secrets, role):
    page = querying.search(user=secrets.people[role], terms="printer", language="en", page_size=200)
    assert page.total == len(page.hits)
    if not page.is_degraded:
        counted = {facet.name: sum(value.count for value in facet.values) for facet in page.facets}
        assert counted["kind"] == page.total


def test_nothing_is_related_to_a_secret(secrets, role):
    user = secrets.people[role]
    for name in secrets.forbidden_to(role):
        target = secrets.held.get(name)
        kind = {"ArticlePage": "article", "SectionPage": "section", "Topic": "topic"}.get(type(target).__name__)
        if kind and target.pk and "edited-out" not in name and name != "taken-off tag":
            assert querying.related(user=user, kind=kind, object_id=target.pk, language="en") == [], name


def test_there_are_at_least_forty_secrets(site):
    assert len(site.seen_by) >= 40
    assert set(site.seen_by.values()) == {
        canaries.EVERYBODY,
        canaries.SIGNED_IN,
        canaries.STAFF,
        canaries.NOBODY,
    }
