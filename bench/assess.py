"""Measure assessing: `python -m bench.assess` (`--incidents N`, `--clauses N`, `--country ISO3`, `--seed N`, `--check N`,
`--json`).

Invented incidents (`bench.treaties`) are set against the packaged agreements, filled up with invented ones to as many clauses.
Counted is all that `assess` does, in one process; making the incidents is not. Seconds are processor time. Beside them stands a
reference measured in the same run: the SHA-256 of the printed form of an incident. With `--check` so many incidents are judged
once more clause by clause, without the docket, and must give the same findings. With `--country` all clauses and incidents are of
one country: the hardest case, since no country rules a clause out.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import resource
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from bench.merge import Clock
from bench.treaties import agreements, incidents
from trucewatch.assess import assess
from trucewatch.assess.findings import assess_plainly
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Claim, Incident, Report

BATCH = 10_000  # incidents assessed in one call
SAMPLE = 2_000  # incidents by which the reference is measured
Drawn = tuple[Incident, tuple[Claim, ...], tuple[Report, ...]]


def measure(many: int, clauses: int, seed: int = 2020, check: int = 0, country: str = "") -> dict[str, object]:
    """All figures of assessing so many incidents against so many clauses."""
    held, gazetteer = agreements(clauses, seed, country), load_gazetteer()
    stream, clock, reference = incidents(held, seed), Clock(), Clock()
    states: Counter[str] = Counter()
    done = differ = 0
    gc.disable()
    while done < many:
        drawn = list(islice(stream, min(BATCH, many - done)))
        told, claims, reports = _split(drawn)
        with clock:
            found = assess(told, claims, held, reports=reports, places=gazetteer)
        states.update(finding.state.value for finding in found)
        if not done:
            with reference:
                for incident in told[:SAMPLE]:
                    hashlib.sha256(repr(incident).encode("utf-8")).digest()
        if done < check:
            some = told[: check - done]
            differ += assess(some, claims, held, reports=reports, places=gazetteer) != assess_plainly(
                some, claims, held, reports=reports, places=gazetteer
            )
        done += len(drawn)
    gc.enable()
    pairs = many * sum(len(agreement.clauses) for agreement in held)
    return {
        "incidents": many,
        "agreements": len(held),
        "clauses": sum(len(agreement.clauses) for agreement in held),
        "findings": sum(states.values()),
        **dict(sorted(states.items())),
        "seconds": clock.spent,
        "wall_seconds": clock.passed,
        "incidents_per_second": many / clock.spent,
        "microseconds_per_pair": 1e6 * clock.spent / pairs,
        "to_reference": (clock.spent / many) / (reference.spent / min(SAMPLE, many)),
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **({"checked": min(check, many), "batches_that_differ": differ} if check else {}),
    }


def _split(drawn: Sequence[Drawn]) -> tuple[list[Incident], list[Claim], list[Report]]:
    return (
        [incident for incident, _, _ in drawn],
        [claim for _, claims, _ in drawn for claim in claims],
        [report for _, _, reports in drawn for report in reports],
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--incidents", type=int, default=100_000)
    parser.add_argument("--clauses", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--country", default="")
    parser.add_argument("--check", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found = measure(args.incidents, args.clauses, args.seed, args.check, args.country)
    if args.json:
        print(json.dumps(found, indent=2))
        return
    for name, value in found.items():
        print(f"{name:22} {value:>14,.3f}" if isinstance(value, float) else f"{name:22} {value:>14,}")


if __name__ == "__main__":
    main()
