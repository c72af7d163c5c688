"""Record at the end of the chain: what of many records is new, and the entries and links that it makes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from trucewatch.errors import LedgerError
from trucewatch.ledger import state
from trucewatch.ledger.chain import Line, Stamp, instant
from trucewatch.ledger.records import Encoded, Kind, escape, from_json, unescape
from trucewatch.ledger.rows import insert_rows
from trucewatch.ledger.schema import entry_table, link_table


def record_news(connection: Connection, batch: Sequence[Encoded], stamp: Stamp) -> int:
    """Write what of a batch is new; how many entries that made."""
    found = news(connection, batch)
    write(connection, found, stamp)
    return len(found)


def news(connection: Connection, batch: Sequence[Encoded]) -> list[Encoded]:
    """What of the batch changes the state, looked at one after the other."""
    known, found = dict(state.newest_on_each(connection, _wanted(batch))), []
    for item in batch:
        key = (item.subject, item.id)
        before = known.get(key)
        if item.kind is Kind.WITHDRAWAL and before is None:
            raise LedgerError(f"there is no {item.subject} {unescape(item.id)!r} to withdraw")
        if before is not None and before[0] is item.kind and _same(item.kind, before[1], item.payload):
            continue
        known[key] = (item.kind, item.payload)
        found.append(item)
    return found


def _wanted(batch: Iterable[Encoded]) -> dict[Kind, set[str]]:
    """The records that a batch speaks of, by kind."""
    wanted: dict[Kind, set[str]] = {}
    for item in batch:
        wanted.setdefault(item.subject, set()).add(item.id)
    return wanted


def _same(kind: Kind, before: str, now: str) -> bool:
    """True if both are one record, be it that one was written before its class had all of today's fields."""
    if before == now:
        return True
    try:
        return from_json(kind, before) == from_json(kind, now)
    except LedgerError:  # an old entry that this version cannot read says something else than today's record
        return False


def write(connection: Connection, records: Sequence[Encoded], stamp: Stamp) -> None:
    """Append the entries of these records to the chain."""
    seq, previous = state.head(connection)
    rows: list[dict[str, object]] = []
    linked: list[dict[str, object]] = []
    for item in records:
        seq += 1
        line = Line(
            previous=previous,
            seq=seq,
            kind=item.kind.value,
            subject=item.subject.value,
            record_id=item.id,
            recorded_at=instant(stamp.at),
            author=escape(stamp.author),
            code=escape(stamp.code),
            model=escape(stamp.model),
            knowledge=escape(stamp.knowledge),
            reason=escape(stamp.reason),
            payload=item.payload,
        )
        previous = line.digest()
        rows.append({**line.fields(), "hash": previous})
        linked += [{"what": what, "target": target, "seq": seq} for what, target in item.links]
    insert_rows(connection, entry_table, rows)
    insert_rows(connection, link_table, linked)
