"""kill -9 of fold and maturing at random moments: nothing half done is ever seen, and the end is as if nothing had happened."""

from tests.prove._bed import run_in_bed

TITLE = "The ledger survives kill -9 of fold and maturing"
ROUNDS = 100


def run(rounds: int, seed: int) -> dict:
    return run_in_bed("tests.prove._killing_folds", rounds, seed)
