"""What lies beside a ledger: people, alerts, feeds and the journal in tables of their own, and the raw bytes of its reports."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, delete, func, make_url, select

from trucewatch.alerting.store import BESIDE as ALERTS
from trucewatch.backups.head import Lying
from trucewatch.beside import Beside
from trucewatch.errors import BackupError
from trucewatch.feeds.schema import BESIDE as FEEDS
from trucewatch.journal import BESIDE as JOURNAL
from trucewatch.journal import line_table
from trucewatch.ledger import doors
from trucewatch.ledger.rows import insert_rows
from trucewatch.people.doors import BESIDE as PEOPLE
from trucewatch.raw import RawStore
from trucewatch.raw.holding import ABOUT

SIDES = {one.what: one for one in (PEOPLE, ALERTS, FEEDS, JOURNAL)}
RAW = "raw"
ROWS = 20_000  # rows of one member
BYTES = 32_000_000  # raw bytes of one member


def lying_beside(url: str, raw: RawStore, *, taken: bool) -> tuple[Lying, ...]:
    """What lies beside the ledger of this address; what is not there, or is empty, is left out."""
    found = []
    for what, side in SIDES.items():
        with side.seen(url) as connection:
            many = sum(_many(connection, table) for table in _tables(side)) if connection is not None else 0
        if many:
            found.append(Lying(what, doors.shown(make_url(side.url(url))), many, taken))
    if kept := sum(1 for _ in raw.all()):
        found.append(Lying(RAW, raw.address, kept, taken))
    return tuple(found)


def rows_beside(what: str, url: str) -> Iterator[bytes]:
    """The rows of what lies beside, all of one state, some at a time: a line names a table and its columns, then its rows."""
    side = SIDES[what]
    with side.seen(url) as connection:
        for table in _tables(side) if connection is not None else ():
            assert connection is not None
            names = [column.name for column in table.c]
            head = _line({"table": table.name, "columns": names})
            rows = connection.execution_options(stream_results=True, yield_per=ROWS).execute(select(table))
            for some in rows.partitions(ROWS):
                yield head + b"".join(_line(list(row)) for row in some)


def take_rows(connection: Connection, side: Beside, data: bytes) -> int:
    """Write the rows of one member into the tables, which nobody has written to; how many they were."""
    tables = {table.name: table for table in _tables(side)}
    table, names, some = None, list[str](), list[dict[str, Any]]()
    for line in data.splitlines():
        told = json.loads(line)
        if isinstance(told, dict):
            table, names = tables.get(str(told.get("table"))), list(told.get("columns", ()))
            if table is None or not set(names) <= {column.name for column in table.c}:
                raise BackupError(f"{side.what}: there is no table {told.get('table')!r} with these columns")
        elif table is None or not isinstance(told, list) or len(told) != len(names):
            raise BackupError(f"{side.what}: a row that does not fit its table")
        else:
            some.append(dict(zip(names, told, strict=True)))
    if table is not None:
        insert_rows(connection, table, some)
    return len(some)


def settle_numbers(connection: Connection, side: Beside) -> None:
    """Let PostgreSQL count on from the highest number of each table that numbers its rows."""
    if connection.dialect.name != "postgresql":
        return
    for table in _tables(side):
        for column in table.c:
            if column.autoincrement is True:
                highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
                sequence = func.pg_get_serial_sequence(table.name, column.name)
                connection.execute(select(func.setval(sequence, highest, False)))


def is_empty(connection: Connection, side: Beside) -> bool:
    """True if nothing was ever written to it."""
    return all(_many(connection, table) == 0 for table in _tables(side))


def give_way(connection: Connection) -> bool:
    """Empty a journal in which nothing is said of raw bytes: whoever looks at an empty ledger begins one. False where it is."""
    words = [what.value for what in ABOUT]
    if connection.scalar(select(line_table.c.number).where(line_table.c.what.in_(words)).limit(1)) is not None:
        return False
    connection.execute(delete(line_table))
    return True


def raw_members(raw: RawStore) -> Iterator[bytes]:
    """The raw bytes, by their hashes, some at a time."""
    lines, held = list[bytes](), 0
    for sha256 in sorted(one.sha256 for one in raw.all()):
        data = raw.read(sha256)
        lines.append(_line([sha256, base64.b64encode(data).decode("ascii")]))
        held += len(data)
        if held >= BYTES:
            yield b"".join(lines)
            lines, held = [], 0
    if lines:
        yield b"".join(lines)


def raw_in(data: bytes) -> Iterator[bytes]:
    """The raw bytes of one member, each checked against its hash."""
    for line in data.splitlines():
        sha256, text = json.loads(line)
        kept = base64.b64decode(text)
        if hashlib.sha256(kept).hexdigest() != sha256:
            raise BackupError(f"raw bytes {sha256} are not what their hash was taken over")
        yield kept


def _tables(side: Beside) -> list[Table]:
    return [table for table in side.metadata.sorted_tables if table is not side.version_table]


def _many(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.count()).select_from(table)) or 0)


def _line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
