"""Put a question into the words of the database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, and_, bindparam, false, literal_column, or_, select, text

from trucewatch.catalogue.keys import ordinal
from trucewatch.catalogue.making import flat, words_of
from trucewatch.catalogue.question import Box, Question
from trucewatch.catalogue.reading import stands
from trucewatch.catalogue.tables import (
    area_table,
    figure_table,
    finding_table,
    incident_table,
    outlet_table,
    party_table,
)
from trucewatch.ledger.records import escape

I = incident_table.c  # noqa: E741
FEW = 2_000  # rows so few that they are looked at one by one
LONGER = "catalogue_incident.last_day - catalogue_incident.first_day > 31"  # as the index on them says it
LONG = 31  # days: what took longer is looked up by itself, so that of all else only the days asked for are looked at


def conditions(
    connection: Connection, asked: Question, seq: int, *, places: Sequence[str] | None = None, in_order: bool = False
) -> list[ColumnElement[bool]]:
    """What must hold of the rows of incidents; what only few rows have comes as the list of those rows.

    `places` are the names, as the rows have them, that hold the part of one that is asked for; None where nobody looked them up.
    `in_order` is True where the first rows of an order are wanted: of what many rows have, those are found by walking along it,
    not by gathering all of them and sorting.
    """
    found: list[ColumnElement[bool]] = [stands(incident_table, seq), *_plain(asked, places), *_begun(connection, asked)]
    for rows in _by_rows(asked):
        found.append(_narrowed(connection, I.row, rows, in_order))
    for incidents in _by_incidents(asked, seq):
        found.append(_narrowed(connection, I.incident, incidents, in_order))
    if asked.ids is not None:
        found.append(I.incident.in_([escape(key) for key in asked.ids]) if asked.ids else false())
    if words := words_of(asked.words):
        found.append(_with_words(connection, words, in_order))
    return found


def _plain(asked: Question, places: Sequence[str] | None) -> Iterator[ColumnElement[bool]]:
    if asked.first or asked.last:
        yield I.first_day > 0
    if asked.last:
        yield I.first_day <= ordinal(asked.last)
    if asked.first:
        yield I.last_day >= ordinal(asked.first)
    for column, value in ((I.country, asked.country), (I.admin1, asked.admin1)):
        if value:
            yield column == escape(value)
    if asked.type:
        yield I.type == asked.type.value
    if asked.state:
        yield I.state == asked.state.value
    if asked.review:
        yield I.review == asked.review
    if part := flat(asked.place):
        yield I.place.like(f"%{part}%") if places is None else I.place.in_(places) if places else false()
    if asked.box is not None:
        yield in_box(asked.box)


def in_box(box: Box) -> ColumnElement[bool]:
    """True of what lies in a box."""
    west, south, east, north = box
    across = or_(I.longitude >= west, I.longitude <= east) if west > east else I.longitude.between(west, east)
    return and_(I.latitude.between(south, north), across)


def _begun(connection: Connection, asked: Question) -> Iterator[ColumnElement[bool]]:
    """The days on which what reaches into the days asked for can have begun."""
    if asked.first:
        begun = I.first_day >= max(1, ordinal(asked.first) - LONG)
        long = select(I.row).where(text(LONGER), I.last_day >= ordinal(asked.first))
        if asked.last:
            long = long.where(I.first_day <= ordinal(asked.last))
        few = list(connection.scalars(long.limit(FEW + 1)))
        if len(few) <= FEW:
            yield or_(begun, I.row.in_(few)) if few else begun


def _by_rows(asked: Question) -> Iterator[Select[Any]]:
    if asked.party:
        yield select(party_table.c.row).where(party_table.c.party == escape(asked.party))
    if asked.outlet or asked.telling:
        query = select(outlet_table.c.row)
        for wanted, condition in (
            (asked.outlet, outlet_table.c.outlet == escape(asked.outlet)),
            (asked.telling == "alone", outlet_table.c.alone == 1),
            (asked.telling == "first", outlet_table.c.leads == 1),
        ):
            query = query.where(condition) if wanted else query
        yield query
    if asked.counted is not None or asked.at_least is not None:
        query = select(figure_table.c.row)
        if asked.counted is not None:
            query = query.where(figure_table.c.kind == asked.counted.value)
        if asked.at_least is not None:
            query = query.where(figure_table.c.most >= asked.at_least)
        yield query


def _by_incidents(asked: Question, seq: int) -> Iterator[Select[Any]]:
    if asked.area:
        area, c = escape(asked.area), area_table.c
        under = or_(c.area == area, and_(c.area >= f"{area}/", c.area < f"{area}0"))  # 0 follows / in ASCII
        yield select(c.incident).where(under, stands(area_table, seq))
    if asked.agreement or asked.clause or asked.finding:
        c = finding_table.c
        query = select(c.incident).where(stands(finding_table, seq))
        for column, value in ((c.agreement, asked.agreement), (c.clause, asked.clause)):
            query = query.where(column == escape(value)) if value else query
        yield query.where(c.state == asked.finding.value) if asked.finding else query


def _narrowed(connection: Connection, column: ColumnElement[Any], rows: Select[Any], in_order: bool) -> ColumnElement[bool]:
    """The rows themselves where they are few, else the query for them: the planner cannot tell the one from the other."""
    few = list(connection.scalars(rows.limit(FEW + 1)))
    return column.in_(few) if len(few) <= FEW else _by_no_index(column, in_order).in_(rows)


def _with_words(connection: Connection, words: tuple[str, ...], in_order: bool) -> ColumnElement[bool]:
    """The rows whose text has these words: the rows themselves where they are few, else by their texts."""
    docs = docs_with(connection, "catalogue_word", words)
    few = list(connection.scalars(docs.limit(FEW + 1)))
    if len(few) > FEW:
        return _by_no_index(I.doc, in_order).in_(docs)
    rows = list(connection.scalars(select(I.row).where(I.doc.in_(few)).limit(FEW + 1))) if few else []
    return I.row.in_(rows) if len(rows) <= FEW else _by_no_index(I.doc, in_order).in_(few)


def _by_no_index(column: ColumnElement[Any], aside: bool) -> ColumnElement[Any]:
    """The same value, as an expression that no index is on."""
    if not aside:
        return column
    return column.concat("") if isinstance(column.type, Text) else column + 0


def docs_with(connection: Connection, table: str, words: tuple[str, ...]) -> Select[Any]:
    """The texts in which every one of these words begins a word."""
    if connection.dialect.name == "sqlite":
        match = text(f"{table} MATCH :words").bindparams(bindparam("words", " AND ".join(f'"{word}"*' for word in words)))
        return select(literal_column("rowid")).select_from(text(table)).where(match)
    query = " & ".join(f"'{word}':*" for word in words)
    match = text("words @@ CAST(:words AS tsquery)").bindparams(bindparam("words", query))
    return select(literal_column("doc")).select_from(text(table)).where(match)


def behind(day: ColumnElement[int], key: ColumnElement[str], number: int, id: str) -> ColumnElement[bool]:
    """True of what comes behind a cursor: an earlier day, or a later id of the same day."""
    return or_(day < number, and_(day == number, key > escape(id)))
