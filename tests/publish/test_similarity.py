"""How alike two reports are: each likeness by its definition, between 0 and 1, the same whichever report is named first."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from tests.telling import PLACES, claim, report
from trucewatch.model import Claim, EventType, Realis, Report
from trucewatch.publish.compare import compare_reports
from trucewatch.publish.similarity import DEFINITIONS, Measure, cosine, overlap, places_alike, soft_overlap

TEXT = "Rockets fell on the place. The guards fired back at the hills."


def telling(name: str, place: str | None, day: str | None, by: str = "SYR:MIL") -> tuple[Report, tuple[Claim, ...]]:
    told = report(name, "2020-03-03", TEXT)
    made = claim(told, "Rockets fell on the place", EventType.ASSAULT, "heavy-weapons", at=place, on=day, by=[("guards", by)])
    return told, (made,)


def measures(a: tuple[Report, tuple[Claim, ...]], b: tuple[Report, tuple[Claim, ...]]) -> dict[str, Measure]:
    return {one.name: one for one in compare_reports(*a, *b).likeness}


def place_of(name: str) -> object:
    return telling(name, name, None)[1][0].place


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("Saraqib", "Saraqib", 1.0),
        ("Saraqib", "Idlib", 0.75),
        ("Saraqib", "Taftanaz", 0.5),
        ("Saraqib", "Syria", 0.5),
        ("Saraqib", "Damascus", 0.0),
        ("Saraqib", "Hatay", 0.0),
    ],
)
def test_places_are_as_alike_as_one_holds_the_other(one: str, other: str, value: float) -> None:
    assert set(PLACES) >= {one, other}
    assert places_alike(place_of(one), place_of(other)) == places_alike(place_of(other), place_of(one)) == value  # type: ignore[arg-type]


def test_a_town_and_its_province_are_nearly_one_geography() -> None:
    found = measures(telling("a", "Saraqib", None), telling("b", "Idlib", None))
    assert found["geography"].value == 0.75
    assert found["geography"].remark == "Saraqib in A only; Idlib in B only"


def test_what_one_side_does_not_tell_is_not_compared() -> None:
    found = measures(telling("a", None, None), telling("b", "Idlib", "2020-03-02"))
    assert found["geography"].value is None
    assert (found["time"].value, found["time"].remark) == (None, "no day is known in A")


@pytest.mark.parametrize(("by", "value"), [("SYR:MIL", 1.0), ("SYR:GOV", 0.75), ("HTS", 0.0)])
def test_organs_of_one_side_are_nearly_one_party(by: str, value: float) -> None:
    assert measures(telling("a", "Idlib", None), telling("b", "Idlib", None, by))["entities"].value == value


def test_two_reports_of_one_happening_tell_one_story() -> None:
    found = measures(telling("a", "Saraqib", "2020-03-02"), telling("b", "Saraqib", "2020-03-02"))
    assert found["narrative"].value == 1.0
    assert found["time"].value == 1.0


def test_two_reports_of_two_happenings_tell_no_common_story() -> None:
    found = measures(telling("a", "Saraqib", "2020-03-02"), telling("b", "Damascus", "2020-05-02"))
    assert found["narrative"].value == 0.0
    assert found["time"].value == 0.0


def test_every_likeness_is_the_same_whichever_report_is_named_first() -> None:
    a, b = telling("a", "Saraqib", "2020-03-02"), telling("b", "Idlib", "2020-03-03", "SYR:GOV")
    there, back = measures(a, b), measures(b, a)
    assert {name: one.value for name, one in there.items()} == {name: one.value for name, one in back.items()}
    assert all(one.value is None or 0 <= one.value <= 1 for one in there.values())


def test_the_overall_likeness_is_the_mean_of_what_could_be_compared() -> None:
    found = measures(telling("a", None, None), telling("b", "Idlib", None))
    known = [one.value for name, one in found.items() if one.value is not None and name != "overall"]
    assert found["overall"].value == pytest.approx(sum(known) / len(known))


def test_empty_counts_are_not_compared() -> None:
    assert soft_overlap({}, {"x": 1}, lambda a, b: 1.0) is None
    assert cosine(Counter(), Counter("a")) is None
    assert overlap(Counter(), Counter("a")) is None


def test_every_likeness_is_defined() -> None:
    assert list(measures(telling("a", None, None), telling("b", None, None))) == list(DEFINITIONS)


def test_a_broken_truce_is_no_deed_of_cooperation() -> None:
    report, claims = telling("a", "Saraqib", "2020-03-02")
    broken = tuple(replace(claim, type=EventType.RETREAT, mode="ceasefire", realis=Realis.NEGATED) for claim in claims)
    tone = measures((report, broken), telling("b", "Saraqib", "2020-03-02"))["tone"]
    assert tone.value == 1.0
    assert "cooperation" not in tone.remark
