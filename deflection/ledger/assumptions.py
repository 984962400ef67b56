"""What an estimate takes for granted, with unit and source. Changed by a new set; the old one stays with its estimates."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from deflection.models import AssumptionSet
from kbsite.accounts.models import User


@dataclass(frozen=True)
class Assumption:
    """`shipped` None: unknown until somebody enters it, and then not included in any figure."""

    name: str
    shipped: float | None
    unit: str
    least: float
    most: float
    source: str


ASSUMPTIONS = (
    Assumption("attempt_minutes", 30.0, "minutes", 0, 240, "Own attempts before a contact: the rule of thumb of support desks"),
    Assumption("customer_contact_minutes", None, "minutes", 0, 240, "Not entered: the measured minutes of the desk are taken"),
    Assumption("waiting_minutes", 0.0, "minutes", 0, 2_400, "Waiting is not work: 0 unless work stands still meanwhile"),
    Assumption("contact_price_eur", None, "EUR", 0, 10_000, "Not entered: no figure in EUR"),
    Assumption("hour_price_eur", None, "EUR", 0, 10_000, "Not entered: no figure in EUR"),
)
AS_SHIPPED = "As shipped"
_BY_NAME = {one.name: one for one in ASSUMPTIONS}


def current_assumptions() -> AssumptionSet:
    """The newest set; the first estimate of a site writes down what was shipped."""
    newest = AssumptionSet.objects.order_by("-id").first()
    if newest is None:
        shipped = {one.name: one.shipped for one in ASSUMPTIONS}
        newest = AssumptionSet.objects.create(values=shipped, reason=AS_SHIPPED, made_at=timezone.now())
    return newest


@transaction.atomic
def change_assumptions(*, values: Mapping[str, float | None], reason: str, by: User | None) -> AssumptionSet:
    """A new set: the newest one with these values in place of its own. Raises ValueError with a sentence."""
    if not reason.strip():
        raise ValueError("a changed assumption needs its reason")
    for name, value in values.items():
        if name not in _BY_NAME:
            raise ValueError(f"there is no assumption {name!r}")
        one = _BY_NAME[name]
        if value is not None and not one.least <= value <= one.most:
            raise ValueError(f"{name} must be {one.least:g} to {one.most:g} {one.unit}, not {value:g}")
    merged = {**current_assumptions().values, **values}
    return AssumptionSet.objects.create(values=merged, reason=reason.strip()[:300], made_by=by, made_at=timezone.now())


def current_values() -> dict[str, float | None]:
    """Of the newest set, or what is shipped; writes nothing."""
    newest = AssumptionSet.objects.order_by("-id").first()
    return {one.name: newest.values.get(one.name) if newest else one.shipped for one in ASSUMPTIONS}
