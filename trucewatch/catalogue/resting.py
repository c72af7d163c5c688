"""How many claims and incidents rest on reports."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, func, select

from trucewatch.ledger import Kind
from trucewatch.ledger.schema import entry_table, link_table
from trucewatch.ledger.state import chunks


def resting(connection: Connection, keys: Sequence[str], seq: int) -> dict[str, list[int]]:
    """How many claims and incidents that stood at an entry rest on each of these reports."""
    out = {key: [0, 0] for key in keys}
    e, k = entry_table.c, link_table.c
    for some in chunks(keys):
        query = (
            select(k.target, e.seq, e.kind, e.record_id)
            .join(entry_table, e.seq == k.seq)
            .where(k.what == "report", k.target.in_(some), e.seq <= seq, e.kind.in_([Kind.CLAIM, Kind.INCIDENT]))
        )
        rows = connection.execute(query).all()
        newest: dict[tuple[str, str], int] = {}
        for kind in (Kind.CLAIM, Kind.INCIDENT):
            mine = {row.record_id for row in rows if row.kind == kind}
            newest |= {(kind, id): seq for id, seq in _newest_numbers(connection, kind, mine, seq)}
        for row in rows:
            if newest.get((row.kind, row.record_id)) == row.seq:
                out[row.target][0 if row.kind == Kind.CLAIM else 1] += 1
    return out


def _newest_numbers(connection: Connection, kind: Kind, keys: Collection[str], until: int) -> Iterator[tuple[str, int]]:
    """The ids of the records and the numbers of their newest entries."""
    e = entry_table.c
    for some in chunks(sorted(keys)):
        mine = e.subject == kind, e.record_id.in_(some), e.seq <= until
        query = select(e.record_id, func.max(e.seq)).where(*mine).group_by(e.record_id)
        yield from ((id, int(seq)) for id, seq in connection.execute(query))
