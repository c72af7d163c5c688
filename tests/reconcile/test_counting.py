"""The same incidents counted by rules that can be changed come to different numbers, each with its incidents."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.telling import Count, Said, claim, report
from trucewatch.knowledge.counting_tables import CountingRule, counting_rules
from trucewatch.model import MODES, EventType, Incident, Realis
from trucewatch.reconcile import reconcile
from trucewatch.reconcile.counting import count_events, count_lines

ARMY: Said = ("The army", "SYR:MIL")
REBELS: Said = ("the rebels", "SYR:REB")


def attack(
    n: int,
    mode: str | None,
    *,
    at: str = "Saraqib",
    on: str = "2020-02-03",
    until: str | None = None,
    by: Said = ARMY,
    counts: Sequence[Count] = (),
    realis: Realis = Realis.ACTUAL,
) -> tuple[Incident, ...]:
    words = f"{by[0]} struck {at} in way number {n}"
    told = report(f"r{n}", "2020-02-06", f"{words}. Page {n * 31} has more.", f"Outlet {n}")
    made = claim(
        told, words, EventType.ASSAULT, mode, by=[by], to=[REBELS], at=at, on=on, until=until, counts=counts, realis=realis
    )
    return reconcile([told], [made])


def count(name: str, *attacks: tuple[Incident, ...]) -> list[tuple[int, int | None]]:
    events = count_events([incident for one in attacks for incident in one], counting_rules()[name])
    return [(line.low, line.high) for line in count_lines(events, "place")]


MORTARS = attack(1, "heavy-weapons", counts=[("shells", 12, 12, None)])
GUNS = attack(2, "firearms")
RAIDS = attack(3, "aerial", counts=[("airstrikes", 3, None, None)])


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("per-burst", [(13, 13)]),
        ("osce-like", [(16, None)]),
        ("per-shelling", [(1, 1)]),
        ("jfo-like", [(1, 1)]),
        ("acled-like", [(1, 1)]),
        ("per-incident", [(3, 3)]),
    ],
)
def test_one_day_of_fire_on_one_town_under_each_rule(rule: str, expected: list[tuple[int, int | None]]) -> None:
    assert count(rule, MORTARS, GUNS, RAIDS) == expected


def test_three_days_of_clashes_are_three_for_acled_and_one_for_the_joint_forces() -> None:
    clashes = attack(4, "clash", until="2020-02-05")
    assert count("acled-like", clashes) == [(3, 3)]
    assert count("jfo-like", clashes) == [(1, 1)]


def test_fire_by_the_other_side_is_another_episode_but_the_same_acled_event() -> None:
    answer = attack(5, "heavy-weapons", by=("The rebels", "SYR:REB"))
    theirs = attack(6, "heavy-weapons")
    assert count("jfo-like", theirs, answer) == [(2, 2)]
    assert count("acled-like", theirs, theirs) == [(1, 1)]


def test_fire_on_another_town_is_another_episode() -> None:
    assert count("jfo-like", MORTARS, attack(7, "heavy-weapons", at="Taftanaz")) == [(1, 1), (1, 1)]


def test_an_attack_that_is_only_threatened_is_not_counted() -> None:
    assert count("per-incident", attack(8, "aerial", realis=Realis.FUTURE)) == []


def test_lines_by_day_and_by_party_name_their_incidents() -> None:
    events = count_events([*MORTARS, *RAIDS], counting_rules()["per-incident"])
    assert [(line.key, line.low) for line in count_lines(events, "day")] == [("2020-02-03", 2)]
    (line,) = count_lines(events, "party")
    assert line.key == "SYR:MIL"
    assert sorted(line.incident_ids) == sorted([MORTARS[0].id, RAIDS[0].id])


def test_violations_are_counted_by_day_place_or_party_only() -> None:
    with pytest.raises(ValueError, match="not by 'hour'"):
        count_lines((), "hour")


def test_the_order_of_incidents_changes_nothing() -> None:
    rule = counting_rules()["jfo-like"]
    assert count_events([*MORTARS, *GUNS, *RAIDS], rule) == count_events([*RAIDS, *GUNS, *MORTARS], rule)


@pytest.mark.parametrize("rule", counting_rules().values(), ids=lambda rule: rule.name)
def test_a_rule_counts_known_modes_and_says_whose_it_is(rule: CountingRule) -> None:
    assert set(rule.modes) <= {*MODES[EventType.ASSAULT], "untold"}
    assert rule.words
    assert rule.source
    assert "counts" in rule.example


def test_explosions_and_bursts_that_posts_heard_are_rounds() -> None:
    heard = attack(1, "heavy-weapons", counts=[("explosions", 7, 7, None)])
    bursts = attack(2, "firearms", counts=[("bursts", 15, 15, None)], on="2020-02-05")
    assert count("osce-like", heard, bursts) == [(22, 22)]
