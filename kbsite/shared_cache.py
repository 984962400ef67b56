"""Redis as the cache that several processes share, without trusting it and without needing it.

Not trusting: values are signed with the site's secret key, so that whoever may write into Redis cannot make this process
unpickle something of theirs. A value with a wrong signature is as good as none. Not needing: while Redis does not answer, each
process keeps its own memory instead (rate limits then count per process), and Redis is tried again a few seconds later. What was
cached before the outage may be seen again after it, until its own time is over.
"""

import hmac
import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import partialmethod
from typing import Any, ClassVar

import redis
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient, RedisSerializer
from django.core.signing import BadSignature
from django.utils.crypto import salted_hmac
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5
# A server that swallows packets must not hold a request for longer than this, once every RETRY_SECONDS.
CONNECT_SECONDS = 0.5
ANSWER_SECONDS = 2
SIGNATURE_BYTES = 32


class SignedSerializer(RedisSerializer):
    """Whole numbers stand as they are (Redis counts with them), everything else behind an HMAC-SHA-256 of it."""

    def dumps(self, obj: object) -> int | bytes:
        data = super().dumps(obj)
        return data if isinstance(data, int) else self._signature(data) + data

    def loads(self, data: bytes) -> Any:
        """Raises BadSignature for what this site did not write."""
        try:
            return int(data)
        except ValueError:
            signature, signed = data[:SIGNATURE_BYTES], data[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(signed)):
            raise BadSignature("a cached value was not written by this site")
        return super().loads(signed)

    def _signature(self, data: bytes) -> bytes:
        return salted_hmac("kbsite.shared_cache", data, algorithm="sha256").digest()


class SignedClient(RedisCacheClient):
    """A value that cannot be verified is not there."""

    def get(self, key: str, default: object) -> Any:
        return self._verified([(key, self.get_client(key).get(key))]).get(key, default)

    def get_many(self, keys: Iterable[str]) -> dict[str, Any]:
        names = list(keys)
        return self._verified(zip(names, self.get_client(None).mget(names), strict=True))

    def _verified(self, stored: Iterable[tuple[str, bytes | None]]) -> dict[str, Any]:
        found = {}
        for key, data in stored:
            if data is not None:
                with suppress(BadSignature):
                    found[key] = self._serializer.loads(data)
        return found


class SharedCache(RedisCache):
    # By server, for all threads of the process: each thread has a cache object of its own.
    _away_until: ClassVar[dict[str, float]] = {}

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        options = {
            "serializer": SignedSerializer,
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            # One more try at once, for a connection that the server closed while it was idle; no waiting.
            "retry": Retry(NoBackoff(), 1),
        }
        super().__init__(server, params | {"OPTIONS": options | params.get("OPTIONS", {})})
        self._class = SignedClient
        self._server = server
        self._own_memory = LocMemCache(f"while {server} is away", params | {"OPTIONS": {"MAX_ENTRIES": 20_000}})

    def either(self, name: str, *args: Any, **kwargs: Any) -> Any:
        """One call of Django's cache API, by Redis or, while it is away, by this process's own memory."""
        if time.monotonic() >= self._away_until.get(self._server, 0.0):
            try:
                return getattr(RedisCache, name)(self, *args, **kwargs)
            except (redis.ConnectionError, redis.TimeoutError) as error:
                self._away_until[self._server] = time.monotonic() + RETRY_SECONDS
                logger.warning("The shared cache does not answer; own memory for %s seconds: %s", RETRY_SECONDS, error)
        return getattr(self._own_memory, name)(*args, **kwargs)


for _name in ("add", "get", "set", "touch", "delete", "get_many", "has_key", "incr", "set_many", "delete_many", "clear"):
    setattr(SharedCache, _name, partialmethod(SharedCache.either, _name))
