"""What differs from one simulated world to the next. Drawn from ranges wider than most sites', so that no world is the usual one.

Shares are 0-1. The ranges are judgement; they include worlds in which the model's assumptions are wrong (`hardness` above all).
"""

import random
from dataclasses import dataclass

SPONTANEOUS = 0.35  # of the unsolved find another way within the look-ahead


@dataclass(frozen=True)
class WorldParameters:
    issues: int
    readers_a_week: float  # people with a need who look into the pages first
    direct_share: float  # as many again, as a share of them, go to the form or the phone at once
    browsers: float  # readers without a need, as a share of those with one
    leaked_bots: float  # readings by scripts that nothing tells from people
    followed: float  # signed in or remembered
    followed_in_visit: float  # known within their visit only; all others not at all
    least_contact: float  # an issue's share that turns to people when unsolved lies between this and `most_contact`
    most_contact: float
    hardness: float  # how much harder needs are solved less often by reading; they also contact more often
    relapse: float  # solved, and it comes back
    gives_up: float  # at the form, unsolved
    phone: float
    linked: float  # contacts of followed people that tell who it was
    answers_solved: float  # of the asked whose problem was solved
    answers_unsolved: float
    false_yes: float  # says solved out of politeness
    season: float  # swing of a week's numbers around their mean, up and down within the quarter
    dispersion: float  # of a day's numbers: the smaller, the wilder (negative binomial)
    drift: float  # of the log-odds to contact, a month


def draw_parameters(rng: random.Random) -> WorldParameters:
    least = rng.uniform(0.15, 0.45)
    followed = rng.uniform(0.4, 0.85)
    return WorldParameters(
        issues=rng.randint(10, 40),
        readers_a_week=rng.uniform(60, 120),
        direct_share=rng.uniform(0.1, 0.4),
        browsers=rng.uniform(0.2, 0.6),
        leaked_bots=rng.uniform(0, 0.02),
        followed=followed,
        followed_in_visit=(1 - followed) * rng.uniform(0.3, 0.9),
        least_contact=least,
        most_contact=rng.uniform(least + 0.1, 0.8),
        hardness=rng.uniform(0, 0.8),
        relapse=rng.uniform(0, 0.06),
        gives_up=rng.uniform(0, 0.12),
        phone=rng.uniform(0.1, 0.25),
        linked=rng.uniform(0.6, 0.95),
        answers_solved=rng.uniform(0.2, 0.4),
        answers_unsolved=rng.uniform(0.15, 0.4),
        false_yes=rng.uniform(0, 0.1),
        season=rng.uniform(0, 0.25),
        dispersion=rng.uniform(8, 60),
        drift=rng.uniform(-0.05, 0.05),
    )
