"""Lines of exports kept ready, so that a large ledger goes out as fast as its lines can be read.

They stand in a table beside the chain and are worked out from its entries: losing them loses nothing. Before an export those of
its format are brought up to the head of the ledger, for the incidents alone that later entries touch; a format that nobody asks
for is never made. Only what stands now is kept ready; a past moment, or what the public may see of positions, is made from the
records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from uuid import uuid4

from sqlalchemy import BigInteger, Column, ColumnElement, Connection, MetaData, Table, Text, and_, delete, insert, select, update

from trucewatch.catalogue import Question, Shelf
from trucewatch.catalogue.asking import conditions
from trucewatch.catalogue.catalogue import catalogue_version
from trucewatch.catalogue.reading import NOW
from trucewatch.catalogue.tables import incident_table
from trucewatch.catalogue.tables import state_table as reached_table
from trucewatch.errors import LedgerError
from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.doors import LINES_LOCK, make_tables, reading, writing
from trucewatch.ledger.records import escape, unescape
from trucewatch.ledger.rows import insert_rows
from trucewatch.ledger.state import chunks, naming_any
from trucewatch.publish.exchange.told import Reader, Told, incidents_told

AT_ONCE = 500  # lines taken out of the database at once, and joined before they are sent
STEP = 1_000  # incidents made ready by one transaction
FEW = 20_000  # entries behind the kept lines from which on all are made anew: to look up whom they touch takes longer

metadata = MetaData()
line_table = Table(
    "exchange_line",
    metadata,
    Column("format", Text, primary_key=True),
    Column("incident", Text, primary_key=True),
    Column("line", Text, nullable=False),
)
state_table = Table(
    "exchange_made",
    metadata,
    Column("format", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("maker", Text, nullable=False),  # the process that is at work on the lines; empty once they are whole
)
NONE_YET = -1
ELSEWHERE = (  # what makes lines, outside this room
    "reconcile/figures/readings.py",
    "publish/exports.py",
    "publish/figures.py",
    "publish/incidents.py",
    "publish/origins.py",
    "publish/words.py",
)

Make = Callable[[Told], str]
Lines = Mapping[str, Make]
Taking = Callable[[Question], Iterator[str]]  # the kept lines of one format, some at once


class Overtaken(Exception):
    """Another process is at work on the lines."""


class Ready:
    """The kept lines of one ledger at its head in one format; `make` gives an incident's line, empty where it has none."""

    def __init__(self, ledger: Ledger, shelf: Shelf, reader: Reader, name: str, make: Make) -> None:
        self._ledger, self._shelf, self._reader, self._name, self._line = ledger, shelf, reader, name, make
        make_tables(ledger.engine, metadata)

    def catch_up(self) -> None:
        """Make the lines of all that entries up to the moment of the shelf touched; cheap where there are none.

        Killed on the way, it goes on where the lines were whole last. Overtaken where another process began after this one, a
        LedgerError where nothing can be written.
        """
        with reading(self._ledger.engine) as connection:
            if self._is_whole(connection):
                return
        maker = uuid4().hex
        known = self._begin(maker)
        if known == NONE_YET:
            self._make(incidents_told(self._reader, self._shelf, Question()), maker)
        else:
            for some in chunks(sorted(self._touched(known, self._shelf.seq))):
                told = list(incidents_told(self._reader, self._shelf, Question(ids=tuple(some))))
                self._write(some, told, maker)
        with writing(self._ledger.engine, lock=LINES_LOCK) as connection:
            self._check(connection, maker)
            connection.execute(update(state_table).where(self._mine).values(seq=self._shelf.seq, maker=""))

    def lines(self, question: Question) -> Iterator[str]:
        """The lines of the incidents asked for, in the order of the list, some at once.

        Where another process is at work on them by now, they are made from the records.
        """
        engine = self._ledger.engine
        if engine.dialect.name != "sqlite":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with reading(engine) as connection:
            if whole := self._is_whole(connection):
                yield from _kept(connection, self._name, question, self._shelf.seq)
        if not whole:
            made = (self._line(told) for told in incidents_told(self._reader, self._shelf, question))
            yield from (line for line in made if line)

    @property
    def _mine(self) -> ColumnElement[bool]:
        return state_table.c.format == self._name

    def _is_whole(self, connection: Connection) -> bool:
        row = connection.execute(select(state_table).where(self._mine)).first()
        return row is not None and (row.version, row.seq, row.maker) == (self._version(), self._shelf.seq, "")

    def _begin(self, maker: str) -> int:
        """Take the lines over; the number of the entry up to which they are right, or NONE_YET."""
        version, seq = self._version(), self._shelf.seq
        with writing(self._ledger.engine, lock=LINES_LOCK) as connection:
            row = connection.execute(select(state_table).where(self._mine)).first()
            known = int(row.seq) if row is not None and row.version == version and seq - FEW <= row.seq <= seq else NONE_YET
            connection.execute(delete(state_table).where(self._mine))
            connection.execute(insert(state_table), [{"format": self._name, "version": version, "seq": known, "maker": maker}])
            if known == NONE_YET:
                connection.execute(delete(line_table).where(line_table.c.format == self._name))
        return known

    def _make(self, told: Iterator[Told], maker: str) -> None:
        while some := list(islice(told, STEP)):
            self._write((), some, maker)

    def _write(self, gone: Collection[str], told: Sequence[Told], maker: str) -> None:
        """Put the lines of these incidents in the place of those that some had."""
        rows = [
            {"format": self._name, "incident": escape(one.incident.id), "line": line.encode("utf-8", "backslashreplace").decode()}
            for one in told
            if (line := self._line(one))
        ]
        with writing(self._ledger.engine, lock=LINES_LOCK) as connection:
            self._check(connection, maker)
            for some in chunks(sorted({*map(escape, gone), *(row["incident"] for row in rows)})):
                old = line_table.c.format == self._name, line_table.c.incident.in_(some)
                connection.execute(delete(line_table).where(*old))
            if rows:
                insert_rows(connection, line_table, rows)

    def _touched(self, after: int, until: int) -> set[str]:
        """The incidents that entries behind one speak of, or whose claims, findings or reports they speak of."""
        found: dict[str, set[str]] = {"claim": set(), "report": set()}
        touched: set[str] = set()
        kinds = (Kind.INCIDENT, Kind.FINDING, Kind.CLAIM, Kind.REPORT)
        for _, kind, subject, key, payload in self._ledger.payloads_about(kinds, after=after, until=until):
            if subject is Kind.INCIDENT:
                touched.add(key)
            elif subject is Kind.FINDING:
                touched.update(self._incidents_of(key, payload if kind is Kind.FINDING else None))
            else:
                found[subject.value].add(escape(key))
        for what, keys in found.items():
            touched.update(map(unescape, naming_any(self._ledger.engine, Kind.INCIDENT, what, keys, until)))
        return touched

    def _incidents_of(self, finding: str, payload: object) -> Collection[str]:
        """The incident of a finding; of one that was withdrawn, those of all its earlier forms."""
        if isinstance(payload, dict):
            return (str(payload["incident_id"]),)
        return {getattr(e.record, "incident_id", "") for e in self._ledger.history(Kind.FINDING, finding)} - {""}

    def _version(self) -> str:
        return f"{catalogue_version()} {_code()}"

    def _check(self, connection: Connection, maker: str) -> None:
        if connection.scalar(select(state_table.c.maker).where(self._mine)) != maker:
            raise Overtaken


def ready_lines(ledger: Ledger, shelf: Shelf, reader: Reader, name: str, make: Make) -> Taking | None:
    """What `Stock.ready` takes for a format, brought up to the head; None for a past moment, or where nothing can be written."""
    if shelf.seq != ledger.head()[0]:
        return None
    try:
        ready = Ready(ledger, shelf, reader, name, make)
        ready.catch_up()
    except (LedgerError, Overtaken):
        return None
    return ready.lines


def _kept(connection: Connection, name: str, question: Question, seq: int) -> Iterator[str]:
    now = connection.scalar(select(reached_table.c.seq)) == seq  # the catalogue may have gone on since the lines were made
    query = (
        select(line_table.c.line)
        .join(incident_table, and_(line_table.c.format == name, line_table.c.incident == incident_table.c.incident))
        .where(*conditions(connection, question, NOW if now else seq))
        .order_by(incident_table.c.first_day.desc(), incident_table.c.incident)
    )
    rows = connection.execution_options(stream_results=True, yield_per=AT_ONCE).execute(query).scalars()
    for some in rows.partitions(AT_ONCE):
        yield "".join(some)


@cache
def _code() -> str:
    """The code and tables that make lines, by their content."""
    taken, root = hashlib.sha256(), files("trucewatch")
    own = sorted((root / "publish" / "exchange").iterdir(), key=lambda one: one.name)
    for source in (*own, *(root / path for path in ELSEWHERE)):
        if source.name.endswith(".py"):
            taken.update(source.read_bytes())
    return taken.hexdigest()[:16]
