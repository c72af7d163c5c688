"""Reports of our own on twelve theatres, what a monitor would expect of each claim, and what the product makes of it.

A file of `theatres/` holds reports of one theatre: `text`, `day` of printing, the `trap` in it, and its claims. A claim is found
by `act`, words of the text that its trigger touches or, as deaths are told with the act that caused them, its quote. Codes are those of the claims guideline: "A|B" is either, "A?" may be left
out. `point` is where the place lies in public sources, `within` how many kilometres off it may be, `precision` a class of
place_precisions.csv. What is not named is not asked. `known` lists the parts that are still wrong, `why` says of what class the fault is. Reports of
`batch` 2 were written after the product had been mended on those of batch 1, and before they were read.

    python -m tests.resolve.theatre_reports [--misses]
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from trucewatch.knowledge.distance import kilometres
from trucewatch.knowledge.places import load_gazetteer, place_key
from trucewatch.model import Actor, Basis, Claim, Place, Precision, Published, Report
from trucewatch.reader import load_reader

FOLDER = Path(__file__).parent / "theatres"
PARTS = ("read", "type", "actor", "recipient", "place", "precision")
KEPT = frozenset("REB RAD CVL OPP MED MEDICAL".split())  # sectors that the guideline compares
WITHIN = 20.0


@dataclass(frozen=True)
class Expected:
    """One claim of one report as a monitor would have it."""

    theatre: str
    report: str
    text: str
    day: date
    batch: int
    act: str
    asked: dict[str, Any]

    @property
    def name(self) -> str:
        """What a failing test is called."""
        return f"{self.theatre}/{self.report}/{self.act}"

    @property
    def known(self) -> frozenset[str]:
        """The parts known to be wrong still."""
        return frozenset(self.asked.get("known", ()))


@dataclass(frozen=True)
class Outcome:
    """What of an expected claim was asked, and which parts came out right."""

    expected: Expected
    claim: Claim | None
    right: dict[str, bool]

    @property
    def wrong(self) -> frozenset[str]:
        """The parts that came out wrong."""
        return frozenset(part for part, well in self.right.items() if not well)


@cache
def expected_claims() -> tuple[Expected, ...]:
    """Every claim of every theatre."""
    return tuple(_expected_claims())


def _expected_claims() -> Iterator[Expected]:
    for path in sorted(FOLDER.glob("*.toml")):
        for report in tomllib.loads(path.read_text("utf-8"))["report"]:
            for asked in report["claims"]:
                yield Expected(
                    path.stem, report["id"], report["text"], report["day"], report.get("batch", 1), asked["act"], asked
                )


@cache
def outcomes() -> tuple[Outcome, ...]:
    """Every expected claim beside what the product reads."""
    return tuple(_outcome(expected, _claims(expected.text, expected.day)) for expected in expected_claims())


@cache
def _claims(text: str, day: date) -> tuple[Claim, ...]:
    report = Report("r1", "theatres", text, "", published=Published(day, Precision.DAY, Basis.GIVEN))
    return load_reader().claims(report)


def _outcome(expected: Expected, claims: tuple[Claim, ...]) -> Outcome:
    start = expected.text.index(expected.act)
    end = start + len(expected.act)
    touching = [claim for claim in claims if claim.trigger.start < end and claim.trigger.end > start]
    telling = [claim for claim in claims if claim.quote.start < end and claim.quote.end > start]
    typed = [claim for claim in (*touching, *telling) if _fits_type(expected, claim)]
    claim = next(iter(typed or touching), None)
    return Outcome(expected, claim, compared(expected, claim))


def compared(expected: Expected, claim: Claim | None) -> dict[str, bool]:
    """Which of the parts asked for came out right."""
    asked = expected.asked
    right = {"read": claim is not None}
    if "type" in asked:
        right["type"] = claim is not None and _fits_type(expected, claim)
    if "actor" in asked:
        right["actor"] = claim is not None and same_parties(asked["actor"], claim.actor)
    if "recipient" in asked:
        right["recipient"] = claim is not None and same_parties(asked["recipient"], claim.recipient)
    if "country" in asked or "point" in asked:
        right["place"] = claim is not None and claim.place is not None and same_place(asked, claim.place)
    if "precision" in asked:
        found = claim.place.precision.value if claim is not None and claim.place is not None and claim.place.precision else "none"
        right["precision"] = found in asked["precision"].split("|")
    return right


def _fits_type(expected: Expected, claim: Claim) -> bool:
    return claim.type.value in expected.asked.get("type", claim.type.value).split("|")


def compared_code(code: str) -> str:
    """The part of a code that the guideline compares: TUR:MIL is TUR, SYR:REB stays."""
    head, _, sector = code.partition(":")
    return code if sector in KEPT else head


def same_parties(asked: list[str], found: tuple[Actor, ...]) -> bool:
    """True if the parties found are those asked for: each asked for once, and none besides."""
    left = {compared_code(actor.party) if actor.party else "?" for actor in found}
    for wanted in asked:
        either = {compared_code(code) for code in wanted.rstrip("?").split("|")}
        if not left & either and not wanted.endswith("?"):
            return False
        left -= either
    return not left


def same_place(asked: dict[str, Any], place: Place) -> bool:
    """True if the place has the words, the country and the position asked for."""
    if "place" in asked and not same_words(asked["place"], place.name):
        return False
    if "country" in asked and place.country != asked["country"]:
        return False
    entry = load_gazetteer().get(place.place_id) if place.place_id else None
    middle = place.middle or ((entry.latitude, entry.longitude) if entry else None)
    if "point" not in asked:
        return True
    return middle is not None and kilometres(middle, tuple(asked["point"])) <= asked.get("within", WITHIN)


def same_words(asked: str, found: str) -> bool:
    """True if one of the two names stands in the other, spelling of accents and articles aside: "M4" and "M4 highway"."""
    one, other = place_key(asked), place_key(found)
    return one in other or other in one


def table() -> str:
    """How many of each part were asked and came out right, by theatre and in all."""
    lines = [f"{'':20}" + "".join(f"{part:>12}" for part in PARTS)]
    theatres = sorted({outcome.expected.theatre for outcome in outcomes()})
    for name in (*theatres, "batch 1", "batch 2", "all"):
        these = [one for one in outcomes() if name in (one.expected.theatre, f"batch {one.expected.batch}", "all")]
        well = Counter(part for outcome in these for part, right in outcome.right.items() if right)
        asked = Counter(part for outcome in these for part in outcome.right)
        lines.append(f"{name:20}" + "".join(f"{well[part]:>8}/{asked[part]:<3}" for part in PARTS))
    return "\n".join(lines)


def miss(outcome: Outcome) -> str:
    """One miss, as a line to read."""
    claim, wrong = outcome.claim, " ".join(sorted(outcome.wrong))
    if claim is None:
        return f"{outcome.expected.name}: {wrong}: not read: {outcome.expected.text}"
    parties = [
        [(actor.span.text, actor.party or actor.candidates) for actor in actors] for actors in (claim.actor, claim.recipient)
    ]
    place = claim.place
    where = place and (
        place.name,
        place.place_id or place.candidates[:3],
        place.country,
        place.admin1,
        place.middle,
        place.precision,
    )
    return f"{outcome.expected.name}: {wrong}: {claim.type.value} {parties[0]} -> {parties[1]} at {where} | asked {outcome.expected.asked}"


def main() -> None:
    """Print the table, and the misses if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    print(table())
    if arguments.misses:
        print("\n".join(miss(outcome) for outcome in outcomes() if outcome.wrong))


if __name__ == "__main__":
    main()
