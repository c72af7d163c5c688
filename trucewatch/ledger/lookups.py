"""Where merging looks claims up: under which marks they may meet others, and with which others they form a family.

The tables are worked out from the entries and are no part of the chain. Whoever finds them made by another version, or not
reaching to the last entry, makes them anew or brings them up to date; losing them loses nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Engine, Select, Table, TextClause, delete, func, insert, select, text

from trucewatch.ledger import state
from trucewatch.ledger.doors import reading
from trucewatch.ledger.records import Kind, escape, unescape
from trucewatch.ledger.rows import insert_rows
from trucewatch.ledger.schema import entry_table, family_table, link_table, mark_table, merge_state_table

ROWS = 10_000  # rows written by one statement
LARGEST = 2**63


@dataclass(frozen=True, slots=True)
class Changed:
    """What entries say of reports and claims after a number: ids of those written, and of those withdrawn.

    `reviews` are the reviews among them, `reviewed` the claims that they bear on.
    """

    reports: frozenset[str]
    claims: frozenset[str]
    reviewed: frozenset[str] = frozenset()
    reviews: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a merging has worked out: the marks of each claim (none for a claim that is gone), and each claim's family.

    `places` are the places of the claims under their marks, where more may stand than are looked up.
    It was worked out by `version` of merging from the entries up to `until`; `before` is what `covered` said when the work
    began. `anew` replaces all that was kept, as None for `before` does.
    """

    marks: Mapping[str, Collection[str]]
    families: Mapping[str, str]
    places: Mapping[str, int]
    version: str
    before: int | None
    until: int
    anew: bool = False


@dataclass(frozen=True, slots=True)
class Filling:
    """As `Gathered` with `anew`, of so many claims that no list of them is held: rows in the order of the tables.

    `marks` are numbers of marks, each with the place and the id of a claim; `families` are claims with the names of theirs.
    """

    marks: Iterable[tuple[int, int, str]]
    families: Iterable[tuple[str, str]]
    version: str
    before: int | None
    until: int


class Lookups:
    """The tables of one ledger."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def covered(self, version: str) -> int | None:
        """The number of the last entry they reach to; None if they were never made, or by another version of merging."""
        with reading(self._engine) as connection:
            return _covered(connection, version)

    def size(self) -> int:
        """How many claims they hold."""
        with reading(self._engine) as connection:
            return int(connection.scalar(select(func.count()).select_from(family_table)) or 0)

    def changed(self, after: int, until: int) -> Changed:
        """The reports and claims that entries behind `after`, up to `until`, speak of."""
        query = select(entry_table.c.subject, entry_table.c.record_id).where(
            entry_table.c.seq > after, entry_table.c.seq <= until, entry_table.c.subject.in_([Kind.REPORT, Kind.CLAIM])
        )
        found: dict[str, set[str]] = {Kind.REPORT: set(), Kind.CLAIM: set()}
        with reading(self._engine) as connection:
            for row in connection.execute(query):
                found[row.subject].add(unescape(row.record_id))
            written = select(entry_table.c.seq, entry_table.c.record_id).where(
                entry_table.c.seq > after, entry_table.c.seq <= until, entry_table.c.subject == Kind.REVIEW
            )
            reviewed: set[str] = set()
            rows = connection.execute(written).all()
            for some in state.chunks([row.seq for row in rows]):
                bearing = connection.execute(select(link_table.c.what, link_table.c.target).where(link_table.c.seq.in_(some)))
                reviewed.update(unescape(row.target) for row in bearing if row.what == "claim")
        reviews = frozenset(unescape(row.record_id) for row in rows)
        return Changed(frozenset(found[Kind.REPORT]), frozenset(found[Kind.CLAIM]), frozenset(reviewed), reviews)

    def claims_under(self, marks: Iterable[str], *, first: int | None = None) -> frozenset[str]:
        """The claims that stand under any of these marks, under each the `first` so many in order of their places.

        Now and then it is one more, since marks are kept as numbers.
        """
        numbers = {number_of(mark) for mark in marks}
        if first is None:
            return self._found(select(mark_table.c.claim), mark_table.c.mark, numbers)
        crowded = self._crowded(numbers, first)
        found = set(self._found(select(mark_table.c.claim), mark_table.c.mark, numbers - crowded))
        query = select(mark_table.c.claim).order_by(mark_table.c.place, mark_table.c.claim).limit(first)
        with reading(self._engine) as connection:
            for number in sorted(crowded):
                found.update(map(unescape, connection.scalars(query.where(mark_table.c.mark == number))))
        return frozenset(found)

    def families_of(self, claims: Iterable[str]) -> frozenset[str]:
        """The families that these claims belong to."""
        return self._found(select(family_table.c.family), family_table.c.claim, {escape(claim) for claim in claims})

    def members_of(self, families: Iterable[str]) -> frozenset[str]:
        """The claims of these families."""
        return self._found(select(family_table.c.claim), family_table.c.family, {escape(family) for family in families})

    def claims_are_more_than(self, most: int) -> bool:
        """True if the ledger ever had more than so many entries on claims; none is looked at beyond."""
        query = select(entry_table.c.seq).where(entry_table.c.subject == Kind.CLAIM).limit(1).offset(most)
        with reading(self._engine) as connection:
            return connection.execute(query).first() is not None

    def told_of(self) -> Iterator[str]:
        """The ids of all reports that anything refers to, in order; some may not stand, and some hold no claim."""
        target, after = link_table.c.target, ""
        query = select(target).where(link_table.c.what == "report").distinct().order_by(target).limit(ROWS)
        while True:
            with reading(self._engine) as connection:
                page = connection.scalars(query.where(target > after)).all()
            yield from map(unescape, page)
            if len(page) < ROWS:
                return
            after = page[-1]

    def has_more_members(self, families: Collection[str], most: int) -> bool:
        """True if more than `most` claims belong to these families; none is looked at beyond."""
        left = most
        for some in state.chunks(sorted(escape(family) for family in families)):
            query = select(family_table.c.claim).where(family_table.c.family.in_(some)).limit(left + 1)
            with reading(self._engine) as connection:
                left -= len(connection.execute(query).all())
            if left < 0:
                return True
        return False

    def crowded(self, marks: Iterable[str], most: int) -> frozenset[str]:
        """Those of the marks under which more than `most` claims stand."""
        names = {number_of(mark): mark for mark in marks}
        return frozenset(names[number] for number in self._crowded(set(names), most))

    def _crowded(self, numbers: Set[int], most: int) -> frozenset[int]:
        """Each is looked at no further than `most`: to count a crowd would cost more the larger it is."""
        found: set[int] = set()
        for some in state.chunks(sorted(numbers)):
            full = [*some, *[some[-1]] * (state.PAGE - len(some))]  # one statement, whatever the number
            with reading(self._engine) as connection:
                rows = connection.execute(_crowded_query(), {"most": most} | {f"n{at}": n for at, n in enumerate(full)})
                found.update(row.mark for row in rows)
        return frozenset(found)

    def _found(self, query: Select[tuple[str]], column: Column[Any], keys: Set[int] | Set[str]) -> frozenset[str]:
        found: set[str] = set()
        for some in state.chunks(sorted(keys)):
            with reading(self._engine) as connection:
                found.update(connection.scalars(query.where(column.in_(some))))
        return frozenset(unescape(value) for value in found)


@cache
def _crowded_query() -> TextClause:
    """Of `PAGE` marks those that have more than `most` rows: to ask for each alone takes twenty times as long."""
    asked = ", ".join(f"(CAST(:n{at} AS BIGINT))" for at in range(state.PAGE))
    beyond = "SELECT 1 FROM merge_mark WHERE merge_mark.mark = asked.mark ORDER BY place LIMIT 1 OFFSET :most"
    return text(f"WITH asked (mark) AS (VALUES {asked}) SELECT mark FROM asked WHERE EXISTS ({beyond})")


def keep(connection: Connection, gathered: Gathered) -> bool:
    """Write what was worked out; False, and nothing written, if another merging was quicker."""
    if _covered(connection, gathered.version) != gathered.before:
        return False
    if gathered.before is None or gathered.anew:
        _empty(connection)
    else:
        _forget(connection, sorted({escape(claim) for claim in (*gathered.marks, *gathered.families)}))
    _write(connection, _mark_rows(gathered), sorted(gathered.families.items()), gathered.version, gathered.until)
    return True


def fill(connection: Connection, filling: Filling) -> bool:
    """As `keep`, all anew."""
    if _covered(connection, filling.version) != filling.before:
        return False
    _empty(connection)
    marks = ({"mark": mark, "place": place, "claim": escape(claim)} for mark, place, claim in filling.marks)
    _write(connection, marks, filling.families, filling.version, filling.until)
    return True


def _empty(connection: Connection) -> None:
    for table in (mark_table, family_table):
        connection.execute(delete(table))


def _write(
    connection: Connection, marks: Iterable[dict[str, object]], families: Iterable[tuple[str, str]], version: str, until: int
) -> None:
    _insert(connection, mark_table, marks)
    _insert(connection, family_table, ({"claim": escape(claim), "family": escape(family)} for claim, family in families))
    connection.execute(delete(merge_state_table))
    connection.execute(insert(merge_state_table), [{"version": version, "seq": until}])


def number_of(mark: str) -> int:
    """A mark as the number it is kept as: 63 bits of its hash."""
    return int.from_bytes(hashlib.blake2b(mark.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % LARGEST


def _covered(connection: Connection, version: str) -> int | None:
    row = connection.execute(select(merge_state_table)).first()
    return int(row.seq) if row is not None and row.version == version else None


def _forget(connection: Connection, claims: list[str]) -> None:
    for some in state.chunks(claims):
        for table in (mark_table, family_table):
            connection.execute(delete(table).where(table.c.claim.in_(some)))


def _mark_rows(gathered: Gathered) -> Iterator[dict[str, object]]:
    for claim in sorted(key for key, marks in gathered.marks.items() if marks):
        place, name = gathered.places[claim], escape(claim)
        yield from ({"mark": n, "place": place, "claim": name} for n in sorted({number_of(m) for m in gathered.marks[claim]}))


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    some: list[dict[str, object]] = []
    for row in rows:
        some.append(row)
        if len(some) == ROWS:
            insert_rows(connection, table, some)
            some = []
    insert_rows(connection, table, some)
