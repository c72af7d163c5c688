"""The queue of questions for people, kept in tables beside the ledger: each question once, taken further with every entry.

It is worked out from the entries and tells of now alone. Losing it loses nothing.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Lock, Thread

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    delete,
    func,
    insert,
    inspect,
    literal,
    select,
    tuple_,
    update,
)

from trucewatch.catalogue.matters import Kept, matters, owners_between, owners_from
from trucewatch.catalogue.waiting_rows import forget_items, insert_items, item_of, standing_at, turned
from trucewatch.catalogue.waiting_tables import Hour, Reach, item_table, metadata, state_table, tag_table
from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.chain import instant, moment
from trucewatch.ledger.doors import QUEUE_LOCK, alone, is_writable, make_tables, reading, writing
from trucewatch.ledger.records import escape, unescape
from trucewatch.ledger.schema import entry_table
from trucewatch.ledger.state import chunks
from trucewatch.reviewing.queue import Waiting, Wanted

VERSION = "3"  # of what is kept; anything else is thrown away and made again
PAGE = 200  # records looked at in one step
MOST_COUNTED = 50  # answers to "how many" that are kept
AT_ONCE = 400  # entries that a request takes in by itself; more are taken in beside it


class WaitingList:
    """The questions of one ledger that wait for people."""

    def __init__(self, ledger: Ledger, kept: Kept) -> None:
        self._ledger, self._kept = ledger, kept
        self._engine: Engine = ledger.engine
        self._lock = Lock()
        self._filler: Thread | None = None
        self._counted: tuple[Reach, dict[Wanted, dict[str, int]]] = (Reach(), {})  # until the queue changes
        make_tables(self._engine, metadata)

    def catch_up(self, hour: Hour, *, seconds: float | None = None) -> int:
        """Take in what is new, for so long at most; how many entries are left."""
        ends = time.monotonic() + seconds if seconds is not None else None
        with self._lock, alone(self._engine, QUEUE_LOCK) as mine:
            while mine and self.behind() and self._step() and (ends is None or time.monotonic() < ends):
                pass
            if mine:
                self._turn(hour)
        return self.behind()

    def keep_up(self, now: datetime, today: date) -> int:
        """Take in what is new, if it is little; else begin to do so beside the request. How many entries are left."""
        hour, left, reach = Hour.of(now, today), self.behind(), self.reach()
        if not is_writable(self._engine):
            return left
        if left <= AT_ONCE and not reach.anew:
            return self.catch_up(hour) if left or reach.hour != hour else 0
        if self._filler is None or not self._filler.is_alive():
            self._filler = Thread(target=self.catch_up, args=(hour,), name="queue", daemon=True)
            self._filler.start()
        return left

    def is_kept(self) -> bool:
        """False of a copy for reading whose ledger never had a queue: there is none to ask."""
        if is_writable(self._engine):
            return True
        with reading(self._engine) as connection:
            return inspect(connection).has_table(state_table.name)

    def reach(self) -> Reach:
        """How far it is."""
        with reading(self._engine) as connection:
            return _reach(connection)

    def behind(self) -> int:
        """How many entries it has not taken in."""
        return max(0, self._ledger.head()[0] - self.reach().seq)

    def _turn(self, hour: Hour) -> None:
        """Give the clock's signs by another hour: to what has become old since, and to what has a last day."""
        with writing(self._engine, lock=QUEUE_LOCK) as connection:
            reach = _reach(connection)
            if reach.hour == hour:
                return
            for table in (item_table, tag_table):
                connection.execute(update(table).where(turned(table, reach.hour, hour)).values(standing_at(table, hour)))
            _keep(connection, replace(reach, hour=hour))

    def _step(self) -> bool:
        """Look at some records; False if another process was quicker."""
        reach, head = self.reach(), self._ledger.head()[0]
        if reach.seq == 0 and not reach.anew:
            return self._write(reach, Reach(0, head, hour=reach.hour), (), ())
        if reach.anew:
            owners = owners_from(self._ledger, reach.done, reach.until, PAGE)
            if not owners:
                return self._write(reach, Reach(reach.until, reach.until, "", reach.many, reach.hour), (), ())
            then = Reach(reach.seq, reach.until, owners[-1], reach.many + len(owners), reach.hour)
            return self._write(reach, then, owners, self._questions(owners, reach.until))
        until = min(head, reach.seq + PAGE)
        owners = owners_between(self._ledger, reach.seq, until)
        return self._write(reach, Reach(until, until, "", reach.many, reach.hour), owners, self._questions(owners, head))

    def _questions(self, owners: Collection[str], moment: int) -> list[tuple[str, Waiting]]:
        return list(matters(self._ledger, owners, moment, self._kept))

    def _write(self, before: Reach, then: Reach, owners: Collection[str], items: Sequence[tuple[str, Waiting]]) -> bool:
        with writing(self._engine, lock=QUEUE_LOCK) as connection:
            if _reach(connection) != before:
                return False
            if then.anew and not before.anew:
                connection.execute(delete(item_table))
                connection.execute(delete(tag_table))
            for some in chunks(sorted(escape(one) for one in owners)):
                mine = list(connection.scalars(select(item_table.c.id).where(item_table.c.owner.in_(some))))
                forget_items(connection, mine)
            insert_items(connection, items, then.hour)
            _keep(connection, then)
        return True

    def count(self, wanted: Wanted) -> dict[str, int]:
        """How many wait, by group, whatever group is asked for."""
        every, reach = replace(wanted, group=""), self.reach()
        if self._counted[0] != reach:
            self._counted = reach, {}
        known = self._counted[1]
        if every not in known:
            table, where = _asked(every)
            query = select(table.c.sort, func.count()).where(*where).group_by(table.c.sort)
            with reading(self._engine) as connection:
                known[every] = {str(name): int(many) for name, many in connection.execute(query)}
            while len(known) > MOST_COUNTED:
                known.pop(next(iter(known)))
        return dict(known.get(every, {}))

    def oldest(self, wanted: Wanted) -> datetime | None:
        """Since when the one waits that has waited longest."""
        table, where = _asked(wanted)
        with reading(self._engine) as connection:
            found = connection.execute(select(func.max(table.c.since)).where(*where).group_by(table.c.sort)).scalars().all()
        return datetime.fromtimestamp(-max(found), UTC) if found else None

    def page(self, wanted: Wanted, *, first: int = 0, limit: int = 50) -> tuple[Waiting, ...]:
        """The questions asked for in the order of the queue, from the place `first` (0 is the top)."""
        table, where = _asked(wanted)
        chosen = select(table.c.id).where(*where).order_by(table.c.score.desc(), table.c.since.desc(), table.c.id.desc())
        with reading(self._engine) as connection:
            ids = list(connection.scalars(chosen.offset(first).limit(limit)))
            bodies = {row.id: row.body for row in connection.execute(select(item_table).where(item_table.c.id.in_(ids)))}
        return tuple(item_of(bodies[key]) for key in ids if key in bodies)

    def place(self, item_id: str, wanted: Wanted) -> int | None:
        """How many of those asked for stand before a question; None if it is not among them."""
        table, where = _asked(wanted)
        with reading(self._engine) as connection:
            row = connection.execute(_own(item_id, wanted)).first()
            if row is None:
                return None
            own = tuple_(literal(row.score), literal(row.since), literal(item_id))
            before = tuple_(table.c.score, table.c.since, table.c.id) > own
            return int(connection.scalar(select(func.count()).select_from(table).where(before, *where)) or 0)

    def get(self, item_id: str) -> Waiting | None:
        """A question by its id, be it decided; None if it is not asked (any more)."""
        with reading(self._engine) as connection:
            body = connection.scalar(select(item_table.c.body).where(item_table.c.id == item_id[:100]))
        return item_of(body) if body else None

    def decided_at(self, name: str, *, after: datetime) -> tuple[datetime, ...]:
        """When somebody decided something since a moment, the earliest first."""
        mine = entry_table.c.subject == Kind.REVIEW, entry_table.c.author == escape(name)
        since = entry_table.c.recorded_at.concat("") >= instant(after)  # not by the index on time: a run of today may be huge
        with reading(self._engine) as connection:
            found = connection.scalars(select(entry_table.c.recorded_at).where(*mine, since).order_by(entry_table.c.seq))
            return tuple(moment(at) for at in found)


def _reach(connection: Connection) -> Reach:
    row = connection.execute(select(state_table)).first()
    if row is None or row.version != VERSION:
        return Reach()
    return Reach(row.seq, row.until, unescape(row.done), row.many, Hour(row.hour, row.day))


def _keep(connection: Connection, reach: Reach) -> None:
    connection.execute(delete(state_table))
    told = {"seq": reach.seq, "until": reach.until, "done": escape(reach.done), "many": reach.many}
    connection.execute(insert(state_table).values(version=VERSION, hour=reach.hour.hour, day=reach.hour.day, **told))


def _asked(wanted: Wanted) -> tuple[Table, list[ColumnElement[bool]]]:
    """The table to ask, and what must hold of its rows; of several tags the first leads and the others are looked up."""
    agreement = "" if wanted.area.partition("/")[0] == wanted.agreement else wanted.agreement
    named = (("by", wanted.mine), ("area", wanted.area), ("agreement", agreement))  # the narrowest leads
    tags = [f"{what} {escape(value)}" for what, value in named if value]
    among = wanted.among if not wanted.incident else (wanted.incident,)
    table = tag_table if among is None else item_table
    where: list[ColumnElement[bool]] = [table.c.open == 1]
    if wanted.group:
        where.append(table.c.sort == wanted.group)
    if among is not None:
        where.append(table.c.owner.in_([escape(one) for one in among]))
    else:
        first, *tags = tags or [""]
        where.append(table.c.tag == first)
    other = tag_table.alias("other")
    where += [select(other.c.id).where(other.c.id == table.c.id, other.c.tag == tag).exists() for tag in tags]
    return table, where


def _own(item_id: str, wanted: Wanted) -> Select[tuple[int, int]]:
    """Where one question stands, looked up by its id; nothing if it is not asked for."""
    table, tag = item_table, tag_table.alias("own")
    query = select(table.c.score, table.c.since).where(table.c.id == item_id, table.c.open == 1)
    if wanted.group:
        query = query.where(table.c.sort == wanted.group)
    among = wanted.among if not wanted.incident else (wanted.incident,)
    if among is not None:
        query = query.where(table.c.owner.in_([escape(one) for one in among]))
    for what, value in (("by", wanted.mine), ("area", wanted.area), ("agreement", wanted.agreement)):
        if value:
            named = tag.c.tag == f"{what} {escape(value)}"
            query = query.where(select(tag.c.id).where(tag.c.id == table.c.id, named).exists())
    return query
