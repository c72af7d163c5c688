"""The tables an export can hold, as rows out of the ledger, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trucewatch.errors import UsageError
from trucewatch.knowledge.parties import load_parties
from trucewatch.ledger import Ledger
from trucewatch.publish.claims import claim_row
from trucewatch.publish.copies import copy_table
from trucewatch.publish.exports import Row
from trucewatch.publish.incidents import finding_row, incident_row, ultimatum_row
from trucewatch.publish.naming import naming_row
from trucewatch.publish.stories import story_table
from trucewatch.reconcile.naming.uses import namings


from trucewatch.publish.posts import POST_TABLES
def claim_table(ledger: Ledger) -> Iterator[Row]:
    """Claims with the fields of `read`, plus the incident each belongs to."""
    incident_of = {claim_id: incident.id for incident in ledger.incidents() for claim_id in incident.claim_ids}
    for claim in ledger.claims():
        yield {**claim_row(claim), "incident": incident_of.get(claim.id)}


def naming_table(ledger: Ledger) -> Iterator[Row]:
    """Every use of a name in the reports held, report by report."""
    labels = load_parties().label
    for report in sorted(ledger.reports(), key=lambda report: report.id):
        claims = tuple(ledger.claims(report=report.id))
        yield from (naming_row(use, labels) for use in namings((report,), claims))


TABLES: dict[str, Callable[[Ledger], Iterator[Row]]] = {
    "claims": claim_table,
    "copies": copy_table,
    "incidents": lambda ledger: (incident_row(incident) for incident in ledger.incidents()),
    "findings": lambda ledger: (finding_row(finding) for finding in ledger.findings()),
    "namings": naming_table,
    "stories": story_table,
    "ultimatums": lambda ledger: (ultimatum_row(ultimatum) for ultimatum in ledger.ultimatums()),
}


def table_rows(ledger: Ledger, name: str) -> Iterator[Row]:
    """The rows of a named table; an unknown name is a UsageError that lists the known ones."""
    if name not in TABLES:
        raise UsageError(f"no table {name!r}; known are {', '.join(TABLES)}")
    return TABLES[name](ledger)
    **POST_TABLES,
