"""What was ever written on some records, without reading it all: the headings of entries."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select

from trucewatch.ledger.chain import moment
from trucewatch.ledger.doors import reading
from trucewatch.ledger.records import Kind, escape, unescape
from trucewatch.ledger.schema import entry_table, link_table
from trucewatch.ledger.state import chunks


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry without its record: number, what it speaks of, when, by whom, why, and its hash."""

    seq: int
    kind: Kind
    subject: Kind
    id: str
    at: datetime
    author: str
    code: str
    reason: str
    hash: str

    @property
    def withdraws(self) -> bool:
        """True if the record no longer stands from here on."""
        return self.kind is Kind.WITHDRAWAL


class Histories:
    """The entries of one ledger by the records they speak of."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def headings(self, wanted: Mapping[Kind, Collection[str]], *, until: int) -> tuple[Heading, ...]:
        """Every entry on these records up to entry `until`, the oldest first."""
        found = [one for kind, ids in wanted.items() for one in self._headings(kind, ids, until)]
        return tuple(sorted(found, key=lambda one: one.seq))

    def _headings(self, kind: Kind, ids: Collection[str], until: int) -> Iterator[Heading]:
        table = entry_table.c
        columns = (table.seq, table.kind, table.record_id, table.recorded_at, table.author, table.code, table.reason, table.hash)
        query = select(*columns).where(table.subject == kind, table.seq <= until)
        for some in chunks(sorted(escape(key) for key in ids)):
            with reading(self._engine) as connection:
                rows = connection.execute(query.where(table.record_id.in_(some))).all()
            for row in rows:
                yield Heading(
                    int(row.seq),
                    Kind(row.kind),
                    kind,
                    unescape(row.record_id),
                    moment(row.recorded_at),
                    unescape(row.author),
                    unescape(row.code),
                    unescape(row.reason),
                    row.hash,
                )

    def ever_naming(self, kind: Kind, what: str, targets: Collection[str]) -> frozenset[str]:
        """The records of a kind of which any version referred to one of these, whether it stands or not."""
        found: set[str] = set()
        table = entry_table.c
        for some in chunks(sorted(escape(target) for target in targets)):
            linked = select(link_table.c.seq).where(link_table.c.what == what, link_table.c.target.in_(some))
            with reading(self._engine) as connection:
                query = select(table.record_id).where(table.kind == kind, table.seq.in_(linked)).distinct()
                found.update(unescape(key) for key in connection.scalars(query))
        return frozenset(found)
