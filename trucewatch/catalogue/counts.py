"""The counts of all that stood at an entry: those kept at the nearest mark, and what the entries between changed of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, and_, literal_column, or_, select

from trucewatch.catalogue.answers import Answers
from trucewatch.catalogue.tables import (
    LAST,
    area_table,
    finding_table,
    incident_table,
    mark_table,
    report_table,
    state_table,
    tally_table,
    then_table,
)
from trucewatch.catalogue.tallying import counted, tallied
from trucewatch.ledger.records import unescape

Keys = tuple[str, str, str]
Moved = dict[str, Counter[Keys]]


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts that stood at one entry; `moved` keeps what was worked out for some entries."""

    connection: Connection
    seq: int
    moved: Answers

    def of(self, name: str, *, one: str | None = None) -> Iterator[tuple[Keys, int]]:
        """The counts under a name that are not nothing; those of one first key (escaped), if it is given."""
        head = int(self.connection.scalar(select(state_table.c.seq)) or 0)
        if head == self.seq:
            yield from tallied(self.connection, name, one=one)
            return
        base = _nearest(self.connection, self.seq, head)
        found = Counter(
            dict(tallied(self.connection, name, one=one) if base == head else _kept(self.connection, base, name, one))
        )
        if base != self.seq:
            for keys, many in self.moved.get((base, self.seq), self._moving(base)).get(name, {}).items():
                if one is None or keys[0] == unescape(one):
                    found[keys] += many
        yield from ((keys, many) for keys, many in found.items() if many)

    def _moving(self, base: int) -> Callable[[], Moved]:
        def moving() -> Moved:
            low, high = sorted((base, self.seq))
            return _moved(self.connection, low, high, 1 if base == low else -1)

        return moving


def _nearest(connection: Connection, seq: int, head: int) -> int:
    """The mark that an entry is nearest to; before the first and behind the last entry nothing has to be kept."""
    c = mark_table.c
    below = connection.scalar(select(c.seq).where(c.seq <= seq).order_by(c.seq.desc()).limit(1))
    above = connection.scalar(select(c.seq).where(c.seq >= seq).order_by(c.seq).limit(1))
    return min((int(below or 0), head if above is None else int(above)), key=lambda one: abs(one - seq))


def _kept(connection: Connection, base: int, name: str, one: str | None) -> Iterator[tuple[Keys, int]]:
    """The counts at a mark: of each key the newest up to it."""
    t, n = tally_table.c, then_table.c
    same = [n[key] == t[key] for key in ("name", "one", "two", "three")]
    newest = select(n.many).where(*same, n.since <= base).order_by(n.since.desc()).limit(1).scalar_subquery()
    query = select(t.one, t.two, t.three, newest).where(t.name == name)
    for first, second, third, many in connection.execute(query if one is None else query.where(t.one == one)):
        if many:
            yield (unescape(first), unescape(second), unescape(third)), int(many)


def _moved(connection: Connection, low: int, high: int, sign: int) -> Moved:
    """By how much the counts after one entry differ from those after an earlier one; the other way round for a sign of -1."""
    incidents = {
        key
        for table in (incident_table, finding_table, area_table)
        for key in connection.scalars(select(table.c.incident).where(_between(table, low, high)))
    }
    reports = set(connection.scalars(select(report_table.c.report).where(_between(report_table, low, high))))
    difference = counted(connection, incidents, (), reports, high)
    difference.subtract(counted(connection, incidents, (), reports, low))
    found: Moved = {}
    for (name, *keys), many in difference.items():
        if many:
            one, two, three = map(unescape, keys)
            found.setdefault(name, Counter())[one, two, three] = sign * many
    return found


def _between(table: Table, low: int, high: int) -> ColumnElement[bool]:
    """True of rows that began or ended behind one entry, up to another."""
    c = table.c
    ended = c.until < literal_column(str(LAST))  # as the index on them says it
    return or_(and_(c.since > low, c.since <= high), and_(c.until > low, c.until <= high, ended))
