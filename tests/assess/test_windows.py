"""Whether something happened while a clause held: days, times of day in other zones, suspensions, the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from tests.assess.acts import AGREEMENT, FIRE
from trucewatch.assess.windows import When, window_of
from trucewatch.model import Agreement, Clause, ClauseKind, Stage, Turn

DAMASCUS = "Asia/Damascus"


def held(clause: Clause, day: str, agreement: Agreement = AGREEMENT, *, until: str = "", kept: bool = False) -> bool | None:
    first = date.fromisoformat(day)
    when = When(first, date.fromisoformat(until) if until else first, DAMASCUS)
    return window_of(agreement, clause, kept=kept).answer(when).holds


@pytest.mark.parametrize(
    ("start_at", "zone", "on_the_day"),
    [
        (None, DAMASCUS, True),
        (time(0, 1), "Europe/Moscow", True),
        (time(0, 0), DAMASCUS, True),
        (time(14), "Europe/Moscow", None),
        (time(23, 59), DAMASCUS, False),
    ],
)
def test_the_first_day_counts_from_midnight_and_cannot_be_told_from_any_other_time(
    start_at: time | None, zone: str, on_the_day: bool | None
) -> None:
    clause = replace(FIRE, start=date(2020, 1, 9), start_at=start_at, zone=zone)
    agreement = replace(AGREEMENT, effective=date(2020, 1, 9))
    assert held(clause, "2020-01-09", agreement) is on_the_day
    assert held(clause, "2020-01-08", agreement) is False
    assert held(clause, "2020-01-10", agreement) is True


def test_a_time_late_in_one_zone_is_on_the_next_day_of_another() -> None:
    clause = replace(FIRE, start=date(2020, 1, 9), start_at=time(18), zone="America/New_York")
    assert held(clause, "2020-01-09") is False
    assert held(clause, "2020-01-10") is None


def test_the_words_say_at_which_hour_it_begins() -> None:
    clause = replace(FIRE, start=date(2020, 1, 9), start_at=time(14), zone="Europe/Moscow")
    answer = window_of(AGREEMENT, clause).answer(When(date(2020, 1, 9), date(2020, 1, 9), DAMASCUS))
    assert answer.reason == (
        "whether it was before or after 14:00 on 9 January 2020 (Europe/Moscow), when the clause begins to hold, is not told"
    )


def test_a_log_with_the_minute_tells_what_the_day_cannot() -> None:
    window = window_of(AGREEMENT, replace(FIRE, start=date(2020, 1, 9), start_at=time(14), zone="Europe/Moscow"))
    moments = [datetime.fromisoformat(f"2020-01-09T{hour}:00+02:00") for hour in ("12", "13", "14")]
    day = date(2020, 1, 9)
    assert window.answer(When(day, day, DAMASCUS, (moments[0], moments[0]))).holds is False
    assert window.answer(When(day, day, DAMASCUS, (moments[1], moments[2]))).holds is True
    assert window.answer(When(day, day, DAMASCUS, (moments[0], moments[2]))).holds is None


def test_a_suspended_agreement_binds_nobody_until_it_is_taken_up_again() -> None:
    agreement = replace(
        AGREEMENT,
        lifecycle=(
            Turn(Stage.SUSPENDED, date(2020, 5, 1), "invented"),
            Turn(Stage.RESUMED, date(2020, 6, 1), "invented"),
            Turn(Stage.LAPSED, date(2020, 7, 31), "invented"),
        ),
    )
    days = ("2020-04-30", "2020-05-01", "2020-05-02", "2020-05-31", "2020-06-01", "2020-07-31", "2020-08-01")
    assert [held(FIRE, day, agreement) for day in days] == [True, True, False, False, True, True, False]
    assert held(FIRE, "2020-05-15", agreement, until="2020-06-15") is None


def test_a_truce_that_lapses_at_an_hour_leaves_its_last_day_open() -> None:
    agreement = replace(AGREEMENT, lifecycle=(Turn(Stage.LAPSED, date(2020, 10, 2), "invented", at=time(19)),))
    assert [held(FIRE, f"2020-10-0{day}", agreement) for day in (1, 2, 3)] == [True, None, False]


def test_a_duty_with_a_last_day_is_broken_from_the_day_after_and_kept_before() -> None:
    duty = replace(FIRE, kind=ClauseKind.DEADLINE, deadline=date(2020, 4, 15))
    assert [held(duty, f"2020-04-{day}") for day in (14, 15, 16)] == [False, False, True]
    assert [held(duty, f"2020-04-{day}", kept=True) for day in (14, 15, 16)] == [True, True, True]


def test_a_duty_due_at_noon_leaves_its_last_day_open() -> None:
    duty = replace(FIRE, kind=ClauseKind.DEADLINE, deadline=date(2020, 4, 15), deadline_at=time(12))
    assert [held(duty, f"2020-04-{day}") for day in (14, 15, 16)] == [False, None, True]


def test_days_that_reach_over_the_beginning_cannot_be_told() -> None:
    assert held(FIRE, "2020-03-30", until="2020-04-02") is None


def test_what_was_told_of_before_the_beginning_was_not_while_it_held() -> None:
    window = window_of(AGREEMENT, FIRE)
    assert window.answer(When(None, None, DAMASCUS, told_on=date(2020, 3, 1))).holds is False
    assert window.answer(When(None, None, DAMASCUS, told_on=date(2020, 5, 1))).holds is None


def test_the_last_day_of_a_clause_counts() -> None:
    clause = replace(FIRE, end=date(2020, 4, 30))
    assert [held(clause, day) for day in ("2020-04-30", "2020-05-01")] == [True, False]


@pytest.mark.parametrize(
    ("first", "last"), [("0001-01-01", "9999-12-31"), ("0001-01-01", "2020-01-09"), ("2020-01-09", "9999-12-31")]
)
def test_days_out_of_all_time_are_set_against_an_hour_like_others(first: str, last: str) -> None:
    clause = replace(FIRE, start=date(2020, 1, 9), start_at=time(14), zone="Europe/Moscow")
    assert held(clause, first, until=last) is None
