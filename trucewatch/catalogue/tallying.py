"""Keep the counts of all that stands: what changed is taken off as it was and added as it is.

Every so many entries, at a mark, the counts that changed are kept for later as well: a past moment is counted from the nearest
mark (`trucewatch.catalogue.counts`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from sqlalchemy import Connection, func, insert, literal, select, text, update
from sqlalchemy.dialects import sqlite

from trucewatch.catalogue.cards import FindingCard, IncidentCard
from trucewatch.catalogue.dimensions import finding_keys, incident_keys
from trucewatch.catalogue.keys import day_key, ordinal
from trucewatch.catalogue.reading import cards_of, stands
from trucewatch.catalogue.stored import finding_of
from trucewatch.catalogue.tables import (
    finding_table,
    mark_table,
    outlet_table,
    report_table,
    source_table,
    tally_table,
    then_table,
)
from trucewatch.ledger.records import escape, unescape
from trucewatch.ledger.state import chunks

Key = tuple[str, str, str, str]
SINGLE = ("type", "state", "outlet", "admin1", "country", "party", "agreement", "clause", "finding", "area", "review")
DAILY = ("state", "type")  # counted by day too
BY_OUTLET = ("type", "party")  # counted by outlet too
MARKED = 2_000  # entries from one mark to the next: so many at most are gone through to count at a moment between them
FINDING_THIRDS = {
    "state": "finding",
    "against": "against",
    "alleged_by": "alleged by",
}  # counted by clause, week and one of these
# the database adds a whole batch up at once: as one statement a key it waits for each of some thousand
ADD_UP = text(
    "INSERT INTO catalogue_tally AS kept (name, one, two, three, many, fresh)"
    " SELECT *, 1 FROM unnest(CAST(:name AS text[]), CAST(:one AS text[]), CAST(:two AS text[]), CAST(:three AS text[]),"
    " CAST(:many AS bigint[]))"
    " ON CONFLICT (name, one, two, three) DO UPDATE SET many = kept.many + excluded.many, fresh = 1"
)


class Tallies:
    """The counts that some entries change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changes: Counter[Key] = Counter()

    def less(self, incidents: Collection[str], findings: Collection[str], reports: Collection[str], seq: int) -> None:
        """Take off what stood at an entry."""
        self._changes.subtract(counted(self._connection, incidents, findings, reports, seq))

    def more(self, incidents: Collection[str], findings: Collection[str], reports: Collection[str], seq: int) -> None:
        """Add what stands at an entry."""
        self._changes.update(counted(self._connection, incidents, findings, reports, seq))

    def write(self) -> None:
        """Bring the table to it."""
        changes = [(*key, change) for key, change in sorted(self._changes.items()) if change]
        if not changes:
            return
        if self._connection.dialect.name == "postgresql":
            columns = dict(zip(("name", "one", "two", "three", "many"), map(list, zip(*changes, strict=True)), strict=True))
            self._connection.execute(ADD_UP, columns)
            return
        rows = [dict(zip(("name", "one", "two", "three", "many", "fresh"), (*told, 1), strict=True)) for told in changes]
        statement = sqlite.insert(tally_table)
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["name", "one", "two", "three"],
                set_={"many": tally_table.c.many + statement.excluded.many, "fresh": 1},
            ),
            rows,
        )


def mark(connection: Connection, seq: int) -> None:
    """Keep what changed for later, if the last time is so many entries ago; the counts are those after this entry."""
    last = int(connection.scalar(select(func.max(mark_table.c.seq))) or 0)
    if seq - last < MARKED:
        return
    t = tally_table.c
    changed = select(t.name, t.one, t.two, t.three, literal(seq), t.many).where(t.fresh == 1)
    connection.execute(insert(then_table).from_select(["name", "one", "two", "three", "since", "many"], changed))
    connection.execute(update(tally_table).where(t.fresh == 1).values(fresh=0))
    connection.execute(insert(mark_table).values(seq=seq))


def counted(
    connection: Connection, incidents: Collection[str], findings: Collection[str], reports: Collection[str], seq: int
) -> Counter[Key]:
    """Under what some incidents with their findings, some findings and some reports count at an entry; ids are escaped."""
    found: Counter[Key] = Counter()
    cards = cards_of(connection, incidents, seq)
    for _, card in cards.values():
        found.update(incident_tallies(card))
    for numbers in chunks(sorted(row for row, _ in cards.values())):
        for one in connection.execute(select(outlet_table).where(outlet_table.c.row.in_(numbers))):
            found["alone", one.outlet, "", ""] += one.alone
            found["leading", one.outlet, "", ""] += one.leads
        s = source_table.c
        for outlet, source in connection.execute(select(s.outlet, s.source).where(s.row.in_(numbers))):
            found["source", outlet, source, ""] += 1
    rows: dict[int, str] = {}
    for key, column in ((findings, finding_table.c.finding), (incidents, finding_table.c.incident)):
        for some in chunks(sorted(key)):
            query = select(finding_table.c.row, finding_table.c.card).where(column.in_(some), stands(finding_table, seq))
            rows |= {row.row: row.card for row in connection.execute(query)}
    for told in rows.values():
        found.update(finding_tallies(finding_of.load(told)))
    c = report_table.c
    for some in chunks(sorted(reports)):
        for row in connection.execute(select(c.outlet, c.day).where(c.report.in_(some), stands(report_table, seq))):
            found["report day", day_key(row.day), "", ""] += 1
            found["reports", row.outlet, "", ""] += 1
    return found


def incident_tallies(card: IncidentCard) -> Iterator[Key]:
    """Under what an incident counts."""
    day = day_key(ordinal(card.first))
    yield "all", "", "", ""
    yield "last day", day_key(ordinal(card.last)), "", ""
    for name in DAILY:
        yield f"day {name}", day, escape(incident_keys(card, name)[0]), ""
    yield from ((name, escape(key), "", "") for name in SINGLE for key in incident_keys(card, name))
    for name in BY_OUTLET:
        keys = [escape(key) for key in incident_keys(card, name)]
        yield from ((f"outlet {name}", escape(outlet), key, "") for outlet in card.outlets for key in keys)


def finding_tallies(card: FindingCard) -> Iterator[Key]:
    """Under what a finding counts."""
    week = finding_keys(card, "week")[0]
    for name, told in FINDING_THIRDS.items():
        for key in finding_keys(card, name):
            yield f"{told} {escape(card.agreement)}", escape(card.clause), week, escape(key)


def tallied(connection: Connection, name: str, *, one: str | None = None) -> Iterator[tuple[tuple[str, str, str], int]]:
    """The counts under a name; those of one first key, if it is given."""
    c = tally_table.c
    query = select(c.one, c.two, c.three, c.many).where(c.name == name, c.many != 0)
    for row in connection.execute(query if one is None else query.where(c.one == one)):
        yield (unescape(row.one), unescape(row.two), unescape(row.three)), int(row.many)
