"""Taking a group of searches off a list, with a reason, and back."""

from __future__ import annotations

from django.db import transaction

from kbsite.accounts.models import User
from kbsite.search.models import PopularSearch, PutAside


@transaction.atomic
def put_aside(*, place: str, language: str, lemmas: str, reason: str, by: User) -> PutAside:
    """Repeating it changes the reason. Words put aside from the home page are gone from it at once."""
    row, _created = PutAside.objects.update_or_create(
        place=place, language=language, lemmas=lemmas, defaults={"reason": reason, "by": by}
    )
    if place == PutAside.Place.POPULAR:
        PopularSearch.objects.filter(language=language, lemmas=lemmas).delete()
    return row


@transaction.atomic
def take_back(*, place: str, language: str, lemmas: str) -> int:
    """Forget what puts this group aside; returns how many decisions that were."""
    return PutAside.objects.filter(place=place, language=language, lemmas=lemmas).delete()[0]
