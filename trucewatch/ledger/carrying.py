"""Carry the entries of one ledger into another, be it in another database: the same entries with the same hashes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from trucewatch.errors import ChainBroken, LedgerError
from trucewatch.ledger import state
from trucewatch.ledger.chain import START, Line, instant, moment
from trucewatch.ledger.doors import reading, writing
from trucewatch.ledger.records import Kind, from_canonical, keys_of, links_of
from trucewatch.ledger.rows import insert_rows
from trucewatch.ledger.schema import entry_table, link_table
from trucewatch.ledger.store import Ledger

STEP = 5_000  # entries of one transaction: about a quarter of a second in which nobody else writes to PostgreSQL

HASHED = tuple(Line.__slots__)

Progress = Callable[[int, int], None]  # entries done, and how many there are


@dataclass(frozen=True, slots=True)
class Carried:
    """How many entries the source has, how many of them are new in the target, and number and hash of the last."""

    entries: int
    new: int
    head: tuple[int, str]


def carry(source: Ledger, target: Ledger, progress: Progress = lambda done, of: None) -> Carried:
    """Bring the target, which is empty or holds the first entries of the source, to the source's last entry.

    The chain of what is new is gone through from its first entry to its last before one of them is taken; then they are recorded
    step by step, each step whole, so that a copy that was ended in between goes on when it is asked for again. A LedgerError
    names the first entry in which the two differ; a ChainBroken the first that does not fit in the source.
    """
    last, head = source.head()
    held = common_length(source, target)
    previous = _hash_at(source, held)
    check_chain(source, held, last, previous)
    for lines in lines_between(source, held, last):
        add_lines(target, lines, previous)
        previous = lines[-1][1]
        progress(lines[-1][0].seq, last)
    return Carried(last, max(0, last - held), (last, head))


def common_length(source: Ledger, target: Ledger) -> int:
    """Up to which entry both hold the same: up to the last of the shorter; a LedgerError names the first that differs."""
    shorter = min(source.head()[0], target.head()[0])
    if shorter == 0 or _hash_at(source, shorter) == _hash_at(target, shorter):
        return shorter
    same, other = 0, shorter  # each hash is taken over the one before it: once they differ, they differ to the end
    while other - same > 1:
        middle = (same + other) // 2
        if _hash_at(source, middle) == _hash_at(target, middle):
            same = middle
        else:
            other = middle
    raise LedgerError(
        f"the two ledgers differ from entry {other} on; a copy goes into an empty ledger, or into one that holds its beginning"
    )


def check_chain(source: Ledger, after: int, last: int, previous: str) -> None:
    """Every entry behind `after` up to `last`, against its hash and the one before; a ChainBroken names the first that is off."""
    for lines in lines_between(source, after, last):
        for line, digest in lines:
            check_line(line, digest, after, previous)
            after, previous = after + 1, digest
    if after != last:
        raise ChainBroken(after + 1, "missing: the ledger ends before it")


def check_line(line: Line, digest: str, before: int, previous: str) -> None:
    """One entry against the number and the hash of the one before it, and against its own hash."""
    if line.seq != before + 1:
        raise ChainBroken(before + 1, f"missing: the next entry is {line.seq}")
    if line.previous != previous:
        raise ChainBroken(line.seq, "it does not follow from the entry before it")
    if line.digest() != digest:
        raise ChainBroken(line.seq, "its content is not what its hash was taken over")


def lines_between(ledger: Ledger, after: int, last: int) -> Iterator[list[tuple[Line, str]]]:
    """The entries behind `after` up to `last` as they are stored, each with its hash, some at a time."""
    some: list[tuple[Line, str]] = []
    for rows in state.rows_in_order(ledger.engine, after, last):
        some += (line_of(row) for row in rows)
        if len(some) >= STEP:
            yield some
            some = []
    if some:
        yield some


def line_of(row: Row[Any]) -> tuple[Line, str]:
    """An entry as it is stored, and its hash."""
    return Line(*(getattr(row, name) for name in HASHED)), row.hash


def add_lines(target: Ledger, lines: Sequence[tuple[Line, str]], previous: str) -> None:
    """Record entries behind the last one, in one transaction; a LedgerError, and none recorded, if one cannot be."""
    links = [link for line, _ in lines for link in links_in(line)]
    with writing(target.engine) as connection:
        write_lines(connection, lines, links, previous)


def write_lines(
    connection: Connection, lines: Sequence[tuple[Line, str]], links: Sequence[dict[str, object]], previous: str
) -> None:
    """Write entries, with what they refer to, behind the last one, whose hash is `previous`."""
    first = lines[0][0].seq
    if state.head(connection) != (first - 1, previous):
        raise LedgerError("something else was recorded in the ledger meanwhile; ask for it again")
    insert_rows(connection, entry_table, [{**line.fields(), "hash": digest} for line, digest in lines])
    insert_rows(connection, link_table, links)


def links_in(line: Line) -> Iterator[dict[str, object]]:
    """What an entry refers to, after its record was read as this version would store it; a LedgerError if it cannot be."""
    try:
        kind = Kind(line.kind)
        record = from_canonical(kind, line.payload)
        well = instant(moment(line.recorded_at)) == line.recorded_at and line.author.strip()
        links = links_of(record)
    except (LedgerError, ValueError) as error:
        raise LedgerError(f"entry {line.seq}: {error}") from error
    if not well or keys_of(record) != (line.subject, line.record_id):
        raise LedgerError(f"entry {line.seq}: its record is not the one that it names, or nobody recorded it at no time")
    return ({"what": what, "target": target, "seq": line.seq} for what, target in links)


def _hash_at(ledger: Ledger, seq: int) -> str:
    if seq == 0:
        return START
    with reading(ledger.engine) as connection:
        found = connection.scalar(select(entry_table.c.hash).where(entry_table.c.seq == seq))
    if found is None:
        raise ChainBroken(seq, "missing")
    return str(found)
