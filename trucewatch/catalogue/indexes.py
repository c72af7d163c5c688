"""Indexes that counting needs and earlier ledgers lack: made where lists are next kept up; the layout stays what it is."""

from __future__ import annotations

from contextlib import suppress
from weakref import WeakSet

from sqlalchemy import Connection, Engine, inspect, text

from trucewatch.catalogue.tables import incident_table, side_table
from trucewatch.errors import LedgerError
from trucewatch.ledger.doors import LISTS_LOCK, is_writable, reading, writing

COUNTED = "until, since, first_day, last_day, type, state"  # so that what lies somewhere is counted without looking at its rows
INDEXES = {
    "catalogue_incident_spot": (incident_table.name, f"latitude, longitude, {COUNTED}"),
    "catalogue_incident_where": (incident_table.name, f"place, {COUNTED}"),
    "catalogue_side_party": (side_table.name, "side, party, row"),
}


def make_indexes(engine: Engine) -> None:
    """Make those that are missing, once in a process and if anything may be written; answers are the same without them."""
    if engine in _LOOKED or not is_writable(engine):
        return
    with reading(engine) as connection:
        missing = _missing(connection)
    if missing:
        with suppress(LedgerError), writing(engine, lock=LISTS_LOCK) as connection:
            for name in _missing(connection):  # another process may have been quicker
                table, columns = INDEXES[name]
                connection.execute(text(f"CREATE INDEX {name} ON {table} ({columns})"))
    _LOOKED.add(engine)


def _missing(connection: Connection) -> list[str]:
    found = inspect(connection)
    there = {index["name"] for table in {table for table, _ in INDEXES.values()} for index in found.get_indexes(table)}
    return [name for name in INDEXES if name not in there]


_LOOKED: WeakSet[Engine] = WeakSet()
