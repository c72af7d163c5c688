"""What a monitor expects of a claim: who, to whom, where, how many, on whose word, and whether it happened."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim, Counted, EventType, Realis

Read = Callable[[str], tuple[Claim, ...]]


def only(claims: tuple[Claim, ...], kind: EventType) -> Claim:
    found = [claim for claim in claims if claim.type is kind]
    assert len(found) == 1, [(c.type, c.quote.text) for c in claims]
    return found[0]


def figures(claim: Claim) -> set[tuple[Counted, int | None, int | None]]:
    return {(f.kind, f.low, f.high) for f in claim.figures}


@pytest.mark.parametrize(
    "text",
    [
        "Government forces shelled the village of Ayn on Monday.",
        "The village of Ayn was shelled by government forces on Monday.",
        "The government forces' shelling of the village of Ayn continued on Monday.",
        "Shelling by government forces hit the village of Ayn on Monday.",
    ],
)
def test_the_shelling_army_is_the_actor_however_it_is_worded(read: Read, text: str) -> None:
    claim = only(read(text), EventType.ASSAULT)
    assert claim.mode == "heavy-weapons"
    assert ["overnment forces" in actor.span.text for actor in claim.actor] == [True]
    assert claim.place is not None
    assert claim.place.name == "Ayn"
    assert claim.time_words is not None
    assert "Monday" in claim.time_words.span.text


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Russia announced a troop withdrawal from Libya.", "Russia"),
        ("The American president ordered a rapid withdrawal of all troops from Libya.", "American president"),
    ],
)
def test_troops_that_nobody_else_owns_are_withdrawn_by_who_announces_it(read: Read, text: str, actor: str) -> None:
    assert [m.label for m in only(read(text), EventType.RETREAT).actor] == [actor]


def test_they_after_a_family_are_no_soldiers(read: Read) -> None:
    claims = read("The boys were found by Kurdish forces. The family left for Iraq. They arrived in Erbil at night.")
    assert not [claim for claim in claims if claim.type is EventType.MOBILIZE]


def test_the_dead_the_strike_and_the_jets_are_one_happening(read: Read) -> None:
    claim = only(read("Six people were killed in an air strike when Russian jets bombed a market in Ariha."), EventType.ASSAULT)
    assert claim.mode == "aerial"
    assert figures(claim) == {(Counted.KILLED, 6, 6)}
    assert [actor.label for actor in claim.actor] == ["Russian jets"]


def test_two_acts_parted_by_after_are_two_happenings(read: Read) -> None:
    claims = read("Turkish artillery struck army positions near Nayrab after two soldiers were killed in an air raid.")
    assert len([c for c in claims if c.type is EventType.ASSAULT]) == 2


def test_soldiers_and_a_driver_dead_and_others_wounded_are_three_figures_of_one_claim(read: Read) -> None:
    text = "Turkey reinforced its posts following two attacks by the regime forces, which left 11 soldiers and a driver dead, and 30 others wounded."
    claim = only(read(text), EventType.ASSAULT)
    assert figures(claim) == {
        (Counted.KILLED, 11, 11),
        (Counted.KILLED, 1, 1),
        (Counted.WOUNDED, 30, 30),
        (Counted.ATTACKS, 2, 2),
    }


def test_at_least_leaves_the_bound_open(read: Read) -> None:
    claim = only(read("The military sent a convoy of at least 330 vehicles to Idlib."), EventType.MOBILIZE)
    assert figures(claim) == {(Counted.VEHICLES, 330, None)}


def test_each_figure_stands_on_its_words(read: Read) -> None:
    claim = only(read("Rockets killed at least nine people in Sarmin and wounded dozens of others."), EventType.ASSAULT)
    assert {f.span.text for f in claim.figures} >= {"at least nine people"}
    assert (Counted.WOUNDED, 24, 99) in figures(claim)


@pytest.mark.parametrize(
    ("text", "realis"),
    [
        ("Turkey has dispatched soldiers to the border.", Realis.ACTUAL),
        ("Turkey will dispatch soldiers to the border.", Realis.FUTURE),
        ("Turkey plans to dispatch soldiers to the border.", Realis.FUTURE),
        ("Turkey to dispatch more soldiers to the border", Realis.FUTURE),
        ("Turkey may dispatch soldiers to the border.", Realis.POSSIBLE),
        ("The minister did not say whether Turkey dispatched soldiers to the border.", Realis.POSSIBLE),
        ("Turkey has not dispatched soldiers to the border.", Realis.NEGATED),
        ("The ministry denied that Turkey had dispatched soldiers to the border.", Realis.NEGATED),
    ],
)
def test_planned_and_done_are_told_apart(read: Read, text: str, realis: Realis) -> None:
    found = [claim for claim in read(text) if claim.type is EventType.MOBILIZE]
    assert [claim.realis for claim in found] == [realis]


def test_an_announced_strike_is_a_threat_and_its_condition_stays_in_the_quote(read: Read) -> None:
    claims = read("The president said Turkey would strike government forces anywhere in Syria if another soldier was hurt.")
    claim = only(claims, EventType.THREATEN)
    assert claim.realis is Realis.CONDITIONAL
    assert "if another soldier was hurt" in claim.quote.text
    assert not [c for c in claims if c.type is EventType.ASSAULT]


def test_an_ultimatum_keeps_its_last_day(read: Read) -> None:
    claim = only(
        read("Turkey warned that it will use force against the army unless it withdraws by the end of the month."),
        EventType.THREATEN,
    )
    assert claim.deadline_words is not None
    assert claim.deadline_words.span.text == "by the end of the month"


def test_what_was_to_be_achieved_has_not_happened(read: Read) -> None:
    claims = read("The army sent tanks to the province to retake the highway.")
    assert [claim.type for claim in claims] == [EventType.MOBILIZE]


def test_an_accusation_names_accuser_and_accused(read: Read) -> None:
    claim = only(read("Russia accused Turkey of breaking the agreement on Idlib."), EventType.ACCUSE)
    assert ([a.label for a in claim.actor], [a.label for a in claim.recipient]) == (["Russia"], ["Turkey"])


def test_the_short_name_is_given_in_full(read: Read) -> None:
    text = "Defence Minister Hulusi Akar visited the border on Monday. Turkey has sent more troops to Idlib, Akar said."
    claim = only(read(text), EventType.MOBILIZE)
    assert claim.speaker is not None
    assert claim.speaker.label == "Hulusi Akar"


def test_he_is_the_person_who_spoke_last(read: Read) -> None:
    text = "The road is open, governor Samir Haddad said. He said rebels had shelled the town of Ayn."
    claim = only(read(text), EventType.ASSAULT)
    assert claim.speaker is not None
    assert claim.speaker.label == "Samir Haddad"
    assert claim.speaker.inherited


def test_words_inside_quotation_marks_are_the_speakers_own(read: Read) -> None:
    claims = read('"Rebel fighters shelled the town of Ayn," the governor said. The army shelled the town of Barin.')
    assert [claim.direct_quote for claim in claims] == [True, False]


def test_an_actor_left_out_is_carried_over_and_marked(read: Read) -> None:
    claims = read("Russian jets bombed the town of Ayn on Monday. Four people were killed in the raid.")
    later = claims[-1]
    assert [(actor.label, actor.inherited) for actor in later.actor] == [("Russian jets", True)]
    assert later.place is not None
    assert later.place.inherited


def test_a_headline_told_again_below_is_one_claim(read: Read) -> None:
    text = "Turkey Sends Troops To Idlib\n\nTurkey sent more than 1,000 troops to Idlib on Monday, the ministry said."
    claim = only(read(text), EventType.MOBILIZE)
    assert figures(claim) == {(Counted.TROOPS, 1000, None)}


def test_two_tolls_at_two_places_are_two_claims(read: Read) -> None:
    claims = read("The monitor said 30 fighters were killed around the town of Ayn and another five outside the town of Barin.")
    assert [(c.place.name if c.place else None, figures(c)) for c in claims] == [
        ("Ayn", {(Counted.KILLED, 30, 30)}),
        ("Barin", {(Counted.KILLED, 5, 5)}),
    ]


def test_a_place_name_that_acts_is_no_place(read: Read) -> None:
    claim = only(read("Ankara has deployed 900 troops to its posts in Idlib."), EventType.MOBILIZE)
    assert claim.place is not None
    assert claim.place.name == "Idlib"


def test_every_claim_says_which_row_and_word_made_it(read: Read) -> None:
    claim = only(read("Rebels attacked the base near Ayn."), EventType.ASSAULT)
    assert claim.row.startswith("frames/")
    assert claim.trigger.text == "attacked"


def test_the_same_text_gives_the_same_claims(read: Read) -> None:
    text = "Rebels attacked the base near Ayn. The army shelled the town of Barin, killing two people."
    assert read(text) == read(text)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "13", "“”", "Saraqib"])
def test_a_text_without_a_sentence_has_no_claims(read: Read, text: str) -> None:
    assert read(text) == ()


def test_a_truce_that_collapsed_is_a_truce_negated(read: Read) -> None:
    claim = only(read("The truce in the valley collapsed on Tuesday."), EventType.RETREAT)
    assert (claim.mode, claim.realis) == ("ceasefire", Realis.NEGATED)


def test_a_breach_that_one_side_lays_to_another_is_an_accusation(read: Read) -> None:
    claim = only(read("The Russian defence minister said Turkey violated the ceasefire in Idlib."), EventType.ACCUSE)
    assert claim.mode == "allege"
    assert [a.label for a in claim.recipient] == ["Turkey"]


def test_what_must_be_done_is_demanded_now(read: Read) -> None:
    claim = only(read("The foreign minister said the army must leave the town."), EventType.REQUEST)
    assert claim.realis is Realis.ACTUAL


def test_his_troops_are_those_of_the_state_he_speaks_for(read: Read) -> None:
    claim = only(read("Recep Tayyip Erdoğan said his troops would strike the army in Idlib."), EventType.THREATEN)
    assert [actor.party for actor in claim.actor] == ["TUR"]


def test_whoever_struck_a_states_towns_it_was_not_that_state(read: Read) -> None:
    claims = read("Turkish forces shelled the village of Ayn on Monday. Turkish towns were struck by rocket fire.")
    assert [[actor.label for actor in claim.actor] for claim in claims] == [["Turkish forces"], []]


def test_those_named_a_sentence_before_can_be_hit_in_a_shorter_one(read: Read) -> None:
    text = "After a long night of clashes on the road to the port the Houthis left the town. The army shelled them, killing nine."
    shelling = next(claim for claim in read(text) if claim.trigger.text == "shelled")
    assert [victim.label for victim in shelling.recipient if victim.inherited] == ["Houthis"]


def test_neither_of_two_has_done_it(read: Read) -> None:
    assert only(read("Neither the army nor the rebels shelled the town of Ayn."), EventType.ASSAULT).realis is Realis.NEGATED


def test_whoever_was_caught_after_leaving_is_who_left(read: Read) -> None:
    claims = read("After withdrawing from Sarmin, the rebels were attacked by government forces.")
    (left,) = [claim for claim in claims if claim.type is EventType.RETREAT]
    assert [actor.label for actor in left.actor] == ["rebels"]


def test_the_dead_and_the_wounded_of_one_sentence_are_one_claim(read: Read) -> None:
    (claim,) = read("A website said 12 traders were killed and dozens of others wounded.")
    assert [(f.kind, f.low) for f in claim.figures] == [(Counted.KILLED, 12), (Counted.WOUNDED, 24)]


@pytest.mark.parametrize(
    "text",
    [
        "A terrorist stepped down from a bus at the market.",
        "Civil defence members rushed to the scene with bulldozers.",
        "We were able to pull three children out alive.",
        "The bombs which rights groups say kill indiscriminately were banned.",
    ],
)
def test_everyday_words_are_no_move_of_troops_and_no_demand(read: Read, text: str) -> None:
    assert {claim.type for claim in read(text)} <= {EventType.AID, EventType.ASSAULT}


def test_what_another_act_is_only_measured_by_is_no_claim(read: Read) -> None:
    claims = read("The army fired no more shells than the minister had demanded.")
    assert not [claim for claim in claims if claim.type is EventType.REQUEST]


def test_who_withdrew_and_was_shelled_was_shelled(read: Read) -> None:
    claim = only(read("The rebels withdrew to the hill and were shelled by the army."), EventType.ASSAULT)
    assert ([m.label for m in claim.actor], [m.label for m in claim.recipient]) == (["army"], ["rebels"])


def test_a_life_is_not_destroyed_as_a_bridge_is(read: Read) -> None:
    assert not read("Their lives were destroyed by the trial.")


def test_an_exodus_that_fighting_causes_is_told(read: Read) -> None:
    claim = only(read("The fighting near Kobani has prompted an exodus of residents."), EventType.DISPLACE)
    assert [victim.label for victim in claim.recipient] == ["residents"]


@pytest.mark.parametrize(
    "text",
    [
        "Some rockets fired by terrorists killed and injured five traders in Homs city.",
        "The strikes came on top of raids by a coalition that hit the group in north Syria.",
    ],
)
def test_a_clause_that_says_who_fired_is_no_second_attack(read: Read, text: str) -> None:
    assert len(read(text)) == 1


def test_who_pulls_out_a_tile_withdraws_nobody(read: Read) -> None:
    assert not read("I pulled out this tile.")
