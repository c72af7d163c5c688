"""Measure what incidents mean under clauses: hand-made cases from public facts, each with the verdict a monitor would give.

    python -m tests.eval.findings [--set dev|second] [--misses] [--json]

A case tells one happening in one or more accounts of our own wording, names a clause and the state expected of it (see
`verdicts/README.md`). The accounts are merged into one incident by hand, so that only grading and assessing are measured.
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from trucewatch.assess import assess
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import (
    Actor,
    Basis,
    Claim,
    Counted,
    EventType,
    Figure,
    Finding,
    FindingState,
    Interval,
    Outlet,
    Place,
    PlacePrecision,
    Precision,
    Published,
    Realis,
    Report,
    Span,
    content_id,
)
from trucewatch.reconcile import incidents_of
from trucewatch.reconcile.facts import facts_of

FOLDER = Path(__file__).parent / "verdicts"
SETS = ("dev", "second", "third")


@dataclass(frozen=True, slots=True)
class Where:
    """A place as a case tells it; without a point it is only a name in a province or country."""

    name: str
    country: str | None = None
    admin1: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    kind: str | None = None
    precision: PlacePrecision | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One account: the outlet, its words, and what is claimed in them."""

    outlet: str
    published: date
    words: str
    type: EventType
    mode: str | None = None
    realis: Realis = Realis.ACTUAL
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    place: Where | None = None
    time: tuple[date, ...] = ()
    speaker: str | None = None
    counts: tuple[tuple[Counted, int | None, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One happening under one clause (or one instrument as a whole), and what it should come to."""

    id: str
    clause: str
    state: FindingState
    why: str
    source: str
    told: tuple[Told, ...]
    against: tuple[str, ...] | None = None
    alleged_by: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """A case and the finding it got; None stands for "not applicable"."""

    case: Case
    finding: Finding | None

    @property
    def state(self) -> FindingState:
        """The verdict given."""
        return self.finding.state if self.finding else FindingState.NOT_APPLICABLE

    @property
    def right(self) -> bool:
        """True if the state is the one expected, and who is accused by whom where the case says so."""
        if self.state is not self.case.state:
            return False
        against, by = (self.finding.against, self.finding.alleged_by) if self.finding else ((), ())
        return _same(self.case.against, against) and _same(self.case.alleged_by, by)


def _same(expected: tuple[str, ...] | None, found: tuple[str, ...]) -> bool:
    return expected is None or sides_of(expected) == sides_of(found)


_CASES = TypeAdapter(tuple[Case, ...])


@functools.cache
def cases(name: str) -> tuple[Case, ...]:
    """The cases of a set; a slip in the file is a ValidationError that names the case by its number."""
    document: dict[str, Any] = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return _CASES.validate_python(document["cases"], strict=False)


def judge(case: Case) -> Result:
    """The finding that the product gives the case."""
    reports = {f"{case.id}-{n}": _report(f"{case.id}-{n}", told) for n, told in enumerate(case.told)}
    claims = [_claim(report, told) for report, told in zip(reports.values(), case.told, strict=True)]
    group = tuple(sorted(claim.id for claim in claims))
    incidents = incidents_of((group,), facts_of(claims, reports), {claim.id: claim for claim in claims}, reports)
    found = assess(incidents, claims, load_agreements(), reports=tuple(reports.values()), places=load_gazetteer())
    mine = [one for one in found if case.clause in (one.clause_id, one.agreement_id if not one.clause_id else None)]
    kept = case.state is FindingState.COMPLIANCE
    ranked = sorted(mine, key=lambda one: ((one.state is FindingState.COMPLIANCE) is not kept, one.id))
    return Result(case, ranked[0] if ranked else None)


def _report(key: str, told: Told) -> Report:
    return Report(
        id=key,
        source=f"{key}.txt",
        text=told.words,
        raw_sha256="00" * 32,
        outlet=Outlet(told.outlet, Basis.METADATA),
        published=Published(told.published, Precision.DAY, Basis.METADATA),
    )


def _claim(report: Report, told: Told) -> Claim:
    quote = report.span(0, len(report.text))
    return Claim(
        id=content_id("claim", report.id),
        report_id=report.id,
        quote=quote,
        trigger=quote,
        row="case",
        type=told.type,
        mode=told.mode,
        realis=told.realis,
        actor=tuple(Actor(quote, party=code) for code in told.by),
        recipient=tuple(Actor(quote, party=code) for code in told.to),
        place=_place(quote, told.place) if told.place else None,
        time=_time(quote, told.time) if told.time else None,
        speaker=Actor(quote, party=told.speaker) if told.speaker else None,
        figures=tuple(Figure(kind, low, high, quote) for kind, low, high in told.counts),
    )


def _place(quote: Span, where: Where) -> Place:
    region = where.kind in ("admin1", "admin2", "country")
    return Place(
        span=quote,
        name=where.name,
        latitude=where.latitude,
        longitude=where.longitude,
        country=where.country,
        admin1=where.admin1,
        kind=where.kind,
        geo_precision=3 if region else 1,
        precision=where.precision,
    )


def _time(quote: Span, days: tuple[date, ...]) -> Interval:
    first, last = days[0], days[-1]
    return Interval(first, last + timedelta(days=1), Precision.DAY if first == last else Precision.RANGE, quote)


@functools.cache
def measure(name: str) -> tuple[Result, ...]:
    """All cases of a set with their findings."""
    return tuple(judge(case) for case in cases(name))


def accuracy(results: tuple[Result, ...]) -> float:
    """The share of cases judged right."""
    return sum(result.right for result in results) / len(results)


def main() -> None:
    """Print accuracy by state, and the misses if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--set", choices=SETS, action="append")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    rows = []
    for name in options.set or SETS:
        results = measure(name)
        total = Counter(result.case.state.value for result in results)
        right = Counter(result.case.state.value for result in results if result.right)
        rows.append({"set": name, "cases": len(results), "accuracy": round(accuracy(results), 3), "right": dict(right)})
        if options.json:
            continue
        print(f"{name}: {len(results)} cases, accuracy {accuracy(results):.3f}")
        for state, many in sorted(total.items()):
            print(f"  {state:<16} {right[state]} of {many}")
        for result in results if options.misses else ():
            if not result.right:
                _tell(result)
    if options.json:
        json.dump(rows, sys.stdout)


def _tell(result: Result) -> None:
    case, found = result.case, result.finding
    print(f"\n  {case.id} {case.clause}: {case.state.value} expected, {result.state.value} found; {case.why}")
    if case.against is not None or case.alleged_by is not None:
        print(f"    expected against {case.against}, by {case.alleged_by}")
    if found:
        print(f"    against {found.against}, by {found.alleged_by}")
        print("\n".join(f"    - {reason}" for reason in found.reasons))


if __name__ == "__main__":
    main()
