"""Breaches that last: opened by an act, made good by another, per place and side."""

from __future__ import annotations

from datetime import date

import pytest

from tests.assess.acts import AGREEMENT, Happening, assessed
from trucewatch.assess.continuing import violations
from trucewatch.model import EventType, FindingState, Open, Violation


def lasting(*happenings: Happening) -> tuple[Violation, ...]:
    told = assessed(*happenings)
    return violations(told.incidents, told.findings, told.claims, [AGREEMENT], reports=told.reports)


def seized(day: str, at: str = "Saraqib", by: str = "SYR:MIL", **more: object) -> Happening:
    return Happening(EventType.COERCE, "seize", by=by, at=at, on=day, **more)  # type: ignore[arg-type]


def left(day: str, at: str = "Saraqib", by: str = "SYR:MIL") -> Happening:
    return Happening(EventType.RETREAT, "withdraw", by=by, at=at, on=day)


def test_an_occupation_lasts_until_the_occupiers_leave() -> None:
    (one,) = lasting(seized("2020-04-02"), left("2020-05-10"))
    assert (one.place, one.by) == ("Saraqib", ("SYR",))
    assert [one.on(date(2020, month, day)) for month, day in ((4, 1), (4, 2), (5, 9), (5, 11))] == [
        Open.NO,
        Open.YES,
        Open.YES,
        Open.NO,
    ]
    assert one.on(date(2020, 5, 10)) is Open.UNTOLD


def test_what_nobody_makes_good_is_still_open_years_later() -> None:
    (one,) = lasting(seized("2020-04-02"))
    assert one.closed_latest is None
    assert one.on(date(2030, 1, 1)) is Open.YES


def test_told_again_it_is_the_same_violation_and_after_its_end_another() -> None:
    found = lasting(seized("2020-04-02"), seized("2020-04-20"), left("2020-05-10"), seized("2020-06-01"))
    assert [(one.opened_earliest, one.seen, len(one.finding_ids)) for one in found] == [
        (date(2020, 4, 2), date(2020, 4, 20), 2),
        (date(2020, 6, 1), date(2020, 6, 1), 1),
    ]


def test_two_towns_and_two_sides_are_violations_of_their_own() -> None:
    found = lasting(seized("2020-04-02"), seized("2020-04-02", at="Taftanaz"), seized("2020-04-03", by="SYR:REB"))
    assert len(found) == 3


def test_leaving_one_town_leaves_the_other_open() -> None:
    found = lasting(seized("2020-04-02"), seized("2020-04-02", at="Taftanaz"), left("2020-05-01", at="Taftanaz"))
    assert {one.place: one.closed_latest for one in found} == {"Saraqib": None, "Taftanaz": date(2020, 5, 1)}


def test_leaving_the_province_makes_good_every_town_of_it() -> None:
    found = lasting(seized("2020-04-02"), seized("2020-04-02", at="Taftanaz"), left("2020-05-01", at="Idlib"))
    assert {one.closed_latest for one in found} == {date(2020, 5, 1)}


def test_the_other_sides_leaving_does_not_make_it_good_where_it_has_broken_something_itself() -> None:
    found = lasting(seized("2020-04-02"), seized("2020-04-03", by="SYR:REB"), left("2020-05-01", by="SYR:REB"))
    assert {one.by: one.closed_latest for one in found} == {("SYR",): None, ("SYR:REB",): date(2020, 5, 1)}


def test_days_told_as_a_range_leave_the_beginning_open() -> None:
    (one,) = lasting(seized("2020-04-02", until="2020-04-05"))
    assert [one.on(date(2020, 4, day)) for day in (1, 3, 5)] == [Open.NO, Open.UNTOLD, Open.YES]


def test_an_undated_seizure_opens_nothing() -> None:
    assert lasting(seized("")) == ()


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_in_which_they_are_told_changes_nothing(order: int) -> None:
    told = [seized("2020-04-02"), left("2020-05-10"), seized("2020-06-01")]
    assert [one.opened_earliest for one in lasting(*told[::order])] == [date(2020, 4, 2), date(2020, 6, 1)]


def test_it_is_carried_as_far_as_the_best_carried_finding() -> None:
    (one,) = lasting(seized("2020-04-02"), seized("2020-04-20", outlets=2))
    assert one.state is FindingState.CORROBORATED
