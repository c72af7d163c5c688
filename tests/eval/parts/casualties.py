"""Death figures as printed, and how many were harmed and how.

`fakes_deaths` ties the death figure of a news report to the place where it is printed. It is read exactly if a claim has a figure of
the dead whose words touch that place and whose number is the printed one; "anywhere" also counts that number of dead in another
telling of the same report. Reports of this set are partly closed, so what is missed
is told by id and number, never by text.

`muc4_targets` gives the number and fate of each target of a report. The number is found if a claim of the report has a figure of
that number; the fate, if such a figure counts the dead or wounded as marked. Only targets given as a plain number from 2 up count.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from tests.eval import claims
from tests.eval.parts.common import Figure, Hits, Measured, Miss, Reading, overlap, read_report, rows_of
from tests.eval.parts.muc4 import read_doc
from trucewatch.model import Counted
from trucewatch.model import Figure as Number

BAR = 0.90
EACH = 4  # one MUC-4 report in four: 10 seconds less; `full` reads all
EFFECTS = {"DEATH": Counted.KILLED, "INJURY": Counted.WOUNDED}


def measure(*, full: bool = False) -> Measured:
    """Printed death figures of news reports, then the targets of MUC-4."""
    deaths, misses = measure_deaths()
    return Measured((*deaths, *measure_targets(full=full)), misses)


def measure_deaths() -> tuple[tuple[Figure, ...], tuple[Miss, ...]]:
    """Every row with a printed figure whose report can be read; the derived ones have none."""
    rows = [row for row in rows_of("casualty_refs", "fakes_deaths.jsonl.gz") if row["span"]]
    reports = {report.id: report for report in claims.reports_of("fakes", {row["id"] for row in rows})}
    exact, bounds, anywhere = Hits(), Hits(), Hits()
    misses: list[Miss] = []
    for row in rows:
        if row["id"] not in reports:
            continue
        reading = read_report(reports[row["id"]])
        place = _printed(row, reading)
        if place is None:
            continue
        touching = [f for claim in reading.claims for f in claim.figures if overlap((f.span.start, f.span.end), place)]
        dead = [f for f in touching if f.kind is Counted.KILLED]
        right = any(row["killed"] in (f.low, f.high) for f in dead)
        exact.add(right, 1, 1)
        bounds.add(any(f.low == row["killed"] and (f.high is None) == row["at_least"] for f in dead), 1, 1)
        told = [f for claim in reading.claims for f in claim.figures if f.kind is Counted.KILLED]
        anywhere.add(any(row["killed"] in (f.low, f.high) for f in told), 1, 1)
        if not right:
            misses.append(
                Miss(
                    _why(touching, dead), f"{row['id']} printed {row['killed']}, read {[(f.kind.value, f.low) for f in touching]}"
                )
            )
    return (
        Figure("fakes_deaths", "printed death figure, exact", exact.recall, exact.wanted, BAR),
        Figure("fakes_deaths", "the same anywhere in the report", anywhere.recall, anywhere.wanted),
        Figure("fakes_deaths", "the same with 'at least' kept", bounds.recall, bounds.wanted),
    ), tuple(misses)


def _printed(row: dict[str, Any], reading: Reading) -> tuple[int, int] | None:
    """Where the figure is printed; None if cleaning has taken its sentence away."""
    span, text = row["span"], reading.report.text
    if text[span["start"] : span["end"]] == span["text"] and span["field"] == "text":
        return span["start"], span["end"]
    at = text.find(span["sentence"])
    inside = span["sentence"].find(span["text"])
    return (at + inside, at + inside + len(span["text"])) if at >= 0 and inside >= 0 else None


def _why(touching: list[Number], dead: list[Number]) -> str:
    if dead:
        return "another number"
    return f"read as {touching[0].kind}" if touching else "no figure there"


def measure_targets(*, full: bool) -> tuple[Figure, ...]:
    """Numbers and fates of MUC-4 targets."""
    wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of("casualty_refs", "muc4_targets.jsonl.gz"):
        if str(row["number"]).isdigit() and int(row["number"]) > 1 and row["effect"] and EFFECTS.keys() & set(row["effect"]):
            wanted[row["doc"]].append(row)
    number, fate = Hits(), Hits()
    for doc in sorted(wanted)[:: 1 if full else EACH]:
        figures = [f for claim in read_doc(doc).claims for f in claim.figures]
        for row in wanted[doc]:
            same = [f for f in figures if int(row["number"]) in (f.low, f.high)]
            number.add(bool(same), 1, 1)
            fate.add(any(f.kind is EFFECTS.get(effect) for f in same for effect in row["effect"]), 1, 1)
    return (
        Figure("muc4_targets", "number of a target, recall", number.recall, number.wanted),
        Figure("muc4_targets", "number and effect of a target, recall", fate.recall, fate.wanted),
    )
