"""The headings of incidents and claims: what is announced, denied or broken says so."""

from __future__ import annotations

from dataclasses import replace

from tests.telling import claim, report
from trucewatch.model import Counted, EventType, Figure, Incident, Logged, Realis
from trucewatch.publish.words import claim_title, figure_text, figures_text, incident_title
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
