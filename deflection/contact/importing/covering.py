"""From when to when a desk's contacts are known, as whoever brings them tells. Outside is no data, never zero."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from deflection.models import SourceCoverage


@transaction.atomic
def record_coverage(*, source: str, channels: Iterable[str], since: datetime, until: datetime) -> None:
    """Adds to what is known; times that touch or overlap become one, so that month after month is one line."""
    for channel in channels:
        touching = [
            one
            for one in SourceCoverage.objects.select_for_update().filter(source=source, channel=channel, covered_from__lte=until)
            if one.covered_until is None or one.covered_until >= since
        ]
        ends = [one.covered_until for one in touching]
        whole = SourceCoverage(
            channel=channel,
            source=source,
            covered_from=min([since, *(one.covered_from for one in touching)]),
            covered_until=None if None in ends else max([until, *(end for end in ends if end)]),
        )
        SourceCoverage.objects.filter(pk__in=[one.pk for one in touching]).delete()
        whole.save()
