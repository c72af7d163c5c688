"""What moved between two entries (incidents whose card, areas or findings are other ones), and when it was told and recorded."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import and_, func, or_, select

from trucewatch.catalogue.tables import area_table, finding_table, incident_table, report_table
from trucewatch.ledger import Ledger
from trucewatch.ledger.chain import instant
from trucewatch.ledger.doors import reading
from trucewatch.ledger.records import escape, unescape
from trucewatch.ledger.schema import entry_table
from trucewatch.ledger.state import chunks


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


def published_days(ledger: Ledger, reports: Collection[str]) -> dict[str, date]:
    """The day on which each of these reports was published, as it was recorded last; those without a day are left out."""
    found: dict[str, date] = {}
    c = report_table.c
    for some in chunks(sorted(escape(key) for key in reports)):
        with reading(ledger.engine) as connection:
            query = select(c.report, c.day).where(c.report.in_(some), c.day > 0).order_by(c.since)
            found |= {unescape(row.report): date.fromordinal(row.day) for row in connection.execute(query)}
    return found


def recorded_hours(ledger: Ledger, since: datetime) -> tuple[datetime, ...]:
    """The hours (their beginnings, in UTC) in which anything was recorded from a moment on."""
    c = entry_table.c
    hour = func.substr(c.recorded_at, 1, 13)
    with reading(ledger.engine) as connection:
        found = connection.scalars(select(hour).where(c.recorded_at >= instant(since)).distinct()).all()
    return tuple(sorted(datetime.fromisoformat(f"{one}:00:00+00:00") for one in found))
