"""The rows of the queue: a question under its tags, with the score it has at an hour."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Table, case, delete, or_

from trucewatch.catalogue.waiting_tables import SECONDS, Hour, item_table, tag_table
from trucewatch.knowledge.queue_tables import sign_rows
from trucewatch.ledger.records import escape
from trucewatch.ledger.rows import insert_rows
from trucewatch.ledger.state import chunks
from trucewatch.reviewing.queue import DEADLINE, NEW, OLD, Waiting

NEAR_ONLY = "deadline near"  # asked only while the last day is near


def forget_items(connection: Connection, ids: Sequence[str]) -> None:
    """Take questions out of the tables."""
    for some in chunks(ids):
        for table in (item_table, tag_table):
            connection.execute(delete(table).where(table.c.id.in_(some)))


def insert_items(connection: Connection, items: Iterable[tuple[str, Waiting]], hour: Hour) -> None:
    """Put questions into the tables, each under its tags."""
    once = {item.id: (owner, item) for owner, item in items}
    forget_items(connection, sorted(once))
    rows, tagged = [], []
    for key in sorted(once):
        owner, item = once[key]
        stands = _stands(item, hour)
        rows.append({"id": key, "owner": escape(owner), "body": body_of(item), **stands})
        tagged += [{"tag": tag, "id": key, **stands} for tag in tags_of(item)]
    for table, told in ((item_table, rows), (tag_table, tagged)):
        for at in range(0, len(told), 500):
            insert_rows(connection, table, told[at : at + 500])


def _stands(item: Waiting, hour: Hour) -> dict[str, object]:
    since, deadline = int(item.since.timestamp()), item.deadline.toordinal() if item.deadline else 0
    rows, now = sign_rows(), hour.hour * SECONDS
    near = bool(deadline) and hour.day - 1 <= deadline <= hour.day + rows[DEADLINE].least
    score = item.weight + rows[DEADLINE].weight * near
    score += rows[NEW].weight * (since > now - rows[NEW].least * SECONDS)
    score += rows[OLD].weight * (since <= now - rows[OLD].least * SECONDS)
    near_only = item.asked == NEAR_ONLY
    return {
        "sort": item.group,
        "since": -since,
        "weight": item.weight,
        "deadline": deadline,
        "near_only": int(near_only),
        "waits": int(item.open),
        "open": int(item.open and (near or not near_only)),
        "score": score,
    }


def standing_at(table: Table, hour: Hour) -> dict[str, ColumnElement[int]]:
    """What `score` and `open` of a row are at an hour; as in `_stands`."""
    rows, now = sign_rows(), hour.hour * SECONDS
    near = table.c.deadline.between(hour.day - 1, hour.day + rows[DEADLINE].least)
    score = (
        table.c.weight
        + case((table.c.since < -(now - rows[NEW].least * SECONDS), rows[NEW].weight), else_=0)
        + case((table.c.since >= -(now - rows[OLD].least * SECONDS), rows[OLD].weight), else_=0)
        + case((near, rows[DEADLINE].weight), else_=0)
    )
    return {"score": score, "open": case((or_(table.c.near_only == 0, near), table.c.waits), else_=0)}


def turned(table: Table, before: Hour, then: Hour) -> ColumnElement[bool]:
    """The rows whose signs of the clock may change between two hours."""
    rows, crossed = sign_rows(), []
    for name in (NEW, OLD):
        low, high = sorted(rows[name].least * SECONDS - one.hour * SECONDS for one in (before, then))
        crossed.append(table.c.since.between(low, high))
    return or_(*crossed, table.c.deadline > 0)


def tags_of(item: Waiting) -> tuple[str, ...]:
    """What a question is found under: everything, each agreement, each area and what that lies in, whoever said something."""
    areas = {part for area in item.areas for part in (area, area.partition("/")[0])}
    return (
        "",
        *(f"agreement {escape(one)}" for one in item.agreements),
        *(f"area {escape(one)}" for one in sorted(areas)),
        *(f"by {escape(one)}" for one in item.by),
    )


def body_of(item: Waiting) -> str:
    """A question as a text to be kept."""
    return json.dumps(_adapter().dump_python(item, mode="json"), ensure_ascii=True, separators=(",", ":"))


def item_of(body: str) -> Waiting:
    """The question that was kept as this text."""
    return _adapter().validate_python(json.loads(body))


@cache
def _adapter() -> TypeAdapter[Waiting]:
    return TypeAdapter(Waiting)
