"""The journal of upkeep beside a ledger: runs, rounds of the watch, backups, checks, raw bytes held and deleted.

It says what was done to the machine's things and when, so that nobody wonders; what happened in the world stands in the ledger.
Lines are only added, but of what comes every minute the last alone is kept. Losing it loses no record of what happened in the
world, but holds on raw bytes and the marks of posts' logs stand here alone: back it up with the ledger; where it is
empty, or younger than the ledger, `raw prune` does not delete what seems to belong to nothing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from sqlalchemy import BigInteger, Column, Engine, Index, Integer, MetaData, Row, Table, Text, delete, func, insert, select

from trucewatch import beside
from trucewatch.beside import Beside
from trucewatch.errors import JournalError


class What(StrEnum):
    """What a line tells of."""

    BEGUN = "begun"
    RUN = "run"
    ROUND = "round"
    BACKUP = "backup"
    VERIFIED = "verified"
    RAW_LOG = "raw log kept"
    RAW_HELD = "raw held"
    RAW_RELEASED = "raw released"
    RAW_DELETED = "raw deleted"


EVERY_MINUTE = frozenset({What.ROUND})
VERSION, APPLICATION_ID, LOCK = 1, 0x5452574A, 0x545255434A  # "TRWJ" in the header of the SQLite file
metadata = MetaData()
version_table = Table("journal_version", metadata, Column("version", Integer, nullable=False))
line_table = Table(
    "journal_line",
    metadata,
    Column("number", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("what", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("well", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("told", Text, nullable=False),
    Index("journal_line_what", "what", "number"),
)
BESIDE = Beside("journal", ".journal.sqlite", APPLICATION_ID, VERSION, metadata, version_table, LOCK, JournalError)
journal_url = BESIDE.url


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what, when (UTC), whether it went well, by whom (empty: by itself), and figures and words as JSON has them."""

    number: int
    what: What
    at: datetime
    well: bool
    by: str
    told: Mapping[str, Any]


class Journal:
    """The journal of one ledger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Journal:
        """Open or create it; `journal_url` gives the address that belongs to a ledger."""
        return cls(BESIDE.open(url))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def begin(self, at: datetime) -> None:
        """Write its first line where there is none yet: a journal that takes the place of a lost one is known by its age."""
        if self.began() is None:
            self.write(What.BEGUN, at=at)

    def began(self) -> datetime | None:
        """When its first line was written; None where there is none."""
        with beside.reading(self._engine) as connection:
            at = connection.scalar(select(line_table.c.at).order_by(line_table.c.number).limit(1))
        return datetime.fromisoformat(at) if at else None

    def write(self, what: What, *, at: datetime, well: bool = True, by: str = "", **told: object) -> None:
        """Add a line; it is on the disk when this returns."""
        self.write_all(what, [told], at=at, well=well, by=by)

    def write_all(
        self, what: What, told: Collection[Mapping[str, object]], *, at: datetime, well: bool = True, by: str = ""
    ) -> None:
        """Add some lines of a kind at once, all or none."""
        stamp = at.astimezone(UTC).isoformat(timespec="seconds")
        row = {"what": what.value, "at": stamp, "well": int(well), "by": by}
        rows = [{**row, "told": json.dumps(one, ensure_ascii=False, sort_keys=True)} for one in told]
        if not rows:
            return
        with BESIDE.writing(self._engine) as connection:
            if what in EVERY_MINUTE:
                connection.execute(delete(line_table).where(line_table.c.what == what.value))
            connection.execute(insert(line_table), rows)

    def lines(self, *what: What, limit: int | None = None) -> tuple[Line, ...]:
        """The lines of some kinds (none named: all), the last first."""
        query = select(line_table).order_by(line_table.c.number.desc()).limit(limit)
        if what:
            query = query.where(line_table.c.what.in_([one.value for one in what]))
        with beside.reading(self._engine) as connection:
            return tuple(_line(row) for row in connection.execute(query))

    def last(self) -> dict[What, Line]:
        """The last line of each kind."""
        newest = select(func.max(line_table.c.number)).group_by(line_table.c.what)
        with beside.reading(self._engine) as connection:
            rows = connection.execute(select(line_table).where(line_table.c.number.in_(newest))).all()
        return {line.what: line for line in map(_line, rows)}


def _line(row: Row[Any]) -> Line:
    return Line(row.number, What(row.what), datetime.fromisoformat(row.at), bool(row.well), row.by, json.loads(row.told))
