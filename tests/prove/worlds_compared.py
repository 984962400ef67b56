"""Simulated worlds through the real commands: order and split change nothing, the ledger adds up, noise counts for nothing.

Beside each world's hidden truth stand the report's range and two naive methods. Whether a range holds its truth is written down
and is no condition: a range that has not been compared with anything promises less.
"""

from tests.prove._bed import run_in_bed

TITLE = "Simulated worlds: one ledger whatever the order, exact sums, no figure moved by noise"
ROUNDS = 20


def run(rounds: int, seed: int) -> dict:
    return run_in_bed("tests.prove._comparing_worlds", rounds, seed)
