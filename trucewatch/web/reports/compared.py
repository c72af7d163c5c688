"""Two reports compared as a file: every passage that both tell, or only one, with how they stand to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from starlette.exceptions import HTTPException

from trucewatch.model import Claim, Report
from trucewatch.publish.exports import Row
from trucewatch.reconcile.comparing.alignment import align
from trucewatch.reconcile.comparing.alignment_parts import Side
from trucewatch.web.lists import Listing
from trucewatch.web.parts import Room
from trucewatch.web.reports.compare import shortened

ENDINGS = ("csv", "json")
COMPARE_FIELDS = {"a": "the id of a report", "b": "the id of another"}
COLUMNS = (
    "number", "relation", "why", "likely", "a", "a_start", "a_end", "a_words", "b", "b_start", "b_end", "b_words", "reasons",
)  # fmt: skip


def compared_listing(room: Room, values: Mapping[str, str]) -> Listing:
    """The comparison of the reports `a` and `b`; an HTTPException where one is not held, or both are one."""
    a, b = values.get("a", ""), values.get("b", "")
    if not a or not b or a == b:
        raise HTTPException(400, "name two reports: a and b")
    reports = {name: room.desk.report(name) for name in (a, b)}
    missing = next((name for name, report in reports.items() if report is None), None)
    if missing is not None:
        raise HTTPException(404, f"There is no report “{missing[:80]}” in this ledger.")
    one, other = (report for report in reports.values() if report is not None)
    return Listing(
        name="compare",
        title=f"{a} and {b} compared",
        path="/compare",
        columns=COLUMNS,
        rows=lambda: _rows(room, shortened(one), shortened(other)),
        query=urlencode({"a": a, "b": b}, errors="replace"),
        as_of=room.catalogue.moment,
        version=str(room.catalogue.seq),
    )


def _rows(room: Room, a: Report, b: Report) -> Iterator[Row]:
    shared = room.desk.incidents_shared((a.id, b.id))
    own_a, own_b = (_claims(room, report) for report in (a, b))
    aligned = align(a, own_a, b, own_b, {claim: one.id for one in shared.values() for claim in one.claim_ids})
    for number, point in enumerate(aligned.points, 1):
        told = {"number": number, "relation": point.relation.value, "why": point.why, "likely": point.likely}
        yield {**told, **_side("a", point.a), **_side("b", point.b), "reasons": list(point.reasons)}
    for name, lone in (*(("a", one) for one in aligned.only_a), *(("b", one) for one in aligned.only_b)):
        none = _side("b" if name == "a" else "a", None)
        why = f"only {name} tells this{' number' if lone.figure else ''}"
        yield {
            "number": None,
            "relation": f"only {name}",
            "why": why,
            "likely": None,
            **_side(name, lone.side),
            **none,
            "reasons": [],
        }


def _claims(room: Room, report: Report) -> tuple[Claim, ...]:
    told = room.desk.claims_within(report.id, 0, len(report.text)).claims
    return tuple(claim for claim in told if claim.quote.end <= len(report.text))


def _side(name: str, side: Side | None) -> Row:
    if side is None:
        return {name: None, f"{name}_start": None, f"{name}_end": None, f"{name}_words": None}
    span = side.span
    return {name: span.report_id, f"{name}_start": span.start, f"{name}_end": span.end, f"{name}_words": span.text}
