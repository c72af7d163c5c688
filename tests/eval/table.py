"""`make eval`: every part of the product scored on ../shared, in one table beside the floors.

python -m tests.eval.table [--only language|reading|parts|resolving|geoparsing|merging|copies|deaths|stories|verdicts] [--model full|fast] [--json]
python -m tests.eval.table --gold FILE [--ledger URL]    reviewers' gold (`trucewatch export gold`) instead
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.eval import claims, copies, deaths, findings, geoparsing, merging, parses, resolving, stories
from tests.eval.parts import PARTS as PARTS_OF_READING
from tests.eval.shared import SHARED
from training.evaluate import language_table
from trucewatch.language import FULL
from trucewatch.language.network import MODELS
from trucewatch.ledger import Ledger, default_url
from trucewatch.model import Report

DEATHS_BAR = 0.90
VERDICTS_BAR = 0.95
MERGING_BAR = 0.85
NEWSWIRE_EACH = 8  # one passage in eight: 10 seconds instead of 80; the model card has the figure over all
CEILINGS = ("(at most)", "background", "seconds of CPU")
FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what was measured on which set, and the floor it may not fall below (a ceiling where smaller is better)."""

    part: str
    set: str
    measure: str
    value: float
    floor: float | None
    note: str = ""

    @property
    def kept(self) -> bool:
        """True if the value does not pass its floor, or its ceiling where smaller is better."""
        if self.floor is None:
            return True
        return self.value <= self.floor if self.measure.endswith(CEILINGS) else self.value >= self.floor


def language_lines() -> Iterator[Line]:
    """The language model's figures; where a bar of the project is not reached, the note says so."""
    for row in language_table(SHARED / "data", name=parses.MODEL, newswire_each=NEWSWIRE_EACH):
        short = "" if row.reached or row.bar is None else f"the project asks for {row.bar:g}; "
        yield Line("language", "", row.measure, row.value, FLOORS["language"].get(row.measure), short + row.note)


def reading_lines() -> Iterator[Line]:
    """Claims of the hand-marked sets, end to end; on closed incidents the note names a bar of the project that is not reached."""
    for name in (*claims.SETS, *claims.CLOSED_SETS):
        scored = claims.score_set(name)
        figures = scored.figures
        values = {measure: figures[measure] for measure in ("f1", "precision", "recall", "whole", "background", "verbatim")}
        values |= {"recall of types but ASSAULT": scored.recall_of_words}
        values |= {f"slot {slot}": value for slot, value in figures["slots"].items()}
        floors = FLOORS["claims"].get(name, {}) | {f"slot {k}": v for k, v in FLOORS["slots"].get(name, {}).items()}
        size = f"{figures['reports']} reports, {figures['gold_core']} core claims"
        for measure, value in values.items():
            if value is not None:
                note = _short_of(measure, value) if name in claims.CLOSED_SETS else ""
                yield Line("reading", name, measure, value, floors.get(measure), size if measure == "f1" and not note else note)
        for kind, (found, n) in sorted(figures["recall_by_type"].items(), key=lambda item: (-item[1][1], item[0])):
            yield Line("reading", name, f"recall of {kind}", found / n, None, f"{found} of {n}")


def gold_lines(file: Path, ledger: str) -> Iterator[Line]:
    """The reader against what reviewers accepted and corrected, report by report as the ledger holds them; no floors."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    with Ledger.open(ledger or default_url()) as book:
        reports = tuple(book.held(Report, {row["report"] for row in rows}))
    figures = claims.score_gold(rows, reports, file.stem).figures
    size = (
        f"{figures['reports']} reports, {figures['gold_core']} claims; whoever reviews some claims of a report tells no precision"
    )
    yield Line("reviewed", file.stem, "recall", figures["recall"], None, size)
    for slot, value in figures["slots"].items():
        if value is not None:
            yield Line("reviewed", file.stem, f"slot {slot}", value, None)


def _short_of(measure: str, value: float) -> str:
    """What the project asks for on closed incidents, where it is not reached."""
    bar = FLOORS["bars"].get(measure)
    short = bar is not None and (value > bar if measure == "background" else value < bar)
    return f"the project asks for {bar:g}" if short else ""


def parts_lines() -> Iterator[Line]:
    """What an act is, who did it, how many died, whose word it is: each on a set of its own."""
    for measure in PARTS_OF_READING.values():
        for figure in measure().figures:
            short = f"the project asks for {figure.bar:g}; " if figure.bar is not None and figure.value < figure.bar else ""
            floor = FLOORS["parts"].get(figure.set, {}).get(figure.measure)
            yield Line("parts", figure.set, figure.measure, figure.value, floor, f"{short}n={figure.n}")


def resolving_lines() -> Iterator[Line]:
    """Dates, parties and places."""
    for measure, value in resolving.figures().items():
        yield Line("resolving", "", measure, value, FLOORS["resolving"][measure])


def geoparsing_lines() -> Iterator[Line]:
    """Toponyms: where they stand, and which place they mean."""
    for name, measure, value, note in geoparsing.figures():
        yield Line("geoparsing", name, measure, value, FLOORS["geoparsing"].get(name, {}).get(measure), note)


def merging_lines() -> Iterator[Line]:
    """Incidents, from marked claims and from claims as read."""
    floors = FLOORS["merging"]
    for name in merging.SETS:
        given, read = merging.measure(name), merging.measure_read(name)
        yield Line("merging", name, "B-cubed F1, marked claims", given["f1"], floors["marked"].get(name), f"{given['n']} claims")
        yield Line("merging", name, "B-cubed F1, claims as read", read["f1"], floors["read"].get(name), f"{read['n']} claims")
    for kind, bar in (("marked", None), ("read", MERGING_BAR)):
        all_ = merging.together(kind, merging.SHARED_SETS)
        measure = "B-cubed F1, marked claims" if kind == "marked" else "B-cubed F1, claims as read"
        short = f"the project asks for {bar:g}; " if bar is not None and all_["f1"] < bar else ""
        yield Line("merging", "shared sets", measure, all_["f1"], floors[kind]["shared sets"], f"{short}{all_['n']} claims")


def deaths_lines() -> Iterator[Line]:
    """The toll a report opens with, through claims, incidents and figures."""
    rows = deaths.measure()
    for measure, value in deaths.shares(rows).items():
        short = f"the project asks for {DEATHS_BAR:g}; " if measure == "main death figure" and value < DEATHS_BAR else ""
        yield Line("deaths", "fakes", measure, value, FLOORS["deaths"].get(measure), f"{short}n={len(rows)}")


def copies_lines() -> Iterator[Line]:
    """Copies and retellings within an outlet, against the marked groups of fakes."""
    measured = copies.measure()
    for measure in ("same_outlet_groups found", "of these as one text"):
        yield Line("copies", "fakes", measure, measured[measure], FLOORS["copies"].get(measure), f"{measured['pairs']:g} pairs")
    yield Line("copies", "fakes", "one text within an outlet, unmarked", measured["one text within an outlet, unmarked"], None)


def stories_lines() -> Iterator[Line]:
    """Which reports have one main happening, from reading on."""
    for name in stories.SETS:
        for measure, figures in stories.measure(name).items():
            note = f"{figures['n']:g} {'pairs' if measure.startswith('pairs') else 'reports'}"
            yield Line("stories", name, measure, figures["f1"], FLOORS["stories"].get(name, {}).get(measure), note)


def verdicts_lines() -> Iterator[Line]:
    """What incidents mean under clauses: hand-made cases, half by a second reader."""
    for name in findings.SETS:
        results = findings.measure(name)
        value = findings.accuracy(results)
        short = f"the project asks for {VERDICTS_BAR:g}; " if value < VERDICTS_BAR else ""
        yield Line("verdicts", name, "accuracy", value, FLOORS["verdicts"].get(name), f"{short}{len(results)} cases")


PARTS: dict[str, Callable[[], Iterator[Line]]] = {
    "language": language_lines,
    "reading": reading_lines,
    "parts": parts_lines,
    "resolving": resolving_lines,
    "geoparsing": geoparsing_lines,
    "merging": merging_lines,
    "copies": copies_lines,
    "deaths": deaths_lines,
    "stories": stories_lines,
    "verdicts": verdicts_lines,
}


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--only", choices=PARTS, help="one part")
    options.add_argument(
        "--model", choices=MODELS, default=FULL, help="the model that reads; the floors are those of the full one"
    )
    options.add_argument("--json", action="store_true")
    options.add_argument("--gold", type=Path, metavar="FILE", help="score the reader against gold of `trucewatch export gold`")
    options.add_argument("--ledger", metavar="URL", default="", help="where the reports of that gold are")
    args = options.parse_args()
    parses.MODEL = args.model
    if not SHARED.exists():
        print("the development data is absent: it is looked for in ../shared beside the checkout", file=sys.stderr)
        return 1
    if args.gold:
        lines = list(gold_lines(args.gold, args.ledger))
    else:
        lines = [line for name, part in PARTS.items() if args.only in (None, name) for line in part()]
    if args.json:
        print(json.dumps([asdict(line) for line in lines], indent=1))
        return 0
    print(f"{'part':12}{'set':16}{'measure':47}{'value':>8}{'floor':>8}  ")
    for line in lines:
        floor = "" if line.floor is None else f"{line.floor:g}"
        print(
            f"{line.part:12}{line.set:16}{line.measure:47}{line.value:8.3f}{floor:>8}  {'' if line.kept else 'BELOW  '}{line.note}"
        )
    return 0 if all(line.kept for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
