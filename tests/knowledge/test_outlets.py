"""The tables of outlets: every outlet is known by its names, leads to a party that may speak, and prints agencies that are known."""

from __future__ import annotations

import pytest

from trucewatch.knowledge.ingest_tables import OutletAgency, OutletKind, OutletRow, agencies_of, outlet_domains, outlet_names
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.tables import read_table

OUTLETS = read_table("outlets.csv", OutletRow)
PRESS = [row for row in OUTLETS if row.kind in (OutletKind.AGENCY, OutletKind.NEWSPAPER, OutletKind.BROADCASTER)]
REPRINTS = read_table("outlet_agencies.csv", OutletAgency)
BOOK = load_parties()


def speaks(names: tuple[str, ...]) -> set[str]:
    return {code for name in names for code in BOOK.lookup(name)}


@pytest.mark.parametrize("row", OUTLETS, ids=lambda row: row.name)
def test_each_outlet_is_known_by_all_its_names_and_its_domain(row: OutletRow) -> None:
    assert {outlet_names()[name.casefold()].name for name in (row.name, *row.aliases)} == {row.name}
    assert outlet_domains()[row.domain] == row


@pytest.mark.parametrize("row", PRESS, ids=lambda row: row.name)
def test_each_paper_station_and_agency_is_a_party_that_may_speak(row: OutletRow) -> None:
    kinds = ("newspaper", "news agency", "news site", "website", "TV", "television", "magazine", "of London")
    found = speaks((row.name, *row.aliases, *(f"{row.name} {kind}" for kind in kinds)))
    assert any(code.endswith("MED") or code == "TALIBAN" for code in found)


@pytest.mark.parametrize("row", REPRINTS, ids=lambda row: f"{row.outlet}, {row.agency}")
def test_each_reprint_joins_a_known_outlet_to_a_known_agency(row: OutletAgency) -> None:
    outlet, agency = outlet_names()[row.outlet.casefold()], outlet_names()[row.agency.casefold()]
    assert (outlet.name, agency.name, agency.kind) == (row.outlet, row.agency, OutletKind.AGENCY)
    assert row.outlet in row.example
    assert any(name in row.example for name in (agency.name, *agency.aliases))
    assert row.source


def test_the_agencies_of_an_outlet_are_found_under_any_of_its_names() -> None:
    assert "AFP" in agencies_of("Times of Israel")
    assert agencies_of("times of israel") == agencies_of("The Times of Israel")


@pytest.mark.parametrize("name", ["Enab Baladi", "nobody's paper", ""])
def test_an_outlet_that_reprints_nobody_has_no_agencies(name: str) -> None:
    assert agencies_of(name) == frozenset()


@pytest.mark.parametrize("word", ["hindu", "the times", "dawn", "today", "the national", "petra", "sun"])
def test_an_outlet_with_an_ordinary_name_is_no_party_in_running_text(word: str) -> None:
    assert not any(code.endswith(":MED") for code in BOOK.lookup(word))
