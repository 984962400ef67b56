"""`make prove [PROVE=sample]`: what takes long. Fixed seeds, resumable; writes what was run to docs/proof/.

Each proof is a module here with `run(rounds: int, seed: int) -> dict`, `ROUNDS` (the full number) and `TITLE`. A result below the
full number is written as "sample", never as proven. `sample` runs a twentieth, at least one round.
"""

import importlib
import json
import pkgutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import tests.prove

PROOF = Path(__file__).resolve().parents[2] / "docs" / "proof"
SEED = 20261121


def proofs():
    for found in pkgutil.iter_modules(tests.prove.__path__):
        if not found.name.startswith("_"):
            yield found.name, importlib.import_module(f"tests.prove.{found.name}")


def main() -> int:
    sample = "sample" in sys.argv[1:]
    failed = 0
    for name, module in proofs():
        record = PROOF / f"{name}.json"
        rounds = max(1, module.ROUNDS // 20) if sample else module.ROUNDS
        if not sample and record.exists() and json.loads(record.read_text()).get("state") == "proven":
            sys.stdout.write(f"{module.TITLE}: proven already ({record.name}; delete it to run it again)\n")
            continue
        started = time.monotonic()
        result = module.run(rounds, SEED)
        held = not result.get("failures")
        failed += not held
        state = "failed" if not held else "proven" if rounds >= module.ROUNDS else "sample"
        told = {
            "title": module.TITLE,
            "state": state,
            "rounds": rounds,
            "rounds_for_proof": module.ROUNDS,
            "seed": SEED,
            "seconds": round(time.monotonic() - started, 1),
            "run_at": datetime.now(UTC).isoformat(timespec="seconds"),
            **result,
        }
        if not sample:
            PROOF.mkdir(parents=True, exist_ok=True)
            record.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        sys.stdout.write(f"{module.TITLE}: {state}, {rounds} of {module.ROUNDS} rounds, {told['seconds']} s\n")
        for failure in result.get("failures", []):
            sys.stdout.write(f"  FAILED: {failure}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
