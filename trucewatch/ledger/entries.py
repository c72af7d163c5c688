"""Entries as they stand in the database: read as records, and checked against what was hashed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Row

from trucewatch.errors import ChainBroken, LedgerError
from trucewatch.ledger.chain import Entry, Line, Stamp, moment
from trucewatch.ledger.records import WAYS, Kind, Record, encode, from_json, unescape
from trucewatch.ledger.schema import entry_table

LARGE = 200_000  # characters of a payload from which on its record is kept once it is read
_HASHED = tuple(column.name for column in entry_table.c if column.name != "hash")


def check(row: Row[Any], seq: int, previous: str) -> None:
    """ChainBroken if a row is not the next entry behind the one with this hash."""
    if row.seq != seq:
        raise ChainBroken(seq, f"missing: the next entry is {row.seq}")
    if row.previous != previous:
        raise ChainBroken(seq, "it does not follow from the entry before it")
    if _line(row).digest() != row.hash:
        raise ChainBroken(seq, "its content is not what its hash was taken over")


def check_links(row: Row[Any], kept: set[tuple[str, str]]) -> None:
    """ChainBroken if these links of a row are not those of its record."""
    record = decode(row.seq, Kind(row.kind), row.payload)
    if _checked(encode(record).links) != _checked(kept):
        raise ChainBroken(row.seq, "the links kept for look-ups are not those of its record")


def _checked(links: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    return {link for link in links if link[0] not in WAYS}


def _line(row: Row[Any]) -> Line:
    return Line(**{name: getattr(row, name) for name in _HASHED})


@lru_cache(maxsize=8)
def _large(kind: Kind, payload: str) -> Record:
    """A record that takes long to read, as a report of a million words; it is kept, for an entry never changes."""
    return from_json(kind, payload)


def decode(seq: int, kind: Kind, payload: str) -> Record:
    """The record in the payload of an entry."""
    try:
        return _large(kind, payload) if len(payload) > LARGE else from_json(kind, payload)
    except LedgerError as error:
        raise LedgerError(f"entry {seq}: {error}") from error


def entry_of(row: Row[Any]) -> Entry:
    """A row as an entry."""
    kind = Kind(row.kind)
    return Entry(
        seq=int(row.seq),
        kind=kind,
        subject=Kind(row.subject),
        id=unescape(row.record_id),
        record=decode(row.seq, kind, row.payload),
        stamp=Stamp(
            at=moment(row.recorded_at),
            author=unescape(row.author),
            code=unescape(row.code),
            model=unescape(row.model),
            knowledge=unescape(row.knowledge),
            reason=unescape(row.reason),
        ),
        previous=row.previous,
        hash=row.hash,
    )
