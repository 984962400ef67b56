"""The unsolved-twin model: contacts that would have come from people whose problem was solved by reading.

Quantity: M = n * nu * s * q per stratum, with nu = P(real need), s = P(solved | need), q = P(contact | need, unsolved).
Assumption: had it not been solved, the person would have acted like a person with the same need whose attempt failed.
Wrong when: always, in a known direction. Hard cases fail more often and contact more often, and satisfied people answer
more readily: raw values were 35 to 41 % too high in simulation, which is why they are multiplied by a factor that
experiments set (`calibration`). Units: contacts; rates 0-1. Source: the product's own simulations; shrinkage as in
Efron and Morris 1973.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from deflection.estimation.episodes import StratumKey
from deflection.estimation.strata import StratumCounts
from deflection.estimation.types import Undetermined

PRIOR_STRENGTH = 20.0  # a stratum's own answers outweigh the site's rates once there are more than 20 of them
LEAST_ANSWERS = 30
LEAST_NO_ANSWERS = 10  # the twins are these people: fewer say nothing about who contacts


@dataclass(frozen=True)
class TwinPriors:
    """The site's own pooled rates, 0-1, how many answers they are worth, and how far chance may have moved each.

    `relative_errors` are standard errors divided by their rates, for need, solved and contact: every stratum leans on the same
    three rates, so their errors do not average out over the strata.
    """

    need_rate: float
    solved_rate: float
    contact_rate: float
    strength: float = PRIOR_STRENGTH
    relative_errors: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True)
class ModelledStratum:
    """`contacts` is the raw model total; `relative_variance` is the variance of it divided by its square.

    `shared_errors`: what one standard error of each of the site's three rates changes in it, as a share of it.
    """

    stratum: StratumKey
    episodes: int
    need_rate: float
    solved_rate: float
    contact_rate: float
    contacts: float
    relative_variance: float
    shared_errors: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def variance(self) -> float:
        return self.relative_variance * self.contacts**2


def site_priors(strata: Iterable[StratumCounts], *, strength: float = PRIOR_STRENGTH) -> TwinPriors | Undetermined:
    """Pooled rates of all strata, or how many answers are still needed."""
    rows = list(strata)
    yes, no, browsing = (sum(getattr(row, name) for row in rows) for name in ("yes", "no", "browsing"))
    answers = yes + no + browsing
    if answers < LEAST_ANSWERS:
        missing = LEAST_ANSWERS - answers
        return Undetermined(f"needs {missing} more answers", missing)
    if no < LEAST_NO_ANSWERS:
        missing = LEAST_NO_ANSWERS - no
        return Undetermined(f"needs {missing} more answers of people whose problem was not solved", missing)
    contacts_of_no = sum(row.contacts_of_no for row in rows)
    if not yes:
        return Undetermined("nobody has said solved yet, so a solved share cannot be told from none", 1)
    if not contacts_of_no:
        return Undetermined(
            "nobody whose problem was not solved is known to have contacted, so a rate cannot be told from none", 1
        )
    need, solved, contact = (yes + no) / answers, yes / (yes + no), min(1.0, contacts_of_no / no)
    return TwinPriors(
        need_rate=need,
        solved_rate=solved,
        contact_rate=contact,
        strength=strength,
        relative_errors=(
            sqrt((1 - need) / (need * answers)),
            sqrt((1 - solved) / (solved * (yes + no))),
            sqrt((1 - contact) / (contact * no)),
        ),
    )


def model_stratum(counts: StratumCounts, priors: TwinPriors) -> ModelledStratum:
    """Rates shrunk towards the site's. With strength 0 they are the stratum's own, and it must have answers of its own."""
    k = priors.strength
    need_n, solved_n, contact_n = counts.answers + k, counts.yes + counts.no + k, counts.no + k
    if not contact_n:
        raise ValueError("a stratum without a “no” needs priors")
    need = (counts.yes + counts.no + k * priors.need_rate) / need_n
    solved = (counts.yes + k * priors.solved_rate) / solved_n
    contact = min(1.0, (counts.contacts_of_no + k * priors.contact_rate) / contact_n)
    if not need * solved * contact:
        raise ValueError("a rate of zero has no relative variance: priors above zero are needed")
    return ModelledStratum(
        stratum=counts.stratum,
        episodes=counts.episodes,
        need_rate=need,
        solved_rate=solved,
        contact_rate=contact,
        contacts=counts.episodes * need * solved * contact,
        relative_variance=(
            (1 - solved) / (solved * solved_n) + (1 - contact) / (contact * contact_n) + (1 - need) / (need * need_n)
        ),
        shared_errors=(
            priors.relative_errors[0] * k * priors.need_rate / (need_n * need),
            priors.relative_errors[1] * k * priors.solved_rate / (solved_n * solved),
            priors.relative_errors[2] * k * priors.contact_rate / (contact_n * contact),
        ),
    )


def model_strata(strata: Sequence[StratumCounts]) -> list[ModelledStratum] | Undetermined:
    """The model of every stratum with the site's priors, or why there is none yet."""
    priors = site_priors(strata)
    if isinstance(priors, Undetermined):
        return priors
    return [model_stratum(counts, priors) for counts in strata]


def second_route_rate(modelled: ModelledStratum, counts: StratumCounts) -> float | Undetermined:
    """Avoided contacts per episode without any answer of the satisfied: q * nu minus the contacts that came. A diagnostic."""
    if not counts.episodes:
        return Undetermined("no matured episode in this stratum")
    return modelled.contact_rate * modelled.need_rate - counts.contacts / counts.episodes
