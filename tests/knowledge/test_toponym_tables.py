"""The tables toponyms are told by: every row shows itself at work."""

from __future__ import annotations

import pytest

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.tables import read_table
from trucewatch.knowledge.toponym_tables import ToponymWords, country_points, state_names, toponym_words

ROWS = read_table("toponym_words.csv", ToponymWords)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.role)
def test_a_row_of_words_shows_one_of_them(row: ToponymWords) -> None:
    said = row.example.lower()
    stems = {word for word in row.words if word in said or word.removesuffix("y") in said}
    assert stems
    assert toponym_words(row.role) >= stems


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.role)
def test_no_word_stands_twice_in_a_row(row: ToponymWords) -> None:
    assert sorted(row.words) == sorted(set(row.words))


def test_no_two_states_are_shortened_alike_in_one_country() -> None:
    forms = [(state.country, form) for state in state_names() for form in {state.press, state.postal, *state.also} - {None}]
    assert len(forms) == len(set(forms))


def test_countries_have_points_on_the_globe() -> None:
    book = load_parties()
    for code, point in country_points().items():
        assert book.country_row(code) is not None
        assert -90 <= point.latitude <= 90
        assert -180 <= point.longitude <= 180


@pytest.mark.parametrize(("code", "latitude", "longitude"), [("SYR", 35, 38), ("USA", 39.76, -98.5), ("SDN", 16, 30)])
def test_a_country_has_the_point_geonames_gives_it(code: str, latitude: float, longitude: float) -> None:
    point = country_points()[code]
    assert (point.latitude, point.longitude) == (latitude, longitude)
