"""Who did it and who was hit, where a sentence leaves it out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim

Read = Callable[..., tuple[Claim, ...]]


def doers(claim: Claim) -> list[tuple[str, bool]]:
    return [(actor.label, actor.inherited) for actor in claim.actor]


def test_a_toll_without_a_doer_is_that_of_the_act_before(told: Read) -> None:
    first, second = told("Syrian army jets bombed the town of Barin on Monday. Nine people were killed.")
    assert doers(second) == [(doers(first)[0][0], True)]


def test_a_toll_of_many_weeks_is_not_the_work_of_whoever_struck_last(told: Read) -> None:
    *_, toll = told("Syrian rebels shelled the town of Barin on Monday. Hundreds of villagers have died there since April.")
    assert not toll.actor


def test_a_toll_since_an_operation_began_is_that_of_the_operation(told: Read) -> None:
    *_, toll = told("The Syrian army shelled Barin on Monday. Ninety people have been killed since the operation began.")
    assert toll.actor


def test_raids_told_as_new_elsewhere_are_nobodys(told: Read) -> None:
    *_, new = told("Russian jets bombed the town of Barin on Monday. Heavy air raids also hit the town of Qinnasrin.")
    assert not new.actor


def test_the_same_toll_told_again_has_the_same_doer_or_none(told: Read) -> None:
    *_, again = told(
        "A car bomb killed 14 people in Homs on Monday. Syrian rebels shelled an airport. The blast in Homs killed 14 people."
    )
    assert not again.actor


def test_barrel_bombs_in_syria_are_the_governments_and_marked_as_inferred(told: Read) -> None:
    (claim,) = told("Barrel bombs killed nine people in the Syrian town of Barin on Monday.")
    assert [(actor.label.lower(), actor.party, actor.inherited) for actor in claim.actor] == [("barrel bombs", "SYR:MIL", True)]


def test_a_capital_before_a_blast_is_where_it_was(told: Read) -> None:
    (claim,) = told("The Damascus blast killed nine people on Monday.")
    assert not claim.actor


def test_the_town_a_strike_hit_did_not_make_it(told: Read) -> None:
    claims = told("Air strikes on the northern Syrian town Barin killed nine people on Monday.")
    assert not any(claim.actor for claim in claims)


def test_a_number_is_nobody(told: Read) -> None:
    (claim,) = told("One of the group's fighters shot nine people in Barin on Monday.")
    assert "One" not in [label for label, _ in doers(claim)]


def sufferers(claim: Claim) -> list[tuple[str, bool]]:
    return [(actor.label, actor.inherited) for actor in claim.recipient]


@pytest.mark.parametrize(
    "text",
    [
        "Russian jets bombed rebel-held areas of the province on Monday.",
        "Russian jets struck a village held by rebels on Monday.",
        "The army shelled rebel strongholds near Barin on Monday.",
    ],
)
def test_who_holds_the_place_that_is_hit_is_whom_it_is_done_to(told: Read, text: str) -> None:
    (claim,) = told(text)
    assert [label.removesuffix("s") for label, _ in sufferers(claim)] == ["rebel"]


def test_victims_that_are_named_stand_before_whoever_holds_the_place(told: Read) -> None:
    (claim,) = told("Russian jets struck a village held by rebels and killed nine civilians on Monday.")
    assert [label for label, _ in sufferers(claim)] == ["civilians"]


def test_the_blast_told_again_has_the_same_victims(told: Read) -> None:
    *_, again = told("A bomb killed nine civilians in Homs on Monday. The blast hit a street near the old mosque.")
    assert sufferers(again) == [("civilians", True)]


def test_an_army_that_advances_meets_those_it_fights_elsewhere(told: Read) -> None:
    *_, advance = told(
        "Syrian rebels attacked army positions near Barin on Monday. The rebels also captured the village of Tell."
    )
    assert [inherited for _, inherited in sufferers(advance)] == [True]


def test_the_dead_of_a_battle_are_its_sides_and_its_victims(told: Read) -> None:
    (claim,) = told("The battle cost the lives of 30 Syrian government troops and 29 rebels on Monday.")
    assert (
        [label for label, _ in doers(claim)] == [label for label, _ in sufferers(claim)] == ["Syrian government troops", "rebels"]
    )


def test_a_side_that_is_not_named_is_the_foe_of_the_other(told: Read) -> None:
    *_, claim = told("Islamic State fighters attacked Kurdish fighters near Barin. Nine Kurdish fighters died in the battle.")
    assert ("Islamic State fighters", True) in doers(claim)


def test_a_group_told_to_be_among_the_rebels_is_named_too(told: Read) -> None:
    (claim,) = told("Rebels, who include fighters from the Islamic State, captured the village of Barin on Monday.")
    assert len(claim.actor) == 2


def test_soldiers_counted_as_its_own_are_those_of_the_state(told: Read) -> None:
    (claim,) = told("Turkey said two of its soldiers were killed near Barin on Monday.")
    assert [actor.party for actor in claim.recipient] == ["TUR"]


def test_the_device_that_hit_a_street_is_the_bomb_told_before(told: Read) -> None:
    *_, device = told("Syrian government barrel bombs hit Barin on Monday. The explosive device hit a street where people ran.")
    assert [inherited for _, inherited in doers(device)] == [True]
    assert device.mode == "aerial"


def test_a_group_that_suffers_strikes_did_not_make_them(told: Read) -> None:
    *_, suffered = told("The Syrian army struck Barin on Monday. Islamic State fighters suffered similar strikes near Tell.")
    assert "Islamic State fighters" in [label for label, _ in sufferers(suffered)]
    assert "Islamic State fighters" not in [label for label, _ in doers(suffered)]


def test_whoever_was_defeated_is_only_the_target(told: Read) -> None:
    (claim,) = told("Syrian troops defeated Islamic State militants near Barin on Monday.")
    assert [label for label, _ in doers(claim)] == ["Syrian troops"]
    assert [label for label, _ in sufferers(claim)] == ["Islamic State militants"]


def test_nameless_terrorists_killed_in_a_raid_on_a_group_are_its_own(told: Read) -> None:
    *_, toll = told("Syrian jets bombed Islamic State hideouts near Barin on Monday. About 70 terrorists were killed.")
    assert [(actor.label, actor.party, actor.inherited) for actor in toll.recipient] == [("terrorists", "ISIS", True)]


def test_a_raid_whose_toll_was_just_told_has_its_victims(told: Read) -> None:
    *_, raid = told("Syrian jets killed nine people in Daraa province on Monday. Syrian jets bombed the town of Barin.")
    assert sufferers(raid) == [("people", True)]


def test_a_doer_named_only_after_the_toll_is_taken_from_there(told: Read) -> None:
    first, *_ = told(
        "Fourteen people were killed in Barin on Monday. The Syrian army killed 14 people in shelling, a monitor said."
    )
    assert [inherited for _, inherited in doers(first)] == [True]


def test_those_a_raid_is_made_against_do_not_make_it(told: Read) -> None:
    (strike,) = told("Air raids flown by the United States against the rebels in northern Syria have killed nine people.")
    assert doers(strike) == [("United States", False)]


def test_a_monitor_and_where_it_sits_do_no_harm(told: Read) -> None:
    (strike,) = told("Earlier the UK-based Observatory reported that attacks by Washington and its allies killed 40 civilians.")
    assert doers(strike)[0] == ("Washington", False)
    assert all(actor.party is None for actor in strike.actor)


def test_the_dead_of_strikes_that_jets_carried_out_were_killed_by_them(told: Read) -> None:
    (claim,) = told("Nine fighters were killed when American forces carried out air strikes near Barin on Monday.")
    assert [label for label, _ in doers(claim)] == ["American forces"]


def test_the_sides_of_a_clash_may_stand_far_from_it(told: Read) -> None:
    (claim,) = told(
        "Nine people died in a clash near the oil fields of Barin between the Syrian army and Islamic State fighters."
    )
    assert {label for label, _ in doers(claim)} == {"Syrian army", "Islamic State fighters"}


def test_a_tank_is_nobodys_until_it_is_said_whose(told: Read) -> None:
    claims = told("American forces came under fire from a tank near Barin on Monday.")
    assert "tank" not in [label for claim in claims for label, _ in doers(claim)]


def test_whoever_reports_strikes_did_not_make_them(told: Read) -> None:
    claims = told("The organisation also reported intense strikes on Barin on Monday.")
    assert not any(claim.actor for claim in claims)


def test_an_attack_of_long_ago_says_nothing_of_the_new_one(told: Read) -> None:
    *_, new = told(
        "Syrian rebels were behind a bombing that killed 12 people in February. On Monday 31 people were killed in Homs."
    )
    assert not new.actor


def test_the_dead_of_an_offensive_named_beside_them_are_its_work(told: Read) -> None:
    claims = told("Up to 31 villagers have been killed and 6,000 displaced in two days of Turkey's offensive.")
    assert {label for claim in claims for label, _ in doers(claim)} == {"Turkey"}


def test_the_monitor_that_is_based_somewhere_is_not_that_state(told: Read) -> None:
    claims = told("The Britain-based Syrian Observatory, which monitors the fighting, said 40 people were killed in Barin.")
    assert not any(claim.actor for claim in claims)


def test_it_may_be_the_group_of_the_sentence_before(told: Read) -> None:
    *_, fight = told(
        "The army shelled the Taliban near Kunduz. The group split in May. It fought rival rebels in Kunduz on Monday."
    )
    assert ("group", True) in doers(fight)


def test_who_claims_to_have_killed_is_the_doer(told: Read) -> None:
    (killing, *_) = told("The Taliban claimed to have executed two aid workers in Kunduz on Monday.")
    assert doers(killing) == [("Taliban", False)]


def test_a_news_agency_is_nobodys_army(told: Read) -> None:
    text = "Jets killed nine people in Barin. The AFP director said two of the dead had been named by his group. It shelled a market."
    assert all(actor.party != "FRA" for claim in told(text) for actor in claim.actor)


def test_what_has_gone_on_since_another_month_is_not_long_past(read: Read) -> None:
    claims = read(
        "Turkish jets hit ten Daesh targets on Friday. Since mid-September Daesh rockets have been hitting towns in southern Turkey. "
        "A total of 21 people were killed in such attacks."
    )
    assert [actor.label for actor in claims[-1].actor] == ["Daesh"]


def test_a_wave_of_raids_is_flown_by_whoever_is_named_beside_the_wave(read: Read) -> None:
    claims = read("The city was hit by a new wave of airstrikes by Russian jets on Friday.")
    assert {actor.label for claim in claims for actor in claim.actor} == {"Russian jets"}


@pytest.mark.parametrize(
    "sentence",
    [
        "The Donetsk People's Republic shelled Avdiivka on Monday.",
        "The self-proclaimed Luhansk People's Republic shelled Zolote on Monday.",
    ],
)
def test_a_party_that_calls_itself_a_state_shells_though_its_name_is_a_places(told: Read, sentence: str) -> None:
    (claim,) = told(sentence)
    assert [actor.label.endswith("People's Republic") for actor in claim.actor] == [True]


def test_the_forces_of_rebels_are_rebels_and_not_those_of_the_state_they_fight(told: Read) -> None:
    (claim,) = told("The Donetsk People's Republic said its forces had shelled Zolote on Monday.")
    assert [actor.party for actor in claim.actor] == ["UKR:REB"]
