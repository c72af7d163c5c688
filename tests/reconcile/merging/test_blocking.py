"""Which claims meet: under what keys a claim stands, and what two tellings of one happening share."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pytest

from tests.telling import claim, report
from trucewatch.model import Claim, EventType, Realis
from trucewatch.reconcile.facts import Facts, facts_of
from trucewatch.reconcile.merging import blocking
from trucewatch.reconcile.merging.blocking import candidates, cells, keys, limit

WIRE = report("wire", "2020-02-04", "Shells fell on the town. The governor spoke of heavy losses there.")
PAPER = report("paper", "2020-02-05", "Artillery hit the market on Monday. Nine people died, doctors said.")
SHELLING = ("Shells fell on the town", EventType.ASSAULT, "heavy-weapons")
HIT = ("Artillery hit the market on Monday", EventType.ASSAULT, "heavy-weapons")


def facts(*claims: Claim) -> tuple[Facts, ...]:
    return facts_of(claims, {item.id: item for item in (WIRE, PAPER)})


def meet(one: Claim, other: Claim) -> bool:
    return bool(list(candidates(facts(one, other))))


@pytest.mark.parametrize(
    ("wire", "paper", "why"),
    [
        ({"at": "Saraqib", "on": "2020-02-03"}, {"at": "Saraqib", "on": "2020-02-03"}, "one town, one day"),
        ({"at": "Saraqib", "on": "2020-02-03"}, {"at": "Saraqib", "on": "2020-02-04"}, "one town, the next day"),
        ({"at": "Taftanaz", "on": "2020-02-03"}, {"at": "Taftanaz air base", "on": "2020-02-03"}, "a town and its air base"),
        (
            {"at": "Saraqib", "on": "2020-02-03", "by": [("army", "SYR")]},
            {"on": "2020-02-03", "by": [("army", "SYR")]},
            "no place",
        ),
        (
            {"at": "Saraqib", "on": "2020-02-03", "to": [("men", "TUR")]},
            {"at": "Idlib", "on": "2020-02-03", "to": [("men", "TUR")]},
            "a town and its province",
        ),
        ({"at": "Saraqib", "on": "2020-02-03"}, {"at": "Saraqib"}, "a day and none"),
        (
            {"on": "2020-02-03", "counts": [("killed", 9, 9, None)]},
            {"on": "2020-02-03", "counts": [("killed", 9, 9, None)]},
            "the same number",
        ),
        (
            {"at": "Saraqib", "on": "2019-05-03", "counts": [("killed", 9, 9, None)]},
            {"at": "Saraqib", "on": "2020-02-03", "counts": [("killed", 9, 9, None)]},
            "one place and number, whatever the day",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_tellings_of_one_happening_meet(wire: dict[str, object], paper: dict[str, object], why: str) -> None:
    assert meet(claim(WIRE, *SHELLING, **wire), claim(PAPER, *HIT, **paper)), why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wire", "paper"),
    [
        ({"at": "Saraqib", "on": "2020-02-03"}, {"at": "Afrin", "on": "2020-02-03"}),
        ({"at": "Saraqib", "on": "2020-02-03"}, {"at": "Saraqib", "on": "2020-02-09"}),
        (
            {"at": "Saraqib", "on": "2020-02-03", "by": [("army", "SYR")]},
            {"at": "Damascus", "on": "2020-02-03", "by": [("army", "SYR")]},
        ),
    ],
    ids=["towns far apart", "days apart", "one army in two cities"],
)
def test_what_cannot_be_one_happening_need_not_meet(wire: dict[str, object], paper: dict[str, object]) -> None:
    assert not meet(claim(WIRE, *SHELLING, **wire), claim(PAPER, *HIT, **paper))  # type: ignore[arg-type]


def test_a_denial_a_week_later_meets_what_it_denies() -> None:
    act = claim(WIRE, *SHELLING, at="Saraqib", on="2020-02-03")
    assert meet(act, claim(PAPER, *HIT, at="Saraqib", on="2020-02-09", realis=Realis.NEGATED))


def test_copies_meet_whatever_else_is_missing() -> None:
    (one,) = facts(claim(WIRE, *SHELLING))
    assert list(candidates((one, replace(one, id="copy", report_id="copy", published=one.published + 200))))


def test_the_keys_of_a_claim_are_the_same_in_every_run() -> None:
    (one,) = facts(claim(WIRE, *SHELLING, at="Saraqib", on="2020-02-03", by=[("army", "SYR:MIL")]))
    day = date(2020, 2, 3).toordinal()
    assert f"ASSAULT|{day}|at srkb" in keys(one)
    assert f"~ASSAULT|{day}|by SYR in idlib" in keys(one)
    assert len(keys(one)) == len(set(keys(one)))


def test_a_claim_of_years_stands_under_few_keys() -> None:
    (one,) = facts(claim(WIRE, *SHELLING, at="Saraqib", on="2011-03-15", until="2020-02-03", by=[("army", "SYR")]))
    assert len(keys(one)) < 60 * blocking.LONGEST_DAYS


def test_a_wide_key_holds_fewer_claims() -> None:
    assert limit("~ASSAULT|737458|by SYR") < limit("ASSAULT|737458|at srkb")


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [((35.86, 36.80), (35.97, 36.80), 12), ((60.0, 25.0), (60.0, 25.2), 11), ((10.0, 179.99), (10.0, -179.95), 7)],
    ids=["in Syria", "far in the north", "across the date line"],
)
def test_places_near_each_other_share_a_stretch_of_ground(one: tuple[float, float], other: tuple[float, float], km: int) -> None:
    assert km < 2 * blocking.REACH_KM
    first, second = ((math.radians(lat), math.radians(lon)) for lat, lon in (one, other))
    assert set(cells(first)) & set(cells(second))


def test_towns_forty_kilometres_apart_share_none() -> None:
    one, other = (math.radians(35.6), math.radians(36.6)), (math.radians(36.1), math.radians(36.6))
    assert not set(cells(one)) & set(cells(other))
