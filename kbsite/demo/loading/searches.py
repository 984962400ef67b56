"""What people at Lumo searched for, and what its editors told search about it."""

import uuid
from datetime import datetime, timedelta

from articles.models import ImportedArticle
from kbsite.demo.content import rows_of, table_of
from kbsite.demo.loading import SOURCE
from kbsite.search.curation.keeping import delete_promotion, delete_synonym, save_promotion, save_synonym
from kbsite.search.learning import buffer
from kbsite.search.learning.meaning import lemmas_of
from kbsite.search.models import CoRead, LoggedSearch, PopularSearch, Promotion, PutAside, Synonym

KEYS = uuid.UUID("8d0f6a52-5a0e-4a7c-9a61-3f6f2d1f4c20")
DAYS = 28
HITS = 6
ARTICLE = "article"


def load_curation() -> None:
    table = table_of("curation.json")
    for row in table["synonyms"]:
        if not Synonym.objects.filter(words=row["words"], language=row["language"]).exists():
            save_synonym(synonym=Synonym(**row))
    for row in table["promotions"]:
        if Promotion.objects.filter(phrases=row["phrases"]).exists():
            continue
        page = _page(row)
        if page is not None:
            promotion = Promotion(
                phrases=row["phrases"], language=row["lang"], kind=ARTICLE, object_id=page.pk, content=page.content_ref
            )
            save_promotion(promotion=promotion)


def load_searches(*, midnight: datetime) -> None:
    """Over the last four weeks; each row has a key of its own, so that a second loading adds nothing."""
    if LoggedSearch.objects.filter(key=_key(0)).exists():
        return
    number = 0
    for row in rows_of("searches.json"):
        for what in ("opened", "ignored", "asked", "empty"):
            for _ in range(row.get(what, 0)):
                buffer.add(_search(row, what, number, midnight))
                number += 1
    buffer.flush_log()


def _search(row: dict, what: str, number: int, midnight: datetime) -> LoggedSearch:
    # Steps without a common divisor spread them over days and working hours without chance.
    at = midnight - timedelta(days=(number * 5) % DAYS + 1) + timedelta(hours=7 + (number * 3) % 11, minutes=(number * 7) % 60)
    is_opened = what in ("opened", "asked")
    steps = {"opened": LoggedSearch.NextStep.READ, "asked": LoggedSearch.NextStep.CONTACTED}
    return LoggedSearch(
        key=_key(number),
        at=at,
        language=row["lang"],
        terms=row["terms"],
        lemmas=lemmas_of(row["terms"], row["lang"]),
        hits=0 if what == "empty" else HITS,
        opened_position=1 + number % 3 if is_opened else None,
        next_step=steps.get(what, LoggedSearch.NextStep.NOTHING),
    )


def remove_searches() -> int:
    """The demo's searches, synonyms and picks, and what the worker made of them; returns how many searches."""
    table = table_of("curation.json")
    for row in table["synonyms"]:
        for synonym in Synonym.objects.filter(**row):
            delete_synonym(synonym=synonym)
    for row in table["promotions"]:
        for promotion in Promotion.objects.filter(phrases=row["phrases"]):
            delete_promotion(promotion=promotion)
    most = sum(row.get(what, 0) for row in rows_of("searches.json") for what in ("opened", "ignored", "asked", "empty"))
    count, _by_model = LoggedSearch.objects.filter(key__in=[_key(number) for number in range(most)]).delete()
    # The worker makes these anew from what is left.
    PopularSearch.objects.all().delete()
    CoRead.objects.all().delete()
    PutAside.objects.filter(lemmas__in={lemmas_of(row["terms"], row["lang"]) for row in rows_of("searches.json")}).delete()
    return count


def _page(row: dict):
    imported = ImportedArticle.objects.filter(source=SOURCE, external_id=row["article"], language=row["lang"])
    found = imported.select_related("page").first()
    return found.page if found else None


def _key(number: int) -> uuid.UUID:
    return uuid.uuid5(KEYS, str(number))
