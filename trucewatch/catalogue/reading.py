"""Read cards out of the tables."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Connection, Table, and_, select

from trucewatch.catalogue.cards import FindingLine, IncidentCard
from trucewatch.catalogue.stored import incident_of
from trucewatch.catalogue.tables import LAST, area_table, card_table, finding_table, incident_table
from trucewatch.ledger.records import unescape
from trucewatch.ledger.state import chunks
from trucewatch.model import FindingState

NOW = LAST - 1  # asked for instead of the entry that the tables reach to: what stands lies together in the indexes


def stands(table: Table, seq: int) -> ColumnElement[bool]:
    """True of a row that stood at an entry."""
    if seq == NOW:
        return table.c.until == LAST
    return and_(table.c.since <= seq, table.c.until > seq)


def cards_of(connection: Connection, keys: Collection[str], seq: int) -> dict[str, tuple[int, IncidentCard]]:
    """The incidents of these escaped ids that stood at an entry: each with the number of its row and its whole card."""
    out: dict[str, tuple[int, IncidentCard]] = {}
    for some in chunks(sorted(keys)):
        query = (
            select(incident_table.c.incident, incident_table.c.row, card_table.c.card)
            .join(card_table, card_table.c.row == incident_table.c.row)
            .where(incident_table.c.incident.in_(some), stands(incident_table, seq))
        )
        found = connection.execute(query).all()
        lines, areas = _lines(connection, some, seq), _areas(connection, some, seq)
        for row in found:
            card = replace(
                incident_of.load(row.card),
                findings=tuple(sorted(lines.get(row.incident, ()))),
                areas=tuple(sorted(areas.get(row.incident, ()))),
            )
            out[row.incident] = row.row, card
    return out


def _lines(connection: Connection, keys: Sequence[str], seq: int) -> dict[str, set[FindingLine]]:
    c, out = finding_table.c, dict[str, set[FindingLine]]()
    query = select(c.incident, c.agreement, c.clause, c.state).where(c.incident.in_(keys), stands(finding_table, seq))
    for row in connection.execute(query):
        line = FindingLine(unescape(row.agreement), unescape(row.clause), FindingState(row.state))
        out.setdefault(row.incident, set()).add(line)
    return out


def _areas(connection: Connection, keys: Sequence[str], seq: int) -> dict[str, set[str]]:
    c, out = area_table.c, dict[str, set[str]]()
    for row in connection.execute(select(c.incident, c.area).where(c.incident.in_(keys), stands(area_table, seq))):
        out.setdefault(row.incident, set()).add(unescape(row.area))
    return out
