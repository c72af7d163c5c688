"""Demands with a last day: told twice they are one, and their state follows the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from tests.telling import claim, report
from trucewatch.assess import state_of, ultimatums
from trucewatch.model import EventType, Realis, UltimatumState

FIRST = report(
    "first",
    "2020-02-05",
    'He demanded that the army withdraw by the end of February. "If it stays, we will act ourselves," he said.',
    "One",
)
AGAIN = report("again", "2020-02-12", "He reiterated that the army must withdraw by the end of February.", "Two")
LEADER, ARMY = ("He", "TUR:GOV"), ("the army", "SYR:MIL")

DEMAND = claim(
    FIRST,
    "He demanded that the army withdraw by the end of February",
    EventType.REQUEST,
    "yield",
    by=[LEADER],
    to=[ARMY],
    at="Idlib",
    on="2020-02-05",
    by_day="2020-02-29",
)
THREAT = claim(
    FIRST,
    '"If it stays, we will act ourselves,"',
    EventType.THREATEN,
    "violence",
    by=[LEADER],
    to=[ARMY],
    on="2020-02-05",
    realis=Realis.CONDITIONAL,
    direct=True,
)
RESTATED = claim(
    AGAIN,
    "the army must withdraw by the end of February",
    EventType.THREATEN,
    "violence",
    by=[("He", "TUR")],
    to=[("the army", "SYR")],
    on="2020-02-12",
    realis=Realis.CONDITIONAL,
    by_day="2020-02-29",
)


def test_a_demand_told_twice_is_one_ultimatum() -> None:
    found = ultimatums((RESTATED, THREAT, DEMAND), (AGAIN, FIRST))
    assert len(found) == 1
    (one,) = found
    assert (one.issuer, one.addressee) == (("TUR:GOV", "TUR"), ("SYR:MIL", "SYR"))
    assert one.demand == DEMAND.quote
    assert (one.issued, one.restated_on, one.deadline) == (date(2020, 2, 5), (date(2020, 2, 12),), date(2020, 2, 29))
    assert one.consequence == THREAT.quote
    assert one.place == "Idlib"
    assert one.claim_ids == (DEMAND.id, RESTATED.id)


def test_it_keeps_its_id_when_it_is_restated() -> None:
    assert ultimatums((DEMAND,), (FIRST,))[0].id == ultimatums((DEMAND, RESTATED), (FIRST, AGAIN))[0].id


def test_a_threat_with_a_last_day_tells_its_own_consequence() -> None:
    (one,) = ultimatums((RESTATED,), (AGAIN,))
    assert one.consequence == one.demand == RESTATED.quote


def test_a_demand_without_a_last_day_is_no_ultimatum() -> None:
    assert ultimatums((THREAT,), (FIRST,)) == ()


def test_another_last_day_is_another_ultimatum() -> None:
    told = report("other", "2020-02-06", "He demanded that the army withdraw by Friday.", "One")
    other = claim(
        told,
        "He demanded that the army withdraw by Friday",
        EventType.REQUEST,
        "yield",
        by=[LEADER],
        to=[ARMY],
        by_day="2020-02-14",
    )
    assert [one.deadline for one in ultimatums((DEMAND, other), (FIRST, told))] == [date(2020, 2, 14), date(2020, 2, 29)]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2020, 2, 28), UltimatumState.OPEN),
        (date(2020, 2, 29), UltimatumState.DUE),
        (date(2020, 3, 1), UltimatumState.PASSED),
    ],
)
def test_an_ultimatum_is_open_then_due_then_passed(today: date, state: UltimatumState) -> None:
    assert state_of(ultimatums((DEMAND,), (FIRST,))[0], today=today) is state
