"""The rows of areas: in which areas of which agreements incidents lie."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select, update

from trucewatch.catalogue.gathering import Course, Written, incidents_before
from trucewatch.catalogue.pen import Row
from trucewatch.catalogue.step import Step
from trucewatch.catalogue.tables import LAST, area_table
from trucewatch.ledger.records import escape
from trucewatch.ledger.state import chunks
from trucewatch.model import Agreement


def write_areas(step: Step, redraw: set[str]) -> None:
    """The areas of the incidents that changed; of all that stand where an agreement did."""
    found, connection = step.found, step.connection
    old = step.memory.agreements(connection, found.after)
    new = step.memory.agreements(connection, found.until) if found.agreements else old
    keys = sorted(redraw | set(step.forms))
    for some in chunks(keys):
        held = {key: found.incidents[key] for key in some if key in found.incidents}
        for key, written in incidents_before(connection, set(some) - held.keys(), found.after).items():
            held[key] = Course(written)
        rows = select(area_table).where(area_table.c.incident.in_(some), area_table.c.until == LAST)
        drawn: dict[str, dict[str, int]] = {}
        for row in connection.execute(rows):
            drawn.setdefault(row.incident, {})[row.area] = row.since
        for key, course in held.items():
            _area(step, key, course, drawn.get(key, {}), old, new)


def _area(
    step: Step, key: str, course: Course[Written], drawn: dict[str, int], old: Collection[Agreement], new: Collection[Agreement]
) -> None:
    until, now = step.found.until, dict(drawn)
    fresh: dict[str, Row] = {}
    for seq in sorted({*course.seqs, *((until,) if step.found.agreements else ())}):
        last_one = step.found.agreements and seq == until
        wanted = {escape(area) for area in step.memory.areas(course.at(seq), new if last_one else old)}
        for area in sorted(now.keys() - wanted):
            now.pop(area)
            if area in fresh:
                fresh.pop(area)["until"] = seq
            else:
                mine = area_table.c.incident == key, area_table.c.area == area, area_table.c.until == LAST
                step.connection.execute(update(area_table).where(*mine).values(until=seq))
        for area in sorted(wanted - now.keys()):
            now[area] = seq
            fresh[area] = {"incident": key, "area": area, "since": seq, "until": LAST}
            step.pen.rows.setdefault(area_table, []).append(fresh[area])
