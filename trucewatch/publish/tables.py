"""The tables an export can hold, as rows out of the ledger, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from trucewatch.errors import UsageError
from trucewatch.ledger import Ledger
from trucewatch.publish.claims import claim_row
from trucewatch.publish.exports import Row
from trucewatch.publish.incidents import finding_row, incident_row, ultimatum_row


def claim_table(ledger: Ledger) -> Iterator[Row]:
    """Claims with the fields of `read`, plus the incident each belongs to."""
    incident_of = {claim_id: incident.id for incident in ledger.incidents() for claim_id in incident.claim_ids}
    for claim in ledger.claims():
        yield {**claim_row(claim), "incident": incident_of.get(claim.id)}


TABLES: dict[str, Callable[[Ledger], Iterator[Row]]] = {
    "claims": claim_table,
    "incidents": lambda ledger: (incident_row(incident) for incident in ledger.incidents()),
    "findings": lambda ledger: (finding_row(finding) for finding in ledger.findings()),
    "ultimatums": lambda ledger: (ultimatum_row(ultimatum) for ultimatum in ledger.ultimatums()),
}


def table_rows(ledger: Ledger, name: str) -> Iterator[Row]:
    """The rows of a named table; an unknown name is a UsageError that lists the known ones."""
    if name not in TABLES:
        raise UsageError(f"no table {name!r}; known are {', '.join(TABLES)}")
    return TABLES[name](ledger)
