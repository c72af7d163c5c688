"""What each outlet calls whom, and whom it cites, kept in tables beside the ledger and taken further with each entry.

It is worked out from the reports and claims of the entries. A moment is an instant: within one recording (all entries of one
instant) a report has the names that it had before, until the last of them that concerns it. Losing it loses nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Select, Table, and_, delete, func, insert, inspect, or_, select, tuple_

from trucewatch import __version__
from trucewatch.catalogue.keys import ordinal
from trucewatch.catalogue.name_rows import AT_ONCE, Found, Writing, recordings
from trucewatch.catalogue.naming import (
    NameCount,
    cited_in,
    cited_table,
    count_table,
    counts_in,
    metadata,
    read_row,
    state_table,
    together,
    use_table,
)
from trucewatch.catalogue.tables import LAST
from trucewatch.knowledge.places import knowledge_in_force
from trucewatch.ledger import Ledger
from trucewatch.ledger.doors import NAMES_LOCK, alone, is_writable, make_tables, reading, writing
from trucewatch.ledger.records import escape, unescape
from trucewatch.model import Claim, Named, Register, Report, Voice

SECONDS = 0.5  # for so long at most a request takes in what is new, if it is one step; all else is taken in beside it
MOST_KEPT = 64  # answers
CODE = (
    *(f"catalogue/{name}.py" for name in ("naming", "name_rows", "names")),
    *(f"reconcile/naming/{name}.py" for name in ("scan", "uses", "voice")),
)

U, K = use_table.c, cited_table.c
Answer = TypeVar("Answer")


class Thing(NamedTuple):
    """Something that is named, a party by its side: how often, and how often by a loaded word of an outlet's own."""

    named: Named
    side: str
    many: int
    loaded: int


class Cited(NamedTuple):
    """Whom an outlet cites: the party, how it is printed most, for how many claims, in how many reports."""

    party: str
    printed: str
    many: int
    reports: int


@dataclass(frozen=True, slots=True)
class Sums:
    """All names together: how many, how many in an outlet's own voice, in how many reports, and by which outlets."""

    many: int = 0
    own: int = 0
    reports: int = 0
    outlets: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """How far it is: all entries up to `seq`; the last one that changed a name; how many reports name something."""

    seq: int = 0
    changed: int = 0
    reports: int = 0


class Names:
    """The names of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._engine = ledger, ledger.engine
        self._lock, self._kept_lock = Lock(), Lock()
        self._filler: Thread | None = None
        self._kept: dict[tuple[object, ...], Any] = {}
        make_tables(self._engine, metadata)
        self._made = False

    def catch_up(self, *, seconds: float | None = None) -> int:
        """Take in what is new, for so long at most; how many entries are left."""
        ends = time.monotonic() + seconds if seconds is not None else None
        with self._lock, alone(self._engine, NAMES_LOCK) as mine:
            while mine and self.behind() and self._step() and (ends is None or time.monotonic() < ends):
                pass
        return self.behind()

    def keep_up(self) -> int:
        """Take in what is new, if it is little; else go on beside the request. How many entries are left."""
        left = self.behind()
        if not left or not is_writable(self._engine) or (self._filler is not None and self._filler.is_alive()):
            return left
        if left <= AT_ONCE:
            left = self.catch_up(seconds=SECONDS)
        if left:
            self._filler = Thread(target=self.catch_up, name="names", daemon=True)
            self._filler.start()
        return left

    def reach(self) -> Reach:
        """How far it is."""
        if not self._is_made():
            return Reach()
        with reading(self._engine) as connection:
            return _reach(connection)

    def behind(self) -> int:
        """How many entries it has not taken in."""
        return max(0, self._ledger.head()[0] - self.reach().seq)

    # what is asked

    def sums(self, seq: int) -> Sums:
        """All names that stood at an entry."""

        def ask(connection: Connection, reach: Reach, now: bool) -> Sums:
            table = count_table if now else use_table
            own = func.sum(table.c.many).filter(table.c.voice == Voice.OWN.value)
            query = select(table.c.outlet, func.sum(table.c.many), own).group_by(table.c.outlet)
            rows = list(connection.execute(query if now else query.where(_stood(use_table, seq))))
            reports = reach.reports
            if not now:
                reports = connection.scalar(select(func.count(U.report.distinct())).where(_stood(use_table, seq))) or 0
            outlets = tuple(sorted((unescape(outlet), int(many)) for outlet, many, _ in rows))
            return Sums(sum(many for _, many in outlets), sum(int(row[2] or 0) for row in rows), reports, outlets)

        return self._asked(seq, ("sums",), ask, Sums())

    def things(self, seq: int, *, of: str = "", outlet: str = "") -> tuple[Thing, ...]:
        """What was named at an entry: one code (a state stands for its organs), by one outlet."""

        def ask(connection: Connection, _: Reach, now: bool) -> tuple[Thing, ...]:
            table = count_table if now else use_table
            loaded = func.sum(table.c.many).filter(
                table.c.voice == Voice.OWN.value, table.c.register != escape(Register.NEUTRAL.value)
            )
            query = select(table.c.named, table.c.side, func.sum(table.c.many), loaded).group_by(table.c.named, table.c.side)
            rows = connection.execute(_where(query, table, seq, now, of, outlet))
            return tuple(sorted(Thing(Named(n), unescape(side), int(many), int(some or 0)) for n, side, many, some in rows))

        return self._asked(seq, ("things", of, outlet), ask, ())

    def foremost(
        self, seq: int, things: Collection[Thing], most: int, *, of: str = ""
    ) -> dict[Thing, tuple[tuple[str, ...], int]]:
        """For each of these things the outlets that named it most at an entry, by name, and how many outlets named it."""

        def ask(connection: Connection, _: Reach, now: bool) -> dict[Thing, tuple[tuple[str, ...], int]]:
            table = count_table if now else use_table
            query: Select[Any] = select(table.c.named, table.c.side, table.c.outlet, func.sum(table.c.many))
            query = _where(query, table, seq, now, of, "").where(table.c.side.in_([escape(one.side) for one in things]))
            found: dict[tuple[str, str], list[tuple[int, str]]] = {}
            for named, side, outlet, many in connection.execute(query.group_by(table.c.named, table.c.side, table.c.outlet)):
                found.setdefault((named, unescape(side)), []).append((-int(many), unescape(outlet)))
            told = {one: sorted(found.get((one.named.value, one.side), ())) for one in things}
            return {one: (tuple(sorted(name for _, name in rows[:most])), len(rows)) for one, rows in told.items()}

        return self._asked(seq, ("foremost", tuple(sorted(things)), most, of), ask, dict.fromkeys(things, ((), 0)))

    def counts(
        self, seq: int, *, of: str = "", outlet: str = "", rows: Collection[tuple[str, str]] | None = None, by: str = ""
    ) -> tuple[NameCount, ...]:
        """The counts that stood at an entry, by key; those of each month or week apart, where `by` says so.

        `rows` leaves out all but these pairs of outlet and side.
        """

        def ask(connection: Connection, _: Reach, now: bool) -> tuple[NameCount, ...]:
            ready = now and not by
            table = count_table if ready else use_table
            query = _where(select(table), table, seq, ready, of, outlet)
            if rows is not None:
                pairs = tuple_(table.c.outlet, table.c.side)
                query = query.where(pairs.in_([(escape(name), escape(side)) for name, side in sorted(rows)]))
            found = [read_row(row) for row in connection.execute(query)]
            counts = found if ready else together(found, by=by or None)
            return tuple(sorted(counts, key=lambda one: (one.period or "", one.key)))

        return self._asked(seq, ("counts", of, outlet, None if rows is None else tuple(sorted(rows)), by), ask, ())

    def cited(self, seq: int, outlet: str) -> tuple[Cited, ...]:
        """Whom an outlet cited at an entry, those cited for most claims first; speakers of no known party are left out."""

        def ask(connection: Connection, _: Reach, now: bool) -> tuple[Cited, ...]:
            query = select(K.party, K.printed, func.sum(K.many)).group_by(K.party, K.printed)
            stands = K.until == LAST if now else _stood(cited_table, seq)
            mine = stands, K.outlet == escape(outlet), K.party != ""
            printed: dict[str, dict[str, int]] = {}
            for party, words, many in connection.execute(query.where(*mine)):
                printed.setdefault(party, {})[unescape(words)] = int(many)
            reports = select(K.party, func.count(K.report.distinct())).where(*mine).group_by(K.party)
            told = {party: int(many) for party, many in connection.execute(reports)}
            rows = [
                Cited(unescape(party), min(some, key=lambda w: (-some[w], w)), sum(some.values()), told[party])
                for party, some in printed.items()
            ]
            return tuple(sorted(rows, key=lambda row: (-row.many, row.party)))

        return self._asked(seq, ("cited", outlet), ask, ())

    def _is_made(self) -> bool:
        """False of a copy that is only read where the ledger it follows has no tables of names yet."""
        if not self._made:
            with reading(self._engine) as connection:
                self._made = inspect(connection).has_table(state_table.name)
        return self._made

    def _asked(
        self, seq: int, what: tuple[object, ...], ask: Callable[[Connection, Reach, bool], Answer], none_yet: Answer
    ) -> Answer:
        """An answer; what was asked lately of the same state is not asked again."""
        if not self._is_made():
            return none_yet
        with reading(self._engine) as connection:
            reach = _reach(connection)
            now = seq >= reach.changed
            key = (reach, None if now else seq, *what)
            with self._kept_lock:
                if key in self._kept:
                    return cast(Answer, self._kept[key])
            answer = ask(connection, reach, now)
        with self._kept_lock:
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = answer
        return answer

    # how it is kept

    def _step(self) -> bool:
        """Look at some entries; False if another process was quicker."""
        with reading(self._engine) as connection:
            stale, before = _version(connection) != version(), _reach(connection)
            start = 0 if stale else before.seq
            until, recorded = recordings(connection, start)
        found = [one for end, reports in recorded for one in self._found(reports, end)]
        with writing(self._engine, lock=NAMES_LOCK) as connection:
            if _reach(connection) != before or (_version(connection) != version()) != stale:
                return False
            if stale:
                for table in (use_table, count_table, cited_table):
                    connection.execute(delete(table))
                before = Reach()
            changed, more = Writing(connection).write(found)
            told = {"version": version(), "seq": until, "changed": changed or before.changed, "reports": before.reports + more}
            connection.execute(delete(state_table))
            connection.execute(insert(state_table), [told])
        return True

    def _found(self, reports: Mapping[str, int], end: int) -> Iterator[Found]:
        """What some reports name after the last entry of a recording."""
        claims: dict[str, list[Claim]] = {}
        for claim in self._ledger.naming(Claim, "report", reports.keys(), as_of=end):
            claims.setdefault(claim.report_id, []).append(claim)
        held = {report.id: report for report in self._ledger.held(Report, reports.keys(), as_of=end)}
        for key in sorted(reports):
            report, told = held.get(key), claims.get(key, [])
            if report is None:
                yield Found(key, reports[key])
                continue
            outlet = report.outlet.name if report.outlet else f"report {key}"
            day = ordinal(report.published.day if report.published else None)
            yield Found(key, reports[key], counts_in(report, told), cited_in(told), outlet, day)


_NAMES: WeakKeyDictionary[Engine, Names] = WeakKeyDictionary()
_NAMES_LOCK = Lock()


def names_of(ledger: Ledger) -> Names:
    """The names of a ledger, kept once in each process."""
    engine = ledger.engine
    with _NAMES_LOCK:
        if engine not in _NAMES:
            _NAMES[engine] = Names(Ledger(engine))
        return _NAMES[engine]


@cache
def version() -> str:
    """What the tables hang on besides the entries: the code that makes them, and the version of the knowledge."""
    taken = hashlib.sha256(b"".join(files("trucewatch").joinpath(name).read_bytes() for name in CODE))
    return f"{__version__} {taken.hexdigest()[:16]} {knowledge_in_force()}"


def _version(connection: Connection) -> str:
    return str(connection.scalar(select(state_table.c.version)) or "")


def _reach(connection: Connection) -> Reach:
    row = connection.execute(select(state_table)).first()
    return Reach(row.seq, row.changed, row.reports) if row is not None and row.version == version() else Reach()


def _stood(table: Table, seq: int) -> Any:
    return and_(table.c.since <= seq, table.c.until > seq)


def _where(query: Select[Any], table: Table, seq: int, now: bool, of: str, outlet: str) -> Select[Any]:
    if not now:
        query = query.where(_stood(table, seq))
    if of:
        query = query.where(or_(table.c.of == escape(of), table.c.side == escape(of)))
    return query.where(table.c.outlet == escape(outlet)) if outlet else query
