"""The acts a clause names: who does them, to whom, where, how many, in which words; and what breaks nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.assess.acts import AGREEMENT, FIRE, Happening, assessed, told_of, under
from trucewatch.assess import assess
from trucewatch.assess.findings import weigh
from trucewatch.model import Act, Clause, Counted, EventType, FindingState, Realis, Where
from trucewatch.reconcile import incidents_of
from trucewatch.reconcile.facts import facts_of

ALLEGED, UNTOLD = FindingState.ALLEGED, FindingState.NOT_ASSESSABLE


def state(happening: Happening, clause: Clause = FIRE) -> FindingState | None:
    found = assessed(happening, agreements=[under(clause)]).by_clause.get(clause.id)
    return found.state if found else None


def breaks(*acts: Act) -> Clause:
    return replace(FIRE, breaks=acts)


def test_every_act_of_a_clause_counts_and_not_only_the_first() -> None:
    clause = breaks(Act((EventType.ASSAULT,), ("aerial",)), Act((EventType.COERCE,)), Act((EventType.ASSAULT,), ("clash",)))
    assert state(Happening(mode="clash"), clause) is ALLEGED
    assert state(Happening(EventType.COERCE, "arrest"), clause) is ALLEGED
    assert state(Happening(mode="heavy-weapons"), clause) is None


def test_the_act_that_fits_best_gives_the_verdict() -> None:
    clause = breaks(Act((EventType.ASSAULT,), to=("TUR",)), Act((EventType.ASSAULT,)))
    assert state(Happening(), clause) is ALLEGED


def test_a_side_that_a_debtor_guarantees_for_is_bound_as_well() -> None:
    clause = replace(FIRE, debtor=("TUR",))
    assert state(Happening(by="SYR:REB"), clause) is ALLEGED
    assert state(Happening(by="SYR:MIL"), clause) is None


def test_where_an_act_names_its_doers_nobody_else_is_meant() -> None:
    clause = replace(breaks(Act((EventType.ASSAULT,), by=("HTS",))), debtor=("TUR",))
    assert state(Happening(by="HTS"), clause) is ALLEGED
    assert state(Happening(by="SYR:REB"), clause) is None


@pytest.mark.parametrize(("to", "expected"), [("HTS", None), ("ISIS", None), ("SYR:REB", ALLEGED), ("", ALLEGED)])
def test_an_attack_on_groups_that_the_clause_leaves_out_is_no_breach(to: str, expected: FindingState | None) -> None:
    assert state(Happening(to=to)) is expected


def test_where_nobody_says_who_was_hit_the_exception_is_named() -> None:
    found = assessed(Happening()).by_clause["T-2"]
    assert any(reason.startswith("no account says that it hit those whom the clause leaves out") for reason in found.reasons)


@pytest.mark.parametrize(
    ("at", "where", "expected"),
    [
        ("Saraqib", Where.INSIDE, ALLEGED),
        ("Afrin", Where.INSIDE, None),
        ("Saraqib", Where.OUTSIDE, None),
        ("Afrin", Where.OUTSIDE, ALLEGED),
        ("Afrin", Where.ANYWHERE, ALLEGED),
        ("Hatay", Where.OUTSIDE, None),
        ("Hatay", Where.ANYWHERE, ALLEGED),
        ("", Where.ANYWHERE, ALLEGED),
    ],
)
def test_an_act_counts_inside_outside_or_anywhere(at: str, where: Where, expected: FindingState | None) -> None:
    assert state(Happening(at=at), breaks(Act((EventType.ASSAULT,), where=where))) is expected


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(12, 12, ALLEGED), (10, None, ALLEGED), (3, 3, None), (5, None, UNTOLD), (None, 20, UNTOLD)]
)
def test_a_figure_asked_for_has_to_be_printed(low: int | None, high: int | None, expected: FindingState | None) -> None:
    clause = breaks(Act((EventType.ASSAULT,), counts=Counted.KILLED, at_least=10))
    assert state(Happening(counts=(("killed", low, high, None),)), clause) is expected


def test_without_a_figure_it_cannot_be_told() -> None:
    found = assessed(Happening(), agreements=[under(breaks(Act((EventType.ASSAULT,), counts=Counted.KILLED, at_least=10)))])
    assert found.by_clause["T-2"].state is UNTOLD
    assert "no account says how many; the clause asks for at least 10 killed" in found.by_clause["T-2"].reasons


def test_one_of_the_words_asked_for_has_to_stand_in_a_passage() -> None:
    clause = breaks(Act((EventType.ASSAULT,), words=("observation post", "outpost")))
    assert state(Happening(words="shells fell on two outposts"), clause) is ALLEGED
    assert state(Happening(words="shells fell on the post office"), clause) is None


@pytest.mark.parametrize("realis", [Realis.FUTURE, Realis.CONDITIONAL, Realis.POSSIBLE, Realis.NEGATED])
def test_what_is_not_said_to_have_happened_breaks_nothing(realis: Realis) -> None:
    assert state(Happening(realis=realis)) is None


def test_an_untold_place_concerns_only_agreements_on_the_country_of_somebody_involved() -> None:
    assert state(Happening(at="", by="SYR:MIL")) is UNTOLD
    assert state(Happening(at="", by="TUR:MIL", to="LBY:MIL"), replace(FIRE, debtor=("TUR",))) is None


def test_a_kept_clause_is_told_of_its_debtors_alone() -> None:
    clause = replace(FIRE, breaks=(), keeps=(Act((EventType.RETREAT,), ("withdraw",)),))
    left = Happening(EventType.RETREAT, "withdraw")
    assert state(left, clause) is FindingState.COMPLIANCE
    assert state(replace(left, by="ISR:MIL"), clause) is None


def test_two_origins_that_agree_on_the_act_but_only_one_on_the_doer_leave_the_breach_alleged() -> None:
    _, claims, reports = told_of(Happening(outlets=2))
    nameless = replace(claims[1], actor=())
    both = [claims[0], nameless]
    by_report = {told.id: told for told in reports}
    group = tuple(sorted(one.id for one in both))
    merged = incidents_of((group,), facts_of(both, by_report), {one.id: one for one in both}, by_report)
    (found,) = assess(merged, both, [under(FIRE)], reports=reports)
    assert found.state is ALLEGED
    assert any("but who did it: one origin only" in reason for reason in found.reasons)


def test_weighing_tells_why_there_is_no_finding() -> None:
    incidents, claims, reports = told_of(Happening(at="Damascus", on="2019-01-01"))
    verdicts = weigh(incidents[0], claims, [AGREEMENT], reports=reports)
    fire = next(verdict for verdict in verdicts if verdict.clause.id == "T-2")
    assert fire.state is FindingState.NOT_APPLICABLE
    no = [answer.reason for answer in fire.answers if answer.holds is False]
    assert no == ["it was before 1 April 2020, when the clause begins to hold", "Damascus lies outside: Idlib province"]


def test_a_breach_is_held_only_against_those_of_the_doers_whom_the_clause_binds() -> None:
    incidents, claims, reports = told_of(Happening())
    joint = replace(incidents[0], actor=("IRN", "SYR:MIL"))
    (found,) = assess([joint], claims, [under(FIRE)], reports=reports)
    assert found.against == ("SYR:MIL",)


@pytest.mark.parametrize(
    ("at", "by", "expected"),
    [("Afrin", "", UNTOLD), ("Nowhere", "", None), ("", "", None), ("Nowhere", "SYR:MIL", UNTOLD)],
)
def test_what_nobody_did_nobody_knows_where_is_set_against_no_clause(at: str, by: str, expected: FindingState | None) -> None:
    partly = replace(AGREEMENT.areas[0], partly=("Aleppo",))
    found = assessed(Happening(at=at, by=by, to="SYR:REB"), agreements=[under(FIRE, areas=(partly,))]).by_clause.get("T-2")
    assert (found.state if found else None) is expected
