"""The rules by which violations are counted: what counts once, of which acts, and whose practice it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from trucewatch.knowledge.tables import read_table


class CountUnit(StrEnum):
    """What one is, when violations are counted."""

    ROUND = "round"
    ACT = "act"
    EPISODE = "episode"
    DAY_PLACE_PARTIES = "day-place-parties"


@dataclass(frozen=True, slots=True)
class CountingRule:
    """One way to count: its unit, the modes of ASSAULT it counts, its words, whose it is, and where ours departs.

    No mode named is all of them; `untold` is an attack whose means no account tells.
    """

    name: str
    unit: CountUnit
    modes: tuple[str, ...]
    words: str
    source: str
    deviation: str | None
    example: str


@cache
def counting_rules() -> dict[str, CountingRule]:
    """The rows of `counting_rules.csv` by name."""
    return {rule.name: rule for rule in read_table("counting_rules.csv", CountingRule)}
