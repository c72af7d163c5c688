"""Which raw bytes may go is said by age and by what rests on them; what is held, awaited or under a finding stays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from trucewatch.raw.resting import EVERYTHING, Resting, Rests
from trucewatch.raw.retention import Rule, choose
from trucewatch.raw.store import Kept

NOW = datetime(2026, 11, 1, tzinfo=UTC)
A, B, C = "a" * 64, "b" * 64, "c" * 64
YEAR = timedelta(days=365)


def stays(
    rests: Rests, rule: Rule, *, age: timedelta = 2 * YEAR, held: tuple[str, ...] = (), awaited: tuple[str, ...] = ()
) -> str:
    resting = Resting({A: rests} if rests else {}, frozenset(one for one in held if one == A))
    (choice,) = choose([Kept(A, 10, NOW - age)], resting, rule, held=held, awaited=awaited, now=NOW)
    return choice.stays


@pytest.mark.parametrize(
    ("rests", "why"),
    [
        (Rests.UNREAD, ""),
        (Rests.NOTHING, "belongs to no report"),
        (Rests.REPORT, "of a report"),
        (Rests.FINDING, "of a finding"),
    ],
)
def test_only_the_kinds_that_are_named_go(rests: Rests, why: str) -> None:
    assert stays(rests, Rule(YEAR, frozenset({Rests.UNREAD}))) == why


def test_what_is_younger_stays() -> None:
    assert stays(Rests.UNREAD, Rule(YEAR, frozenset({Rests.UNREAD})), age=timedelta(days=364)) == "too young"


def test_what_came_in_a_moment_ago_stays_whatever_the_rule() -> None:
    everything = Rule(timedelta(0), frozenset(Rests), also_findings=True)
    assert stays(Rests.NOTHING, everything, age=timedelta(minutes=59)) == "too young"
    assert stays(Rests.NOTHING, everything, age=timedelta(minutes=61)) == ""


@pytest.mark.parametrize("held", [(A,), (EVERYTHING,)])
def test_what_is_held_stays_whatever_the_rule(held: tuple[str, ...]) -> None:
    assert stays(Rests.UNREAD, Rule(YEAR, frozenset(Rests), also_findings=True), held=held) == "held"


def test_what_is_not_read_yet_stays() -> None:
    assert stays(Rests.NOTHING, Rule(YEAR, frozenset({Rests.NOTHING})), awaited=(A,)) == "not read yet"


def test_findings_go_only_if_that_is_said_outright() -> None:
    with pytest.raises(ValueError, match="said outright"):
        Rule(YEAR, frozenset({Rests.FINDING}))
    assert stays(Rests.FINDING, Rule(YEAR, frozenset({Rests.FINDING}), also_findings=True)) == ""
    assert stays(Rests.FINDING, Rule(YEAR, frozenset({Rests.CLAIM}), also_findings=True)) == "of a finding"


def test_an_age_before_now_is_none() -> None:
    with pytest.raises(ValueError, match="is no age"):
        Rule(timedelta(days=-1), frozenset())
