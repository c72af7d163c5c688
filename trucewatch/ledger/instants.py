"""Which entry was the last of a moment, remembered where it can no longer change.

Once an entry was recorded after an instant, the last entry that belongs to the instant stays what it is: entries are only added
behind all others. A site learns the latest time of every few hundred entries beforehand, so that a past day is found at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select, text

from trucewatch.ledger.doors import reading
from trucewatch.ledger.schema import entry_table

MOST_KEPT = 256
TOGETHER = 500  # entries of which the latest time is kept


@dataclass(slots=True)
class _Known:
    """`latest` are the latest times of the entries up to the end of each block; `moments` the last entries of some moments.

    `reached` is an entry that there is: a page asks for that of its moment many times.
    """

    reached: int = 0
    latest: list[str] = field(default_factory=list)
    moments: dict[str, int] = field(default_factory=dict)


# from each instant to the next one in the index, so that the entries of one recording are not gone through
FIRST_OF_EACH = text(
    "WITH RECURSIVE told (at, seq) AS ("
    " (SELECT recorded_at, seq FROM ledger_entry ORDER BY recorded_at, seq LIMIT 1)"
    " UNION ALL"
    " SELECT later.recorded_at, later.seq FROM told CROSS JOIN LATERAL ("
    "SELECT recorded_at, seq FROM ledger_entry WHERE recorded_at > told.at ORDER BY recorded_at, seq LIMIT 1) AS later"
    ") SELECT at, seq FROM told"
)

_KNOWN: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()
_LOCK = Lock()


def reached(engine: Engine) -> int:
    """The number of the last entry that was ever seen here; there may be more."""
    with _LOCK:
        known = _KNOWN.get(engine)
        return known.reached if known else 0


def reach(engine: Engine, last: int) -> None:
    """Remember that there is an entry with this number."""
    with _LOCK:
        known = _KNOWN.setdefault(engine, _Known())
        known.reached = max(known.reached, last)


def learn(engine: Engine) -> None:
    """Learn the times of all entries there are."""
    with reading(engine) as connection:
        latest = _latest_by_instants(connection) if connection.dialect.name == "postgresql" else _latest_by_blocks(connection)
    with _LOCK:
        _KNOWN.setdefault(engine, _Known()).latest = latest


def _latest_by_blocks(connection: Connection) -> list[str]:
    c = entry_table.c
    query = select(func.max(c.recorded_at)).group_by((c.seq - 1) // TOGETHER).order_by(func.min(c.seq))
    times = [str(at) for at in connection.scalars(query)]
    return list(accumulate(times[:-1], max))  # the last block may not be full


def _latest_by_instants(connection: Connection) -> list[str]:
    """The same from the first entry of each instant: PostgreSQL takes the blocks for as many as entries and sorts on disk."""
    first = {int(seq): str(at) for at, seq in connection.execute(FIRST_OF_EACH)}
    latest, found = "", list[str]()
    last = int(connection.scalar(select(func.max(entry_table.c.seq))) or 0)
    begins = iter(sorted(first))
    begin = next(begins, last + 1)
    for end in range(TOGETHER, last, TOGETHER):
        while begin <= end:
            latest, begin = max(latest, first[begin]), next(begins, last + 1)
        found.append(latest)
    return found


def settled(engine: Engine, moment: str, find: Callable[[int, int], int | None], last: int) -> int:
    """The number of the last entry of a moment, of `last` entries.

    `find` gives the first entry behind one, up to another, that was recorded after the moment; None where there is none.
    """
    with _LOCK:
        known = _KNOWN.setdefault(engine, _Known())
        if moment in known.moments:
            return known.moments[moment]
        at = bisect_right(known.latest, moment)
    behind = TOGETHER * at
    after = find(behind, behind + TOGETHER) if at < len(known.latest) else find(behind, last)
    if after is None:
        return last
    with _LOCK:
        while len(known.moments) >= MOST_KEPT:
            known.moments.pop(next(iter(known.moments)))
        known.moments[moment] = after - 1
    return after - 1
