"""Who read what is kept from the public: one line for each thing somebody asked for, written before it is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, select

from trucewatch.people.audit import moment
from trucewatch.people.doors import reading, writing
from trucewatch.people.roles import Visitor
from trucewatch.people.schema import read_table

ONCE_IN = 600  # seconds: what somebody asks for again within them is one reading
MOST_RECENT = 10_000  # readings remembered so; beyond them one may be listed twice
LONGEST = 500  # characters kept of what was asked for
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Read:
    """One line: when, who, by a token or not, the page or file, what of it was asked for, and from where."""

    at: datetime
    account: str
    by_token: bool
    item: str
    asked: str
    address: str


def read_row(one: Read) -> dict[str, object]:
    """A line as a flat row."""
    row: dict[str, object] = {"at": one.at.isoformat(), "account": one.account, "by_token": "yes" if one.by_token else "no"}
    return row | {"item": one.item, "asked": one.asked, "address": one.address}


@dataclass(frozen=True)
class Reads:
    """The list, kept for `days` (0: for good)."""

    engine: Engine
    now: Callable[[], int]
    days: int = 0
    _forgot: list[int] = field(default_factory=list)
    _recent: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, visitor: Visitor, item: str, asked: str = "", *, address: str = "") -> None:
        """Add a line, unless the same was noted in the last ten minutes; a PeopleError where it cannot be written."""
        item, asked, now = item[:LONGEST], asked[:LONGEST], self.now()
        key = (visitor.name, item, asked, address)
        with self._lock:
            if now - self._recent.get(key, now - ONCE_IN) < ONCE_IN:
                return
        self._forget_daily(now)
        row = {"at": now, "account": visitor.name, "by_token": int(visitor.scopes is not None)}
        with writing(self.engine) as connection:
            connection.execute(read_table.insert().values(row | {"item": item, "asked": asked, "address": address}))
        with self._lock:
            self._recent.pop(key, None)
            self._recent[key] = now
            while len(self._recent) > MOST_RECENT:
                self._recent.pop(next(iter(self._recent)))

    def _forget_daily(self, now: int) -> None:
        with self._lock:
            due = not self._forgot or now - self._forgot[-1] >= DAY
            self._forgot[:] = [now] if due else self._forgot
        if due:
            self.forget()

    def latest(self, limit: int = 100, *, account: str = "", item: str = "") -> tuple[Read, ...]:
        """The newest lines; of one account, of one page or file."""
        query = select(read_table).order_by(read_table.c.number.desc()).limit(limit)
        if account:
            query = query.where(read_table.c.account == account)
        if item:
            query = query.where(read_table.c.item == item)
        with reading(self.engine) as connection:
            rows = connection.execute(query).all()
        return tuple(Read(moment(row.at), row.account, bool(row.by_token), row.item, row.asked, row.address) for row in rows)

    def forget(self) -> int:
        """Take out the lines that are older than they are kept; how many that were."""
        if not self.days:
            return 0
        with writing(self.engine) as connection:
            return connection.execute(read_table.delete().where(read_table.c.at < self.now() - self.days * DAY)).rowcount
