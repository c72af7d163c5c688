"""The tables an export can hold, as rows out of the ledger, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from itertools import islice

from trucewatch.errors import UsageError
from trucewatch.knowledge.parties import load_parties
from trucewatch.ledger import Ledger
from trucewatch.model import Claim, Incident, Report
from trucewatch.publish.areas import area_table
from trucewatch.publish.claims import claim_row
from trucewatch.publish.copies import copy_table
from trucewatch.publish.deadlines import Held, due_on, due_row, held_among
from trucewatch.publish.exports import Row
from trucewatch.publish.incidents import incident_row, ultimatum_row
from trucewatch.publish.naming import naming_row
from trucewatch.publish.posts import POST_TABLES
from trucewatch.publish.stories import story_table
from trucewatch.publish.violations import violation_table
from trucewatch.publish.watching import coverage_table, witnessed_findings
from trucewatch.reconcile.naming.uses import namings

AT_ONCE = 2_000  # claims held at once


def claim_table(ledger: Ledger) -> Iterator[Row]:
    """Claims with the fields of `read`, plus the incident each belongs to."""
    claims = ledger.claims()
    while some := list(islice(claims, AT_ONCE)):
        incident_of = ledger.named_by(Incident, "claim", [claim.id for claim in some])
        yield from ({**claim_row(claim), "incident": incident_of.get(claim.id)} for claim in some)


def naming_table(ledger: Ledger) -> Iterator[Row]:
    """Every use of a name in the reports held, report by report."""
    labels = load_parties().label
    for report in sorted(ledger.reports(), key=lambda report: report.id):
        claims = tuple(ledger.claims(report=report.id))
        yield from (naming_row(use, labels) for use in namings((report,), claims))


def held_for_deadlines(ledger: Ledger, named: Collection[str] = ()) -> Held:
    """What the ledger holds that bears on last days; of the agreements those named, else all."""
    return held_among(
        tuple(ledger.ultimatums()),
        ledger.incidents(),
        tuple(one for one in ledger.findings() if not named or one.agreement_id in named),
        tuple(one for one in ledger.agreements() if not named or one.id in named),
        claims=lambda ids: ledger.held(Claim, ids),
        reports=lambda ids: ledger.held(Report, ids),
    )


def deadline_table(ledger: Ledger) -> Iterator[Row]:
    """What falls due, as it stood on the last day on which a report held was published."""
    held = held_for_deadlines(ledger)
    days = [report.published.day for report in ledger.reports() if report.published]
    on = max(days, default=max((agreement.signed for agreement in held.agreements), default=date.min))
    return ({"on": on.isoformat(), **due_row(due)} for due in due_on(held, on))


def review_table(ledger: Ledger) -> Iterator[Row]:
    """Every review."""
    from trucewatch.publish.reviews import review_rows  # deciding loads what reading needs, which other tables do without

    return review_rows(ledger)


def gold_table(ledger: Ledger) -> Iterator[Row]:
    """What reviewers accepted and corrected, as gold."""
    from trucewatch.publish.reviews import gold_rows

    return gold_rows(ledger)


TABLES: dict[str, Callable[[Ledger], Iterator[Row]]] = {
    "areas": area_table,
    "claims": claim_table,
    "copies": copy_table,
    "deadlines": deadline_table,
    "incidents": lambda ledger: (incident_row(incident) for incident in ledger.incidents()),
    **POST_TABLES,
    "coverage": coverage_table,
    "findings": witnessed_findings,
    "gold": gold_table,
    "namings": naming_table,
    "reviews": review_table,
    "stories": story_table,
    "violations": violation_table,
    "ultimatums": lambda ledger: (ultimatum_row(ultimatum) for ultimatum in ledger.ultimatums()),
}


def table_rows(ledger: Ledger, name: str) -> Iterator[Row]:
    """The rows of a named table; an unknown name is a UsageError that lists the known ones."""
    if name not in TABLES:
        raise UsageError(f"no table {name!r}; known are {', '.join(sorted(TABLES))}")
    return TABLES[name](ledger)
