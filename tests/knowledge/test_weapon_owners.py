"""Weapons that only one side of a war has."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.tables import read_table
from trucewatch.knowledge.weapon_owners import WeaponOwner, weapon_in

ROWS = read_table("weapon_owners.csv", WeaponOwner)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.country} {row.pattern[:20]}")
def test_a_row_finds_the_weapon_of_its_example(row: WeaponOwner) -> None:
    found = weapon_in(row.example, row.country, row.since)
    assert found is not None
    assert found.party == row.party


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.country} {row.pattern[:20]}")
def test_a_weapon_belongs_to_a_known_party(row: WeaponOwner) -> None:
    assert load_parties().country_row(row.party.partition(":")[0]) is not None


def test_once_others_fly_too_an_air_raid_says_nothing() -> None:
    assert weapon_in("an air raid hit the town", "SYR", date(2013, 5, 1)) is not None
    assert weapon_in("an air raid hit the town", "SYR", date(2016, 5, 1)) is None


def test_a_weapon_of_another_war_says_nothing() -> None:
    assert weapon_in("barrel bombs fell", "UKR", date(2015, 5, 1)) is None


def test_a_row_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="must lie after"):
        WeaponOwner("guns", "SYR", "SYR:MIL", date(2015, 1, 1), date(2014, 1, 1), "a source", "Guns.")
