"""Incidents are found by a part of the names of their places."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import event, select

from tests.catalogue.makings import make_incident, make_place, make_report, stamp
from trucewatch.catalogue import Catalogue, Question, spots
from trucewatch.catalogue.making import flat
from trucewatch.catalogue.spots import places_with
from trucewatch.catalogue.tables import incident_table
from trucewatch.ledger import Ledger


def lay(ledger: Ledger) -> None:
    """An incident at each of some places, and one at none."""
    places = (make_place(), make_place("Afrin", 36.5, 36.87, "Aleppo"), make_place("Nowhere", None, None, None), None)
    incidents = [make_incident(f"i{n}", [("r1", "Wire")], place=one, day=date(2020, 2, n + 1)) for n, one in enumerate(places)]
    ledger.append([make_report("r1"), *incidents], stamp())
    Catalogue(ledger).catch_up()


@pytest.mark.parametrize("part", ["sara", "IDL", "é", "%", "'"])
def test_the_names_that_hold_a_part_are_those_of_all_rows(ledger: Ledger, part: str) -> None:
    lay(ledger)
    with ledger.engine.begin() as connection:
        every = set(connection.scalars(select(incident_table.c.place)))
        assert set(places_with(connection, part) or ()) == {name for name in every if flat(part) in name}
        assert part not in ("sara", "IDL") or places_with(connection, part)


def test_incidents_are_found_by_a_part_of_more_names_than_are_gone_through(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(ledger)
    asked = Question(place="sara")
    found = Catalogue(ledger).at().count(asked)
    monkeypatch.setattr(spots, "MOST_NAMES", 0)
    assert Catalogue(ledger).at().count(asked) == found == 1


def test_the_names_are_gone_through_once_for_all_that_is_asked_of_a_place(ledger: Ledger) -> None:
    lay(ledger)
    shelf, asked = Catalogue(ledger).at(), Question(place="sara")
    said: list[str] = []
    event.listen(ledger.engine, "before_cursor_execute", lambda *told: said.append(told[2]))
    for ask in (shelf.count, shelf.days, shelf.ids):
        ask(asked)
    assert sum("RECURSIVE" in words for words in said) == 1
