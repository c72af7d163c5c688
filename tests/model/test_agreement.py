"""Which turns of an instrument make it hold, which states tell of a breach, and how far a clause was carried out on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.assess.acts import AGREEMENT, FIRE
from trucewatch.model import FindingState, Score, Stage

BEGUN, FULL = (Score(date(2020, month, 1), score, "as told", "a monitor") for month, score in ((3, 1), (5, 3)))


@pytest.mark.parametrize("stage", Stage)
def test_no_turn_makes_an_instrument_hold_and_ends_it(stage: Stage) -> None:
    assert not (stage.holds and stage.is_over)


def test_a_resumed_truce_holds_and_a_suspended_one_does_not_but_is_not_over() -> None:
    assert Stage.RESUMED.holds
    assert not Stage.SUSPENDED.holds
    assert not Stage.SUSPENDED.is_over
    assert Stage.LAPSED.is_over


def test_compliance_and_what_cannot_be_assessed_tell_of_no_breach() -> None:
    assert {state for state in FindingState if state.of_breach} == {
        FindingState.ALLEGED,
        FindingState.CORROBORATED,
        FindingState.CONTESTED,
    }


@pytest.mark.parametrize(
    ("day", "score"),
    [(date(2020, 2, 29), None), (date(2020, 3, 1), BEGUN), (date(2020, 4, 30), BEGUN), (date(2020, 5, 1), FULL)],
)
def test_the_latest_score_until_then_counts(day: date, score: Score | None) -> None:
    clause = replace(FIRE, scores=(FULL, BEGUN))
    assert clause.score_on(day) is score
    assert [one.in_full for one in clause.scores] == [True, False]


def test_a_clause_without_a_zone_or_an_area_has_that_of_its_instrument_or_none() -> None:
    assert AGREEMENT.zone_of(FIRE) == AGREEMENT.zone
    assert AGREEMENT.zone_of(replace(FIRE, zone="Europe/Moscow")) == "Europe/Moscow"
    assert AGREEMENT.area_of(FIRE) == AGREEMENT.areas[0]
    assert AGREEMENT.area_of(replace(FIRE, area=None)) is None
