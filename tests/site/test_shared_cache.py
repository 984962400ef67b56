"""Redis is shared and may be away or tampered with; pages neither fail nor run what somebody put there."""

import os
import pickle
import socket

import pytest
import redis
from django.core.cache import caches
from django.test import override_settings

from kbsite.shared_cache import SharedCache

REDIS_URL = os.environ.get("REDIS_URL")
pytestmark = pytest.mark.services
needs_redis = pytest.mark.skipif(not REDIS_URL, reason="REDIS_URL names no Redis")


def shared_cache(server: str, name: str = "shared-cache-test") -> SharedCache:
    SharedCache._away_until.clear()
    return SharedCache(server, {"KEY_PREFIX": name})


@pytest.fixture
def nobody_there() -> str:
    """An address where nothing listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    return f"redis://127.0.0.1:{port}/0"


def test_while_redis_is_away_the_process_remembers_by_itself(nobody_there):
    cache = shared_cache(nobody_there)
    assert cache.add("used", 1)
    assert not cache.add("used", 1)
    assert cache.incr("used") == 2
    cache.set_many({"a": [1], "b": None})
    assert cache.get_many(["a", "b", "c"]) == {"a": [1], "b": None}
    assert cache.get_or_set("d", lambda: "made") == "made"
    cache.delete_many(["a"])
    assert cache.has_key("b")
    assert not cache.has_key("a")


def test_a_server_that_is_away_is_not_asked_at_each_call(nobody_there, monkeypatch):
    cache = shared_cache(nobody_there)
    cache.get("first")
    monkeypatch.setattr(cache._cache, "get_client", lambda *args, **kwargs: pytest.fail("Redis was asked"))
    assert cache.get("second", "nothing") == "nothing"


@pytest.mark.django_db
def test_pages_answer_while_redis_is_away(client, nobody_there):
    SharedCache._away_until.clear()
    with override_settings(CACHES={"default": {"BACKEND": "kbsite.shared_cache.SharedCache", "LOCATION": nobody_there}}):
        assert client.get("/community/").status_code == 200
        assert client.get("/account/login/").status_code == 200
        assert nobody_there in SharedCache._away_until
    assert caches["default"]


class Bomb:
    def __reduce__(self):
        return pytest.fail, ("what stood in Redis was run",)


@needs_redis
def test_values_come_back_as_they_were():
    cache = shared_cache(REDIS_URL)
    value = {"text": "ä", "pair": (1, 2.5), "none": None, "whole": 3}
    cache.set("value", value, 30)
    cache.set_many({"one": 1, "true": True}, 30)
    assert cache.get("value") == value
    assert cache.get_many(["one", "true", "missing"]) == {"one": 1, "true": True}
    assert cache.incr("one") == 2
    cache.delete_many(["value", "one", "true"])
    assert cache.get("value", "gone") == "gone"


@needs_redis
@pytest.mark.parametrize("data", [pickle.dumps(Bomb()), b"\0" * 32 + pickle.dumps(Bomb()), b"", b"short"])
def test_what_somebody_else_put_into_redis_is_not_there_and_never_run(data):
    cache = shared_cache(REDIS_URL)
    cache.set("value", "ours", 30)
    redis.from_url(REDIS_URL).set(cache.make_key("value"), data)
    assert cache.get("value", "nothing") == "nothing"
    assert cache.get_many(["value"]) == {}
    cache.delete("value")


@needs_redis
def test_a_value_under_an_old_secret_key_is_not_there(settings):
    cache = shared_cache(REDIS_URL)
    cache.set("value", "ours", 30)
    settings.SECRET_KEY = "another key than before"
    assert cache.get("value") is None
    cache.delete("value")
