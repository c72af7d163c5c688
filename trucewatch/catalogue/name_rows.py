"""Brings the tables of names to the entries: what each recording makes of each report, and the counts of all."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count as numbers
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, select, tuple_, update

from trucewatch.catalogue.naming import (
    KEY,
    NameCount,
    cited_table,
    count_row,
    count_table,
    read_row,
    together,
    use_row,
    use_table,
)
from trucewatch.catalogue.tables import LAST
from trucewatch.ledger import Kind
from trucewatch.ledger.records import escape, unescape
from trucewatch.ledger.rows import insert_rows
from trucewatch.ledger.schema import entry_table, link_table
from trucewatch.ledger.state import chunks

AT_ONCE = 500  # entries looked at in one step, and to the end of what was recorded with the last of them

U, K, E = use_table.c, cited_table.c, entry_table.c


@dataclass(slots=True)
class Found:
    """What one recording makes of one report: at which entry, whose it is, its names and whom it cites."""

    report: str
    seq: int
    counts: tuple[NameCount, ...] = ()
    cited: Mapping[tuple[str, str], int] = field(default_factory=dict)
    outlet: str = ""
    day: int = 0


class Writing:
    """Brings the tables to what was found, in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows = {
            table: numbers(int(connection.scalar(select(func.max(table.c.row))) or 0) + 1) for table in (use_table, cited_table)
        }
        self._again: set[tuple[str, ...]] = set()
        self._more: dict[tuple[str, ...], list[NameCount]] = {}

    def write(self, found: Sequence[Found]) -> tuple[int, int]:
        """The last entry that changed something, and how many more reports name something than before."""
        changed, more = 0, 0
        for one in found:
            old, new = self._uses(one)
            more += bool(new) - bool(old)
            if old != new:
                changed = max(changed, one.seq)
            if self._cited(one):
                changed = max(changed, one.seq)
        self._count()
        return changed, more

    def _uses(self, one: Found) -> tuple[set[NameCount], set[NameCount]]:
        """The names of a report before and after."""
        query = select(use_table).where(U.report == escape(one.report), U.until == LAST)
        stood = {read_row(row): row.row for row in self._connection.execute(query)}
        now = {*one.counts}
        if gone := [stood[count] for count in stood if count not in now]:
            self._connection.execute(update(use_table).where(U.row.in_(gone)).values(until=one.seq))
        fresh = [count for count in one.counts if count not in stood]
        if fresh:
            row = self._rows[use_table]
            rows = [{"row": next(row), **use_row(c, one.report, one.seq)} for c in fresh]
            insert_rows(self._connection, use_table, rows)
        self._again |= {count.key for count in stood if count not in now}
        for count in fresh:
            self._more.setdefault(count.key, []).append(count)
        return {*stood}, now

    def _cited(self, one: Found) -> bool:
        """True if whom a report cites is otherwise than before."""
        query = select(cited_table).where(K.report == escape(one.report), K.until == LAST)
        stood = {
            (unescape(r.party), unescape(r.printed), r.many, unescape(r.outlet), r.day): r.row
            for r in self._connection.execute(query)
        }
        now = {(party, printed, many, one.outlet, one.day) for (party, printed), many in one.cited.items()}
        if gone := [row for key, row in stood.items() if key not in now]:
            self._connection.execute(update(cited_table).where(K.row.in_(gone)).values(until=one.seq))
        fresh = [
            {"row": next(self._rows[cited_table]), "report": escape(one.report), "outlet": escape(outlet), "party": escape(party),
             "printed": escape(printed), "since": one.seq, "until": LAST, "day": day, "many": many}
            for party, printed, many, outlet, day in sorted(now - stood.keys())
        ]  # fmt: skip
        if fresh:
            insert_rows(self._connection, cited_table, fresh)
        return bool(gone or fresh)

    def _count(self) -> None:
        """Bring the counts of now to it: what lost a use is counted anew, to the rest is added."""
        keys = sorted(self._again | self._more.keys())
        ready = self._ready([key for key in keys if key not in self._again])
        for key in self._again:
            ready[key] = self._anew(key)
        for key, more in self._more.items():
            if key not in self._again:
                ready[key] = [*ready.get(key, []), *more]
        for some in chunks(keys, 100):
            self._connection.execute(delete(count_table).where(_keyed(count_table, some)))
        rows = [count_row(one) for key in keys for one in together(ready[key])]
        for at in range(0, len(rows), 500):
            insert_rows(self._connection, count_table, rows[at : at + 500])

    def _ready(self, keys: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], list[NameCount]]:
        found: dict[tuple[str, ...], list[NameCount]] = {}
        for some in chunks(keys, 100):
            for row in self._connection.execute(select(count_table).where(_keyed(count_table, some))):
                count = read_row(row)
                found[count.key] = [count]
        return found

    def _anew(self, key: tuple[str, ...]) -> list[NameCount]:
        rows = self._connection.execute(select(use_table).where(_keyed(use_table, [key]), U.until == LAST))
        return [read_row(row) for row in rows]


def recordings(connection: Connection, after: int) -> tuple[int, list[tuple[int, dict[str, int]]]]:
    """The entries to look at behind one of them: up to which, and for each recording its last entry and its reports.

    A report comes with the last entry of the recording that concerns it.
    """
    head = int(connection.scalar(select(func.max(E.seq))) or 0)
    until = min(head, after + AT_ONCE)
    at = connection.scalar(select(E.recorded_at).where(E.seq == until))
    beyond = select(func.min(E.seq)).where(E.seq > until, E.recorded_at.concat("") != at)  # not by the index on time
    until = (connection.scalar(beyond) or head + 1) - 1
    wanted = and_(E.seq > after, E.seq <= until, E.subject.in_([Kind.REPORT, Kind.CLAIM]))
    rows = list(connection.execute(select(E.seq, E.subject, E.record_id, E.recorded_at).where(wanted).order_by(E.seq)))
    homes = _homes(connection, {row.record_id for row in rows if row.subject == Kind.CLAIM})
    recorded: dict[str, tuple[int, dict[str, int]]] = {}
    for row in rows:
        _, reports = recorded.get(row.recorded_at, (0, {}))
        named = (row.record_id,) if row.subject == Kind.REPORT else homes.get(row.record_id, ())
        reports |= {unescape(key): row.seq for key in named}
        recorded[row.recorded_at] = row.seq, reports
    return until, sorted(recorded.values(), key=lambda one: one[0])


def _homes(connection: Connection, claims: Collection[str]) -> dict[str, set[str]]:
    """The reports that claims, standing or withdrawn, rest on or once rested on."""
    found: dict[str, set[str]] = {}
    for some in chunks(sorted(claims)):
        query = select(E.record_id, link_table.c.target).join(link_table, link_table.c.seq == E.seq)
        for claim, report in connection.execute(
            query.where(E.subject == Kind.CLAIM, E.record_id.in_(some), link_table.c.what == "report")
        ):
            found.setdefault(claim, set()).add(report)
    return found


def _keyed(table: Table, keys: Sequence[tuple[str, ...]]) -> Any:
    columns = [table.c[name] for name in KEY]
    return tuple_(*columns).in_([tuple(map(escape, key)) for key in keys])
