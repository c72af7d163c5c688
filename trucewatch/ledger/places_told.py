"""Ask where in a report its claims stand, and which incidents refer to something, without reading every record for it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from trucewatch.ledger import state
from trucewatch.ledger.records import Kind, escape, from_json, unescape
from trucewatch.ledger.state import Moment
from trucewatch.ledger.store import Ledger
from trucewatch.model import Claim

# In canonical JSON keys are sorted, and no value can hold a quotation mark that is not escaped.
_QUOTE = re.compile(r'"quote":\{"end":(\d+),"report_id":"(?:[^"\\]|\\.)*","start":(\d+)')


@dataclass(frozen=True, slots=True)
class Told:
    """The claims of a report that reach into a stretch of its text, in its order, and where those of all of it begin and end."""

    claims: tuple[Claim, ...]
    places: tuple[tuple[int, int], ...]


def claims_within(ledger: Ledger, report: str, start: int, end: int, *, as_of: Moment | None = None) -> Told:
    """What is told between two places of a report; claims that stand elsewhere are counted and not read."""
    rows = state.standing_with_links(ledger.engine, Kind.CLAIM, ledger.position(as_of), {"report": escape(report)})
    places, near = [], []
    for row in rows:
        place = quote_place(row.payload)
        places.append(place)
        if place[0] < end and start < place[1]:
            near.append(from_json(Kind.CLAIM, row.payload))
    claims = (claim for claim in near if isinstance(claim, Claim))
    return Told(tuple(sorted(claims, key=lambda claim: (claim.quote.start, claim.quote.end, claim.id))), tuple(sorted(places)))


def quote_place(payload: str) -> tuple[int, int]:
    """Where the quotation of a claim begins and ends, from its canonical JSON."""
    found = _QUOTE.search(payload)
    if found is not None:
        return int(found[2]), int(found[1])
    claim = from_json(Kind.CLAIM, payload)
    assert isinstance(claim, Claim)
    return claim.quote.start, claim.quote.end


def incidents_told_by(ledger: Ledger, reports: Collection[str], *, as_of: Moment | None = None) -> frozenset[str]:
    """The ids of the incidents that rest on an account of every one of these reports."""
    until, found = ledger.position(as_of), []
    for report in reports:
        found.append(state.naming_any(ledger.engine, Kind.INCIDENT, "report", {escape(report)}, until))
    return frozenset(unescape(key) for key in frozenset.intersection(*found)) if found else frozenset()
