"""One step of the catalogue: some entries of the ledger, and what of the tables they touch."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, Table, func, select

from trucewatch.catalogue.gathering import Gathering
from trucewatch.catalogue.memory import Memory
from trucewatch.catalogue.pen import Pen
from trucewatch.catalogue.tables import LAST, incident_table
from trucewatch.ledger.state import chunks


@dataclass(slots=True)
class Standing:
    """The row of an incident that stands: its number, what it was made of, its first day and type."""

    row: int
    mark: int
    day: date | None
    type: str


@dataclass(slots=True)
class Step:
    """One transaction.

    `forms` are, of each incident, from which entry on it had which first day and type; `moved` the changes of what it may rest
    on: at which entry, and which claim or report.
    """

    connection: Connection
    memory: Memory
    found: Gathering
    pen: Pen = field(default_factory=Pen)
    forms: dict[str, list[tuple[int, date | None, str]]] = field(default_factory=dict)
    standing: dict[str, Standing] = field(default_factory=dict)
    moved: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def next_row(self, table: Table) -> Iterator[int]:
        """Numbers for new rows of a table."""
        number = int(self.connection.scalar(select(func.max(table.c.row))) or 0)
        while True:
            number += 1
            yield number


def standing_in(connection: Connection, keys: Collection[str]) -> dict[str, Standing]:
    """The rows of those of these incidents that stand."""
    out: dict[str, Standing] = {}
    c = incident_table.c
    for some in chunks(sorted(keys)):
        query = select(c.incident, c.row, c.mark, c.first_day, c.type).where(c.incident.in_(some), c.until == LAST)
        for row in connection.execute(query):
            day = date.fromordinal(row.first_day) if row.first_day else None
            out[row.incident] = Standing(row.row, row.mark, day, row.type)
    return out


def number_of(words: str) -> int:
    """A number that other words have not."""
    return int.from_bytes(hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % LAST
