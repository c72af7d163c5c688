"""What each outlet calls whom, and whom it cites, kept in tables beside the ledger and taken further with each entry.

It is worked out from the reports and claims of the entries. A moment is an instant: within one recording (all entries of one
instant) a report has the names that it had before, until the last of them that concerns it. Losing it loses nothing.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import count as numbers
from threading import Lock, Thread
from typing import Any, NamedTuple, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Select, Table, and_, delete, func, insert, inspect, or_, select, tuple_, update

from trucewatch import __version__
from trucewatch.catalogue.keys import ordinal
from trucewatch.catalogue.naming import (
    KEY,
    NameCount,
    cited_in,
    cited_table,
    count_row,
    count_table,
    counts_in,
    metadata,
    read_row,
    state_table,
    together,
    use_row,
    use_table,
)
from trucewatch.catalogue.tables import LAST
from trucewatch.knowledge.places import knowledge_in_force
from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.doors import NAMES_LOCK, alone, is_writable, make_tables, reading, writing
from trucewatch.ledger.records import escape, unescape
from trucewatch.ledger.rows import insert_rows
from trucewatch.ledger.schema import entry_table, link_table
from trucewatch.model import Claim, Named, Register, Report, Voice

AT_ONCE = 500  # entries looked at in one step, and to the end of what was recorded with the last of them
SECONDS = 0.5  # for so long at most a request takes in what is new, if it is one step; all else is taken in beside it
MOST_KEPT = 64  # answers
CODE = ("catalogue/naming.py", "catalogue/names.py", *(f"reconcile/naming/{name}.py" for name in ("scan", "uses", "voice")))

U, K, E = use_table.c, cited_table.c, entry_table.c
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


@dataclass(slots=True)
class _Found:
    """What one recording makes of one report: at which entry, whose it is, its names and whom it cites."""

    report: str
    seq: int
    counts: tuple[NameCount, ...] = ()
    cited: Mapping[tuple[str, str], int] = field(default_factory=dict)
    outlet: str = ""
    day: int = 0


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
            until, recorded = _recordings(connection, start)
        found = [one for end, reports in recorded for one in self._found(reports, end)]
        with writing(self._engine, lock=NAMES_LOCK) as connection:
            if _reach(connection) != before or (_version(connection) != version()) != stale:
                return False
            if stale:
                for table in (use_table, count_table, cited_table):
                    connection.execute(delete(table))
                before = Reach()
            changed, more = _Writing(connection).write(found)
            told = {"version": version(), "seq": until, "changed": changed or before.changed, "reports": before.reports + more}
            connection.execute(delete(state_table))
            connection.execute(insert(state_table), [told])
        return True

    def _found(self, reports: Mapping[str, int], end: int) -> Iterator[_Found]:
        """What some reports name after the last entry of a recording."""
        claims: dict[str, list[Claim]] = {}
        for claim in self._ledger.naming(Claim, "report", reports.keys(), as_of=end):
            claims.setdefault(claim.report_id, []).append(claim)
        held = {report.id: report for report in self._ledger.held(Report, reports.keys(), as_of=end)}
        for key in sorted(reports):
            report, told = held.get(key), claims.get(key, [])
            if report is None:
                yield _Found(key, reports[key])
                continue
            outlet = report.outlet.name if report.outlet else f"report {key}"
            day = ordinal(report.published.day if report.published else None)
            yield _Found(key, reports[key], counts_in(report, told), cited_in(told), outlet, day)


class _Writing:
    """Brings the tables to what was found, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = {
            table: numbers(int(connection.scalar(select(func.max(table.c.row))) or 0) + 1) for table in (use_table, cited_table)
        }
        self._again: set[tuple[str, ...]] = set()
        self._more: dict[tuple[str, ...], list[NameCount]] = {}

    def write(self, found: Sequence[_Found]) -> tuple[int, int]:
        """The last entry that changed something, and how many more reports name something than before."""
        changed, more = 0, 0
        for one in found:
            old, new = self._uses(one)
            more += bool(new) - bool(old)
            if old != new:
                changed = max(changed, one.seq)
            if self._cited(one):
                changed = max(changed, one.seq)
        self._count()
        return changed, more

    def _uses(self, one: _Found) -> tuple[set[NameCount], set[NameCount]]:
        """The names of a report before and after."""
        query = select(use_table).where(U.report == escape(one.report), U.until == LAST)
        stood = {read_row(row): row.row for row in self._connection.execute(query)}
        now = {*one.counts}
        if gone := [stood[count] for count in stood if count not in now]:
            self._connection.execute(update(use_table).where(U.row.in_(gone)).values(until=one.seq))
        fresh = [count for count in one.counts if count not in stood]
        if fresh:
            row = self._rows[use_table]
            rows = [{"row": next(row), **use_row(c, one.report, one.seq)} for c in fresh]
            insert_rows(self._connection, use_table, rows)
        self._again |= {count.key for count in stood if count not in now}
        for count in fresh:
            self._more.setdefault(count.key, []).append(count)
        return {*stood}, now

    def _cited(self, one: _Found) -> bool:
        """True if whom a report cites is otherwise than before."""
        query = select(cited_table).where(K.report == escape(one.report), K.until == LAST)
        stood = {
            (unescape(r.party), unescape(r.printed), r.many, unescape(r.outlet), r.day): r.row
            for r in self._connection.execute(query)
        }
        now = {(party, printed, many, one.outlet, one.day) for (party, printed), many in one.cited.items()}
        if gone := [row for key, row in stood.items() if key not in now]:
            self._connection.execute(update(cited_table).where(K.row.in_(gone)).values(until=one.seq))
        fresh = [
            {"row": next(self._rows[cited_table]), "report": escape(one.report), "outlet": escape(outlet), "party": escape(party),
             "printed": escape(printed), "since": one.seq, "until": LAST, "day": day, "many": many}
            for party, printed, many, outlet, day in sorted(now - stood.keys())
        ]  # fmt: skip
        if fresh:
            insert_rows(self._connection, cited_table, fresh)
        return bool(gone or fresh)

    def _count(self) -> None:
        """Bring the counts of now to it: what lost a use is counted anew, to the rest is added."""
        keys = sorted(self._again | self._more.keys())
        ready = self._ready([key for key in keys if key not in self._again])
        for key in self._again:
            ready[key] = self._anew(key)
        for key, more in self._more.items():
            if key not in self._again:
                ready[key] = [*ready.get(key, []), *more]
        for some in _chunks(keys, 100):
            self._connection.execute(delete(count_table).where(_keyed(count_table, some)))
        rows = [count_row(one) for key in keys for one in together(ready[key])]
        for at in range(0, len(rows), 500):
            insert_rows(self._connection, count_table, rows[at : at + 500])

    def _ready(self, keys: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], list[NameCount]]:
        found: dict[tuple[str, ...], list[NameCount]] = {}
        for some in _chunks(keys, 100):
            for row in self._connection.execute(select(count_table).where(_keyed(count_table, some))):
                count = read_row(row)
                found[count.key] = [count]
        return found

    def _anew(self, key: tuple[str, ...]) -> list[NameCount]:
        rows = self._connection.execute(select(use_table).where(_keyed(use_table, [key]), U.until == LAST))
        return [read_row(row) for row in rows]


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


def _recordings(connection: Connection, after: int) -> tuple[int, list[tuple[int, dict[str, int]]]]:
    """The entries to look at behind one of them: up to which, and for each recording its last entry and its reports.

    A report comes with the last entry of the recording that concerns it.
    """
    head = int(connection.scalar(select(func.max(E.seq))) or 0)
    until = min(head, after + AT_ONCE)
    at = connection.scalar(select(E.recorded_at).where(E.seq == until))
    beyond = select(func.min(E.seq)).where(E.seq > until, E.recorded_at.concat("") != at)  # not by the index on time
    until = (connection.scalar(beyond) or head + 1) - 1
    wanted = and_(E.seq > after, E.seq <= until, E.subject.in_([Kind.REPORT, Kind.CLAIM]))
    rows = list(connection.execute(select(E.seq, E.subject, E.record_id, E.recorded_at).where(wanted).order_by(E.seq)))
    homes = _homes(connection, {row.record_id for row in rows if row.subject == Kind.CLAIM})
    recorded: dict[str, tuple[int, dict[str, int]]] = {}
    for row in rows:
        _, reports = recorded.get(row.recorded_at, (0, {}))
        named = (row.record_id,) if row.subject == Kind.REPORT else homes.get(row.record_id, ())
        reports |= {unescape(key): row.seq for key in named}
        recorded[row.recorded_at] = row.seq, reports
    return until, sorted(recorded.values(), key=lambda one: one[0])


def _homes(connection: Connection, claims: Collection[str]) -> dict[str, set[str]]:
    """The reports that claims, standing or withdrawn, rest on or once rested on."""
    found: dict[str, set[str]] = {}
    for some in _chunks(sorted(claims), 400):
        query = select(E.record_id, link_table.c.target).join(link_table, link_table.c.seq == E.seq)
        for claim, report in connection.execute(
            query.where(E.subject == Kind.CLAIM, E.record_id.in_(some), link_table.c.what == "report")
        ):
            found.setdefault(claim, set()).add(report)
    return found


def _stood(table: Table, seq: int) -> Any:
    return and_(table.c.since <= seq, table.c.until > seq)


def _where(query: Select[Any], table: Table, seq: int, now: bool, of: str, outlet: str) -> Select[Any]:
    if not now:
        query = query.where(_stood(table, seq))
    if of:
        query = query.where(or_(table.c.of == escape(of), table.c.side == escape(of)))
    return query.where(table.c.outlet == escape(outlet)) if outlet else query


def _keyed(table: Table, keys: Sequence[tuple[str, ...]]) -> Any:
    columns = [table.c[name] for name in KEY]
    return tuple_(*columns).in_([tuple(map(escape, key)) for key in keys])


def _chunks(things: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (things[at : at + size] for at in range(0, len(things), size))
