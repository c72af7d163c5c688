"""The columns of incidents in memory: what filters ask of each, as numbers, so that what they leave is counted in milliseconds.

A database counts half a million rows in a second or so, a page asks for several such counts, and each entry of the ledger makes
them new ones. The columns hold every form that an incident ever had (some 240 bytes with its parties and ten outlets), and
take in what entries change; answers are those of the tables, which are asked until the columns are learned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, Select, Table, func, select

from trucewatch.catalogue.tables import (
    LAST,
    area_table,
    figure_table,
    finding_table,
    incident_table,
    outlet_table,
    party_table,
    state_table,
)
from trucewatch.errors import LedgerError
from trucewatch.ledger.doors import reading

Numbers = NDArray[Any]
AT_ONCE = 20_000  # rows of one bite
MOST_FORMS = 5_000_000  # some 1.2 GB: of a ledger with more the tables are asked
MOST_BEHIND = 50_000  # entries that are taken in while a page waits: of more, all is learned anew beside the pages
LOOKED_AT = 20  # rows by which it is seen that the tables are still those that were read
NAMED = ("type", "state", "review", "country", "admin1", "place")
PLAIN = {  # what is kept as a number of its own, and of which kind
    "incident": {"row": "i8", "since": "i8", "until": "i8", "first_day": "i4", "last_day": "i4", "told_day": "i4",
                 "latitude": "f8", "longitude": "f8"},
    "party": {"row": "i8", "named": "i1"},
    "outlet": {"row": "i8", "alone": "i1", "leads": "i1"},
    "figure": {"row": "i8", "most": "i8"},
    "area": {"since": "i8", "until": "i8"},
    "finding": {"row": "i8", "since": "i8", "until": "i8"},
}  # fmt: skip
CODED = {  # what is kept as the number of a name
    "incident": NAMED,
    "party": ("party",),
    "outlet": ("outlet",),
    "figure": ("kind",),
    "area": ("area",),
    "finding": ("agreement", "clause", "state"),
}
COUNTED = {"incident": {"incident": "id", "doc": "doc"}, "area": {"incident": "id"}, "finding": {"incident": "id"}}
TABLES = {
    "incident": incident_table,
    "party": party_table,
    "outlet": outlet_table,
    "figure": figure_table,
    "area": area_table,
    "finding": finding_table,
}
OF_ROWS = ("party", "outlet", "figure")


@dataclass(slots=True)
class Codes:
    """A number for each name, in the order in which they came."""

    names: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """The number of a name; -1 of one that never came."""
        return self._numbers.get(name, -1)

    def take(self, names: Iterable[str]) -> list[int]:
        """Their numbers; new names get the next ones."""
        out = []
        for name in names:
            number = self._numbers.get(name)
            if number is None:
                number = self._numbers[name] = len(self.names)
                self.names.append(name)
            out.append(number)
        return out


class Places:
    """A small number for each of many large ones, without holding an object for each."""

    def __init__(self) -> None:
        self.many = 0
        self._sorted: Numbers = np.empty(0, "i8")
        self._placed: Numbers = np.empty(0, "i8")
        self._more: dict[int, int] = {}

    def learn(self, values: Numbers) -> Numbers:
        """The numbers of all of them at once."""
        self._sorted, placed = np.unique(values, return_inverse=True)
        self.many, self._placed, self._more = len(self._sorted), np.arange(len(self._sorted)), {}
        return placed.astype("i4")

    def take(self, values: Numbers) -> Numbers:
        """Their numbers; new ones get the next."""
        found = self.find(values)
        for at in np.flatnonzero(found < 0):
            value = int(values[at])
            if value not in self._more:
                self._more[value], self.many = self.many, self.many + 1
            found[at] = self._more[value]
        return found

    def find(self, values: Numbers) -> Numbers:
        """Their numbers; -1 of those that never came."""
        at = np.searchsorted(self._sorted, values)
        at[at == len(self._sorted)] = 0
        known = self._sorted[at] == values if len(self._sorted) else np.zeros(len(values), bool)
        found = np.where(known, self._placed[at] if len(self._sorted) else 0, -1).astype("i4")
        if self._more:
            for one in np.flatnonzero(~known):
                found[one] = self._more.get(int(values[one]), -1)
        return found


class Growing:
    """Columns of one length, with room behind them: what is new is added without copying what was there."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.many = 0
        self._columns: dict[str, Numbers] = {name: np.empty(0, kind) for name, kind in kinds.items()}

    def add(self, columns: Mapping[str, Numbers]) -> None:
        """More rows."""
        more = len(next(iter(columns.values())))
        for name, values in columns.items():
            old = self._columns[name]
            if self.many + more > len(old):
                self._columns[name] = np.empty((self.many + more) * 9 // 8, old.dtype)
                self._columns[name][: self.many] = old[: self.many]
            self._columns[name][self.many : self.many + more] = values
        self.many += more

    def seen(self) -> dict[str, Numbers]:
        """The columns as long as they are now: what is added later does not show in these."""
        return {name: values[: self.many] for name, values in self._columns.items()}


@dataclass(frozen=True)
class Columns:
    """The columns up to an entry, and what was picked of them lately; `at` is the place of each row of a satellite."""

    seq: int
    tables: Mapping[str, Mapping[str, Numbers]]
    codes: Mapping[str, Codes]
    places: Mapping[str, Places]
    many: Mapping[str, int]
    picked: dict[object, Numbers] = field(default_factory=dict)


class Learned:
    """The columns of one ledger, once they were learned."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._lock = engine, Lock()
        self._now: Columns | None = None
        self._forget()

    def learn(self) -> bool:
        """Read all of it; False where there is too much for memory."""
        engine = self._engine
        if engine.dialect.name != "sqlite":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with self._lock, reading(engine) as connection:
            self._forget()
            if int(connection.scalar(select(func.max(incident_table.c.row))) or 0) > MOST_FORMS:
                return False
            for name in TABLES:
                self._read(connection, name)
            self._show(int(connection.scalar(select(state_table.c.seq)) or 0))
        return True

    def at(self, connection: Connection, seq: int) -> Columns | None:
        """The columns, if they reach to an entry or can be brought there at once; the connection sees one state."""
        now = self._now
        if now is None or now.seq >= seq:
            return now
        if not self._lock.acquire(blocking=False):
            return None
        try:
            now = self._now
            if now is not None and now.seq < seq:
                self._take(connection, now.seq)
            return self._now
        except BaseException:  # taken in by half: taken in again, some rows would be there twice
            self._learn_anew()
            raise
        finally:
            self._lock.release()

    def _learn_anew(self) -> None:
        self._forget()
        Thread(target=learn_columns, args=(self._engine,), name="columns", daemon=True).start()

    def _forget(self) -> None:
        self._now = None
        self._tables = {name: Growing(_kinds(name)) for name in TABLES}
        self._codes: dict[str, Codes] = {column: Codes() for names in CODED.values() for column in names}
        self._places = {"id": Places(), "doc": Places()}

    def _show(self, seq: int) -> None:
        tables = {name: table.seen() for name, table in self._tables.items()}
        self._now = Columns(seq, tables, self._codes, self._places, {name: one.many for name, one in self._places.items()})

    def _take(self, connection: Connection, after: int) -> None:
        """What the entries behind one of them changed; all is forgotten where the tables were made anew since."""
        until = int(connection.scalar(select(state_table.c.seq)) or 0)
        if not after < until <= after + MOST_BEHIND or not self._is_same(connection):
            self._learn_anew()
            return
        for name, table in (("incident", incident_table), ("finding", finding_table)):
            self._end(connection, name, table, after)
        self._end_areas(connection, after)
        for name in TABLES:
            self._read(connection, name, after)
        self._show(until)

    def _is_same(self, connection: Connection) -> bool:
        """True if some rows and the last one are those that were read: of tables that were made anew they are others."""
        table = self._tables["incident"]
        if not table.many:
            return True
        seen, c = table.seen(), incident_table.c
        some = np.unique(np.linspace(0, table.many - 1, LOOKED_AT).astype("i8"))
        query = select(c.row, c.since, c.doc).where(c.row.in_(seen["row"][some].tolist())).order_by(c.row)
        found = np.array(connection.execute(query).all(), "i8").reshape(-1, 3)
        docs = self._places["doc"].find(found[:, 2])
        return len(found) == len(some) and bool(np.all((found[:, 1] == seen["since"][some]) & (docs == seen["doc"][some])))

    def _end(self, connection: Connection, name: str, table: Table, after: int) -> None:
        """What stood and ended since."""
        c = table.c
        rows = connection.execute(select(c.row, c.until).where(c.until > after, c.until < LAST, c.since <= after)).all()
        seen = self._tables[name].seen()
        if rows:
            ended = np.array(rows, "i8")
            seen["until"][np.searchsorted(seen["row"], ended[:, 0])] = ended[:, 1]

    def _end_areas(self, connection: Connection, after: int) -> None:
        c = area_table.c
        query = select(c.incident, c.area, c.until).where(c.until > after, c.until < LAST, c.since <= after)
        rows, seen = connection.execute(query).all(), self._tables["area"].seen()
        if not rows:
            return
        incidents = self._places["id"].find(_hashed(row.incident for row in rows)).astype("i8")
        keys = (incidents << 32) + np.array(self._codes["area"].take(row.area for row in rows), "i8")
        order = np.argsort(keys)
        keys, untils = keys[order], np.array([row.until for row in rows], "i8")[order]
        standing = np.flatnonzero(seen["until"] == LAST)
        held = (seen["incident"][standing].astype("i8") << 32) + seen["area"][standing]
        at = np.searchsorted(keys, held)
        at[at == len(keys)] = 0
        ends = keys[at] == held
        seen["until"][standing[ends]] = untils[at[ends]]

    def _read(self, connection: Connection, name: str, after: int | None = None) -> None:
        """All rows of a table, or those that entries made; the rows of the incidents come first."""
        table, names = TABLES[name], (*PLAIN[name], *CODED[name], *COUNTED.get(name, ()))
        query: Select[Any] = select(*(table.c[column] for column in names))
        if after is not None:
            fresh = table.c.since > after if "since" in table.c else table.c.row > self._last_before(after)
            query = query.where(fresh)
        if "row" in table.c:
            query = query.order_by(table.c.row)
        bites = [self._coded(name, names, rows) for rows in _bites(connection, query)]
        if not bites:
            return
        columns = {column: np.concatenate([bite[column] for bite in bites]) for column in names}
        bites.clear()
        for column, kind in COUNTED.get(name, {}).items():
            places = self._places[kind]
            learning = after is None and name == "incident"
            columns[column] = places.learn(columns[column]) if learning else places.take(columns[column])
        if name in OF_ROWS:
            columns["row"] = np.searchsorted(self._tables["incident"].seen()["row"], columns["row"]).astype("i4")
        self._tables[name].add(columns)

    def _last_before(self, after: int) -> int:
        """The number of the last row of incidents that had been read when this entry was."""
        seen = self._tables["incident"].seen()
        old = np.flatnonzero(seen["since"] <= after)
        return int(seen["row"][old[-1]]) if len(old) else 0

    def _coded(self, name: str, names: Sequence[str], rows: Sequence[Any]) -> dict[str, Numbers]:
        out: dict[str, Numbers] = {}
        for column, values in zip(names, zip(*rows, strict=True), strict=True):
            if column in PLAIN[name]:
                out[column] = np.array(values, PLAIN[name][column])
            elif column in CODED[name]:
                out[column] = np.array(self._codes[column].take(values), "i4")
            else:
                out[column] = _hashed(values) if column == "incident" else np.array(values, "i8")
        return out


def _kinds(name: str) -> dict[str, str]:
    """The columns of a table, and of which kind each is."""
    kinds = {**PLAIN[name], **dict.fromkeys((*CODED[name], *COUNTED.get(name, ())), "i4")}
    return {**kinds, "row": "i4"} if name in OF_ROWS else kinds


def _bites(connection: Connection, query: Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows, some thousand at a time: the ledger is never in memory as rows."""
    found = connection.execute(query.execution_options(stream_results=True, yield_per=AT_ONCE))
    yield from found.partitions()


def _hashed(ids: Iterable[str]) -> Numbers:
    """Ids as numbers of 64 bits: that two of a million are the same is less likely than one in ten million ledgers."""
    return np.fromiter((hash(id) for id in ids), "i8")


_LEARNED: WeakKeyDictionary[Engine, Learned] = WeakKeyDictionary()
_LOCK = Lock()


def learn_columns(engine: Engine) -> None:
    """Learn the columns of a ledger, which its lists are asked for from then on in this process."""
    with suppress(LedgerError):
        learned = Learned(engine)
        if learned.learn():
            with _LOCK:
                _LEARNED[engine] = learned


def columns_at(engine: Engine, connection: Connection, seq: int) -> Columns | None:
    """The columns of a ledger that reach to an entry; None where they were not learned."""
    with _LOCK:
        learned = _LEARNED.get(engine)
    return learned.at(connection, seq) if learned else None
