"""The headings of incidents and claims: what is announced, denied or broken says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.telling import claim, report
from trucewatch.model import Counted, EventType, Figure, Ground, Incident, Logged, Place, Realis, Shape, Span
from trucewatch.publish.titles import claim_title, happening, incident_title, words_beside
from trucewatch.publish.words import TypeRow, figure_text, figures_text, type_rows
from trucewatch.reconcile import reconcile


def test_a_broken_truce_is_said_not_to_hold() -> None:
    told = report("one", "2020-02-03", "The guards have broken the truce.")
    made = claim(told, "The guards have broken the truce", EventType.RETREAT, "ceasefire", realis=Realis.NEGATED)
    assert claim_title(made, str) == "Truce, said not to hold"


def test_a_denied_shelling_is_said_not_to_have_happened() -> None:
    told = report("one", "2020-02-03", "The guards did not shell the town.")
    made = claim(told, "The guards did not shell the town", EventType.ASSAULT, "heavy-weapons", realis=Realis.NEGATED)
    assert claim_title(made, str).endswith(", said not to have happened")


def heard(phenomenon: str, exercise: bool = False, count: int = 7, mode: str | None = None) -> Incident:
    """An incident that one post logged."""
    log = report("log", "2020-02-13", f"HILL heard {count} of them.", "Hill")
    made = claim(log, f"HILL heard {count}", EventType.ASSAULT, mode, at="Saraqib", counts=[("explosions", count, count, None)])
    start = "2020-02-13T20:05+02:00"
    told = Logged("HILL", "OSCE", phenomenon, start, start, "heard", exercise=exercise)
    (one,) = reconcile([log], [replace(made, logged=told)])
    return one


def test_an_explosion_heard_is_called_an_explosion_and_no_attack() -> None:
    assert incident_title(heard("explosion, undetermined"), str) == "Undetermined explosions in Saraqib"
    assert incident_title(heard("explosion, undetermined", count=1), str) == "Undetermined explosion in Saraqib"
    assert incident_title(heard("explosion, impact", mode="heavy-weapons"), str) == "Impacts in Saraqib"


def test_an_air_strike_that_a_post_logged_is_called_one() -> None:
    assert incident_title(heard("explosion, impact", mode="aerial"), str) == "Air strike in Saraqib"


def test_an_exercise_is_called_one() -> None:
    assert incident_title(heard("burst", exercise=True), str).endswith(", logged as an exercise")


def test_what_posts_count_is_named_by_what_they_perceived() -> None:
    assert figures_text(heard("explosion, undetermined")) == ("7 explosions",)
    assert figures_text(heard("explosion, undetermined", count=1)) == ("1 undetermined explosion",)


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    words = report("one", "2020-02-13", "One vehicle was hit.").quote("One vehicle")
    assert figure_text(Figure(Counted.VEHICLES, 1, 1, words)) == "1 vehicle"
    assert figure_text(Figure(Counted.VEHICLES, 1, None, words)) == "at least 1 vehicle"
    assert figure_text(Figure(Counted.KILLED, 1, 1, words)) == "1 killed"


@pytest.mark.parametrize("row", type_rows().values(), ids=lambda row: f"{row.type}-{row.mode}")
def test_every_kind_of_happening_reads_as_its_example(row: TypeRow) -> None:
    assert happening(row.type, row.mode, ["Party A"], ["Party B"]) == row.example


def test_an_attack_is_only_ever_attributed() -> None:
    line = happening(EventType.ASSAULT, "aerial", ["Party A"], [], "Saraqib", near=True)
    assert line == "Air strike near Saraqib, attributed to Party A"


def test_a_happening_without_parties_names_none() -> None:
    assert happening(EventType.THREATEN, "violence", [], [], "Idlib") == "Threat of force over Idlib"


@pytest.mark.parametrize("words", ["between Saraqib and Ariha", "10 km north-east of Saraqib", "along the M4", "south of Idlib"])
def test_a_heading_says_where_beside_a_place_in_the_words_of_the_report(words: str) -> None:
    ring = ((36.0, 35.0), (36.1, 35.0), (36.1, 35.1), (36.0, 35.0))
    ground = Ground(Shape.CIRCLE, ((ring,),), (35.05, 36.05), Span("r", 0, len(words), words))
    place = Place(Span("r", 0, 7, "Saraqib"), "Saraqib", ground=ground)
    assert words_beside(place) == words
    assert happening(EventType.ASSAULT, "aerial", [], [], "Saraqib", True, words_beside(place)) == f"Air strike {words}"


@pytest.mark.parametrize(
    ("place", "told"), [("Turkish border", "at the Turkish border"), ("M5 road", "on the M5 road"), ("Idlib", "in Idlib")]
)
def test_nobody_moves_in_a_border_or_a_road(place: str, told: str) -> None:
    assert happening(EventType.MOBILIZE, "troops", ["Party A"], [], place) == f"Movement of troops by Party A {told}"
