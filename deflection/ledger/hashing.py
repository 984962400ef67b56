"""One short word for the whole ledger: equal if and only if episodes, reads and net lines are equal.

Numbers of rows are left out, so that the same facts taken in in another order have the same word.
"""

import hashlib
from collections.abc import Iterator

from django.db.models import Sum

from deflection.ledger.neighbours import parts
from deflection.ledger.stored import episodes_of
from deflection.models import Contact, FoldedEpisode, LedgerLine, LeftOutEvent

_LINE = ("episode_key", "day", "need", "language", "is_identified", "is_at_form", "arm", "state")


def ledger_hash() -> str:
    digest = hashlib.sha256()
    for told in _told():
        digest.update(repr(told).encode())
    return digest.hexdigest()


def _told() -> Iterator[tuple[object, ...]]:
    keys = sorted(FoldedEpisode.objects.values_list("key", flat=True))
    for some in parts(keys):
        episodes = episodes_of(FoldedEpisode.objects.filter(key__in=some).order_by("key"))
        ended_by = {episode.contact_id for episode in episodes if episode.contact_id}
        contacts = {
            number: told
            for number, *told in Contact.objects.filter(pk__in=ended_by).values_list(
                "id", "ts", "channel", "kind", "source", "external_id"
            )
        }
        for episode in episodes:
            values = {
                name: value for name, value in vars(episode).items() if name not in ("contact_id", "event_ids", "exposures")
            }
            reads = [
                {name: value for name, value in vars(one).items() if name != "event_ids"} | {"events": len(one.event_ids)}
                for one in episode.exposures
            ]
            yield ("episode", sorted(values.items()), reads, len(episode.event_ids), contacts.get(episode.contact_id))
    for line in LedgerLine.objects.values_list(*_LINE).annotate(net=Sum("amount")).order_by(*_LINE):
        if line[-1]:
            yield ("line", *line)
    for reason, ts in LeftOutEvent.objects.order_by("reason", "ts").values_list("reason", "ts"):
        yield ("left out", reason, ts)
