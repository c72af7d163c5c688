"""UCDP's and ACLED's readings of the same accounts, against the rule texts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.reconcile.figures.figure_stories import Story, incident_of
from tests.telling import Count
from trucewatch.knowledge.figure_tables import acled_amount
from trucewatch.reconcile.figures.readings import acled_reading, ucdp_reading

OBSERVATORY = ("The Syrian Observatory for Human Rights", "")


def test_acled_takes_the_lowest_figure_when_sources_differ() -> None:
    incident = incident_of(Story([("killed", 12, 12, None)]), Story([("killed", 9, 9, None)]), Story([("killed", 12, 12, None)]))
    assert acled_reading(incident).fatalities == 9


def test_acled_takes_down_nought_where_no_account_counts_the_dead() -> None:
    assert acled_reading(incident_of(Story([("wounded", 4, 4, None)]))).fatalities == 0


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("several soldiers", 3),
        ("dozens of soldiers", 12),
        ("hundreds of people", 100),
        ("tens of thousands", 10_000),
        ("13 soldiers", None),
    ],
)
def test_vague_words_have_acleds_numbers(words: str, number: int | None) -> None:
    assert acled_amount(words) == number


def test_dozens_are_twelve_for_acled_and_the_bounds_of_the_words_for_us() -> None:
    incident = incident_of(Story([("killed", 24, 99, None)], words="Dozens of troops fell at Saraqib", approx=True))
    assert (incident.figures[0].low, incident.figures[0].high, incident.figures[0].best) == (24, 99, None)
    assert acled_reading(incident).fatalities == 12


def test_acled_splits_the_total_of_several_days() -> None:
    incident = incident_of(Story([("killed", 10, 10, None)], until="2020-02-05"))
    reading = acled_reading(incident)
    assert reading.by_day == ((date(2020, 2, 3), 4), (date(2020, 2, 4), 3), (date(2020, 2, 5), 3))
    assert "split evenly" in reading.deviations[0]


def test_an_event_without_deaths_is_none_in_ged() -> None:
    assert ucdp_reading(incident_of(Story([("wounded", 4, 4, None)]))) is None


def test_ucdps_four_parts_add_up_to_its_best() -> None:
    soldiers_and_civilian: list[Count] = [("killed", 13, 13, "TUR:MIL"), ("killed", 1, 1, "TUR:CVL")]
    reading = ucdp_reading(incident_of(Story(soldiers_and_civilian), Story([("killed", 13, 13, "TUR:MIL")])))
    assert reading is not None
    assert (reading.low, reading.best, reading.high) == (13, 14, 14)
    assert (reading.side_a, reading.side_b) == ("SYR:MIL", "TUR:MIL")
    assert (reading.deaths_a, reading.deaths_b, reading.deaths_civilians, reading.deaths_unknown) == (0, 13, 1, 0)


def test_ucdp_keeps_whom_nobody_names_as_unknown() -> None:
    reading = ucdp_reading(incident_of(Story([("killed", 20, 20, None)])))
    assert reading is not None
    assert (reading.best, reading.deaths_unknown) == (20, 20)


def test_where_origins_tie_ucdp_is_given_the_lower_and_told_so() -> None:
    reading = ucdp_reading(incident_of(Story([("killed", 12, 12, None)]), Story([("killed", 15, 15, None)])))
    assert reading is not None
    assert (reading.low, reading.best, reading.high) == (12, 12, 15)
    assert any("the lower is taken" in words for words in reading.deviations)


def test_an_open_range_is_said_to_be_open() -> None:
    reading = ucdp_reading(incident_of(Story([("killed", 40, None, None)])))
    assert reading is not None
    assert (reading.low, reading.best, reading.high) == (40, 40, 40)
    assert any("open above" in words for words in reading.deviations)
