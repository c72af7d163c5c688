"""Which place a name means in a report, and when that stays open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Place, Span
from trucewatch.resolve.places import Setting, resolve_place

GAZ = load_gazetteer()
IDLIB, ALEPPO = "wof:85678373", "wof:85678359"
SYRIA = Setting("SYR")


def resolved(words: str, setting: Setting = SYRIA) -> Place:
    return resolve_place(Place(Span("r1", 0, len(words), words), words), setting, GAZ)


@pytest.mark.parametrize(
    ("words", "kind", "admin1", "precision"),
    [
        ("Idlib", "admin1", "Idlib", 3),
        ("Idlib province", "admin1", "Idlib", 3),
        ("Idlib city", "town", "Idlib", 1),
        ("Aleppo", "town", "Aleppo", 1),
        ("northern Aleppo province", "admin1", "Aleppo", 3),
        ("Aleppo countryside", "admin1", "Aleppo", 3),
        ("the town of Saraqib", "town", "Idlib", 1),
        ("near Saraqib", "town", "Idlib", 2),
        ("Syria's Idlib", "admin1", "Idlib", 3),
        ("Taftanaz air base", "base", "Idlib", 1),
        ("Castello road", "road", None, 1),
        ("Eastern Ghouta", "area", "Rif Dimashq", 2),
        ("Raqqa military court", "town", "Raqqa", 2),
        ("southern Turkish border towns", "border", None, 3),
        ("Hatay", "admin1", "Hatay", 3),
        ("Brussels", "town", None, 1),
        ("Syria", "country", None, 3),
        ("Bustan al-Qasr", "quarter", "Aleppo", 1),
    ],
)
def test_a_name_leads_to_its_place(words: str, kind: str, admin1: str | None, precision: int) -> None:
    place = resolved(words)
    assert (place.kind, place.admin1, place.geo_precision) == (kind, admin1, precision)
    assert place.name == words


def test_two_nayrabs_are_no_nayrab() -> None:
    place = resolved("Nayrab")
    assert place.place_id is None
    assert place.latitude is None
    assert len(place.candidates) == 2
    assert place.country == "SYR"


@pytest.mark.parametrize(("governorate", "name"), [(IDLIB, "Idlib"), (ALEPPO, "Aleppo")])
def test_the_governorate_named_near_by_decides_between_namesakes(governorate: str, name: str) -> None:
    assert resolved("Nayrab", Setting("SYR", frozenset({governorate}))).admin1 == name


def test_a_governorate_named_elsewhere_in_the_report_decides_too() -> None:
    assert resolved("Nayrab", Setting("SYR", frozenset(), frozenset({IDLIB}))).admin1 == "Idlib"


def test_the_country_of_the_report_decides_between_towns_of_one_name() -> None:
    assert resolved("Tripoli", Setting("LBY")).country == "LBY"
    assert resolved("Tripoli", Setting("LBN")).country == "LBN"


def test_a_hamlet_abroad_is_not_believed() -> None:
    name = next(
        e.name for e in GAZ if e.country == "TUR" and e.kind == "town" and not e.population and len(GAZ.find(e.name)) == 1
    )
    assert resolved(name, Setting("SYR")).place_id is None


def test_a_hamlet_outside_every_governorate_the_report_names_stays_open() -> None:
    place = resolved("Rityan", Setting("SYR", frozenset({IDLIB}), frozenset({IDLIB})))
    assert place.place_id is None
    assert place.candidates


def test_several_places_in_one_name_are_candidates_and_share_what_they_share() -> None:
    place = resolved("Bustan al-Qasr and Sheikh Maqsoud")
    assert place.place_id is None
    assert len(place.candidates) == 2
    assert (place.country, place.admin1) == ("SYR", "Aleppo")


def test_a_country_has_no_point() -> None:
    assert resolved("Syria").latitude is None


@pytest.mark.parametrize("words", ["", "the village", "Qwxzzy", "there"])
def test_what_names_no_place_is_left_open(words: str) -> None:
    place = resolved(words)
    assert place.place_id is None
    assert place.candidates == ()


@given(st.text(max_size=60))
def test_any_words_may_stand_for_a_place(words: str) -> None:
    place = resolved(words)
    assert place.name == words
    assert place.place_id is None or place.candidates == ()
