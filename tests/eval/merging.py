"""Measure how well claims are merged into incidents: B-cubed against `same_as`.

    python -m tests.eval.merging [--read | --undated] [--json] [SET ...]

Merging is given the marked claims themselves, so that the figure is its own and not the reader's; with `--read` it is given what
the reader finds in the same reports, and the figure is over those claims that pair with a marked one; with `--undated` besides,
every second report has lost its date. Core claims count. The misses of a closed set (`claims.CLOSED`) are shown to nobody.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from zlib import crc32

from tests.eval.claims import gold_of, reports_of, scorer
from tests.eval.gold_claims import GoldRow, Locate, gold_claims
from tests.eval.parts.common import read_report
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Claim, Place, Report
from trucewatch.reconcile.facts import UNKNOWN_DAY, Facts, facts_of
from trucewatch.reconcile.merging.merger import Merger
from trucewatch.resolve.choosing import Setting
from trucewatch.resolve.places import resolve_place

OPEN_SETS = ("seeds", "fakes_dev", "guardian_dev", "fakes_open", "guardian_open")
CLOSED_SETS = ("fakes_closed", "guardian_closed")
SETS = (*OPEN_SETS, *CLOSED_SETS)
SHARED_SETS = ("seeds", "fakes_dev", "guardian_dev")  # marked by the makers of the development data


@dataclass(frozen=True)
class Told:
    """The claims of one set as merging compares them; `incident` gives the marked incident of those that are marked or pair with
    a mark, and `core` holds those that count."""

    name: str
    kind: str
    facts: tuple[Facts, ...]
    incident: Mapping[str, str]
    core: frozenset[str]


def in_gazetteer(place: Place, report: Report) -> Place:
    """The place as resolving would give it; the marked reports are all about Syria."""
    return resolve_place(place, Setting(country="SYR"), load_gazetteer())


@cache
def marked(name: str, locate: Locate = in_gazetteer) -> Told:
    """The marked claims of a set."""
    rows, reports = gold_of(name), _reports(name)
    claims = gold_claims(rows, reports, locate)
    of = {claims[row["id"] + "@" + row["report"]].id: row for row in rows}
    return _told(name, "marked", tuple(claims.values()), reports, of)


@cache
def read(name: str) -> Told:
    """What the reader finds in the reports of a set, each claim that pairs with a marked one under the incident of that one."""
    rows, reports = gold_of(name), _reports(name)
    of: dict[str, GoldRow] = {}
    claims: list[Claim] = []
    for key, report in sorted(reports.items()):
        found, gold = read_report(report).claims, [row for row in rows if row["report"] == key]
        pairs = scorer().pair(gold, [claim_row(claim) for claim in found], report.text)
        of |= {found[theirs].id: gold[mine] for mine, theirs in pairs}
        claims += found
    return _told(name, "read", claims, reports, of)


@cache
def undated(name: str) -> Told:
    """The claims as read, with the day of publication and all days taken from every second report."""
    told = read(name)
    facts = [_without_days(item) if crc32(item.report_id.encode()) % 2 == 0 else item for item in told.facts]
    return replace(told, kind="undated", facts=tuple(sorted(facts, key=lambda item: item.order)))


KINDS: Mapping[str, Callable[[str], Told]] = {"marked": marked, "read": read, "undated": undated}


def _reports(name: str) -> dict[str, Report]:
    return {report.id: report for report in reports_of(name, {row["report"] for row in gold_of(name)})}


def _told(name: str, kind: str, claims: Sequence[Claim], reports: Mapping[str, Report], rows: Mapping[str, GoldRow]) -> Told:
    incident = {key: row.get("same_as") or f"{row['report']}/{row['id']}" for key, row in rows.items()}
    return Told(name, kind, facts_of(claims, reports), incident, frozenset(key for key, row in rows.items() if row["core"]))


def _without_days(facts: Facts) -> Facts:
    return replace(facts, published=UNKNOWN_DAY, since=None, until=None, day_told=False)


def claim_row(claim: Claim) -> GoldRow:
    """As much of a claim as the scoring script looks at to pair it."""
    return {
        "report": claim.report_id,
        "quote": claim.quote.text,
        "type": str(claim.type),
        "actor": [actor.party for actor in claim.actor if actor.party],
        "place": claim.place.name if claim.place else None,
        "figures": [{"kind": str(figure.kind), "low": figure.low, "high": figure.high} for figure in claim.figures],
    }


def groups(told: Told, merger: Merger | None = None) -> dict[str, int]:
    """For each claim the number of the incident that merging puts it into."""
    merger = Merger() if merger is None else merger  # an empty one is falsy
    merger.add(told.facts)
    return {key: number for number, group in enumerate(merger.groups()) for key in group}


def bcubed(told: Told, merger: Merger | None = None) -> dict[str, float]:
    """B-cubed over the core claims of one set."""
    found = groups(told, merger)
    result: dict[str, float] = scorer().bcubed([(told.incident[key], str(found[key])) for key in sorted(told.core)])
    return result


def measure(name: str) -> dict[str, float]:
    """B-cubed over the marked claims of one set."""
    return bcubed(marked(name))


def measure_read(name: str) -> dict[str, float]:
    """B-cubed over what the reader finds: the whole way from reports to incidents."""
    return bcubed(read(name))


def together(kind: str, names: Sequence[str]) -> dict[str, float]:
    """B-cubed over the core claims of several sets, each claim counted once."""
    pairs: list[tuple[str, str]] = []
    for name in names:
        told = KINDS[kind](name)
        found = groups(told)
        pairs += [(f"{name} {told.incident[key]}", f"{name} {found[key]}") for key in sorted(told.core)]
    result: dict[str, float] = scorer().bcubed(pairs)
    return result


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("sets", nargs="*", default=SETS, metavar="SET")
    options.add_argument("--json", action="store_true")
    options.add_argument("--read", action="store_const", const="read", dest="kind", help="merge what the reader finds")
    options.add_argument(
        "--undated", action="store_const", const="undated", dest="kind", help="and take the days from half of it"
    )
    args = options.parse_args()
    results = {name: bcubed(KINDS[args.kind or "marked"](name)) for name in args.sets}
    if args.json:
        print(json.dumps(results))
        return 0
    print(f"{'set':16}{'claims':>8}{'precision':>11}{'recall':>8}{'F1':>8}")
    for name, result in results.items():
        print(f"{name:16}{result['n']:>8}{result['precision']:>11.3f}{result['recall']:>8.3f}{result['f1']:>8.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
