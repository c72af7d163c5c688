"""Incidents are found by a part of the names of their places."""

from __future__ import annotations

from datetime import date
from random import Random
from string import ascii_letters

import pytest
from sqlalchemy import event, select

from tests.catalogue.makings import make_incident, make_place, make_report, stamp
from trucewatch.catalogue import Catalogue, Question, spots
from trucewatch.catalogue.making import flat
from trucewatch.catalogue.spots import places_with
from trucewatch.catalogue.tables import incident_table
from trucewatch.errors import LedgerError
from trucewatch.ledger import Ledger
from trucewatch.ledger.records import LONGEST_NAME


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


@pytest.mark.parametrize("letters", ["ascii", "arabic"])
def test_names_of_any_length_are_kept_in_either_database(ledger: Ledger, letters: str) -> None:
    """An imported ledger may name what it likes; an index of PostgreSQL takes rows of some 2,700 bytes, and packs no noise."""
    drawn = Random(7)
    long = "".join(drawn.choice(ascii_letters if letters == "ascii" else "ابتثجحخدذرزسشصضطظعغفقكلمنهوي") for _ in range(20_000))
    outlet = long[: LONGEST_NAME if letters == "ascii" else LONGEST_NAME // 6]
    told = make_incident("i", [("r1", outlet)], place=make_place(long), day=date(2020, 2, 13), sources=[long])
    ledger.append([make_report("r1", outlet=outlet), told], stamp())
    Catalogue(ledger).catch_up()
    shelf = Catalogue(ledger).at()
    for question in (Question(place=long[:300]), Question(outlet=outlet)):
        assert (shelf.count(question), [card.id for card in shelf.incidents(question).cards]) == (1, ["i"])


def test_an_outlet_of_a_longer_name_is_refused_in_words(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="name of an outlet must have 1200 characters at most"):
        ledger.append([make_report("r1", outlet="w" * (LONGEST_NAME + 1))], stamp())
    with pytest.raises(LedgerError, match="name of an outlet"):
        ledger.append([make_report("r1"), make_incident("i", [("r1", "w" * (LONGEST_NAME + 1))])], stamp())
    assert ledger.head()[0] == 0
