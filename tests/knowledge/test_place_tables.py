"""The tables of directions, distances and surroundings, and of how exactly a place is known."""

from __future__ import annotations

import re

import pytest

from trucewatch.knowledge.place_tables import Bearing, Length, Surrounding, precision_classes, precision_of_kind
from trucewatch.knowledge.tables import read_table
from trucewatch.model import PlacePrecision
from trucewatch.resolve.offsets import NAME, How, Told, what_is_told


def told_in(example: str) -> Told | None:
    """What an example's words say of the place it names last."""
    name = list(re.finditer(rf"(?<!\A){NAME}(?: highway)?", example.removesuffix(".")))[-1]
    return what_is_told(name.group(), example[: name.start()], example[name.end() :])


@pytest.mark.parametrize("row", read_table("bearings.csv", Bearing), ids=lambda row: row.words)
def test_every_direction_is_read_in_its_example(row: Bearing) -> None:
    told = told_in(row.example)
    assert told is not None
    assert told.bearing == row.degrees


@pytest.mark.parametrize("row", read_table("lengths.csv", Length), ids=lambda row: row.words)
def test_every_length_is_read_in_its_example(row: Length) -> None:
    told = told_in(f"Shells fell {row.example}.")
    assert told is not None
    assert told.how is How.AWAY
    assert told.km is not None
    assert told.km > 0


@pytest.mark.parametrize("row", read_table("surroundings.csv", Surrounding), ids=lambda row: f"{row.side} {row.words}")
def test_every_surrounding_is_read_in_its_example(row: Surrounding) -> None:
    told = told_in(row.example)
    assert told is not None
    assert (told.how, told.km) == (How(row.how), row.km)


def test_every_precision_is_counted_as_acled_and_ucdp_count() -> None:
    classes = precision_classes()
    assert set(classes) == set(PlacePrecision)
    known = [row for row in classes.values() if row.precision is not PlacePrecision.NONE]
    assert {row.acled for row in known} == {1, 2, 3}
    assert {row.ucdp for row in known} == set(range(1, 8))
    assert all(row.source and row.meaning for row in classes.values())


def test_each_kind_of_place_has_one_precision() -> None:
    kinds = [kind for row in precision_classes().values() for kind in row.kinds]
    assert len(kinds) == len(set(kinds)) == len(precision_of_kind())
