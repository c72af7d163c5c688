"""What an import has to remember of tens of millions of reports, kept in a file that is gone when the import ends."""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
from collections.abc import Iterator

from trucewatch.ingest import Once
from trucewatch.model import Report, Unread
from trucewatch.versions import Arrivals, ways_to

TABLES = """
    create table seen (content blob primary key) without rowid;
    create table owners (id blob primary key, raw_sha256 text) without rowid;
    create table left_out (id blob primary key, report blob, unread blob) without rowid;
    create table ways (way blob primary key, id blob) without rowid;
    create table outdated (number integer primary key, report blob);
"""


def open_memory() -> sqlite3.Connection:
    """A database of this process alone, in memory while it is small and in the folder for temporary files then."""
    book = sqlite3.connect("", isolation_level=None)
    book.execute("pragma journal_mode = off")
    book.executescript(TABLES)
    book.execute("begin")  # never ended: nobody else reads it, and nothing of it is to last
    return book


def put_off(book: sqlite3.Connection, report: Report) -> None:
    """Keep a version that was met after a later one, until all are there."""
    book.execute("insert into outdated (report) values (?)", (pickle.dumps(report),))


def those_put_off(book: sqlite3.Connection) -> Iterator[Report]:
    """The versions that were put off, in the order in which they were met."""
    for (packed,) in book.execute("select report from outdated order by number"):
        yield pickle.loads(packed)


def _key(*words: str) -> bytes:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).digest()[:16]


class OnceOfMany(Once):
    """As `Once`, for more reports than memory holds."""

    def __init__(self, book: sqlite3.Connection) -> None:
        super().__init__()
        self._book = book

    def is_new(self, report: Report) -> bool:
        """True if its content was not met before; from now on it was."""
        content = _key(report.raw_sha256, report.text)
        return self._book.execute("insert or ignore into seen values (?)", (content,)).rowcount == 1

    def owner(self, report: Report) -> str:
        """The hash of the bytes that have its id: its own, if nobody had it before."""
        id = _key(report.id)
        if self._book.execute("insert or ignore into owners values (?, ?)", (id, report.raw_sha256)).rowcount == 1:
            return report.raw_sha256
        return str(self._book.execute("select raw_sha256 from owners where id = ?", (id,)).fetchone()[0])


class ArrivalsOfMany(Arrivals):
    """As `Arrivals`; reports that were met and will never be in the ledger, for they could not be read, are kept apart."""

    def __init__(self, book: sqlite3.Connection) -> None:
        super().__init__()
        self._book, self._any = book, False

    def leave(self, report: Report, unread: Unread) -> None:
        """A report on its way could not be read; it stays on the way."""
        super().done(report.id)
        self._any = True
        packed = (_key(report.id), pickle.dumps(report), pickle.dumps(unread))
        self._book.execute("insert or replace into left_out values (?, ?, ?)", packed)
        ways = [(_key(*way), _key(report.id)) for way in ways_to(report)]
        self._book.executemany("insert or replace into ways values (?, ?)", ways)

    def left(self, report_id: str) -> Unread | None:
        """Why a report on its way could not be read; None if it is not known that it could not."""
        found = self._asked("select unread from left_out where id = ?", _key(report_id))
        return pickle.loads(found) if found else None

    def done(self, report_id: str) -> None:
        """The ledger has it."""
        report = self.get(report_id)
        super().done(report_id)
        if self._any:
            self._book.execute("delete from left_out where id = ?", (_key(report_id),))
            for way in ways_to(report) if report else ():
                self._book.execute("delete from ways where way = ?", (_key(*way),))

    def get(self, report_id: str) -> Report | None:
        """The report on its way under this id."""
        return super().get(report_id) or self._report(_key(report_id))

    def like(self, report: Report) -> Iterator[Report]:
        """Those of one address or source with this one."""
        for way in ways_to(report):
            if near := self.at(way):
                yield near
            elif (id := self._asked("select id from ways where way = ?", _key(*way))) and (other := self._report(id)):
                yield other

    def _report(self, id: bytes) -> Report | None:
        found = self._asked("select report from left_out where id = ?", id)
        return pickle.loads(found) if found else None

    def _asked(self, question: str, key: bytes) -> bytes | None:
        row = self._book.execute(question, (key,)).fetchone() if self._any else None
        return bytes(row[0]) if row else None
