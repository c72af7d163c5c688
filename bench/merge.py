"""Measure merging: `python -m bench.merge` (`--claims N`, `--seed N`, `--json`; `--windows`: see `bench.merge_windows`).

Claims of an invented war (`bench.claims`) are merged in the order in which they come and set against the truth they were made
from. Counted is all from a claim to its group, the facts and the looking up of every touched group too; the making of the claims
is not. Seconds are processor time of the one process. Beside them stands a reference measured in the same run: the SHA-256 of
the printed form of a claim.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice

from bench.claims import Drawn, War
from bench.merge_windows import HEAD, measure_windows
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.merging.merger import Merger

POINTS = 10  # at which the cost of a report is told
SINGLE = 200  # reports by which it is told, added one by one, each time with the groups it touches looked up
TOGETHER = 400  # reports added in one step in between, about three days of them
SAMPLE = 500  # reports by which the reference is measured
ROW = "{:>10} {:>9} {:>9} {:>9}"


def measure(claims: int, seed: int = 2020, progress: Callable[[str], None] = lambda line: None) -> dict[str, object]:
    """All figures of merging so many claims; `progress` is told the cost of a report as the claims grow."""
    merger, truth, points = Merger(), dict[str, str](), list[dict[str, float]]()
    clock, reports = Clock(), 0
    stream = War(seed).reports()
    sample = list(islice(stream, SAMPLE))
    reference = _reference(sample)
    stream = chain(sample, stream)
    gc.disable()  # nothing here is a cycle; what a collection costs grows with all that is held
    while len(truth) < claims:
        due = len(truth) * POINTS >= claims * (len(points) + 1)
        some = list(islice(stream, SINGLE if due else TOGETHER))
        spent = clock.spent
        with clock:
            for batch in [[drawn] for drawn in some] if due else [some]:
                _look_up(merger, merger.add(fact for drawn in batch for fact in _facts(drawn)))
        reports += len(some)
        for _, told, happenings in some:
            truth.update(zip((claim.id for claim in told), happenings, strict=True))
        if due:
            cost = 1000 * (clock.spent - spent) / len(some)
            points.append({"claims": len(truth), "ms_per_report": cost, "seconds": clock.spent, "memory_mib": _memory()})
            progress(row(points[-1]))
    with clock:
        groups = merger.groups()
    gc.enable()
    return {
        "claims": len(truth),
        "reports": reports,
        "happenings": len(set(truth.values())),
        "groups": len(groups),
        "seconds": clock.spent,
        "wall_seconds": clock.passed,
        "claims_per_second": len(truth) / clock.spent,
        "to_reference": clock.spent / len(truth) / reference,
        "memory_mib": _memory(),
        **bcubed(groups, truth),
        "points": points,
    }


class Clock:
    """Seconds spent inside `with`: of the processor, and of the wall."""

    def __init__(self) -> None:
        self.spent = self.passed = 0.0

    def __enter__(self) -> None:
        self._start = time.process_time(), time.perf_counter()

    def __exit__(self, *error: object) -> None:
        self.spent += time.process_time() - self._start[0]
        self.passed += time.perf_counter() - self._start[1]


def _facts(drawn: Drawn) -> tuple[Facts, ...]:
    report, claims, _ = drawn
    return facts_of(claims, {report.id: report})


def _look_up(merger: Merger, touched: Iterable[str]) -> None:
    """Every group of these claims, once."""
    seen: set[str] = set()
    for key in touched:
        if key not in seen:
            seen.update(merger.group(key))


def _reference(some: Sequence[Drawn]) -> float:
    """Seconds a claim."""
    clock = Clock()
    with clock:
        for _, claims, _ in some:
            for claim in claims:
                hashlib.sha256(repr(claim).encode("utf-8")).digest()
    return clock.spent / sum(len(claims) for _, claims, _ in some)


def bcubed(groups: Iterable[Sequence[str]], truth: Mapping[str, str]) -> dict[str, float]:
    """Precision, recall and F1 (A. Bagga and B. Baldwin, Algorithms for scoring coreference chains, 1998)."""
    sizes = Counter(truth.values())
    precision = recall = 0.0
    for group in groups:
        for happening, shared in Counter(truth[key] for key in group).items():
            precision += shared * shared / len(group)
            recall += shared * shared / sizes[happening]
    precision, recall = precision / len(truth), recall / len(truth)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / (precision + recall)}


def _memory() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(point: Mapping[str, float]) -> str:
    """The cost of a report at one point."""
    figures = f"{point['ms_per_report']:.2f}", f"{point['seconds']:.0f}", f"{point['memory_mib']:.0f}"
    return ROW.format(f"{point['claims']:,}", *figures)


def table(found: Mapping[str, object]) -> str:
    """The figures of the whole."""
    return "\n".join(f"{name:18} {value:>12,.3f}" for name, value in found.items() if isinstance(value, float | int))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2020)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--windows", action="store_true", help="at once and in windows, by one process and by two")
    args = parser.parse_args()
    if args.windows:
        if not args.json:
            print(HEAD, flush=True)
        found = measure_windows(args.claims, args.seed, progress=lambda line: None if args.json else print(line, flush=True))
        print(json.dumps(found, indent=2) if args.json else f"the same outcome: {found['same']}; {found['claims']:,} claims")
        return
    if args.json:
        print(json.dumps(measure(args.claims, args.seed), indent=2))
        return
    print(ROW.format("claims", "ms/report", "seconds", "MiB"))
    print("\n" + table(measure(args.claims, args.seed, lambda line: print(line, flush=True))))


if __name__ == "__main__":
    main()
