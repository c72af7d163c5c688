"""Which decisions of a person count only when a second person agrees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """A decision that waits for a second person; an empty `field` means whatever value it is of."""

    decision: str
    field: str
    reason: str


@cache
def second_person_rules() -> dict[tuple[str, str], SecondPerson]:
    """The rows of `second_person.csv` by decision and field."""
    return {(row.decision, row.field): row for row in read_table("second_person.csv", SecondPerson)}
