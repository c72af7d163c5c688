"""How spans and places are counted; the figures themselves are held by test_floors.py."""

from __future__ import annotations

import pytest

from tests.eval.geoparsing import COUNTED, Marked, Places, Spans, kilometres
from trucewatch.resolve.toponyms import Use


def test_a_span_counts_only_with_both_ends_right() -> None:
    spans = Spans()
    spans.compare("Fires in south Fargo, N.D.", {(9, 20): "place", (22, 26): "place"}, {(15, 20): "", (22, 26): ""})
    assert (spans.right, spans.given, spans.wanted) == (1, 2, 2)
    assert spans.precision == spans.recall == spans.f1 == 0.5
    assert ["[[Fargo]]" in line for line in spans.missed] == [True]


def test_nothing_given_scores_nothing() -> None:
    assert (Spans().precision, Spans().recall, Spans().f1) == (0.0, 0.0, 0.0)


def test_accuracy_is_of_what_is_resolved_and_stands_beside_how_much_that_is() -> None:
    figures = Places([0.0, 160.0, 162.0], open=1).figures
    assert figures["accuracy"] == pytest.approx(2 / 3)
    assert (figures["resolved"], figures["of all"], figures["median_km"]) == (0.75, 0.5, 160.0)


def test_an_error_round_the_world_is_the_worst_auc() -> None:
    assert Places([0.0]).figures["auc"] == 0.0
    assert Places([20_038.0]).figures["auc"] == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("one", "two", "km"), [((51.5, -0.13), (48.86, 2.35), 344), ((0, 179), (0, -179), 222), ((10, 10), (10, 10), 0)]
)
def test_distances_are_great_circles(one: tuple[float, float], two: tuple[float, float], km: float) -> None:
    assert kilometres(one, two) == pytest.approx(km, abs=2)


@pytest.mark.parametrize(("kind", "literal"), [("", True), ("Mixed", True), ("Metonymic", False), ("Demonym", False)])
def test_a_metonym_is_no_literal_toponym(kind: str, literal: bool) -> None:
    assert Marked(0, 4, "Mali", kind, None, None).literal is literal


def test_a_metonym_given_as_a_place_is_wrong_where_literal_toponyms_are_asked_for() -> None:
    assert COUNTED["geowebnews"] == {Use.PLACE, Use.FACILITY}
