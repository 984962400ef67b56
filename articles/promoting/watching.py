"""Looks after articles whose answer no longer holds: a flag with an owner when it stops, the flag's end when it holds again.

The truth is the other room's rows, so nothing can be lost on the way: a signal only makes the look come at once, the worker
looks anyway.
"""

from collections.abc import Sequence

from django.db import transaction

from articles.flagging import close_flag, raise_flag
from articles.models import ArticleFlag, ArticleSource, FlagOutcome
from articles.promoting.origins import Origin, all_origins

BATCH = 400


def look_at_sources() -> int:
    """Bring every source in line with its answer; returns how many changed. The worker's job."""
    return sum(look_at(origin, _keys_of(origin)) for origin in all_origins())


def look_at(origin: Origin, answer_keys: Sequence[str]) -> int:
    """The same for some answers of one room."""
    changed = 0
    for start in range(0, len(answer_keys), BATCH):
        keys = answer_keys[start : start + BATCH]
        troubles = origin.troubles(keys)
        rows = ArticleSource.objects.filter(kind=origin.name, answer_key__in=keys)
        for pk, answer_key, known in list(rows.values_list("pk", "answer_key", "trouble")):
            now = str(troubles.get(answer_key, ""))
            if now != known:
                changed += _settle(pk, now)
    return changed


def _keys_of(origin: Origin) -> list[str]:
    keys = ArticleSource.objects.filter(kind=origin.name).order_by("answer_key").values_list("answer_key", flat=True)
    return list(keys.distinct())


@transaction.atomic
def _settle(pk: int, trouble: str) -> int:
    """One source. The row's lock lets two workers raise one flag."""
    source = ArticleSource.objects.select_for_update(of=("self",)).select_related("article__owner").filter(pk=pk).first()
    if source is None or source.trouble == trouble:
        return 0
    source.trouble = trouble
    source.save(update_fields=["trouble"])
    # A stronger reason takes the place of a weaker one; the owner keeps one matter, not two.
    standing = ArticleFlag.objects.filter(source=source, closed_at__isnull=True).first()
    if standing is not None and trouble:
        ArticleFlag.objects.filter(pk=standing.pk).update(reason=trouble)
    elif standing is not None:
        close_flag(flag=standing, by=None, outcome=FlagOutcome.SOURCE_HOLDS)
    elif trouble:
        raise_flag(article=source.article, reason=trouble, source=source)
    return 1
