"""Lines of exports kept ready, so that a large ledger goes out as fast as its lines can be read.

They stand in a table beside the chain and are worked out from its entries: losing them loses nothing. Before an export they are
brought up to the head of the ledger, for the incidents alone that later entries touch. Only what stands now is kept ready; a past
moment, or what the public may see of positions, is made from the records.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import islice

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, and_, delete, insert, select

from trucewatch.catalogue import Question, Shelf
from trucewatch.catalogue.asking import conditions
from trucewatch.catalogue.catalogue import catalogue_version
from trucewatch.catalogue.reading import NOW
from trucewatch.catalogue.tables import incident_table
from trucewatch.errors import LedgerError
from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.doors import make_tables, reading, writing
from trucewatch.ledger.records import escape, unescape
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
    "exchange_state", metadata, Column("version", Text, nullable=False), Column("seq", BigInteger, nullable=False)
)

Lines = Mapping[str, Callable[[Told], str]]


class Ready:
    """The kept lines of one ledger; `lines` makes the line of an incident for each format, empty where it has none."""

    def __init__(self, ledger: Ledger, lines: Lines) -> None:
        self._ledger, self._lines = ledger, lines
        make_tables(ledger.engine, metadata)

    def catch_up(self, shelf: Shelf, reader: Reader, progress: Callable[[int], None] = lambda many: None) -> None:
        """Make the lines of all that entries up to the moment of the shelf touched; cheap where there are none.

        A LedgerError where nothing can be written.
        """
        engine, version = self._ledger.engine, self._version()
        with reading(engine) as connection:
            found = connection.execute(select(state_table)).first()
        known = int(found.seq) if found is not None and found.version == version and found.seq <= shelf.seq else None
        if known == shelf.seq:
            return
        if known is None or shelf.seq - known > FEW:
            with writing(engine) as connection:
                connection.execute(delete(state_table))
                connection.execute(delete(line_table))
            self._make(incidents_told(reader, shelf, Question()), progress)
        else:
            touched = self._touched(known, shelf.seq)
            for some in chunks(sorted(touched)):
                with writing(engine) as connection:
                    keys = [escape(key) for key in some]
                    connection.execute(delete(line_table).where(line_table.c.incident.in_(keys)))
                self._make(incidents_told(reader, shelf, Question(ids=tuple(some))), progress)
        with writing(engine) as connection:
            connection.execute(delete(state_table))
            connection.execute(insert(state_table), [{"version": version, "seq": shelf.seq}])

    def lines(self, name: str, question: Question) -> Iterator[str]:
        """The lines of a format for the incidents asked for, in the order of the list, some at once."""
        with reading(self._ledger.engine) as connection:
            asked = conditions(connection, question, NOW)
            query = (
                select(line_table.c.line)
                .join(incident_table, and_(line_table.c.format == name, line_table.c.incident == incident_table.c.incident))
                .where(*asked)
                .order_by(incident_table.c.first_day.desc(), incident_table.c.incident)
            )
            rows = connection.execution_options(stream_results=True, yield_per=AT_ONCE).execute(query).scalars()
            for some in rows.partitions(AT_ONCE):
                yield "".join(some)

    def _make(self, told: Iterator[Told], progress: Callable[[int], None]) -> None:
        while some := list(islice(told, STEP)):
            rows = [
                {"format": name, "incident": escape(one.incident.id), "line": line.encode("utf-8", "backslashreplace").decode()}
                for one in some
                for name, make in self._lines.items()
                if (line := make(one))
            ]
            if rows:
                with writing(self._ledger.engine) as connection:
                    _replace(connection, rows)
            progress(len(some))

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
        return f"{catalogue_version()} {_code()} {' '.join(sorted(self._lines))}"


def ready_lines(ledger: Ledger, shelf: Shelf, reader: Reader, lines: Lines) -> Callable[[str, Question], Iterator[str]] | None:
    """What `Stock.ready` takes, brought up to the ledger's head; None for a past moment, or where nothing can be written."""
    if shelf.seq != ledger.head()[0]:
        return None
    try:
        ready = Ready(ledger, lines)
        ready.catch_up(shelf, reader)
    except LedgerError:
        return None
    return ready.lines


def _replace(connection: Connection, rows: list[dict[str, str]]) -> None:
    """Write the lines; another process may have made the same ones meanwhile."""
    for some in chunks(sorted({row["incident"] for row in rows})):
        connection.execute(delete(line_table).where(line_table.c.incident.in_(some)))
    connection.execute(insert(line_table), rows)


@cache
def _code() -> str:
    """The code and tables that make lines, by their content."""
    taken, root = hashlib.sha256(), files("trucewatch")
    own = sorted((root / "publish" / "exchange").iterdir(), key=lambda one: one.name)
    for source in (*own, root / "reconcile" / "figures" / "readings.py"):
        if source.name.endswith(".py"):
            taken.update(source.read_bytes())
    return taken.hexdigest()[:16]
