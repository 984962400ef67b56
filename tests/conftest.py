"""The named cast: Ana asks, Ben answers, Chi edits, Mo moderates, Olga owns the service, Dov is another customer."""

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from kbsite.accounts.models import User
from kbsite.accounts.roles import Role
from kbsite.search.learning.buffer import forget_log
from tests.migrated_database import fill_from_kept_copy, keep_copy
from tests.scheduling import JOURNEYS, ByFile


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, pytestconfig, monkeypatch_session):
    fill_from_kept_copy(pytestconfig.cache.mkdir("migrated"), monkeypatch_session)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, pytestconfig):
    with django_db_blocker.unblock():
        keep_copy(pytestconfig.cache.mkdir("migrated"))


@pytest.fixture(scope="session")
def monkeypatch_session():
    with pytest.MonkeyPatch.context() as patch:
        yield patch


def is_transactional(item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction"))


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


def needs_database(item) -> bool:
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in item.fixturenames


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Journeys first: they take longest and stay in one process.

    A test with real transactions empties the tables afterwards, also of what migrations put there: keep a copy to restore.
    """
    items.sort(key=lambda item: not item.nodeid.startswith(JOURNEYS))
    for item in items:
        if needs_database(item):
            item.add_marker(pytest.mark.services)
        if is_transactional(item):
            kept = {**item.get_closest_marker("django_db").kwargs, "serialized_rollback": True}
            item.add_marker(pytest.mark.django_db(**kept), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    result = yield
    # After the last test the database is gone already, and nobody needs the rows.
    if nextitem is not None and is_transactional(item) and hasattr(connection, "_test_serialized_contents"):
        with item.config.stash[blocking_manager_key].unblock():
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)
    return result


def make_person(name: str, *roles: Role) -> User:
    user = User.objects.create_user(
        username=name.lower(), email=f"{name.lower()}@lumo.example", password="a long enough word", display_name=name
    )
    user.groups.set(Group.objects.filter(name__in=roles))
    return user


@pytest.fixture
def ana(db) -> User:
    return make_person("Ana", Role.CUSTOMER)


@pytest.fixture
def dov(db) -> User:
    return make_person("Dov", Role.CUSTOMER)


@pytest.fixture
def ben(db) -> User:
    return make_person("Ben", Role.AGENT)


@pytest.fixture
def chi(db) -> User:
    return make_person("Chi", Role.EDITOR)


@pytest.fixture
def mo(db) -> User:
    return make_person("Mo", Role.MODERATOR)


@pytest.fixture
def olga(db) -> User:
    return make_person("Olga", Role.OWNER)


@pytest.fixture
def as_user(client):
    """`as_user(ana)` gives a client that is signed in as Ana; `as_user(None)` an anonymous one."""

    def sign_in(user):
        fresh = type(client)()
        if user is not None:
            fresh.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return fresh

    return sign_in


@pytest.fixture(autouse=True)
def fresh_cache():
    """Rate limits, cached counts and searches that wait to be written must not reach the next test."""
    cache.clear()
    forget_log()


@pytest.fixture(autouse=True)
def interface_language():
    """A request leaves its language active in the thread; the next test starts in the site's own."""
    with translation.override(settings.LANGUAGE_CODE):
        yield
