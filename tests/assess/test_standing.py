"""How an ultimatum stands on a day: the calendar by itself, and met, unmet, carried out and withdrawn as reports tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from tests.telling import claim, report
from trucewatch.assess import standing, ultimatums
from trucewatch.model import Claim, DemandStanding, EventType, Incident, Realis, Report, Shows, UltimatumState
from trucewatch.reconcile import reconcile

LEADER, ARMY = ("He", "TUR:GOV"), ("the army", "SYR:MIL")
FIRST = report("first", "2020-02-05", "He demanded that the army withdraw from Idlib by the end of February or be hit.", "One")
DEMAND = claim(
    FIRST,
    "He demanded that the army withdraw from Idlib by the end of February",
    EventType.REQUEST,
    "yield",
    by=[LEADER],
    to=[ARMY],
    at="Idlib",
    on="2020-02-05",
    by_day="2020-02-29",
)
THREAT = claim(
    FIRST, "or be hit", EventType.THREATEN, "violence", by=[LEADER], to=[ARMY], on="2020-02-05", realis=Realis.CONDITIONAL
)


def told(
    day: str, words: str, kind: EventType, mode: str | None = None, *, outlet: str = "Two", **more: object
) -> tuple[Report, Claim]:
    """One act, told by an outlet on the day it happened, in Idlib by the army unless said otherwise."""
    given: dict[str, object] = {"by": [ARMY], "at": "Idlib", "on": day, **more}
    paper = report(f"{outlet}-{day}", day, f"{words}.", outlet)
    return paper, claim(paper, words, kind, mode, **given)  # type: ignore[arg-type]


def stands(on: str, *acts: tuple[Report, Claim], demand: Sequence[Claim] = (DEMAND, THREAT)) -> DemandStanding:
    """How the demand stands on a day, with these acts told besides."""
    reports = (FIRST, *(paper for paper, _ in acts))
    claims = (*demand, *(act for _, act in acts))
    (one,) = ultimatums(claims, reports)
    incidents: tuple[Incident, ...] = tuple(reconcile(reports, claims))
    published = {paper.id: paper.published.day for paper in reports if paper.published}
    return standing(one, incidents, {act.id: act for act in claims}, today=date.fromisoformat(on), told=published)


LEFT = told("2020-02-27", "The army withdrew from Idlib", EventType.RETREAT, "withdraw")
SHELLED = told("2020-03-02", "The army shelled Saraqib", EventType.ASSAULT, "heavy-weapons", at="Saraqib", outlet="Three")
STRUCK = told("2020-03-01", "Turkey struck the army", EventType.ASSAULT, "aerial", by=[("Turkey", "TUR:MIL")], to=[ARMY])


@pytest.mark.parametrize(
    ("on", "state", "left"),
    [
        ("2020-02-10", UltimatumState.OPEN, 19),
        ("2020-02-28", UltimatumState.OPEN, 1),
        ("2020-02-29", UltimatumState.DUE, 0),
        ("2020-03-01", UltimatumState.EXPIRED, -1),
    ],
)
def test_with_nothing_told_it_follows_the_calendar(on: str, state: UltimatumState, left: int) -> None:
    found = stands(on)
    assert (found.state, found.days_left) == (state, left)


def test_that_nobody_says_whether_it_was_met_is_said() -> None:
    assert "no report read says whether it was met" in stands("2020-03-01").reasons


def test_it_is_met_according_to_who_says_that_the_addressee_left_in_time() -> None:
    found = stands("2020-03-05", LEFT)
    assert found.state is UltimatumState.MET
    assert found.by(Shows.MET) == ("Two",)
    assert found.signs[0].words.text == "The army withdrew from Idlib"
    assert any(reason.startswith("met, according to Two") for reason in found.reasons)


def test_leaving_one_town_of_the_region_does_not_meet_it() -> None:
    town = told("2020-02-27", "The army withdrew from Saraqib", EventType.RETREAT, "withdraw", at="Saraqib")
    assert stands("2020-03-05", town).state is UltimatumState.EXPIRED


def test_leaving_after_the_last_day_does_not_meet_it() -> None:
    late = told("2020-03-03", "The army withdrew from Idlib", EventType.RETREAT, "withdraw")
    assert stands("2020-03-05", late).state is UltimatumState.EXPIRED


def test_it_is_unmet_according_to_who_tells_of_fighting_there_after_the_last_day() -> None:
    found = stands("2020-03-05", SHELLED)
    assert (found.state, found.by(Shows.UNMET)) == (UltimatumState.UNMET, ("Three",))


def test_fighting_before_the_last_day_shows_nothing() -> None:
    early = told("2020-02-20", "The army shelled Saraqib", EventType.ASSAULT, "heavy-weapons", at="Saraqib")
    assert stands("2020-03-05", early).state is UltimatumState.EXPIRED


def test_fighting_elsewhere_shows_nothing() -> None:
    away = told("2020-03-02", "The army shelled Damascus", EventType.ASSAULT, "heavy-weapons", at="Damascus")
    assert stands("2020-03-05", away).state is UltimatumState.EXPIRED


def test_where_reports_part_both_are_given() -> None:
    found = stands("2020-03-05", LEFT, SHELLED)
    assert found.state is UltimatumState.DISPUTED
    assert (found.by(Shows.MET), found.by(Shows.UNMET)) == (("Two",), ("Three",))


def test_the_threat_is_carried_out_when_the_issuer_is_told_to_strike_after_the_last_day() -> None:
    found = stands("2020-03-05", STRUCK)
    assert (found.state, found.by(Shows.CARRIED_OUT)) == (UltimatumState.CARRIED_OUT, ("Two",))


def test_a_strike_before_the_last_day_does_not_carry_it_out_unless_he_no_longer_waits() -> None:
    early = told("2020-02-24", "Turkey struck the army", EventType.ASSAULT, "aerial", by=[("Turkey", "TUR:MIL")], to=[ARMY])
    assert stands("2020-02-25", early).state is UltimatumState.OPEN
    sharp = told(
        "2020-02-15",
        "The army must withdraw from Idlib or be driven out without waiting",
        EventType.REQUEST,
        "yield",
        by=[LEADER],
        to=[ARMY],
    )
    assert stands("2020-02-25", early, sharp).state is UltimatumState.CARRIED_OUT


def test_taken_back_by_the_issuer_it_is_withdrawn_from_that_day_on() -> None:
    back = told("2020-02-20", "He withdrew his ultimatum", EventType.RETREAT, "withdraw", by=[LEADER], to=[ARMY])
    assert stands("2020-02-19", back).state is UltimatumState.OPEN
    assert stands("2020-02-21", back).state is UltimatumState.WITHDRAWN


def test_what_was_told_later_is_not_known_yet() -> None:
    paper, act = STRUCK
    late = report(paper.id, "2020-03-10", paper.text, "Two")
    assert stands("2020-03-05", (late, act)).state is UltimatumState.EXPIRED
    assert stands("2020-03-10", (late, act)).state is UltimatumState.CARRIED_OUT


def test_what_no_account_dates_proves_nothing() -> None:
    undated = report("undated", None, "The army withdrew from Idlib.", "Two")
    left = claim(undated, "The army withdrew from Idlib", EventType.RETREAT, "withdraw", by=[ARMY], at="Idlib")
    assert stands("2020-03-05", (undated, left)).state is UltimatumState.EXPIRED


def test_a_denied_retreat_after_the_last_day_shows_it_unmet() -> None:
    still = told("2020-03-02", "The army has not withdrawn from Idlib", EventType.RETREAT, "withdraw", realis=Realis.NEGATED)
    assert stands("2020-03-05", still).state is UltimatumState.UNMET


def test_an_extended_last_day_is_the_one_that_passes() -> None:
    longer = told(
        "2020-02-20",
        "He extended the deadline for the army to withdraw from Idlib",
        EventType.REQUEST,
        "yield",
        by=[LEADER],
        to=[ARMY],
        by_day="2020-03-10",
    )
    assert stands("2020-03-05", longer).state is UltimatumState.OPEN
    assert "extended to 10 March 2020 on 20 February 2020" in stands("2020-03-05", longer).reasons
    assert stands("2020-02-19", longer).last == date(2020, 2, 29)


def test_without_a_threat_told_no_strike_carries_it_out() -> None:
    assert stands("2020-03-05", STRUCK, demand=(replace(DEMAND),)).state is UltimatumState.EXPIRED


def test_a_strike_on_the_place_carries_it_out_where_nobody_says_against_whom() -> None:
    there = told("2020-03-01", "Turkey struck Saraqib", EventType.ASSAULT, "aerial", by=[("Turkey", "TUR:MIL")], at="Saraqib")
    found = stands("2020-03-05", there)
    assert found.state is UltimatumState.CARRIED_OUT
    assert "against whom is not told" in found.signs[0].why
    away = told("2020-03-01", "Turkey struck Afrin", EventType.ASSAULT, "aerial", by=[("Turkey", "TUR:MIL")], at="Afrin")
    assert stands("2020-03-05", away).state is UltimatumState.EXPIRED
