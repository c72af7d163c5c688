"""Which incidents moved between two entries: whose card, areas or findings are other ones, or that came or went."""

from __future__ import annotations

from sqlalchemy import and_, or_, select

from trucewatch.catalogue.tables import area_table, finding_table, incident_table
from trucewatch.ledger import Ledger
from trucewatch.ledger.doors import reading
from trucewatch.ledger.records import unescape


def moved_between(ledger: Ledger, after: int, until: int) -> tuple[str, ...]:
    """The incidents that a list may show otherwise at entry `until` than at entry `after`, by id.

    The catalogue must reach to `until`: `Catalogue.at` brings it there.
    """
    if until <= after:
        return ()
    found: set[str] = set()
    with reading(ledger.engine) as connection:
        for table in (incident_table, finding_table, area_table):
            c = table.c
            begun, ended = and_(c.since > after, c.since <= until), and_(c.until > after, c.until <= until)
            found.update(connection.scalars(select(c.incident).where(or_(begun, ended)).distinct()))
    return tuple(sorted(unescape(key) for key in found))
