"""The ledger from nothing: what was folded goes, and the fold begins at the first row again.

Estimates, their strata and credits stay. Episodes whose events were erased are lost, so this is for a ledger that is wrong.
"""

from django.db import transaction

from deflection.models import FoldedEpisode, FoldedExposure, LedgerChange, LedgerLine, LedgerPosition, LeftOutEvent


@transaction.atomic
def start_ledger_over() -> None:
    LedgerPosition.objects.select_for_update().filter(pk=1).first()
    for model in (FoldedExposure, FoldedEpisode, LeftOutEvent, LedgerLine, LedgerChange, LedgerPosition):
        model.objects.all().delete()
