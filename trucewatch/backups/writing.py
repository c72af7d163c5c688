"""Write a backup: the entries up to one of them, whatever is recorded meanwhile, and what lies beside."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import func, select

from trucewatch import __version__
from trucewatch.backups.beside_rows import RAW, lying_beside, raw_members, rows_beside
from trucewatch.backups.head import HEAD, KEY, SEALED, TAIL, Head, Tail
from trucewatch.backups.members import end_members, packed, write_member
from trucewatch.backups.sealing import Seal
from trucewatch.disk import settle, unfinished
from trucewatch.errors import BackupError
from trucewatch.ledger import Ledger
from trucewatch.ledger.chain import instant
from trucewatch.ledger.copying import ledger_lines
from trucewatch.ledger.doors import reading
from trucewatch.ledger.schema import REVISION, entry_table
from trucewatch.raw import RawStore

LINES = 20_000  # entries of one member
ONLY_MINE = 0o600

Progress = Callable[[int, int], None]  # entries done, and how many there are


def back_up(
    ledger: Ledger,
    url: str,
    file: Path,
    *,
    now: datetime,
    raw: RawStore,
    everything: bool = False,
    seal: Seal | None = None,
    progress: Progress = lambda done, of: None,
) -> Head:
    """Write the backup of a ledger into a new file, which appears once it is whole; its head.

    `url` is the ledger's address, by which what lies beside it is found; with `everything` that is taken along. A BackupError
    where the file is there already or cannot be written; nothing is left of it then.
    """
    seq, digest = ledger.head()
    beside = lying_beside(url, raw, taken=everything)
    head = Head(seq, digest, _counts(ledger, seq), instant(now), __version__, REVISION, beside)
    with _new_file(file) as out:
        members = _Members(out, seal)
        members.write(HEAD, json.dumps(asdict(head), indent=1).encode("ascii"))
        lines = ledger_lines(ledger, until=seq)
        done = 0
        while some := list(islice(lines, LINES)):
            members.numbered("ledger", "".join(some).encode("ascii"))
            done += len(some)
            progress(done, seq)
        for one in beside if everything else ():
            for data in raw_members(raw) if one.what == RAW else rows_beside(one.what, url):
                members.numbered(one.what, data)
        members.end()
    return head


class _Members:
    """The members of one backup as they are written."""

    def __init__(self, out: BinaryIO, seal: Seal | None) -> None:
        self._out, self._seal = out, seal
        self._written: list[tuple[str, str]] = []
        self._numbers: dict[str, int] = {}
        if seal is not None and seal.key:
            write_member(out, KEY, seal.key)

    def write(self, name: str, data: bytes) -> None:
        """One member under its name."""
        self._written.append((name, hashlib.sha256(data).hexdigest()))
        if self._seal is None:
            write_member(self._out, name, data)
        else:
            write_member(self._out, f"{name}{SEALED}", self._seal.close(data))

    def numbered(self, what: str, data: bytes) -> None:
        """The next member of this sort, packed."""
        number = self._numbers[what] = self._numbers.get(what, 0) + 1
        self.write(f"{what}-{number:06}.jsonl.gz", packed(data))

    def end(self) -> None:
        """What all of them were."""
        tail = json.dumps(asdict(Tail(tuple(self._written)))).encode("ascii")
        self.write(TAIL, packed(tail))
        end_members(self._out)


def _counts(ledger: Ledger, seq: int) -> dict[str, int]:
    """How many entries up to this one speak of each kind of record."""
    c = entry_table.c
    with reading(ledger.engine) as connection:
        rows = connection.execute(select(c.subject, func.count()).where(c.seq <= seq).group_by(c.subject))
        return {str(subject): int(many) for subject, many in sorted(rows)}


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A file that only its owner may read, and that appears under its name once it is whole and on the disk."""
    if path.exists():
        raise BackupError(f"{path} is there already; name another file")
    waiting = unfinished(path)
    try:
        with os.fdopen(os.open(waiting, os.O_CREAT | os.O_EXCL | os.O_WRONLY, ONLY_MINE), "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        _publish(waiting, path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        waiting.unlink(missing_ok=True)


def _publish(waiting: Path, path: Path) -> None:
    """Give a whole file its name, for good: what is not sure to be there after a power cut is not left there."""
    _name(waiting, path)
    try:
        settle(path.parent)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _name(waiting: Path, path: Path) -> None:
    """Give a file its name, over nothing that somebody else has put there meanwhile."""
    try:
        os.link(waiting, path)
    except FileExistsError:
        raise
    except OSError:  # exFAT and many shares know one name of a file only
        _take_place(waiting, path)


def _take_place(waiting: Path, path: Path) -> None:
    """The same where a file has one name only: an empty file keeps the place, for as long as a change of names takes."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, ONLY_MINE))
    try:
        waiting.replace(path)
    except OSError:
        path.unlink(missing_ok=True)
        raise
