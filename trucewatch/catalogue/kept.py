"""The shelf over the tables of the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, or_, select

from trucewatch.catalogue import asking
from trucewatch.catalogue.answers import Answers
from trucewatch.catalogue.asking import I, behind, conditions, docs_with, in_box
from trucewatch.catalogue.cards import FindingCard, IncidentCard, OutletCard, Page, Point, ReportCard, Tallied
from trucewatch.catalogue.columns import Columns, Numbers, columns_at
from trucewatch.catalogue.counts import Counts
from trucewatch.catalogue.keys import SPANS, check_dimensions, cursor, day_of, ordinal, read_cursor
from trucewatch.catalogue.making import words_of
from trucewatch.catalogue.outlets import outlets_at
from trucewatch.catalogue.picking import counted_picked, days_picked, is_picked, nearest, picked
from trucewatch.catalogue.question import FINDING_DIMENSIONS, INCIDENT_DIMENSIONS, Box, Question
from trucewatch.catalogue.reading import NOW, cards_of, stands
from trucewatch.catalogue.ready import SUMMED, Many, along, ready, ready_count, ready_days, ready_findings, spanned
from trucewatch.catalogue.resting import resting
from trucewatch.catalogue.shelf import LIMIT, MOST, MOST_POINTS
from trucewatch.catalogue.spanning import days_between
from trucewatch.catalogue.spots import places_with
from trucewatch.catalogue.stored import finding_of, report_of
from trucewatch.catalogue.tables import (
    area_table,
    finding_table,
    incident_table,
    outlet_table,
    party_table,
    report_table,
    side_table,
    state_table,
)
from trucewatch.ledger import Ledger
from trucewatch.ledger.doors import reading
from trucewatch.ledger.records import escape, unescape
from trucewatch.model import EventType, PlacePrecision, State

F, R = finding_table.c, report_table.c
COLUMNS: dict[str, Any] = {name: I[name] for name in ("type", "state", "country", "admin1", "review")}
SATELLITES = {"outlet": outlet_table, "party": party_table}  # of rows
FINDING_COLUMNS: dict[str, Any] = {name: F[name] for name in ("clause", "state", "type")}


class KeptShelf:
    """What stood at one entry, asked of the tables; counts of all that stood are kept ready."""

    def __init__(self, ledger: Ledger, seq: int, moment: datetime | None, answers: Answers | None = None) -> None:
        self._ledger, self._seq, self._moment, self._answers = ledger, seq, moment, answers or Answers()

    def __eq__(self, other: object) -> bool:
        """True of a shelf of the same ledger at the same entry: what was worked out on the one holds for the other."""
        return isinstance(other, KeptShelf) and (self._ledger.engine, self._seq) == (other._ledger.engine, other._seq)

    def __hash__(self) -> int:
        """By ledger and entry."""
        return hash((self._ledger.engine, self._seq))

    @property
    def seq(self) -> int:
        """The number of the last entry that belongs to the moment."""
        return self._seq

    @property
    def moment(self) -> datetime | None:
        """When that entry was recorded."""
        return self._moment

    def incidents(
        self, question: Question, *, newest_told: bool = False, after: str = "", limit: int = LIMIT
    ) -> Page[IncidentCard]:
        """The incidents asked for, in order."""
        day = I.told_day if newest_told else I.first_day
        with self._read() as connection:
            rows = self._page(connection, question, day, after, limit + 1)
            cards = cards_of(connection, [row.incident for row in rows[:limit]], self._at(connection))
        found = tuple(cards[row.incident][1] for row in rows[:limit])
        return Page(found, _next(rows, limit, lambda row: (row[1], unescape(row.incident))))

    def count(self, question: Question) -> int:
        """How many incidents are asked for."""

        def counted() -> int:
            with self._read() as connection:
                if (kept := ready_count(self._counts(connection), question)) is not None:
                    return kept
                if spanned(question):
                    return self._sums(connection, question).total()
                if (found := self._picked(connection, question)) is not None:
                    return len(found)
                asked = self._conditions(connection, question)
                return int(connection.scalar(select(func.count()).select_from(incident_table).where(*asked)) or 0)

        return self._answers.get((self._seq, "count", question), counted)

    def tally(self, question: Question, by: Sequence[str]) -> tuple[Tallied, ...]:
        """The incidents asked for by one or two dimensions."""
        check_dimensions(by, INCIDENT_DIMENSIONS, 2)

        def counted() -> tuple[Tallied, ...]:
            with self._read() as connection:
                counts = ready(self._counts(connection), question, by)
                if counts is None and spanned(question) and set(by) <= {*SPANS, *SUMMED}:
                    counts = along(self._sums(connection, question), by)
                if counts is None:
                    counts = self._counted(connection, question, by)
            return tuple(Tallied(keys, many) for keys, many in sorted(counts.items()) if many)

        return self._answers.get((self._seq, "tally", question, tuple(by)), counted)

    def days(self, question: Question) -> tuple[date, date] | None:
        """The first and the last day of the incidents asked for."""

        def found() -> tuple[date, date] | None:
            with self._read() as connection:
                if question.is_empty:
                    return ready_days(self._counts(connection))
                if (columns := self._columns(connection, question)) is not None:
                    return days_picked(columns, self._pick(connection, columns, question))
                asked = self._conditions(connection, question, in_order=True)
                return days_between(connection, asked)

        return self._answers.get((self._seq, "days", question), found)

    def points(self, question: Question, *, box: Box | None = None, limit: int = MOST_POINTS) -> tuple[Point, ...]:
        """The incidents asked for that have a point."""
        with self._read() as connection:
            asked = [*self._conditions(connection, question), I.latitude.is_not(None), I.longitude.is_not(None)]
            query = select(I.incident, I.latitude, I.longitude, I.state, I.type, I.first_day, I.exact).where(*asked)
            query = query.where(in_box(box)) if box is not None else query
            rows = connection.execute(query.order_by(I.incident).limit(max(0, limit))).all()
        states, types = {one.value: one for one in State}, {one.value: one for one in EventType}
        exact: dict[str, PlacePrecision | None] = {"": None, **{one.value: one for one in PlacePrecision}}
        return tuple(
            Point(unescape(id), latitude, longitude, states[state], types[kind], day_of(day), exact[how])
            for id, latitude, longitude, state, kind, day, how in rows
        )

    def ids(self, question: Question, *, limit: int = MOST) -> tuple[str, ...]:
        """The ids of the incidents asked for."""
        with self._read() as connection:
            return tuple(unescape(row.incident) for row in self._page(connection, question, I.first_day, "", limit))

    def reports(
        self,
        *,
        outlet: str = "",
        first: date | None = None,
        last: date | None = None,
        words: str = "",
        after: str = "",
        limit: int = LIMIT,
    ) -> Page[ReportCard]:
        """The reports, latest published first."""
        limit = max(1, min(limit, MOST))
        with self._read() as connection:
            query = select(R.report, R.day, R.card).where(*self._report_conditions(connection, outlet, first, last))
            if found := words_of(words):
                query = query.where(R.row.in_(docs_with(connection, "catalogue_report_word", found)))
            if after:
                query = query.where(behind(R.day, R.report, *read_cursor(after)))
            rows = connection.execute(query.order_by(R.day.desc(), R.report).limit(limit + 1)).all()
            counts = resting(connection, [row.report for row in rows[:limit]], self._seq)
        cards = tuple(
            replace(report_of.load(row.card), claims=counts[row.report][0], incidents=counts[row.report][1])
            for row in rows[:limit]
        )
        return Page(cards, _next(rows, limit, lambda row: (row.day, unescape(row.report))))

    def report_days(self, *, outlet: str = "") -> tuple[tuple[date, int], ...]:
        """How many reports were published on each day."""

        def counted() -> tuple[tuple[date, int], ...]:
            with self._read() as connection:
                if not outlet:
                    kept = self._counts(connection).of("report day")
                    return tuple(sorted((date.fromisoformat(keys[0]), many) for keys, many in kept if keys[0]))
                asked = self._report_conditions(connection, outlet, None, None)
                query = select(R.day, func.count()).where(R.day > 0, *asked).group_by(R.day)
                return tuple(sorted((date.fromordinal(day), int(many)) for day, many in connection.execute(query)))

        return self._answers.get((self._seq, "report days", outlet), counted)

    def outlets(self) -> tuple[OutletCard, ...]:
        """Every outlet that a report names."""
        return self._answers.get((self._seq, "outlets"), lambda: self._outlets(""))

    def outlet(self, name: str) -> OutletCard | None:
        """One outlet."""
        found = self._outlets(name) if name else ()
        return found[0] if found else None

    def findings(
        self,
        agreement: str,
        *,
        clause: str = "",
        state: str = "",
        against: str = "",
        first: date | None = None,
        last: date | None = None,
        after: str = "",
        limit: int = LIMIT,
    ) -> Page[FindingCard]:
        """The findings under an agreement, the latest first."""
        limit = max(1, min(limit, MOST))
        query = select(F.finding, F.day, F.card).where(*self._finding_conditions(agreement, clause, first, last))
        query = query.where(F.state == state) if state else query
        query = query.where(_against(against)) if against else query
        if after:
            query = query.where(behind(F.day, F.finding, *read_cursor(after)))
        with self._read() as connection:
            rows = connection.execute(query.order_by(F.day.desc(), F.finding).limit(limit + 1)).all()
        cards = tuple(finding_of.load(row.card) for row in rows[:limit])
        return Page(cards, _next(rows, limit, lambda row: (row.day, unescape(row.finding))))

    def finding_tally(
        self, agreement: str, *, by: Sequence[str], clause: str = "", first: date | None = None, last: date | None = None
    ) -> tuple[Tallied, ...]:
        """The findings under an agreement by up to three dimensions."""
        check_dimensions(by, FINDING_DIMENSIONS, 3)

        def counted() -> tuple[Tallied, ...]:
            with self._read() as connection:
                kept = not first and not (last and last.toordinal() < self._last_found(connection, agreement))
                counts = ready_findings(self._counts(connection), agreement, by, clause, bool(last)) if kept else None
                if counts is None:
                    counts = self._findings_counted(connection, agreement, by, clause, first, last)
            return tuple(Tallied(keys, many) for keys, many in sorted(counts.items()) if many)

        return self._answers.get((self._seq, "finding tally", agreement, tuple(by), clause, first, last), counted)

    def _last_found(self, connection: Connection, agreement: str) -> int:
        """The last day of a finding that was ever recorded under an agreement."""
        latest = select(F.day).where(F.agreement == escape(agreement)).order_by(F.day.desc()).limit(1)
        return int(connection.scalar(latest) or 0)

    def _outlets(self, name: str) -> tuple[OutletCard, ...]:
        with self._read() as connection:
            return outlets_at(connection, self._counts(connection), self._at(connection), name)

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        engine = self._ledger.engine
        if engine.dialect.name != "sqlite":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with reading(engine) as connection:
            yield connection

    def _sums(self, connection: Connection, question: Question) -> Many:
        """Of some days by day, type and state at once: a page asks for all of these."""
        by = ("day", *SUMMED)
        return self._answers.few.get((self._seq, "sums", question), lambda: self._counted(connection, question, by))

    def _counts(self, connection: Connection) -> Counts:
        return Counts(connection, self._seq, self._answers.few)

    def _is_now(self, connection: Connection) -> bool:
        return connection.scalar(select(state_table.c.seq)) == self._seq

    def _at(self, connection: Connection) -> int:
        """The entry to ask for."""
        return NOW if self._is_now(connection) else self._seq

    def _conditions(self, connection: Connection, question: Question, *, in_order: bool = False) -> list[Any]:
        at, places = self._at(connection), None
        if question.place:
            reached = connection.scalar(select(state_table.c.seq))
            asked = (reached, "places", question.place)
            places = self._answers.get(asked, lambda: places_with(connection, question.place))
        return conditions(connection, question, at, places=places, in_order=in_order)

    def _columns(self, connection: Connection, question: Question) -> Columns | None:
        """The columns in memory that can tell; None where the tables are to be asked."""
        return columns_at(self._ledger.engine, connection, self._seq) if is_picked(question) else None

    def _pick(self, connection: Connection, columns: Columns, question: Question) -> Numbers:
        def docs(words: tuple[str, ...]) -> Sequence[int]:
            return connection.scalars(docs_with(connection, "catalogue_word", words)).all()

        return picked(columns, question, self._seq, docs)

    def _picked(self, connection: Connection, question: Question) -> Numbers | None:
        columns = self._columns(connection, question)
        return None if columns is None else self._pick(connection, columns, question)

    def _nearest(self, connection: Connection, question: Question, day: str, after: int | None, limit: int) -> list[Any] | None:
        """The rows among which a page is, where the columns can tell and they are few."""
        columns = None if question.is_empty else self._columns(connection, question)
        if columns is None:
            return None
        rows = nearest(columns, self._pick(connection, columns, question), day, after, limit)
        return [I.row.in_(rows)] if len(rows) <= asking.FEW else None

    def _page(self, connection: Connection, question: Question, day: Any, after: str, limit: int) -> list[Any]:
        limit, cursor_at = max(1, min(limit, MOST + 1)), read_cursor(after) if after else None
        asked = self._nearest(connection, question, day.name, cursor_at[0] if cursor_at else None, limit)
        if asked is None:
            asked = self._conditions(connection, question, in_order=True)
        if cursor_at:
            asked.append(behind(day, I.incident, *cursor_at))
        query = select(I.incident, day).where(*asked).order_by(day.desc(), I.incident).limit(limit)
        return list(connection.execute(query))

    def _counted(self, connection: Connection, question: Question, by: Sequence[str]) -> Counter[tuple[str, ...]]:
        if (columns := self._columns(connection, question)) is not None:
            found = counted_picked(columns, self._pick(connection, columns, question), by, self._seq)
            if found is not None:
                return found
        query: Select[Any] = select(func.count()).select_from(incident_table)
        joined: set[str] = set()
        for name in by:
            column, query = self._dimension(query, name, joined)
            query = query.add_columns(column).group_by(column)
        counts: Counter[tuple[str, ...]] = Counter()
        for many, *values in connection.execute(query.where(*self._conditions(connection, question))):
            counts[tuple(_key(name, value) for name, value in zip(by, values, strict=True))] += many
        return counts

    def _dimension(self, query: Select[Any], name: str, joined: set[str]) -> tuple[Any, Select[Any]]:
        if name in SPANS:
            return I.first_day, query
        if name in COLUMNS:
            return COLUMNS[name], query
        if name in SATELLITES:
            table = SATELLITES[name]
            on = table.c.row == I.row
            on = and_(on, table.c.named == 1) if name == "party" else on
            return table.c[name], query.join(table, on)
        if name == "area":
            on = and_(area_table.c.incident == I.incident, stands(area_table, self._seq))
            return area_table.c.area, query.join(area_table, on)
        value = {"agreement": F.agreement, "clause": F.agreement + "/" + F.clause, "finding": F.state}[name]
        distinct = (
            select(F.incident, value.label("value")).where(stands(finding_table, self._seq)).distinct().subquery(f"by_{name}")
        )
        return distinct.c.value, query.join(distinct, distinct.c.incident == I.incident)

    def _report_conditions(self, connection: Connection, outlet: str, first: date | None, last: date | None) -> list[Any]:
        found = [stands(report_table, self._at(connection)), *_between(R.day, first, last)]
        return [*found, R.outlet == escape(outlet)] if outlet else found

    def _finding_conditions(self, agreement: str, clause: str, first: date | None, last: date | None) -> list[Any]:
        found = [F.agreement == escape(agreement), stands(finding_table, self._seq), *_between(F.day, first, last)]
        return [*found, F.clause == escape(clause)] if clause else found

    def _findings_counted(
        self, connection: Connection, agreement: str, by: Sequence[str], clause: str, first: date | None, last: date | None
    ) -> Counter[tuple[str, ...]]:
        query: Select[Any] = select(func.count()).select_from(finding_table)
        for name in by:
            column = F.day if name in SPANS else FINDING_COLUMNS.get(name)
            if column is None:
                side = side_table.alias(f"by_{name}")
                query = query.join(side, and_(side.c.row == F.row, side.c.side == name))
                column = side.c.party
            query = query.add_columns(column).group_by(column)
        counts: Counter[tuple[str, ...]] = Counter()
        query = query.where(*self._finding_conditions(agreement, clause, first, last))
        for many, *values in connection.execute(query):
            counts[tuple(_key(name, value) for name, value in zip(by, values, strict=True))] += many
        return counts


def _against(party: str) -> Any:
    """True of findings against a party or, of one without a role, any of its roles."""
    c, code = side_table.c, escape(party)
    of = or_(c.party == code, and_(c.party >= f"{code}:", c.party < f"{code};"))  # ; follows : in ASCII
    return select(c.row).where(c.row == F.row, c.side == "against", of).exists()


def _between(column: Any, first: date | None, last: date | None) -> Iterator[Any]:
    if first or last:
        yield column > 0
    if first:
        yield column >= ordinal(first)
    if last:
        yield column <= ordinal(last)


def _key(name: str, value: Any) -> str:
    return SPANS[name](value) if name in SPANS else unescape(value)


def _next(rows: Sequence[Any], limit: int, place: Any) -> str:
    return cursor(*place(rows[limit - 1])) if len(rows) > limit else ""
