"""Bring the tables of the catalogue up with the entries of the ledger: some entries at a time, each time all of it or nothing."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select, text

from trucewatch.catalogue.area_rows import write_areas
from trucewatch.catalogue.finding_rows import write_findings
from trucewatch.catalogue.gathering import findings_before, gather
from trucewatch.catalogue.incident_rows import touch_incidents, write_incidents
from trucewatch.catalogue.making import Atlas
from trucewatch.catalogue.memory import Memory
from trucewatch.catalogue.report_rows import write_reports
from trucewatch.catalogue.step import Step
from trucewatch.catalogue.tables import LAST, incident_table, metadata, report_word_table, state_table, word_table
from trucewatch.catalogue.tallying import Tallies, mark
from trucewatch.ledger.records import escape
from trucewatch.ledger.schema import entry_table

AT_ONCE = 4_000  # entries taken in by one transaction: about two seconds in which nobody else can write


class Keeper:
    """Keeps the tables of one ledger; what it has read once it knows for the next time."""

    def __init__(self, atlas: Atlas) -> None:
        self._memory = Memory(atlas)

    def forget(self) -> None:
        """Read anew what claims say: another process has been at work since."""
        self._memory.forget()

    def clear(self, connection: Connection) -> None:
        """Forget all that is kept."""
        for table in metadata.sorted_tables:
            if table in (word_table, report_word_table) and connection.dialect.name == "sqlite":
                connection.execute(text(f"INSERT INTO {table.name} ({table.name}) VALUES ('delete-all')"))
            else:
                connection.execute(delete(table))

    def take(self, connection: Connection, after: int, until: int) -> int:
        """Take some entries behind `after` in; the number of the last one."""
        found = gather(connection, after, min(until, after + AT_ONCE))
        _take(Step(connection, self._memory, found))
        return found.until


def _take(step: Step) -> None:
    """All that the entries change, table by table, then the counts."""
    found, tallies = step.found, Tallies(step.connection)
    write_reports(step)
    touch_incidents(step)
    affected = (
        set(found.touched)
        | step.moved.keys()
        | {escape(one.incident_id) for c in found.findings.values() for one in c.values if one}
    )
    before = findings_before(step.connection, found.findings, found.after)
    affected |= {escape(one.incident_id) for one in before.values()}
    if found.agreements:
        affected |= _all_standing(step.connection)
    tallies.less(affected, set(found.findings), {key for key, _ in found.forms}, found.after)
    write_incidents(step)
    write_findings(step, before)
    write_areas(step, redraw=affected if found.agreements else set())
    step.pen.write(step.connection)
    step.memory.remember(found.claims)
    tallies.more(affected, set(found.findings), {key for key, _ in found.forms}, found.until)
    tallies.write()
    mark(step.connection, found.until)


def _all_standing(connection: Connection) -> set[str]:
    return set(connection.scalars(select(incident_table.c.incident).where(incident_table.c.until == LAST)))


def covered(connection: Connection, version: str) -> int | None:
    """The number of the last entry that the tables reach to; None if they were never made, or by another version."""
    row = connection.execute(select(state_table)).first()
    return int(row.seq) if row is not None and row.version == version else None


def head_of(connection: Connection) -> int:
    """The number of the last entry of the ledger."""
    return int(connection.scalar(select(func.max(entry_table.c.seq))) or 0)
