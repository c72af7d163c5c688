"""Whom a raid or a blast hit, where the sentence names them only in part."""

from __future__ import annotations

from collections.abc import Callable

from trucewatch.model import Claim

Read = Callable[..., tuple[Claim, ...]]


def doers(claim: Claim) -> list[tuple[str, bool]]:
    return [(actor.label, actor.inherited) for actor in claim.actor]


def sufferers(claim: Claim) -> list[tuple[str, bool]]:
    return [(actor.label, actor.inherited) for actor in claim.recipient]


def test_bombs_that_went_off_beside_a_told_toll_hit_the_same_people(told: Read) -> None:
    first, *_ = told("Two car bombs went off near a school in Homs on Monday. The blasts killed 18 civilians.")
    assert sufferers(first) == [("civilians", True)]


def test_a_second_bomber_of_the_same_sentence_is_of_the_same_side(told: Read) -> None:
    claims = told(
        "Islamic State fighters detonated a car bomb in Homs and a minute later a suicide bomber blew himself up there."
    )
    assert {label for claim in claims for label, _ in doers(claim)} == {"Islamic State fighters"}


def test_strikes_suspected_to_be_carried_out_by_planes_are_theirs(told: Read) -> None:
    (claim,) = told("The strikes on Barin were believed to have been carried out by Russian planes.")
    assert "Russian planes" in [label for label, _ in doers(claim)]


def test_a_name_before_held_says_who_holds_the_place(told: Read) -> None:
    (claim,) = told("Heavy air raids hit IS-held areas outside the city of Barin on Monday.")
    assert [label for label, _ in sufferers(claim)] == ["IS"]


def test_the_people_a_death_toll_counts_are_its_victims(told: Read) -> None:
    (claim,) = told("The death toll from Russian strikes on Barin has risen to 82 people.")
    assert [label for label, _ in sufferers(claim)] == ["people"]


def test_a_group_aimed_at_is_not_hit_where_civilians_fell(told: Read) -> None:
    (claim,) = told("Air strikes on the Islamic State group in Barin killed 25 civilians on Monday.")
    assert [label for label, _ in sufferers(claim)] == ["civilians"]


def test_both_sides_of_a_long_toll_are_its_doers(told: Read) -> None:
    first, *_ = told(
        "Three hundred people have been killed in Barin as rebels shelled the Syrian town and Russian jets bombed suburbs."
    )
    assert {label for label, _ in doers(first)} >= {"Russian jets"}


def test_who_helps_takes_part(told: Read) -> None:
    (claim,) = told("Rebels took control of the plain near Barin in cooperation with the Turkish army on Monday.")
    assert [label for label, _ in doers(claim)] == ["Rebels", "Turkish army"]


def test_an_army_and_its_backers_are_they(told: Read) -> None:
    *_, second = told("Syrian troops backed by Hezbollah entered Barin on Monday. They seized the village of Tell.")
    assert len(second.actor) == 2


def test_who_fights_beside_the_dead_did_not_kill_them(told: Read) -> None:
    *_, toll = told("Nusra Front fighters killed 25 Syrian soldiers in Zahra on Monday. In Zahra 19 rebels were killed.")
    assert not toll.actor
