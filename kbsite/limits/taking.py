"""Rate limits per person and address, in the shared cache. Numbers are data of the caller, each with its reason."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from kbsite.security import client_address


@dataclass(frozen=True)
class Limit:
    """At most `times` in `seconds`, in fixed windows; the worst case at a window's edge is twice that."""

    scope: str
    times: int
    seconds: int


class LimitReached(Exception):
    """Too many; `retry_after` in seconds."""

    def __init__(self, limit: Limit) -> None:
        super().__init__(f"more than {limit.times} {limit.scope} in {limit.seconds} s")
        self.retry_after = limit.seconds


def take(limit: Limit, key: str) -> None:
    """Count one use; raises LimitReached beyond the limit. Without a working cache nobody is refused."""
    name = f"limit:{limit.scope}:{key}"
    # add() then incr(): both are atomic in Redis and in local memory, so parallel requests cannot slip through.
    if cache.add(name, 1, limit.seconds):
        return
    try:
        used = cache.incr(name)
    except ValueError:  # the window ended between the two calls
        cache.add(name, 1, limit.seconds)
        return
    if used > limit.times:
        raise LimitReached(limit)


def person_or_address(request: HttpRequest) -> str:
    """The key a limit is counted by: the account, else the network address (kept in the cache only, never stored)."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    return f"ip:{client_address(request)}"
