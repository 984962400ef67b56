"""The only writers of synonyms and promotions. Every change raises the version in the same transaction."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from kbsite.search.models import CurationVersion, Promotion, Synonym


@transaction.atomic
def save_synonym(*, synonym: Synonym) -> Synonym:
    synonym.save()
    _raise_version()
    return synonym


@transaction.atomic
def delete_synonym(*, synonym: Synonym) -> None:
    synonym.delete()
    _raise_version()


@transaction.atomic
def save_promotion(*, promotion: Promotion) -> Promotion:
    promotion.save()
    _raise_version()
    return promotion


@transaction.atomic
def delete_promotion(*, promotion: Promotion) -> None:
    promotion.delete()
    _raise_version()


def _raise_version() -> None:
    CurationVersion.objects.get_or_create(pk=1)
    CurationVersion.objects.filter(pk=1).update(version=F("version") + 1)
