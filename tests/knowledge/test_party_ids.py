"""Numbers of UCDP and Wikidata in the party tables: well formed, of one party each, and there for the parties that matter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable

import pytest

from trucewatch.knowledge.party_rows import PartyRow, party_rows

PARTIES = party_rows()


def sharers(key: str) -> dict[Hashable, list[PartyRow]]:
    """The rows that carry each number of a column ("ucdp" or "wikidata")."""
    shared: dict[Hashable, list[PartyRow]] = defaultdict(list)
    for row in PARTIES:
        if getattr(row, key):
            shared[getattr(row, key)].append(row)
    return shared


def one_party(rows: Iterable[PartyRow]) -> bool:
    """Whether rows are one party: of one code, of one name on several sides over time, or one people of several countries."""
    told = list(rows)
    peoples = all(row.sector == "CVL" for row in told) and len({row.name.split(" of ")[0] for row in told}) == 1
    return peoples or any(len(set(values)) == 1 for values in ([row.code for row in told], [row.name for row in told]))


@pytest.mark.parametrize("key", ["ucdp", "wikidata"])
def test_a_number_stands_for_one_party_only(key: str) -> None:
    assert {number: [row.name for row in rows] for number, rows in sharers(key).items() if not one_party(rows)} == {}


def test_rows_of_one_name_and_code_carry_one_number() -> None:
    numbers: dict[tuple[str, str], set[int | None]] = defaultdict(set)
    for row in PARTIES:
        numbers[row.name, row.code].add(row.ucdp)
    assert [name for name, found in numbers.items() if len(found) > 1] == []


def test_wikidata_items_and_ucdp_numbers_are_well_formed() -> None:
    assert [row.wikidata for row in PARTIES if row.wikidata and not re.fullmatch(r"Q[1-9][0-9]*", row.wikidata)] == []
    assert [row.ucdp for row in PARTIES if row.ucdp is not None and not 0 < row.ucdp < 10_000] == []


def test_a_row_sourced_from_the_actor_dataset_carries_its_number() -> None:
    assert [row.name for row in PARTIES if row.source.startswith("UCDP Actor Dataset") and not row.ucdp] == []


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("Government of Syria", 118),
        ("Jabhat Fatah al-Sham", 1170),
        ("al-Nusra Front", 1170),
        ("Hayat Tahrir al-Sham", 6815),
        ("Liwa al-Islam", 6377),
        ("Jaysh al-Islam", 6377),
        ("Syrian Democratic Forces", 6288),
        ("Hezbollah", 366),
        ("Hamas", 209),
        ("al-Qaeda in Iraq", 234),
        ("Islamic State", 234),
        ("Kurdistan Workers' Party", 323),
        ("Taliban", 303),
        ("Tehrik-i-Taliban Pakistan", 356),
        ("Communist Party of India (Maoist)", 195),
        ("FARC-EP", 743),
        ("Republic of Artsakh", 338),
        ("Houthis", 1091),
        ("Sudan People's Liberation Movement-in-Opposition", 4226),
    ],
)
def test_a_party_of_the_theatres_carries_ucdps_number(name: str, number: int) -> None:
    assert {row.ucdp for row in PARTIES if name in row.names} == {number}


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("Islamic State", "Q2429253"),
        ("al-Qaeda", "Q34490"),
        ("Hamas", "Q38799"),
        ("Palestine Liberation Organization", "Q26683"),
        ("Lord's Resistance Army", "Q108462"),
        ("al-Qaeda in the Islamic Maghreb", "Q2635966"),
    ],
)
def test_a_party_named_with_its_item_in_several_sources_carries_it(name: str, item: str) -> None:
    assert {row.wikidata for row in PARTIES if row.name == name} == {item}


def test_numbers_are_carried_by_as_many_parties_as_were_looked_up() -> None:
    assert (len([row for row in PARTIES if row.ucdp]), len(sharers("ucdp"))) >= (587, 564)
    assert (len([row for row in PARTIES if row.wikidata]), len(sharers("wikidata"))) >= (60, 55)
