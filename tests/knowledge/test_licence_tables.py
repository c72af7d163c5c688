"""The licences of outlets' texts: each row names a known outlet, a known licence and its source; what is not known stays in."""

from __future__ import annotations

import pytest

from trucewatch.knowledge.ingest_tables import outlet_names
from trucewatch.knowledge.licence_tables import UNKNOWN, Leaves, Licence, OutletLicence, licence_of, licences
from trucewatch.knowledge.tables import read_table

LICENCES = read_table("licences.csv", Licence)
OUTLETS = read_table("outlet_licences.csv", OutletLicence)


@pytest.mark.parametrize("row", OUTLETS, ids=lambda row: row.outlet)
def test_each_row_names_a_known_outlet_a_known_licence_and_where_it_is_stated(row: OutletLicence) -> None:
    assert outlet_names()[row.outlet.casefold()].name == row.outlet
    assert licence_of(row.outlet).id == row.licence
    assert row.source.startswith(("https://", "http://"))
    assert row.where


@pytest.mark.parametrize("row", LICENCES, ids=lambda row: row.id)
def test_each_licence_says_why_a_text_may_leave_and_where_its_words_are(row: Licence) -> None:
    assert row.why.endswith(".")
    assert row.url or row.text_leaves is Leaves.NO


def test_no_licence_for_non_commercial_use_lets_a_text_leave() -> None:
    assert {row.text_leaves for row in LICENCES if "-NC" in row.id} == {Leaves.NO}


def test_no_outlet_and_no_licence_stands_twice() -> None:
    assert len({row.outlet for row in OUTLETS}) == len(OUTLETS)
    assert len(licences()) == len(LICENCES)


@pytest.mark.parametrize("name", ["Reuters", "Daily Sabah", "nobody's paper", "", None])
def test_an_outlet_that_says_nothing_we_know_of_lets_nothing_leave(name: str | None) -> None:
    assert licence_of(name) == licences()[UNKNOWN]
    assert licence_of(name).text_leaves is Leaves.NO


def test_an_outlet_is_known_by_any_of_its_names() -> None:
    assert licence_of("tasnim").id == licence_of("Tasnim News Agency").id == "CC-BY-4.0"
