"""Read a clause in each of the ways that sources read it, and say what depends on that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from types import MappingProxyType

from trucewatch.assess.areas import Answer
from trucewatch.assess.told import labels
from trucewatch.assess.windows import beginning, ending
from trucewatch.model import Clause, FindingState, ReadAs, Reading

FIELDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "start": ("start", "start_at"),
        "end": ("end", "end_at"),
        "deadline": ("deadline", "deadline_at"),
        "debtor": ("debtor",),
        "beneficiary": ("beneficiary",),
        "carve_out": ("carve_out",),
        "area": ("area",),
    }
)


@dataclass(frozen=True, slots=True)
class Variant:
    """A clause as one reading has it; `reading` None where it is as the file has it and no reading says so."""

    field: str
    reading: Reading | None
    clause: Clause

    @property
    def words(self) -> str:
        """`as read by Russia: 2020-01-09 14:00 (Reconciliation Centre)`."""
        if self.reading is None:
            return f"as the agreement file has it ({self.clause.source})"
        by = f"as read by {labels(self.reading.by)}" if self.reading.by else "as read in one way"
        return f"{by}: {self.reading.value} ({_source(self.reading)})"


def testable(reading: Reading) -> bool:
    """True if a reading says something that changes what the clause means for an act."""
    if reading.field in ("start", "end", "deadline"):
        return reading.day is not None
    if reading.field in ("debtor", "beneficiary", "carve_out"):
        return bool(reading.codes)
    return reading.field == "area" and reading.area is not None


def variants(clause: Clause, zone: str) -> tuple[tuple[Variant, ...], ...]:
    """For each field that is read in several ways, the clause under each; () where nothing can be tested.

    The clause as the file has it is one of them only where no reading means the same. `zone` is the agreement's.
    """
    out = []
    for field in dict.fromkeys(reading.field for reading in clause.readings if testable(reading)):
        ways = [Variant(field, one, _as_read(clause, one)) for one in clause.readings if one.field == field and testable(one)]
        if not any(_meaning(way.clause, field, zone) == _meaning(clause, field, zone) for way in ways):
            ways.insert(0, Variant(field, None, clause))
        if len({_meaning(way.clause, field, zone) for way in ways}) > 1:
            out.append(tuple(ways))
    return tuple(out)


def _meaning(clause: Clause, field: str, zone: str) -> object:
    """What a clause says in a field, so that `12 January` and `12 January, 00:01` are the same."""
    zone = clause.zone or zone
    match field:
        case "start":
            return beginning(clause.start, clause.start_at, zone) if clause.start else None
        case "end":
            return ending(clause.end, clause.end_at, zone) if clause.end else None
        case "deadline":
            return ending(clause.deadline, clause.deadline_at, zone) if clause.deadline else None
        case "area":
            return clause.area
        case _:
            return frozenset(getattr(clause, field))


def _as_read(clause: Clause, reading: Reading) -> Clause:
    """The clause with the reading's value; another zone counts for its time alone, as one is told with it."""
    zone = reading.zone or clause.zone
    match reading.field:
        case "start":
            return replace(clause, start=reading.day, start_at=reading.at, zone=zone)
        case "end":
            return replace(clause, end=reading.day, end_at=reading.at, zone=zone)
        case "deadline":
            return replace(clause, deadline=reading.day, deadline_at=reading.at, zone=zone)
        case "debtor":
            return replace(clause, debtor=reading.codes)
        case "beneficiary":
            return replace(clause, beneficiary=reading.codes)
        case "carve_out":
            return replace(clause, carve_out=reading.codes)
        case _:
            return replace(clause, area=reading.area)


def also_read(reading: Reading) -> Answer:
    """That a clause is also read so, whatever comes of it."""
    return Answer(True, f"read in one way as: {reading.value} ({_source(reading)})")


def read_as(way: Variant, state: FindingState | None) -> ReadAs:
    """What a finding would be under one reading."""
    if way.reading is None:
        values = [getattr(way.clause, name) for name in FIELDS[way.field]]
        told = " ".join(_value_words(value) for value in values if value is not None)
        return ReadAs(way.field, told, way.clause.source, state)
    by = f"{labels(way.reading.by)}: " if way.reading.by else ""
    return ReadAs(way.field, by + way.reading.value, _source(way.reading), state)


def _source(reading: Reading) -> str:
    """Who has it so, and whether that is sure."""
    return f"{reading.source}; unsure" if reading.unsure else reading.source


def _value_words(value: object) -> str:
    if isinstance(value, tuple):
        return labels(value)
    return f"{value:%H:%M}" if isinstance(value, time) else f"{value}"


def depends(ways: Sequence[tuple[Variant, FindingState]]) -> str:
    """`it depends on how the clause is read: as read by Turkey: 12 January (…): not applicable; …`."""
    each = "; ".join(f"{way.words}: {state.value}" for way, state in ways)
    return f"it depends on how the clause is read ({ways[0][0].field}): {each}"
