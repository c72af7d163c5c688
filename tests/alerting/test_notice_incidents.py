"""What is new to a rule is told once; what was merged, split, told late or changed its grade is told as that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.alerting.watching import FEB_13, Watched, Withdrawal, a_rule, make_claim, make_incident, make_report
from trucewatch.alerting.rule import Divergence, FiguresDiverge, GradeChange, NewIncident
from trucewatch.catalogue import Question
from trucewatch.ledger import Kind
from trucewatch.model import AccountCount, Counted, EventType, FigureRange, Incident, Realis, State

REPORTS = (make_report("r1", outlet="Herald", day=FEB_13), make_report("r2", outlet="Gazette", day=FEB_13))
CLAIMS = (make_claim("c1", "r1"), make_claim("c2", "r2"), make_claim("c3", "r2"))
SHELLING = make_incident("shelling", [("r1", "Herald")], claims=("c1",), day=FEB_13)
RAID = make_incident("raid", [("r2", "Gazette")], claims=("c2",), day=FEB_13)


def gone(incident: Incident, *into: str) -> Withdrawal:
    return Withdrawal(Kind.INCIDENT, incident.id, "put together otherwise", into)


@pytest.fixture
def watched() -> Watched:
    return Watched(*REPORTS, *CLAIMS)


def test_a_new_incident_is_told_with_what_it_rests_on(watched: Watched) -> None:
    (alert,) = watched.look(a_rule(), SHELLING)
    assert (alert.subject, alert.href, alert.late) == ("shelling", "/incidents/shelling", False)
    assert "alleged" in alert.words.lower()
    assert "Herald" in alert.words
    assert [(one.kind, one.id) for one in alert.rests_on] == [("incident", "shelling"), ("report", "r1")]


def test_the_same_incident_is_told_once(watched: Watched) -> None:
    assert len(watched.look(a_rule(), SHELLING)) == 1
    assert watched.look(a_rule()) == ()
    assert watched.look(a_rule(), replace(SHELLING, state_reason="seen again")) == ()


def test_the_key_hangs_on_rule_and_incident_alone() -> None:
    early, late = Watched(*REPORTS, *CLAIMS), Watched(*REPORTS, *CLAIMS)
    (one,) = early.look(a_rule(), SHELLING)
    told = late.look(a_rule(), RAID, SHELLING, after=timedelta(hours=5))
    assert one.key in {other.key for other in told}
    assert len(told) == 2


def test_merged_incidents_are_not_told_again(watched: Watched) -> None:
    assert len(watched.look(a_rule(), SHELLING, RAID)) == 2
    joint = make_incident("joint", [("r1", "Herald"), ("r2", "Gazette")], claims=("c1", "c2"), day=FEB_13)
    assert watched.look(a_rule(), gone(SHELLING, "joint"), gone(RAID, "joint"), joint) == ()


def test_what_was_split_off_is_not_told_again(watched: Watched) -> None:
    whole = make_incident("whole", [("r1", "Herald"), ("r2", "Gazette")], claims=("c1", "c2"), day=FEB_13)
    assert len(watched.look(a_rule(), whole)) == 1
    assert watched.look(a_rule(), gone(whole, "shelling", "raid"), SHELLING, RAID) == ()


def test_an_incident_told_today_of_three_weeks_ago_is_told_as_late(watched: Watched) -> None:
    old = replace(SHELLING, time=make_incident("x", day=date(2020, 1, 23)).time)
    (alert,) = watched.look(a_rule(), old)
    assert alert.late
    assert "21 days after its last day, 23 January 2020" in alert.words


def test_a_rule_may_leave_out_what_is_told_late(watched: Watched) -> None:
    old = replace(SHELLING, time=make_incident("x", day=date(2020, 1, 23)).time)
    assert watched.look(a_rule(NewIncident(leave_late=True)), old) == ()


def test_what_is_only_threatened_is_no_incident_that_happened(watched: Watched) -> None:
    threat = replace(SHELLING, realis=Realis.CONDITIONAL)
    assert watched.look(a_rule(), threat) == ()
    assert len(watched.look(a_rule(NewIncident(happened=False)), replace(RAID, realis=Realis.FUTURE))) == 1


def test_an_incident_that_comes_to_answer_later_is_told_then(watched: Watched) -> None:
    deadly = a_rule(question=Question(counted=Counted.KILLED, at_least=10))
    assert watched.look(deadly, SHELLING) == ()
    killed = make_incident("shelling", [("r1", "Herald")], claims=("c1",), day=FEB_13, killed=(13, 13))
    (alert,) = watched.look(deadly, killed)
    assert "answers this rule since now" in alert.words


def test_only_what_the_filter_asks_for_is_told(watched: Watched) -> None:
    rule = a_rule(question=Question(type=EventType.THREATEN))
    assert watched.look(rule, SHELLING) == ()


def test_a_paused_rule_tells_nothing(watched: Watched) -> None:
    assert watched.look(a_rule(paused=True), SHELLING) == ()


def test_an_incident_that_is_corroborated_now_is_told_once(watched: Watched) -> None:
    rule = a_rule(GradeChange())
    assert watched.look(rule, SHELLING) == ()
    second = replace(SHELLING, state=State.CORROBORATED)
    (alert,) = watched.look(rule, second)
    assert "corroborated, before alleged" in alert.words
    assert watched.look(rule, replace(second, state_reason="once more")) == ()


def test_an_incident_that_is_corroborated_from_the_first_has_changed_nothing(watched: Watched) -> None:
    assert watched.look(a_rule(GradeChange()), replace(SHELLING, state=State.CORROBORATED)) == ()


def test_a_merge_with_a_corroborated_incident_changes_no_grade(watched: Watched) -> None:
    watched.look(a_rule(GradeChange()), SHELLING, replace(RAID, state=State.CORROBORATED))
    joint = replace(SHELLING, claim_ids=("c1", "c2"), state=State.CORROBORATED)
    assert watched.look(a_rule(GradeChange()), gone(RAID, "shelling"), joint) == ()


def with_killed(incident: Incident, *told: tuple[str, str, int | None, int | None]) -> Incident:
    counts = tuple(AccountCount(letter, origin, low, high) for letter, origin, low, high in told)
    return replace(incident, figures=(FigureRange(Counted.KILLED, 1, 99, (), counts=counts),))


BOTH = make_incident("both", [("r1", "Herald"), ("r2", "Gazette")], claims=("c1", "c2"), day=FEB_13)
TWICE = a_rule(FiguresDiverge((Divergence(Counted.KILLED, factor=2, at_least=6),)))


def test_figures_of_two_origins_that_part_are_told_with_who_says_what(watched: Watched) -> None:
    assert watched.look(TWICE, with_killed(BOTH, ("A", "r1", 5, 5))) == ()
    (alert,) = watched.look(TWICE, with_killed(BOTH, ("A", "r1", 5, 5), ("B", "r2", 14, 14)))
    assert "5 killed according to Herald (from r1), 14 according to Gazette (from r2)" in alert.words
    assert watched.look(TWICE, with_killed(BOTH, ("A", "r1", 5, 5), ("B", "r2", 16, 16))) == ()


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (("A", "agency", 5, 5), ("B", "agency", 14, 14)),  # one origin
        (("A", "r1", 300, None), ("B", "r2", 900, 900)),  # at least 300 agrees with 900
        (("A", "r1", 2, 2), ("B", "r2", 5, 5)),  # too few
        (("A", "r1", 8, 8), ("B", "r2", 13, 13)),  # not far enough
    ],
)
def test_figures_that_do_not_part_are_not_told(
    watched: Watched, a: tuple[str, str, int, int | None], b: tuple[str, str, int, int | None]
) -> None:
    assert watched.look(TWICE, with_killed(BOTH, a, b)) == ()
