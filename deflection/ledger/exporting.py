"""A run's ledger for others to recompute: no key of a person, no time of a single visit; episodes have numbers of their own."""

from collections.abc import Iterator
from typing import Any

from deflection.models import EstimateRun, RecurringIssue, content_reference

# Fewer people than this could be recognised: such strata are told together, as one sum of the stage.
LEAST_GROUP = 5


def ledger_of(run: EstimateRun) -> Iterator[dict[str, Any]]:
    """Rows with "row": run, stratum, credit or too_few_people. Strata and credits add up to the stages of the run."""
    slugs = {f"issue:{number}": slug for number, slug in RecurringIssue.objects.values_list("id", "slug")}
    yield {
        "row": "run",
        "run": run.pk,
        "first_day": str(run.first_day),
        "after_day": str(run.after_day),
        "assumptions": run.assumptions.values,
        "assumption_set": run.assumptions_id,
        "code_version": run.code_version,
        "seed": run.seed,
        "input_hash": run.input_hash,
        "output_hash": run.output_hash,
        "stages": run.result["stages"],
    }
    few: dict[str, dict[str, int]] = {}
    small = set()
    for one in run.strata.order_by("stage", "arm", "need", "language"):
        if one.episodes < LEAST_GROUP:
            small.add((one.stage, one.need, one.language))
            together = few.setdefault(one.stage, {"episodes": 0, "micro_credits": 0})
            together["episodes"] += one.episodes
            continue
        yield {
            "row": "stratum",
            "stage": one.stage,
            "arm": one.arm,
            "need": slugs.get(one.need, one.need),
            "language": one.language,
            "episodes": one.episodes,
            "yes": one.yes,
            "no": one.no,
            "browsing": one.browsing,
            "contacts_of_no": one.contacts_of_no,
            "contacts": one.contacts,
        }
    numbers: dict[str, int] = {}
    for entry in run.credits.order_by("stage", "need", "language", "episode_key", "id"):
        if (entry.stage, entry.need, entry.language) in small:
            few[entry.stage]["micro_credits"] += entry.micro_credits
            continue
        yield {
            "row": "credit",
            "stage": entry.stage,
            "tier": entry.tier,
            "episode": numbers.setdefault(entry.episode_key, len(numbers) + 1) if entry.episode_key else None,
            "content": content_reference(entry.content_kind, entry.content_uuid) or None,
            "need": slugs.get(entry.need, entry.need) or None,
            "language": entry.language,
            "micro_credits": entry.micro_credits,
            "is_reversal": entry.reverses_id is not None,
        }
    for stage, together in sorted(few.items()):
        yield {"row": "too_few_people", "stage": stage, **together}
