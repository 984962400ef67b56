from functools import partial

from django.db import transaction
from django.dispatch import Signal


def announce(signal: Signal, *, sender: type, **what: object) -> None:
    """Send after the commit; a receiver that fails is logged by Django and never undoes what was saved."""
    transaction.on_commit(partial(signal.send_robust, sender=sender, **what))
