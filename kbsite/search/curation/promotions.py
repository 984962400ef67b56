"""The results that an editor put on top of a question, as far as this person may see them."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.db.models import Q

from kbsite.accounts.audience import audiences_for
from kbsite.search.curation.compiled import Curation, Pin
from kbsite.search.curation.wording import bases_of
from kbsite.search.hits import Hit
from kbsite.search.models import Document
from kbsite.search.presenting import hits_of
from kbsite.search.visibility import visible_keys
from kbsite.search.waiting import Waiting

# Above the results, not instead of them.
MOST_PICKS = 3


def picks_for(
    curation: Curation, *, user, text: str, language: str, today: datetime.date, forms: Collection[str]
) -> tuple[Hit, ...]:
    """At most MOST_PICKS hits in the order in which they were promoted; no query when nothing is promoted for these words.

    A question fits a promoted one when both have the same words in their base forms, in any order.
    """
    pins = curation.pins.get((language, frozenset(bases_of(text, language))), ())
    shown = [pin for pin in pins if pin.is_shown_on(today)]
    if not shown:
        return ()
    wanted = Q()
    for pin in shown:
        wanted |= Q(kind=pin.kind, object_id=pin.object_id)
        if pin.content:
            wanted |= Q(content=pin.content)
    audiences = audiences_for(user)
    rows = list(
        Document.objects.filter(wanted, audience__in=audiences).values_list("pk", "kind", "object_id", "content", "language")
    )
    visible = visible_keys(user, [(kind, object_id) for _, kind, object_id, _, _ in rows])
    rows = [row for row in rows if (row[1], row[2]) in visible]
    chosen = [_best_version(pin, rows, language) for pin in shown]
    order = dict.fromkeys(row for row in chosen if row is not None)
    present = Waiting.for_person(user).present([(kind, object_id) for _, kind, object_id, _, _ in rows])
    return hits_of([(row, 0.0) for row in list(order)[:MOST_PICKS]], audiences=audiences, forms=forms, present=present)


def _best_version(pin: Pin, rows: list[tuple[int, str, int, str, str]], language: str) -> int | None:
    """The document in the reader's language, or else the very one that was promoted."""
    own = [row for row in rows if row[1:3] == (pin.kind, pin.object_id)]
    versions = [row for row in rows if pin.content and row[3] == pin.content and row[4] == language]
    for row in (*versions, *own):
        return row[0]
    return None
