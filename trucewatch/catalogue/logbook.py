"""The logbook: which post logged what on which day, at any moment, without reading a log for it.

It is worked out from the entries of the ledger when it is first asked for and taken further with each later one; it lives in
memory, and losing it loses nothing.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from trucewatch.catalogue.cards import Page
from trucewatch.catalogue.keys import cursor, read_cursor
from trucewatch.errors import CursorError
from trucewatch.ledger import Kind, Ledger

SORTS = (Kind.OBSERVATION, Kind.LIMIT, Kind.ACCESS, Kind.SIGHTING)
LINES = 50  # lines on a page
MOST_LINES = 1_000
MOST_KEPT = 256  # answers
LONGEST_DAYS = 31  # a line of a longer time is taken for its first and last day
TABLES = """
CREATE TABLE line (
  id TEXT, sort TEXT, post TEXT, seq INTEGER, gone INTEGER, first INTEGER, last INTEGER, start INTEGER, what TEXT,
  silent INTEGER, whole INTEGER, claim TEXT, report TEXT
);
CREATE INDEX line_day ON line (post, last, first);
CREATE INDEX line_id ON line (id, sort);
CREATE INDEX line_span ON line (last, first, post, sort, what, silent, whole, seq, gone);
CREATE INDEX line_what ON line (post, sort, what, silent, seq, gone, claim);
"""


class LogLine(NamedTuple):
    """A line of a log as it is looked up: its record's kind and id, its post, and the local days it tells of."""

    sort: Kind
    id: str
    post: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PostDay:
    """A day of a post as its log has it.

    `looked` is True where a line tells that somebody looked, be it that nothing was perceived; `seen` are the lines that tell
    of something, `limits` the causes that kept the post from looking, `blind` those that kept it from looking at all, and
    `stopped` how many patrols were stopped.
    """

    post: str
    day: date
    lines: int
    seen: int
    looked: bool
    limits: tuple[str, ...]
    blind: tuple[str, ...]
    stopped: int


@dataclass(slots=True)
class _Day:
    lines: int = 0
    seen: int = 0
    looked: bool = False
    limits: set[str] = field(default_factory=set)
    blind: set[str] = field(default_factory=set)
    stopped: int = 0


class Logbook:
    """The logs of all posts of a ledger; `until` is the number of the last entry that belongs to the moment asked for."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._lock = Lock()
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        self._base.executescript(TABLES)
        self._seq = 0
        self._changes: list[int] = []
        self._kept: dict[tuple[str, tuple[object, ...]], list[tuple[Any, ...]]] = {}

    def catch_up(self) -> int:
        """Bring it to the head of the ledger; the number of the last entry taken in."""
        head = self.ledger.head()[0]
        if head > self._seq:
            with self._lock:
                if head > self._seq:
                    for seq, kind, sort, id, values in self.ledger.payloads_about(SORTS, after=self._seq, until=head):
                        self._take(seq, kind, sort, id, values)
                        self._changes.append(seq)
                    self._seq = head
        return self._seq

    def days(self, until: int, first: date, last: date, post: str = "") -> tuple[PostDay, ...]:
        """The days from `first` to `last` that any log tells of, by post and day; of one post, if it is named."""
        grouped = self._rows(
            "SELECT post, sort, first, last, what, silent, whole, COUNT(*) FROM line "
            f"WHERE {_STANDS} AND last >= ? AND first <= ?{' AND post = ?' if post else ''} "
            "GROUP BY post, sort, first, last, what, silent, whole",
            (until, until, first.toordinal(), last.toordinal(), *([post] if post else [])),
        )
        found: dict[tuple[str, int], _Day] = {}
        for name, sort, begun, ended, what, nothing, whole, many in grouped:
            for day in _spread(begun, ended):
                if first.toordinal() <= day <= last.toordinal():
                    _add(found.setdefault((name, day), _Day()), sort, what, nothing, whole, many)
        return tuple(
            PostDay(
                name, date.fromordinal(day), one.lines, one.seen, one.looked, _sorted(one.limits), _sorted(one.blind), one.stopped
            )
            for (name, day), one in sorted(found.items())
        )

    def looked(self, until: int, posts: Sequence[str]) -> tuple[date, ...]:
        """The days on which any of these posts logged that somebody looked."""
        marks = ", ".join("?" * len(posts))
        rows = self._rows(
            "SELECT DISTINCT first, last FROM line "
            f"WHERE {_STANDS} AND post IN ({marks}) AND sort IN ('observation', 'sighting')",
            (until, until, *posts),
        )
        return tuple(date.fromordinal(day) for day in sorted({day for first, last in rows for day in _spread(first, last)}))

    def lines(
        self,
        until: int,
        *,
        post: str = "",
        sorts: Sequence[str] = (),
        what: str = "",
        first: date | None = None,
        last: date | None = None,
        after: str = "",
        limit: int = LINES,
    ) -> Page[LogLine]:
        """The lines asked for, the latest first; a CursorError where `after` is no cursor of such a list."""
        where, values = _where(until, post, sorts, what, first, last)
        if after:
            start, id = read_cursor(after)
            where += " AND (first < ? OR (first = ? AND (start, id) < (?, ?)))"
            at = id.partition("-")
            values += [start, start, _number(at[0], after), at[2]]
        limit = max(1, min(limit, MOST_LINES))
        rows = self._rows(
            f"SELECT sort, id, post, first, last, start FROM line WHERE {where} ORDER BY first DESC, start DESC, id DESC LIMIT ?",
            (*values, limit + 1),
        )
        found = tuple(LogLine(Kind(s), i, p, date.fromordinal(a), date.fromordinal(b)) for s, i, p, a, b, _ in rows[:limit])
        following = cursor(rows[limit - 1][3], f"{rows[limit - 1][5]}-{rows[limit - 1][1]}") if len(rows) > limit else ""
        return Page(found, following)

    def tally(
        self,
        until: int,
        *,
        post: str = "",
        sorts: Sequence[str] = (),
        what: str = "",
        first: date | None = None,
        last: date | None = None,
    ) -> tuple[tuple[str, str, str, int, int], ...]:
        """Rows of post, kind, what (a phenomenon, cause, outcome or finding), how many lines, and how many of them are claims."""
        where, values = _where(until, post, sorts, what, first, last)
        return tuple(
            self._rows(
                "SELECT post, sort, CASE WHEN silent THEN 'nothing' ELSE what END AS told, COUNT(*), COUNT(claim) FROM line "
                f"WHERE {where} GROUP BY post, sort, told ORDER BY post, sort, told",
                tuple(values),
            )
        )

    def span(self, until: int, post: str = "") -> tuple[date, date] | None:
        """The first and the last day that any log tells of; None where there is none."""
        where, values = _where(until, post, (), "", None, None)
        [(first, last)] = self._rows(f"SELECT MIN(first), MAX(last) FROM line WHERE {where}", tuple(values))
        return (date.fromordinal(first), date.fromordinal(last)) if first else None

    def _rows(self, query: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        """The rows of a query whose first two values are the moment; what was asked lately is not asked again.

        A moment is the number of the last entry on any log before it: what else is recorded changes nothing here.
        """
        with self._lock:
            at = bisect_right(self._changes, int(str(values[0])))
            moment = self._changes[at - 1] if at else 0
            asked = query, (moment, moment, *values[2:])
            if asked not in self._kept:
                while len(self._kept) >= MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[asked] = self._base.execute(*asked).fetchall()
            return self._kept[asked]

    def _take(self, seq: int, kind: Kind, sort: Kind, id: str, values: dict[str, Any]) -> None:
        self._base.execute("UPDATE line SET gone = ? WHERE id = ? AND sort = ? AND gone IS NULL", (seq, id, sort.value))
        if kind is Kind.WITHDRAWAL:
            return
        start = datetime.fromisoformat(values["start"])
        last = datetime.fromisoformat(values.get("end", values["start"])).date()
        row = (
            id,
            sort.value,
            values["post_id"],
            seq,
            start.date().toordinal(),
            max(start.date(), last).toordinal(),
            int(start.timestamp()) + _SHIFT,
            values[_WHAT[sort]],
            sort is Kind.OBSERVATION and values["count_high"] == 0,
            sort is Kind.LIMIT and values["whole"],
            values.get("claim_id"),
            values["report_id"],
        )
        self._base.execute("INSERT INTO line VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?)", row)


_BOOKS: WeakKeyDictionary[Engine, Logbook] = WeakKeyDictionary()
_BOOKS_LOCK = Lock()
_STANDS = "seq <= ? AND (gone IS NULL OR gone > ?)"
_WHAT = {Kind.OBSERVATION: "phenomenon", Kind.LIMIT: "cause", Kind.ACCESS: "outcome", Kind.SIGHTING: "finding"}
_SHIFT = 62_135_596_800 + 2 * 86_400  # seconds from before the year 1 in any zone, so that no start is negative


def logbook_of(ledger: Ledger) -> Logbook:
    """The logbook of a ledger, one in each process, brought to its head."""
    engine = ledger.engine
    with _BOOKS_LOCK:
        book = _BOOKS.get(engine)
        if book is None:
            book = _BOOKS[engine] = Logbook(Ledger(engine))
    book.catch_up()
    return book


def _where(
    until: int, post: str, sorts: Sequence[str], what: str, first: date | None, last: date | None
) -> tuple[str, list[object]]:
    where, told = [_STANDS], list[object]((until, until))
    asked: list[tuple[str, object]] = [("post = ?", post or None), ("last >= ?", first), ("first <= ?", last)]
    for words, value in asked:
        if value is not None:
            where.append(words)
            told.append(value.toordinal() if isinstance(value, date) else value)
    if sorts:
        where.append(f"sort IN ({', '.join('?' * len(sorts))})")
        told += sorts
    if what == "nothing":
        where.append("silent")
    elif what:
        where.append("what = ? AND NOT silent")
        told.append(what)
    return " AND ".join(where), told


def _spread(first: int, last: int) -> Iterator[int]:
    return iter(range(first, last + 1) if last - first <= LONGEST_DAYS else (first, last))


def _add(day: _Day, sort: str, what: str, nothing: int, whole: int, many: int) -> None:
    day.lines += many
    if sort == Kind.LIMIT:
        (day.blind if whole else day.limits).add(what)
    elif sort == Kind.ACCESS:
        day.stopped += many
    else:
        day.looked = True
        day.seen += 0 if nothing else many


def _sorted(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _number(words: str, whole: str) -> int:
    if not (words.isascii() and words.isdigit() and len(words) < 15):
        raise CursorError(whole)
    return int(words)
