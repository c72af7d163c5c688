"""Make a large ledger on PostgreSQL out of a smaller one: the same war many times over, each time with ids of its own.

What was recorded at one instant is recorded so many times, then what was recorded next, so that time goes on as it did. Every
entry is a new one with its own number, record and hash, written by COPY. The tables worked out from the entries (lists, counts,
names) are multiplied in the same way, since to work them out from ten million claims takes longer than to measure; a test holds
them against those that the program makes of the same entries. Texts, places and days are the same in each.
"""

from __future__ import annotations

import re
import sqlite3
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, inspect, literal, select, text, update

from trucewatch.catalogue import naming, tables
from trucewatch.catalogue.catalogue import catalogue_version
from trucewatch.catalogue.keeping import Keeper
from trucewatch.catalogue.making import Atlas
from trucewatch.catalogue.tables import LAST
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.ledger import Kind, Ledger, state
from trucewatch.ledger.chain import START, Line
from trucewatch.ledger.doors import LISTS_LOCK, reading, writing
from trucewatch.ledger.rows import stream_rows
from trucewatch.ledger.schema import entry_table, link_table

ONCE = (Kind.AGREEMENT, Kind.POST)  # what a war has once, however often it is fought
ID = re.compile(r"\b(report|claim|incident|finding|review|o|a|l)-([0-9a-f]{13})[0-9a-f]{3}\b")
SLOT = "\x01"  # stands in a text where the last digits of an id were, so that ids keep their order; no text of a ledger holds it
STEP = 20_000  # entries of one transaction
Tell = Callable[[str], None]


def with_slots(text: str) -> str:
    """A text with a slot in each id."""
    return ID.sub(rf"\1-\2{SLOT}", text)


def filled(text: str, time: int) -> str:
    """The text as it is the so manyeth time."""
    return text.replace(SLOT, f"{time:03x}")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which entries of the small ledger are recorded together, and how often all of them but those of the beginning are."""

    times: int
    begins: tuple[int, ...]  # the first entry of each instant behind the beginning, and the one behind the last
    before: int  # entries of the beginning, which are recorded once

    def at(self, seq: int, time: int) -> int:
        """The number that an entry has the so manyeth time."""
        if seq >= LAST or seq <= self.before:
            return seq
        group = bisect_right(self.begins, seq) - 1
        first, long = self.begins[group], self.begins[group + 1] - self.begins[group]
        return self.before + (first - self.before - 1) * self.times + time * long + seq - first + 1

    def upto(self, group: int, time: int) -> int:
        """The number of the last entry of an instant the so manyeth time."""
        return self.at(self.begins[group + 1] - 1, time)


def plan_of(small: Ledger, times: int) -> Plan:
    """The plan for a ledger whose first entries alone are of what a war has once, up to where its lists end."""
    e = entry_table.c
    with reading(small.engine) as connection:
        begins = sorted(connection.scalars(select(func.min(e.seq)).group_by(e.recorded_at)))
        before = int(connection.scalar(select(func.max(e.seq)).where(e.subject.in_(ONCE))) or 0)
        last = int(connection.scalar(select(tables.state_table.c.seq)) or state.head(connection)[0])
    return Plan(times, (before + 1, *(seq for seq in begins if before + 1 < seq <= last), last + 1), before)


def multiply(small: Ledger, large: Ledger, times: int, tell: Tell = lambda line: None) -> Plan:
    """Fill an empty ledger on PostgreSQL with the entries of another, so many times, and take its lists and names along."""
    plan = plan_of(small, times)
    with without_indexes(large, (entry_table, link_table)):
        _entries(small, large, plan, tell)
    tell("entries and their indexes")
    take_lists(small, large, plan, tell)
    return plan


def take_lists(small: Ledger, large: Ledger, plan: Plan, tell: Tell = lambda line: None) -> None:
    """Take the lists and names along, the entries being there."""
    there = set(inspect(small.engine).get_table_names())
    taken = (*tables.metadata.sorted_tables, *(one for one in naming.metadata.sorted_tables if one.name in there))
    with without_indexes(large, taken):
        for table in taken:
            many = _table(small, large, plan, table)
            tell(f"{table.name}: {many:,} rows")
        with writing(large.engine, lock=LISTS_LOCK) as connection:
            for later in (tables.then_table, tables.mark_table):
                connection.execute(delete(later))
            stream_rows(connection, tables.then_table, ("name", "one", "two", "three", "since", "many"), _marked(small, plan))
            marks = sorted(plan.upto(group, time) for group in range(len(plan.begins) - 1) for time in range(plan.times))
            stream_rows(connection, tables.mark_table, ("seq",), ((seq,) for seq in marks))
    tell("their indexes")


INDEXES = text("""
    SELECT t.relname, i.relname, pg_get_indexdef(x.indexrelid), b.conname, pg_get_constraintdef(b.oid)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    LEFT JOIN pg_constraint b ON b.conindid = x.indexrelid AND b.contype IN ('p', 'u')
    WHERE t.relnamespace = current_schema()::regnamespace AND t.relname = ANY(:names) AND i.relname <> 'ledger_entry_pkey'
    ORDER BY i.relname
""")  # the chain's own is asked by every entry


@contextmanager
def without_indexes(large: Ledger, filled: Sequence[Table]) -> Iterator[None]:
    """Fill these tables without their indexes, and make those afterwards, in the order of their rows."""
    with large.engine.begin() as connection:
        found = connection.execute(INDEXES, {"names": [table.name for table in filled]}).all()
        for table, index, _, bound, _ in found:
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {bound}" if bound else f"DROP INDEX {index}"))
    yield
    with large.engine.begin() as connection:
        connection.execute(text("SET LOCAL maintenance_work_mem = '512MB'"))
        for table, _, made, bound, how in found:
            connection.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT {bound} {how}" if bound else made))


def _entries(small: Ledger, large: Ledger, plan: Plan, tell: Tell) -> None:
    seq, digest = 0, START
    for group, first in enumerate((1, *plan.begins[:-1])):
        last = plan.begins[group] - 1
        lines = [_slotted(row) for rows in state.rows_in_order(small.engine, first - 1, last) for row in rows]
        links = state.links_of(small.engine, first, last)
        own = [[(what, with_slots(target)) for what, target in sorted(links.get(line.seq, ()))] for line in lines]
        with writing(large.engine) as connection:
            entries, linked = [], []
            for time in range(plan.times if group else 1):
                for line, told in zip(lines, own, strict=True):
                    seq += 1
                    texts = (filled(getattr(line, name), time) for name in Line.__slots__[2:])
                    new = Line(digest, seq, *texts)
                    digest = new.digest()
                    entries.append((*(getattr(new, name) for name in Line.__slots__), digest))
                    linked += [(what, filled(target, time), seq) for what, target in told]
                if len(entries) >= STEP:
                    _send(connection, entries, linked)
                    entries, linked = [], []
            _send(connection, entries, linked)
        if group % 100 == 0:
            tell(f"{seq:,} entries")


def _send(connection: Connection, entries: Sequence[Sequence[Any]], linked: Sequence[Sequence[Any]]) -> None:
    if entries:
        stream_rows(connection, entry_table, (*Line.__slots__, "hash"), entries)
    if linked:
        stream_rows(connection, link_table, ("what", "target", "seq"), linked)


def _slotted(row: Any) -> Line:
    return Line(row.previous, row.seq, *(with_slots(getattr(row, name)) for name in Line.__slots__[2:]))


ONE = (tables.word_table,)  # the same texts each time
WORDS = (tables.word_table, tables.report_word_table)
STATES = (tables.state_table, naming.state_table)
COUNTED = {tables.tally_table: ("many",), naming.count_table: ("many", "reports")}  # one row for all times
LATER = (tables.then_table, tables.mark_table)


def _table(small: Ledger, large: Ledger, plan: Plan, table: Table) -> int:
    """Take the rows of one table along; how many there are then."""
    if table in LATER:
        return 0
    names = [column.name for column in table.c]
    with writing(large.engine, lock=LISTS_LOCK) as connection:
        connection.execute(delete(table))
        many, rows = 0, _rows_of(small, plan, table, names)
        while some := [row for row, _ in zip(rows, range(STEP), strict=False)]:
            stream_rows(connection, table, names, some)
            many += len(some)
    return many


def _rows_of(small: Ledger, plan: Plan, table: Table, names: Sequence[str]) -> Iterator[Sequence[Any]]:
    once = table in ONE or table in COUNTED or table in STATES
    with reading(small.engine) as connection:
        if table in WORDS and connection.dialect.name == "sqlite":
            found: Iterable[Sequence[Any]] = _indexed(small, table)
        else:
            found = connection.execution_options(stream_results=True, yield_per=STEP).execute(select(table))
        for row in found:
            values = [with_slots(value) if isinstance(value, str) else value for value in row]
            for time in range(1 if once else plan.times):
                yield [_value(plan, table, name, value, time) for name, value in zip(names, values, strict=True)]


def _indexed(small: Ledger, table: Table) -> Iterator[Sequence[Any]]:
    """The words of each text, which a file holds in an index alone, as PostgreSQL writes them."""
    with closing(sqlite3.connect(f"file:{small.engine.url.database}?mode=ro", uri=True)) as connection:
        connection.execute(f"CREATE VIRTUAL TABLE temp.told USING fts5vocab(main, '{table.name}', 'instance')")
        yield from connection.execute("SELECT doc, group_concat('''' || term || '''', ' ') FROM temp.told GROUP BY doc")


def _value(plan: Plan, table: Table, name: str, value: Any, time: int) -> Any:
    if isinstance(value, str):
        return filled(value, time)
    if table in COUNTED:
        return value * plan.times if name in COUNTED[table] else value
    if name in ("since", "until") or (table in STATES and name in ("seq", "changed")):
        return plan.at(value, plan.times - 1 if table in STATES else time)
    if name == "row" or (table is tables.report_word_table and name == "doc"):
        return (value - 1) * plan.times + time + 1
    return value * plan.times if table is naming.state_table and name == "reports" else value


def lists_kept(small: Ledger) -> bool:
    """True if the counts of the small ledger are kept as multiplying needs them, as far as its lists go."""
    plan = plan_of(small, 1)
    with reading(small.engine) as connection:
        marks = sorted(connection.scalars(select(tables.mark_table.c.seq)))
    return marks == [first - 1 for first in plan.begins[1:]]


def keep_lists(small: Ledger, plan: Plan) -> None:
    """Make the lists of the small ledger anew, and keep its counts at the end of each instant, as multiplying them needs it."""
    keeper, after = Keeper(Atlas(load_gazetteer(), load_posts())), 0
    for first in (*plan.begins[(plan.before == 0) :],):
        while after < first - 1:
            with writing(small.engine, lock=LISTS_LOCK) as connection:
                if after == 0:
                    keeper.clear(connection)
                after = keeper.take(connection, after, first - 1)
                if after == first - 1 and after > plan.before:
                    _mark(connection, after)
                connection.execute(delete(tables.state_table))
                connection.execute(insert(tables.state_table), [{"version": catalogue_version(), "seq": after}])


def _mark(connection: Connection, seq: int) -> None:
    """A mark at this entry, whatever is marked already."""
    t, n = tables.tally_table.c, tables.then_table.c
    if connection.scalar(select(tables.mark_table.c.seq).where(tables.mark_table.c.seq == seq)):
        return
    changed = select(t.name, t.one, t.two, t.three, literal(seq), t.many).where(t.fresh == 1)
    connection.execute(insert(tables.then_table).from_select([n.name, n.one, n.two, n.three, n.since, n.many], changed))
    connection.execute(update(tables.tally_table).where(t.fresh == 1).values(fresh=0))
    connection.execute(insert(tables.mark_table).values(seq=seq))


def _marked(small: Ledger, plan: Plan) -> Iterator[Sequence[Any]]:
    """The counts at marks: from the end of one instant to that of the next they change by the same, each time anew."""
    c, last = tables.then_table.c, dict[tuple[str, ...], int]()
    with reading(small.engine) as connection:
        query = select(c.name, c.one, c.two, c.three, c.since, c.many).order_by(c.since)
        for *key, since, many in connection.execution_options(stream_results=True, yield_per=STEP).execute(query):
            before = last.get(tuple(key), 0)
            for time in range(plan.times):
                yield (*key, plan.at(since, time), before * plan.times + (many - before) * (time + 1))
            last[tuple(key)] = many
