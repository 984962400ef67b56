"""What many people look for and find, in their own words: a few links under the field of the home page.

Only searches of people without an account count, so nothing that needs one shows through; and each phrase is searched again as
such a person before it is shown, because what it found may have been withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from kbsite.search import querying
from kbsite.search.learning.gaps import LEAST_VISITS
from kbsite.search.learning.meaning import means_same
from kbsite.search.models import LoggedSearch, PopularSearch, PutAside
from kbsite.text.languages import LANGUAGES

DAYS = 30
# A phrase that stands before everybody must come from more people than one that an editor sees.
LEAST_POPULAR_VISITS = 5
SHOWN = 5
# Fewer do not make a line.
LEAST_SHOWN = 3
MOST_CHARS = 40
# Of those who searched for it, so many opened something: what nobody wants to open is no good advice.
LEAST_OPENED = 0.3
_CANDIDATES = 40


def renew_popular_searches(*, now: datetime | None = None) -> int:
    """Worker job: replace the lists of all languages. Returns how many phrases are shown."""
    lists = {language: list(_popular(language, now or timezone.now())) for language in LANGUAGES}
    rows = [
        PopularSearch(language=language, place=place, terms=terms, lemmas=lemmas, visits=visits)
        for language, found in lists.items()
        if len(found) >= LEAST_SHOWN
        for place, (terms, lemmas, visits) in enumerate(found, start=1)
    ]
    with transaction.atomic():
        PopularSearch.objects.all().delete()
        PopularSearch.objects.bulk_create(rows)
    return len(rows)


def popular_searches(language: str) -> list[PopularSearch]:
    """In the order in which they are shown; one query."""
    return list(PopularSearch.objects.filter(language=language).order_by("place"))


def _popular(language: str, now: datetime) -> Iterator[tuple[str, str, int]]:
    """(phrase as most visits typed it, its base forms, visits)."""
    shown: list[frozenset[str]] = []
    aside = [
        frozenset(lemmas.split())
        for lemmas in PutAside.objects.filter(place=PutAside.Place.POPULAR, language=language).values_list("lemmas", flat=True)
    ]
    rows = LoggedSearch.objects.filter(
        at__gte=now - timedelta(days=DAYS), language=language, hits__gt=0, is_signed_in=False, was_masked=False
    )
    groups = (
        rows.order_by()
        .values("lemmas")
        .annotate(
            visits=Count("pk", Q(is_first=True)),
            searches=Count("pk"),
            opened=Count("pk", Q(opened_position__isnull=False)),
        )
        .filter(visits__gte=LEAST_POPULAR_VISITS)
        .order_by("-visits", "lemmas")[:_CANDIDATES]
    )
    for group in groups:
        words = frozenset(group["lemmas"].split())
        if group["opened"] < LEAST_OPENED * group["searches"] or any(means_same(words, other) for other in (*shown, *aside)):
            continue
        terms = _most_typed(rows.filter(lemmas=group["lemmas"]))
        if terms and querying.search(user=AnonymousUser(), terms=terms, language=language, page_size=1).shown_total:
            shown.append(words)
            yield terms, group["lemmas"], group["visits"]
        if len(shown) == SHOWN:
            return


def _most_typed(rows) -> str:
    """The phrase of most visits; none when no phrase is common enough to belong to nobody."""
    phrases = rows.values("terms").annotate(visits=Count("pk", Q(is_first=True))).order_by("-visits", "terms")
    for one in phrases[:SHOWN]:
        if one["visits"] >= LEAST_VISITS and len(one["terms"]) <= MOST_CHARS:
            return one["terms"]
    return ""
