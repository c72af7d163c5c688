"""The words that tell where something lies beside a place, and how exactly a kind of place is known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trucewatch.knowledge.tables import read_table
from trucewatch.model import PlacePrecision


@dataclass(frozen=True, slots=True)
class PrecisionClass:
    """How exactly a place is known, as ACLED (`geo_precision` 1 to 3) and UCDP (`where_prec` 1 to 7) count it.

    `kinds` are the kinds of gazetteer place that are known so when they are named themselves; `reach_km` is how far from its
    point something told so may lie.
    """

    precision: PlacePrecision
    acled: int | None
    ucdp: int | None
    kinds: tuple[str, ...]
    reach_km: float | None
    meaning: str
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class Bearing:
    """A word for a direction, in degrees from north."""

    words: str
    degrees: float
    example: str


@dataclass(frozen=True, slots=True)
class Length:
    """A measure of distance."""

    words: str
    km: float
    example: str


@dataclass(frozen=True, slots=True)
class Surrounding:
    """Words before or after a place name that tell of the land beside it, up to `km` from its edge, or of a part of it."""

    words: str
    side: Literal["before", "after"]
    how: Literal["around", "countryside", "coast", "along", "part"]
    km: float | None
    example: str
    reason: str


@cache
def precision_classes() -> dict[PlacePrecision, PrecisionClass]:
    """Every class of precision."""
    return {row.precision: row for row in read_table("place_precisions.csv", PrecisionClass)}


@cache
def precision_of_kind() -> dict[str, PlacePrecision]:
    """How exactly a place of each kind is known when it is named itself."""
    return {kind: row.precision for row in precision_classes().values() for kind in row.kinds}


@cache
def bearings() -> dict[str, float]:
    """The directions, in degrees; shortened ones (NE) only in capitals."""
    return {row.words: row.degrees for row in read_table("bearings.csv", Bearing)}


@cache
def lengths() -> dict[str, float]:
    """The measures of distance, in kilometres."""
    return {row.words: row.km for row in read_table("lengths.csv", Length)}


@cache
def surroundings() -> tuple[Surrounding, ...]:
    """The words for what lies beside a place, the longest first."""
    return tuple(sorted(read_table("surroundings.csv", Surrounding), key=lambda row: (-len(row.words), row.words)))
