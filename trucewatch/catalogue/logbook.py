"""The logbook: which post logged what on which day, at any moment, without reading a log for it.

It is worked out from the entries of the ledger when it is first asked for and taken further with each later one; it lives in
memory, and losing it loses nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from trucewatch.catalogue.cards import Page
from trucewatch.catalogue.keys import cursor, read_cursor
from trucewatch.errors import CursorError
from trucewatch.ledger import Entry, Kind, Ledger, Withdrawal
from trucewatch.model import AccessEvent, HardwareSighting, Limit, LogRecord, Observation, logged_instant

SORTS = (Kind.OBSERVATION, Kind.LIMIT, Kind.ACCESS, Kind.SIGHTING)
LINES = 50  # lines on a page
MOST_LINES = 1_000
LONGEST_DAYS = 31  # a line of a longer time is taken for its first and last day
TABLES = """
CREATE TABLE line (
  id TEXT, sort TEXT, post TEXT, seq INTEGER, gone INTEGER, first INTEGER, last INTEGER, start INTEGER, what TEXT,
  silent INTEGER, whole INTEGER, claim TEXT, report TEXT
);
CREATE INDEX line_day ON line (post, last, first);
CREATE INDEX line_id ON line (id, sort);
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
        self._ledger = ledger
        self._lock = Lock()
        self._base = sqlite3.connect(":memory:", check_same_thread=False)
        self._base.executescript(TABLES)
        self._seq = 0

    def catch_up(self) -> int:
        """Bring it to the head of the ledger; the number of the last entry taken in."""
        head = self._ledger.head()[0]
        if head > self._seq:
            with self._lock:
                if head > self._seq:
                    for entry in self._ledger.entries_about(SORTS, after=self._seq, until=head):
                        self._take(entry)
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
        with self._lock:
            return self._base.execute(query, tuple(values)).fetchall()

    def _take(self, entry: Entry) -> None:
        mine = (entry.seq, entry.id, entry.subject.value)
        self._base.execute("UPDATE line SET gone = ? WHERE id = ? AND sort = ? AND gone IS NULL", mine)
        if isinstance(entry.record, Withdrawal):
            return
        record = entry.record
        assert isinstance(record, LogRecord)
        first = logged_instant(record.start)
        last = logged_instant(record.end).date() if isinstance(record, Observation | Limit) else first.date()
        values = (
            entry.id,
            entry.subject.value,
            record.post_id,
            entry.seq,
            first.date().toordinal(),
            max(first.date(), last).toordinal(),
            int(first.timestamp()) + _SHIFT,
            _what(record),
            isinstance(record, Observation) and record.count_high == 0,
            isinstance(record, Limit) and record.whole,
            None if isinstance(record, Limit) else record.claim_id,
            record.report_id,
        )
        self._base.execute("INSERT INTO line VALUES (?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?)", values)


_BOOKS: WeakKeyDictionary[Ledger, Logbook] = WeakKeyDictionary()
_BOOKS_LOCK = Lock()
_STANDS = "seq <= ? AND (gone IS NULL OR gone > ?)"
_SHIFT = 62_135_596_800 + 2 * 86_400  # seconds from before the year 1 in any zone, so that no start is negative


def logbook_of(ledger: Ledger) -> Logbook:
    """The logbook of a ledger, one in each process, brought to its head."""
    with _BOOKS_LOCK:
        book = _BOOKS.get(ledger)
        if book is None:
            book = _BOOKS[ledger] = Logbook(ledger)
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


def _what(record: LogRecord) -> str:
    match record:
        case Observation():
            return record.phenomenon.value
        case Limit():
            return record.cause.value
        case AccessEvent():
            return record.outcome.value
        case HardwareSighting():
            return record.finding.value


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
