"""A break of trend is told by an exact test that knows how long somebody looked, and says nothing of little."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.alerting.watching import Watched, a_rule, make_incident, make_report
from trucewatch.alerting.rule import Direction, TrendBreak
from trucewatch.alerting.trend import day_shape, look, tail
from trucewatch.alerting.trends import days_looked_at

START = date(2020, 1, 1)
TERMS = TrendBreak()
DAYS = TERMS.days + TERMS.history
LAST = START + timedelta(days=DAYS - 1)
ALL = frozenset(START + timedelta(days=number) for number in range(DAYS))


def told(*series: int) -> dict[date, int]:
    return {START + timedelta(days=number): many for number, many in enumerate(series)}


STEADY = (1, 0, 2, 1, 1, 0, 1, 2, 0, 1, 1, 1, 0, 2) * 4


def test_a_rise_is_told_with_what_was_expected() -> None:
    found = look(told(*STEADY, 4, 5, 3, 6, 4, 5, 4), ALL, LAST, TERMS)
    assert found.breaks(TERMS)
    assert found.many == 31
    assert found.expected == pytest.approx(sum(STEADY) / 8)


def test_a_steady_rate_is_not() -> None:
    assert not look(told(*STEADY, *STEADY[:7]), ALL, LAST, TERMS).breaks(TERMS)


def test_days_that_nobody_looked_at_do_not_count_as_quiet() -> None:
    blind = frozenset(day for number, day in enumerate(sorted(ALL)) if number % 2 or number >= TERMS.history)
    half = tuple(3 if number % 2 else 0 for number in range(TERMS.history))
    steady = (3,) * 7
    assert look(told(*half, *steady), ALL, LAST, TERMS).many == 21
    assert look(told(*half, *steady), blind, LAST, TERMS).expected == pytest.approx(21)
    assert not look(told(*half, *steady), blind, LAST, TERMS).breaks(TERMS)


@pytest.mark.parametrize(
    ("series", "looked", "why"),
    [
        ((0,) * 60 + (3, 3, 3), ALL, "too few"),
        ((*STEADY, *((9,) * 7)), frozenset(sorted(ALL)[-17:]), "21 are needed"),
        ((*STEADY, *((9,) * 7)), frozenset(sorted(ALL)[:-7]), "nobody|anybody"),
    ],
)
def test_nothing_is_said_of_little_or_of_what_nobody_saw(series: tuple[int, ...], looked: frozenset[date], why: str) -> None:
    found = look(told(*series), looked, LAST, TERMS)
    assert found.chance is None
    assert any(word in found.why for word in why.split("|"))
    assert not found.breaks(TERMS)


def test_a_fall_is_told_only_where_it_is_asked_for() -> None:
    fall = told(*((6, 5, 7, 6) * 14), *((0,) * 7))
    assert not look(fall, ALL, LAST, TERMS).breaks(TERMS)
    both = TrendBreak(direction=Direction.FALL)
    assert look(fall, ALL, LAST, both).breaks(both)


@pytest.mark.parametrize(("looked", "before", "shape"), [(7, 56, math.inf), (3, 40, math.inf), (7, 56, 0.8), (2, 21, 3.0)])
def test_the_chances_of_all_outcomes_add_up_to_one(looked: int, before: int, shape: float) -> None:
    assert tail(0, 40, looked, before, shape, above=True) == pytest.approx(1)
    upper, lower = tail(9, 40, looked, before, shape, above=True), tail(8, 40, looked, before, shape, above=False)
    assert upper + lower == pytest.approx(1)


def test_the_chance_is_that_of_the_binomial() -> None:
    share = 7 / 63
    by_hand = sum(math.comb(20, one) * share**one * (1 - share) ** (20 - one) for one in range(8, 21))
    assert tail(8, 20, 7, 56, math.inf, above=True) == pytest.approx(by_hand)


def test_days_that_vary_more_than_by_chance_are_allowed_more() -> None:
    bursts = ([0] * 6 + [14]) * 8
    assert day_shape(bursts, 7) < 1
    assert day_shape([2, 2, 2, 2, 3, 2, 2] * 8, 7) == math.inf


def _poisson(rng: random.Random, rate: float) -> int:
    end, many, product = math.exp(-rate), 0, rng.random()
    while product > end:
        many, product = many + 1, product * rng.random()
    return many


def _even(rng: random.Random) -> list[int]:
    return [_poisson(rng, 3.0) for _ in range(DAYS)]


def _uneven(rng: random.Random) -> list[int]:
    return [_poisson(rng, rng.gammavariate(1.5, 2.0)) for _ in range(DAYS)]


@pytest.mark.parametrize("series", [_even, _uneven])
@pytest.mark.parametrize("blind", [0.0, 0.4])
def test_false_alarms_stay_near_what_was_asked_for(series: Callable[[random.Random], list[int]], blind: float) -> None:
    rng, terms, looks = random.Random(f"{series.__name__}{blind}"), TrendBreak(false_alarms=0.02), 1_200
    alarms = sum(
        look(told(*series(rng)), frozenset(day for day in sorted(ALL) if rng.random() >= blind), LAST, terms).breaks(terms)
        for _ in range(looks)
    )
    assert alarms / looks <= 0.03


def test_a_report_of_the_morning_after_shows_that_somebody_looked() -> None:
    assert days_looked_at([(date(2020, 2, 13), 2), (date(2020, 2, 15), 0), (date.min, 1)]) == {
        date(2020, 2, 12),
        date(2020, 2, 13),
        date.min,
    }


def test_a_break_is_told_once_and_the_next_one_again() -> None:
    zero = date(2020, 3, 4)
    series = [*STEADY, *((5,) * 7)]
    days = {zero - timedelta(days=len(series) - number): many for number, many in enumerate(series)}
    incidents = [make_incident(f"i{day}{one}", [("r", "Herald")], day=day) for day, many in days.items() for one in range(many)]
    reports = [make_report(f"r{day}", outlet="Herald", day=day) for day in days]
    watched = Watched(*reports)
    rule = a_rule(TERMS)

    watched.before = watched.sight(datetime(2020, 3, 4, 6, tzinfo=UTC))
    (alert,) = watched.look(rule, *incidents)
    assert "more than the" in alert.words
    assert watched.look(rule) == ()
    assert watched.look(rule, after=timedelta(days=1)) == ()
