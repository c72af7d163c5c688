"""How far clauses were carried out: coded scores first, suggestions by rules beside them, silence for what nobody tells."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.assess.acts import FIRE, Happening, assessed, under
from trucewatch.assess.continuing import violations
from trucewatch.assess.implementation import ClauseProgress, Evidence, PaceKind, progress, suggest
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.assess_tables import ImplementationRule, implementation_rules
from trucewatch.model import Act, Clause, ClauseKind, EventType, Reading, Score

WITHDRAWAL = Clause(
    id="T-3",
    kind=ClauseKind.DEADLINE,
    obligation="The army leaves the province.",
    debtor=("SYR",),
    area="A",
    deadline=date(2020, 4, 21),
    breaks=(Act((EventType.ASSAULT,)),),
    keeps=(Act((EventType.RETREAT,), ("withdraw",)),),
)
LEFT = Happening(EventType.RETREAT, "withdraw", on="2020-04-18")


def told(clause: Clause, *happenings: Happening, on: str) -> ClauseProgress:
    agreement = under(clause)
    found = assessed(*happenings, agreements=[agreement])
    lasting = violations(found.incidents, found.findings, found.claims, [agreement], reports=found.reports)
    (one,) = progress(agreement, found.findings, found.incidents, lasting, on=date.fromisoformat(on))
    return one


def test_silence_is_no_score() -> None:
    one = told(WITHDRAWAL, on="2020-05-01")
    assert (one.coded, one.suggested, one.steps) == (None, None, ())


def test_a_score_of_a_source_stands_from_its_day() -> None:
    clause = replace(
        WITHDRAWAL, scores=(Score(date(2020, 4, 20), 1, "half left", "a mission"), Score(date(2020, 6, 1), 3, "all", "it"))
    )
    assert told(clause, on="2020-04-19").coded is None
    assert [score.score for day in ("2020-05-01", "2020-07-01") if (score := told(clause, on=day).coded)] == [1, 3]


@pytest.mark.parametrize(
    ("happenings", "score"),
    [
        ([LEFT], 2),
        ([replace(LEFT, outlets=2)], 3),
        ([Happening(on="2020-04-25")], 1),
        ([Happening(on="2020-04-25", outlets=2)], 0),
        ([LEFT, Happening(on="2020-04-25", outlets=2)], 1),
    ],
)
def test_findings_suggest_a_score_by_the_rules(happenings: list[Happening], score: int) -> None:
    one = told(WITHDRAWAL, *happenings, on="2020-05-01")
    assert one.suggested is not None
    assert one.suggested.score == score


def test_the_suggestion_changes_with_what_is_told_and_not_before() -> None:
    events = [LEFT, Happening(on="2020-04-25", outlets=2)]
    one = told(WITHDRAWAL, *events, on="2020-05-01")
    assert [(step.since, step.score) for step in one.steps] == [(date(2020, 4, 18), 2), (date(2020, 4, 25), 1)]
    assert [step.score for step in told(WITHDRAWAL, *events, on="2020-04-20").steps] == [2]


def test_a_prohibition_is_not_kept_in_full_by_one_act() -> None:
    clause = replace(FIRE, keeps=(Act((EventType.RETREAT,), ("withdraw",)),))
    one = told(clause, replace(LEFT, outlets=2), on="2020-05-01")
    assert one.suggested is not None
    assert one.suggested.score == 2


@pytest.mark.parametrize(
    ("on", "kind", "days", "words"),
    [
        ("2020-04-11", PaceKind.AHEAD, 10, "10 days left, 50 % of the time gone"),
        ("2020-04-21", PaceKind.AHEAD, 0, "0 days left, 100 % of the time gone"),
        ("2020-04-22", PaceKind.OVERDUE, 1, "overdue by 1 day, nothing read says that it was carried out in full"),
    ],
)
def test_the_pace_tells_the_days_left_or_overdue(on: str, kind: PaceKind, days: int, words: str) -> None:
    (pace,) = told(WITHDRAWAL, on=on).pace
    assert (pace.kind, pace.days, pace.words) == (kind, days, words)


@pytest.mark.parametrize(("day", "kind"), [("2020-04-18", PaceKind.IN_TIME), ("2020-04-30", PaceKind.LATE)])
def test_what_was_carried_out_was_in_time_or_late(day: str, kind: PaceKind) -> None:
    (pace,) = told(WITHDRAWAL, replace(LEFT, on=day), on="2020-05-01").pace
    assert pace.kind is kind


@pytest.mark.parametrize(
    "clause",
    [
        replace(WITHDRAWAL, continuing=True),
        replace(WITHDRAWAL, scores=(Score(date(2020, 4, 21), 2, "some stayed", "the observers"),)),
    ],
    ids=["a duty whose breach lasts", "a later score that is not in full"],
)
def test_a_first_step_is_not_the_whole_of_a_duty(clause: Clause) -> None:
    (pace,) = told(clause, replace(LEFT, on="2020-04-18"), on="2020-05-01").pace
    assert pace.kind is PaceKind.OVERDUE


def test_each_reading_of_the_last_day_has_its_pace() -> None:
    later = Reading("deadline", "seven days from effect", "the other ministry", day=date(2020, 5, 2))
    kinds = [pace.kind for pace in told(replace(WITHDRAWAL, readings=(later,)), on="2020-05-01").pace]
    assert kinds == [PaceKind.OVERDUE, PaceKind.AHEAD]


def test_a_clause_without_a_last_day_has_no_pace() -> None:
    assert [pace.kind for pace in told(FIRE, on="2020-05-01").pace] == [PaceKind.NONE]


EXAMPLE = re.compile(r"kept (\d+), of those (\d+) told twice; alleged (\d+), corroborated (\d+), open (\d+)")


@pytest.mark.parametrize("rule", implementation_rules(), ids=lambda rule: rule.rule)
def test_every_rule_is_the_first_that_fits_its_example(rule: ImplementationRule) -> None:
    found = EXAMPLE.fullmatch(rule.example)
    assert found
    evidence = Evidence(*map(int, found.groups()))
    assert evidence.words == rule.example
    assert suggest(WITHDRAWAL, evidence) is rule


def test_every_rule_gives_a_score_of_the_scale() -> None:
    assert {rule.score for rule in implementation_rules()} <= {0, 1, 2, 3}


def test_a_duty_is_overdue_only_until_the_instrument_ended() -> None:
    pact = next(one for one in load_agreements() if one.id == "MINSK2")
    gone = {one.clause.id: one for one in progress(pact, (), (), (), on=date(2026, 11, 20))}
    (first, *_) = gone["MINSK2-11"].pace
    assert first.days == (pact.ended - date(2015, 12, 31)).days if pact.ended else False
    assert "when the agreement ended" in first.words
