"""Whom a pronoun stands for, and who takes part where both sides have losses or talk."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Actor, Claim, EventType

Read = Callable[..., tuple[Claim, ...]]


def words(actors: tuple[Actor, ...]) -> list[str]:
    return [actor.span.text for actor in actors]


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Turkish ministers have sharpened their words towards the US, accusing it of raising an army of terrorists.", ["US"]),
        ("US forces did not stop the raids, and the spokesman of the rebels accused them of a secret deal.", ["US forces"]),
    ],
)
def test_a_pronoun_that_something_is_done_to_is_the_last_party_named_before_and_not_the_doer(
    read: Read, text: str, accused: list[str]
) -> None:
    claim = next(claim for claim in read(text) if claim.type is EventType.ACCUSE)
    assert words(claim.recipient) == accused


def test_a_news_agency_is_not_meant_by_them(told: Read) -> None:
    claims = told("The army left the hill, and the state news agency SANA said on Monday that rebels had shelled them.")
    assert all("SANA" not in words(claim.recipient) for claim in claims)


def test_a_pronoun_in_a_side_clause_is_who_does_what_the_main_clause_tells(told: Read) -> None:
    claims = told("Damascus is a military zone. The group fired rockets on Monday, when it shelled the town of Barin.")
    shelled = next(claim for claim in claims if claim.trigger.text == "shelled")
    assert words(shelled.actor) == ["group"]


def test_the_dead_of_both_sides_of_an_assault_make_both_its_doers(told: Read) -> None:
    (claim,) = told("At least 70 regime and rebel fighters were killed on Monday in a government assault near Barin, Syria.")
    assert words(claim.recipient) == ["regime", "rebel fighters"]
    assert "rebel fighters" in words(claim.actor)


def test_the_dead_of_one_side_are_no_doers(told: Read) -> None:
    (claim,) = told("At least 70 rebel fighters were killed on Monday in a government assault near Barin, Syria.")
    assert words(claim.actor) == ["government"]


def test_who_is_in_talks_takes_part_in_them(read: Read) -> None:
    claim = next(c for c in read("UN weapons experts in Syria were in discussions with Damascus.") if c.type is EventType.CONSULT)
    assert words(claim.actor) == ["Damascus", "UN weapons experts"]


def test_the_state_in_apposition_to_one_of_several_is_who_speaks(read: Read) -> None:
    text = "Britain was there. One of the guarantors, Turkey, insisted on Monday that it would not accept the plan."
    claim = next(claim for claim in read(text) if claim.type is EventType.REJECT)
    assert words(claim.actor) == ["Turkey"]


def test_who_backs_a_side_is_not_the_other_side_of_the_fight(told: Read) -> None:
    text = (
        "Syrian rebels attacked Syrian troops near Barin, Syria, on Monday. "
        "For a week Syrian troops backed by Russian warplanes have been fighting for control of Barin."
    )
    *_, fight = told(text)
    assert words(fight.actor) == ["Syrian troops", "Russian warplanes", "Syrian rebels"]


@pytest.mark.parametrize("start", ["Regime", "The monitor said regime"])
def test_a_side_before_and_shares_the_raid_of_the_next(told: Read, start: str) -> None:
    (claim,) = told(f"Syria is at war. {start} and Russian air strikes killed 12 people in Idlib, Syria, on Monday.")
    assert [word.casefold() for word in words(claim.actor)] == ["russian", "regime"]


def test_the_group_of_a_rebel_is_no_part_of_his_state(read: Read) -> None:
    text = "Syria waits. Zahran Alloush called Damascus a target and said his group would attack the city on Monday."
    actors = [actor for claim in read(text) for actor in claim.actor if actor.span.text == "his group"]
    assert actors
    assert {actor.party for actor in actors} <= {"SYR:REB", None}
