"""Read a backup: say what is in it, check all of it without restoring it, and restore it into an empty ledger."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection

from trucewatch.backups.beside_rows import RAW, SIDES, give_way, is_empty, raw_in, settle_numbers, take_rows
from trucewatch.backups.head import FORMAT, HEAD, KEY, SEALED, TAIL, VERSION, Head, Tail
from trucewatch.backups.members import read_members, unpacked
from trucewatch.backups.sealing import Opener
from trucewatch.errors import BackupError, CopyError, LedgerError
from trucewatch.journal import BESIDE as JOURNAL
from trucewatch.ledger import Ledger
from trucewatch.ledger.carrying import check_line, links_in, write_lines
from trucewatch.ledger.chain import START, Line
from trucewatch.ledger.copying import read_line
from trucewatch.ledger.doors import writing
from trucewatch.ledger.schema import KNOWN
from trucewatch.ledger.state import head as head_in
from trucewatch.raw import RawStore

Lines = list[tuple[Line, str]]
Links = list[dict[str, object]]


@dataclass(slots=True)
class Checked:
    """What was found in a backup: its head, how many entries, and how many rows or raw bytes of what lies beside."""

    head: Head
    entries: int = 0
    beside: dict[str, int] = field(default_factory=dict)


def read_head(file: Path, opener: Opener) -> Head:
    """What a backup says it is; nothing else of it is read."""
    for name, data in _members(file, opener):
        if name != HEAD:
            raise BackupError(f"it begins with {name} and not with {HEAD}")
        return _head(data)
    raise BackupError("it is empty")


def check(file: Path, opener: Opener) -> Checked:
    """Go through a whole backup: each member and entry against its hash, each record, the counts; nothing is restored."""
    return _Reading(file, opener).go(lambda lines, links, previous: None, lambda what, data: _rows_in(what, data))


def restore(file: Path, opener: Opener, ledger: Ledger, url: str, raw: RawStore) -> Checked:
    """Restore a backup into an empty ledger, with what lies beside where the backup holds it.

    All entries are recorded in one transaction, and what lies beside in one each: whatever is wrong with the file, or comes in
    between, nothing is there afterwards that was not before; raw bytes alone may be. A LedgerError where the ledger, or what is
    to be restored beside it, is not empty.
    """
    with ExitStack() as stack:
        entries = stack.enter_context(writing(ledger.engine))
        if head_in(entries)[0]:
            raise LedgerError(f"{ledger.address} is not empty; a backup is restored into an empty ledger alone")
        sides: dict[str, Connection] = {}
        passed = set[str]()

        def record(lines: Lines, links: Links, previous: str) -> None:
            write_lines(entries, lines, links, previous)

        def lay(what: str, data: bytes) -> int:
            if what == RAW:
                return sum(1 for one in raw_in(data) if raw.keep(one))
            if what in passed:
                return 0
            if what not in sides:
                side = SIDES[what]
                if ledger.engine.dialect.name == "sqlite":
                    engine = side.open(side.url(url))
                    stack.callback(engine.dispose)
                    sides[what] = stack.enter_context(side.writing(engine))
                else:
                    side.open(side.url(url)).dispose()
                    sides[what] = entries
                if not is_empty(sides[what], side) and not (what == JOURNAL.what and give_way(sides[what])):
                    if what == JOURNAL.what:  # what it says of raw bytes stands nowhere else
                        passed.add(what)
                        return 0
                    raise LedgerError(f"there are {what} already beside {ledger.address}; restore beside an empty ledger")
            return take_rows(sides[what], SIDES[what], data)

        done = _Reading(file, opener).go(record, lay)
        for what, connection in sides.items():
            settle_numbers(connection, SIDES[what])
        return done


class _Reading:
    """One pass over a backup."""

    def __init__(self, file: Path, opener: Opener) -> None:
        self._file, self._opener = file, opener
        self._counts: Counter[str] = Counter()
        self._seq, self._hash = 0, START

    def go(self, record: Callable[[Lines, Links, str], None], lay: Callable[[str, bytes], int]) -> Checked:
        """Check each member and hand it on: entries with what they refer to, then what lies beside."""
        done: Checked | None = None
        seen, tail = list[tuple[str, str]](), None
        for name, data in _members(self._file, self._opener):
            if name == TAIL:
                tail = _tail(unpacked(name, data))
                break
            seen.append((name, hashlib.sha256(data).hexdigest()))
            if done is None:
                done = Checked(_known(_head(data) if name == HEAD else None))
                continue
            what = name.rpartition("-")[0]
            if what == "ledger":
                lines, links, before = self._lines(name, unpacked(name, data))
                record(lines, links, before)
                done.entries += len(lines)
            elif what == RAW or what in SIDES:
                done.beside[what] = done.beside.get(what, 0) + lay(what, unpacked(name, data))
            else:
                raise BackupError(f"{name} is nothing that a backup holds")
        if done is None or tail is None:
            raise BackupError("it is cut off: its end is missing")
        if tuple(seen) != tail.members:
            raise BackupError("its members are not those that were written")
        self._settle(done)
        return done

    def _lines(self, name: str, data: bytes) -> tuple[Lines, Links, str]:
        """The entries of one member, each checked."""
        lines, links, before = Lines(), Links(), self._hash
        try:
            for at, text in enumerate(data.decode("ascii").splitlines(keepends=True), 1):
                line, digest = read_line(at, text)
                check_line(line, digest, self._seq, self._hash)
                links += links_in(line)
                lines.append((line, digest))
                self._seq, self._hash = line.seq, digest
                self._counts[line.subject] += 1
        except (CopyError, UnicodeDecodeError) as error:
            raise BackupError(f"{name}: {error}") from error
        return lines, links, before

    def _settle(self, done: Checked) -> None:
        head = done.head
        if (self._seq, self._hash) != (head.seq, head.hash):
            raise BackupError(f"its entries end at {self._seq}, and not at entry {head.seq} that its head names")
        if dict(self._counts) != head.counts:
            raise BackupError("it does not hold as many entries of each kind as its head says")


def _members(file: Path, opener: Opener) -> Iterator[tuple[str, bytes]]:
    """The members by their names, opened where they are sealed."""
    try:
        with file.open("rb") as archive:
            for name, data in read_members(archive):
                if name == KEY:
                    opener.take_key(data)
                elif name.endswith(SEALED):
                    yield name.removesuffix(SEALED), opener.open(name, data)
                else:
                    yield name, data
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror or error}") from error


def _head(data: bytes) -> Head:
    try:
        return TypeAdapter(Head).validate_json(data)
    except ValidationError as error:
        raise BackupError("its head is not written as a backup's") from error


def _known(head: Head | None) -> Head:
    if head is None or head.format != FORMAT:
        raise BackupError(f"it does not begin with {HEAD}")
    if head.version > VERSION or head.layout not in KNOWN:
        raise BackupError(f"it was written by a newer Trucewatch ({head.code}); upgrade with pip install --upgrade trucewatch")
    return head


def _tail(data: bytes) -> Tail:
    try:
        return TypeAdapter(Tail).validate_json(data)
    except ValidationError as error:
        raise BackupError("its end is not written as a backup's") from error


def _rows_in(what: str, data: bytes) -> int:
    if what == RAW:
        return sum(1 for _ in raw_in(data))
    return sum(1 for line in data.splitlines() if isinstance(json.loads(line), list))
