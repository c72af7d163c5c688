"""Clauses by week: how many breaches of each are alleged in a week, and the strongest grade; hatched where nobody could look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.model import Clause, ClauseKind, Finding, FindingState, Incident
from trucewatch.publish.words import MONTHS, anchor, joined
from trucewatch.web.parts import Grade, Room, finding_grade, party_words

WEEKS = 9  # the strip holds nine weeks: the last ones in which something is known
STRENGTH = (FindingState.CONTESTED, FindingState.CORROBORATED, FindingState.ALLEGED, FindingState.NOT_ASSESSABLE)
COUNTED = frozenset(state for state in FindingState if state.of_breach)
HEAT = (1, 2, 4, 6)  # from how many findings on a cell takes the next darker blue


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of one clause: how many findings and the strongest grade.

    It is `blind` where nobody could look: no report of it was read, and no post kept a log.
    """

    count: int
    heat: int
    grade: Grade | None
    blind: bool


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One clause over the weeks; `why` where it cannot be counted."""

    id: str
    anchor: str
    obligation: str
    owes: str
    cells: tuple[Cell, ...]
    why: str | None
    state: Grade


def weeks_of(findings: Sequence[Finding], incidents: Mapping[str, Incident]) -> tuple[date, ...]:
    """The Mondays of the weeks shown: up to the last in which a breach is alleged; () where none is."""
    days = [i.time.start for f in findings if f.state in COUNTED and (i := incidents.get(f.incident_id)) and i.time]
    if not days:
        return ()
    last = monday(max(days))
    first = max(last.toordinal() - 7 * (WEEKS - 1), date.min.toordinal())
    return tuple(date.fromordinal(day) for day in range(first, last.toordinal() + 1, 7))


def monday(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def week_words(week: date, index: int) -> str:
    """The head of a column: the month stands in the first, and where it changes."""
    return f"{week.day} {MONTHS[week.month - 1][:3]}" if index == 0 or week.day <= 7 else str(week.day)


def heat_row(
    room: Room,
    clause: Clause,
    findings: Sequence[Finding],
    incidents: Mapping[str, Incident],
    weeks: Sequence[date],
    read: set[date],
) -> HeatRow:
    """One clause over the weeks; `read` are the weeks of which reports were read or posts logged that they looked."""
    mine = [f for f in findings if f.clause_id == clause.id]
    vague = clause.kind in (ClauseKind.DEFINITION, ClauseKind.DECLARATORY) and not any(f.state in COUNTED for f in mine)
    return HeatRow(
        id=clause.id,
        anchor=anchor(clause.id, "clause"),
        obligation=clause.obligation,
        owes=f"owed by {joined(party_words(clause.debtor, room.labels)) or 'nobody named'}",
        cells=() if vague else tuple(_cell(mine, incidents, week, read) for week in weeks),
        why="Cannot be counted: the clause gives no test of keeping or breaking it." if vague else None,
        state=_strongest(mine),
    )


def _cell(findings: Sequence[Finding], incidents: Mapping[str, Incident], week: date, read: set[date]) -> Cell:
    told = [f for f in findings if _in_week(incidents.get(f.incident_id), week)]
    here = [f for f in told if f.state in COUNTED]
    if vague := [f for f in told if f.state is FindingState.NOT_ASSESSABLE and not here]:
        return Cell(len(vague), 0, _strongest(vague), False)
    heat = sum(len(here) >= step for step in HEAT)
    return Cell(len(here), heat, _strongest(here) if here else None, not here and week not in read)


def _in_week(incident: Incident | None, week: date) -> bool:
    return incident is not None and incident.time is not None and monday(incident.time.start) == week


def _strongest(findings: Sequence[Finding]) -> Grade:
    states = {finding.state for finding in findings}
    strongest = next((state for state in (*STRENGTH, FindingState.COMPLIANCE) if state in states), None)
    return finding_grade(strongest) if strongest else Grade("none", "No finding")
