"""100,000 posts of about 80 words for measuring, the same on every machine: 5,000 topics of 20, a vocabulary of 6,000 words.

The commonest word of the terms stands in every fifth post, the rarest in every four hundredth.
"""

import random
from itertools import accumulate

POSTS, POSTS_A_TOPIC = 100_000, 20
_SYLLABLES = ["ka", "lo", "mi", "ter", "ven", "sol", "dar", "ni", "pre", "con", "ta", "ru", "bel", "sto", "fin", "gra"]
_SYLLABLES += ["mo", "le", "ar", "ti", "us", "en", "do", "pi", "ra"]


def _vocabulary() -> list[str]:
    chance = random.Random(7)
    found: set[str] = set()
    while len(found) < 6000:
        found.add("".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4))))
    return sorted(found)


WORDS = _vocabulary()
_WEIGHTS = list(accumulate(1.0 / (rank + 3) for rank in range(len(WORDS))))
# From common to rare.
TERMS = [WORDS[rank] for rank in (40, 90, 200, 350, 500, 800, 1200, 1900, 2600, 3500)]


def words(seed: int, count: int) -> list[str]:
    return random.Random(seed).choices(WORDS, cum_weights=_WEIGHTS, k=count)


def post_text(number: int) -> str:
    return " ".join(words(1000 + number, 80))


def topic_title(number: int) -> str:
    return " ".join(words(50 + number, 7)).capitalize()


def sentence(number: int) -> str:
    """A whole question: twelve words as they fall, common ones most of all."""
    return " ".join(words(9_000_000 + number, 12))
