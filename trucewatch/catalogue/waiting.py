"""The queue of questions for people, kept in tables beside the ledger: each question once, taken further with every entry.

It is worked out from the entries and tells of now alone. Losing it loses nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from threading import Lock, Thread

from pydantic import TypeAdapter
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
)

from trucewatch.catalogue.making import flat
from trucewatch.catalogue.matters import Kept, matters, owners_between, owners_from
from trucewatch.knowledge.queue_tables import sign_rows
from trucewatch.ledger import Kind, Ledger
from trucewatch.ledger.chain import instant, moment
from trucewatch.ledger.doors import reading, writing
from trucewatch.ledger.records import escape, unescape
from trucewatch.ledger.schema import entry_table
from trucewatch.reviewing.queue import DEADLINE, NEW, OLD, Waiting, Wanted

VERSION = "2"  # of what is kept; anything else is thrown away and made again
PAGE = 200  # records looked at in one step
AT_ONCE = 400  # entries that a request takes in by itself; more are taken in beside it
HOUR = 3600

metadata = MetaData()
item_table = Table(
    "queue_item",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("sort", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("deadline", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("agreements", Text, nullable=False),
    Column("areas", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("queue_item_owner", "owner"),
    Index("queue_item_order", "open", "weight", "since", "deadline", "asked", "sort", "id"),
)
state_table = Table(
    "queue_state",
    metadata,
    Column("version", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("done", Text, nullable=False),
    Column("many", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far the queue is: all entries up to `seq` are taken in; where it is made anew, up to `until`, `many` records so far."""

    seq: int = 0
    until: int = 0
    done: str = ""
    many: int = 0

    @property
    def anew(self) -> bool:
        """True while everything is looked at from the beginning."""
        return self.until > self.seq


class WaitingList:
    """The questions of one ledger that wait for people."""

    def __init__(self, ledger: Ledger, kept: Kept) -> None:
        self._ledger, self._kept = ledger, kept
        self._engine: Engine = ledger.engine
        self._lock = Lock()
        self._filler: Thread | None = None
        with writing(self._engine) as connection:
            metadata.create_all(connection)

    def catch_up(self, *, seconds: float | None = None) -> int:
        """Take in what is new, for so long at most; how many entries are left."""
        ends = time.monotonic() + seconds if seconds is not None else None
        with self._lock:
            while (left := self.behind()) and self._step() and (ends is None or time.monotonic() < ends):
                pass
        return self.behind() if left else 0

    def keep_up(self) -> int:
        """Take in what is new, if it is little; else begin to do so beside the request. How many entries are left."""
        left = self.behind()
        if left <= AT_ONCE and not self.reach().anew:
            return self.catch_up()
        if self._filler is None or not self._filler.is_alive():
            self._filler = Thread(target=self.catch_up, name="queue", daemon=True)
            self._filler.start()
        return left

    def reach(self) -> Reach:
        """How far it is."""
        with reading(self._engine) as connection:
            return _reach(connection)

    def behind(self) -> int:
        """How many entries it has not taken in."""
        return max(0, self._ledger.head()[0] - self.reach().seq)

    def _step(self) -> bool:
        """Look at some records; False if another process was quicker."""
        reach, head = self.reach(), self._ledger.head()[0]
        if reach.seq == 0 and not reach.anew:
            return self._write(reach, Reach(0, head), (), ())
        if reach.anew:
            owners = owners_from(self._ledger, reach.done, reach.until, PAGE)
            if not owners:
                return self._write(reach, Reach(reach.until, reach.until, "", reach.many), (), ())
            then = Reach(reach.seq, reach.until, owners[-1], reach.many + len(owners))
            return self._write(reach, then, owners, self._questions(owners, reach.until))
        until = min(head, reach.seq + PAGE)
        owners = owners_between(self._ledger, reach.seq, until)
        return self._write(reach, Reach(until, until, "", reach.many), owners, self._questions(owners, head))

    def _questions(self, owners: Collection[str], moment: int) -> list[tuple[str, Waiting]]:
        return list(matters(self._ledger, owners, moment, self._kept))

    def _write(self, before: Reach, then: Reach, owners: Collection[str], items: Sequence[tuple[str, Waiting]]) -> bool:
        with writing(self._engine) as connection:
            if _reach(connection) != before:
                return False
            if then.anew and not before.anew:
                connection.execute(delete(item_table))
            for some in _chunks(sorted(owners)):
                connection.execute(delete(item_table).where(item_table.c.owner.in_([escape(one) for one in some])))
            rows = {item.id: _row(owner, item) for owner, item in items}
            for some in _chunks(sorted(rows)):
                connection.execute(delete(item_table).where(item_table.c.id.in_(some)))
                connection.execute(insert(item_table), [rows[key] for key in some])
            connection.execute(delete(state_table))
            told = {"seq": then.seq, "until": then.until, "done": escape(then.done), "many": then.many}
            connection.execute(insert(state_table).values(version=VERSION, **told))
        return True

    def count(self, wanted: Wanted, *, now: datetime, today: date) -> dict[str, int]:
        """How many wait, by group, whatever group is asked for."""
        query = select(item_table.c.sort, func.count()).group_by(item_table.c.sort)
        where = _where(wanted, today, group=False)
        with reading(self._engine) as connection:
            return {str(name): int(many) for name, many in connection.execute(query.where(*where))}

    def oldest(self, wanted: Wanted, *, today: date) -> datetime | None:
        """Since when the one waits that has waited longest."""
        with reading(self._engine) as connection:
            since = connection.scalar(select(func.min(item_table.c.since)).where(*_where(wanted, today)))
        return datetime.fromtimestamp(since, UTC) if since is not None else None

    def page(self, wanted: Wanted, *, now: datetime, today: date, first: int = 0, limit: int = 50) -> tuple[Waiting, ...]:
        """The questions asked for in the order of the queue, from the place `first` (0 is the top)."""
        weight = _weight(now, today)
        chosen = (
            select(item_table.c.id)
            .where(*_where(wanted, today))
            .order_by(weight.desc(), item_table.c.since, item_table.c.id)
            .offset(first)
            .limit(limit)
        )
        with reading(self._engine) as connection:
            ids = list(connection.scalars(chosen))
            bodies = {row.id: row.body for row in connection.execute(select(item_table).where(item_table.c.id.in_(ids)))}
        return tuple(_item(bodies[key]) for key in ids if key in bodies)

    def place(self, item_id: str, wanted: Wanted, *, now: datetime, today: date) -> int | None:
        """How many of those asked for stand before a question; None if it is not among them."""
        weight = _weight(now, today)
        own = select(weight.label("weight"), item_table.c.since).where(item_table.c.id == item_id, *_where(wanted, today))
        with reading(self._engine) as connection:
            row = connection.execute(own).first()
            if row is None:
                return None
            before = or_(
                weight > row.weight,
                and_(weight == row.weight, tuple_(item_table.c.since, item_table.c.id) < tuple_(row.since, item_id)),
            )
            query = select(func.count()).select_from(item_table).where(before, *_where(wanted, today))
            return int(connection.scalar(query) or 0)

    def get(self, item_id: str) -> Waiting | None:
        """A question by its id, be it decided; None if it is not asked (any more)."""
        with reading(self._engine) as connection:
            body = connection.scalar(select(item_table.c.body).where(item_table.c.id == item_id[:100]))
        return _item(body) if body else None

    def decided_at(self, name: str, *, after: datetime) -> tuple[datetime, ...]:
        """When somebody decided something since a moment, the earliest first."""
        mine = entry_table.c.subject == Kind.REVIEW, entry_table.c.author == escape(name)
        since = entry_table.c.recorded_at.concat("") >= instant(after)  # not by the index on time: a run of today may be huge
        with reading(self._engine) as connection:
            found = connection.scalars(select(entry_table.c.recorded_at).where(*mine, since).order_by(entry_table.c.seq))
            return tuple(moment(at) for at in found)

    def of_incident(self, incident_id: str) -> tuple[Waiting, ...]:
        """All questions on an incident, the weightiest first."""
        query = select(item_table.c.body).where(item_table.c.owner == escape(incident_id))
        with reading(self._engine) as connection:
            return tuple(_item(body) for body in connection.scalars(query.order_by(item_table.c.weight.desc(), item_table.c.id)))


def _reach(connection: Connection) -> Reach:
    row = connection.execute(select(state_table)).first()
    if row is None or row.version != VERSION:
        return Reach()
    return Reach(row.seq, row.until, unescape(row.done), row.many)


def _weight(now: datetime, today: date) -> ColumnElement[int]:
    """What the signs of a row weigh at a moment, those of the clock among them."""
    rows, seconds, day = sign_rows(), int(now.timestamp()), today.toordinal()
    near = item_table.c.deadline.between(day - 1, day + rows[DEADLINE].least)
    return (
        item_table.c.weight
        + case((item_table.c.since > seconds - rows[NEW].least * HOUR, rows[NEW].weight), else_=0)
        + case((item_table.c.since <= seconds - rows[OLD].least * HOUR, rows[OLD].weight), else_=0)
        + case((near, rows[DEADLINE].weight), else_=0)
    )


def _where(wanted: Wanted, today: date, *, group: bool = True) -> list[ColumnElement[bool]]:
    """What must hold of a row; a last day with one reading is asked about only while it is near."""
    table, day = item_table.c, today.toordinal()
    near = table.deadline.between(day - 1, day + sign_rows()[DEADLINE].least)
    out: list[ColumnElement[bool]] = [table.open == 1, or_(table.asked != "deadline near", near)]
    if group and wanted.group:
        out.append(table.sort == wanted.group)
    if wanted.agreement:
        out.append(table.agreements.contains(f" {escape(wanted.agreement)} ", autoescape=True))
    if wanted.area:
        name = escape(wanted.area)
        out.append(or_(*(table.areas.contains(f" {name}{end}", autoescape=True) for end in (" ", "/"))))
    if wanted.mine:
        out.append(table.by.contains(f" {escape(wanted.mine)} ", autoescape=True))
    if wanted.incident:
        out.append(table.owner == escape(wanted.incident))
    out += [table.words.contains(f" {word}", autoescape=True) for word in flat(wanted.words).split()[:10]]
    return out


def _row(owner: str, item: Waiting) -> dict[str, object]:
    said = (*(span.text for span in item.words), *(value for _, value in item.values), item.subject, item.incident)
    return {
        "id": item.id,
        "owner": escape(owner),
        "asked": item.asked,
        "sort": item.group,
        "weight": item.weight,
        "since": int(item.since.timestamp()),
        "deadline": item.deadline.toordinal() if item.deadline else 0,
        "open": int(item.open),
        "by": _listed(item.by),
        "agreements": _listed(item.agreements),
        "areas": _listed(item.areas),
        "words": f" {flat(' '.join(said))[:4000]}",
        "body": _body(item),
    }


def _body(item: Waiting) -> str:
    return json.dumps(_adapter().dump_python(item, mode="json"), ensure_ascii=True, separators=(",", ":"))


def _item(body: str) -> Waiting:
    return _adapter().validate_python(json.loads(body))


def _listed(names: Iterable[str]) -> str:
    return f" {' '.join(escape(name) for name in names)} "


def _chunks(things: Sequence[str], size: int = 400) -> Iterator[Sequence[str]]:
    return (things[at : at + size] for at in range(0, len(things), size))


@cache
def _adapter() -> TypeAdapter[Waiting]:
    return TypeAdapter(Waiting)
