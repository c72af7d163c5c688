"""What keeps a post from looking, and how far off which act is heard or seen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trucewatch.knowledge.tables import read_table
from trucewatch.model import Cover, EventType, Means


@dataclass(frozen=True, slots=True)
class CoverRow:
    """What a circumstance leaves of a post's view, and how it is told.

    `kind` says of what it is the `name`: a status of the post, the cause of a limit, a means that needs light, the outcome of a
    patrol, something that nobody told. A status that does not last holds for its day alone.
    """

    kind: Literal["status", "cause", "light", "access", "lack"]
    name: str
    cover: Cover
    lasts: Literal["yes", "no"]
    words: str
    example: str


@dataclass(frozen=True, slots=True)
class PerceivingRow:
    """How far off an act can be perceived by one means, and as which phenomena a log would have it; without a mode any other."""

    type: EventType
    mode: str | None
    means: Means
    km: float
    phenomena: tuple[str, ...]
    source: str
    example: str


@cache
def cover_rows() -> dict[tuple[str, str], CoverRow]:
    """The rows of `coverage.csv` by kind and name."""
    return {(row.kind, row.name): row for row in read_table("coverage.csv", CoverRow)}


@cache
def untold() -> frozenset[str]:
    """How it is told that nothing is known of a post for a time: it may have looked all the same."""
    return frozenset(row.words for (kind, _), row in cover_rows().items() if kind == "lack")


@cache
def perceiving(kind: EventType, mode: str | None) -> tuple[PerceivingRow, ...]:
    """How an act can be perceived: the rows of its mode, else those of any; () for what nobody at a post perceives."""
    rows = [row for row in read_table("perceiving.csv", PerceivingRow) if row.type is kind]
    return tuple(row for row in rows if row.mode == mode) or tuple(row for row in rows if row.mode is None)
