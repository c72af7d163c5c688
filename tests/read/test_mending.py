"""Where a parser goes wrong in one way again and again, the roles come out right all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim, Counted, EventType, Realis

Read = Callable[[str], tuple[Claim, ...]]


def only(claims: tuple[Claim, ...], kind: EventType) -> Claim:
    found = [claim for claim in claims if claim.type is kind]
    assert len(found) == 1, [(c.type, c.quote.text) for c in claims]
    return found[0]


def test_of_two_objects_the_one_before_the_verb_does_the_act(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Army army NOUN 2 compound
        tanks tank NOUN 3 obj
        shelled shell VERB 0 root VerbForm=Fin
        Barin Barin PROPN 3 obj
        . . PUNCT 3 punct
        """
    )
    assert [actor.label for actor in claim.actor] == ["Army tanks"]


def test_a_nation_read_apart_from_its_guns_is_given_back_to_them(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Russian russian ADJ 0 amod
        artillery artillery NOUN 3 compound
        shelled shell VERB 1 acl VerbForm=Part|Tense=Past
        Barin Barin PROPN 3 obj
        """
    )
    assert [actor.label for actor in claim.actor] == ["Russian artillery"]


def test_an_army_named_by_its_nation_does_what_its_guns_do(read: Read) -> None:
    claim = only(read("Turkish artillery shelled army positions near Nayrab, a spokesman said."), EventType.ASSAULT)
    assert [actor.label for actor in claim.actor] == ["Turkish artillery"]
    assert claim.speaker is not None


def test_guns_that_fired_back_were_not_fired(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Russian russian ADJ 2 amod
        artillery artillery NOUN 10 ccomp
        fired fire VERB 2 acl VerbForm=Part|Tense=Past
        back back ADV 3 advmod
        at at ADP 7 case
        nine nine NUM 7 nummod
        hills hill NOUN 3 obl
        , , PUNCT 3 punct
        generals general NOUN 10 nsubj
        said say VERB 0 root VerbForm=Fin
        """
    )
    assert claim.type is EventType.ASSAULT
    assert [actor.label for actor in claim.actor] == ["Russian artillery"]


@pytest.mark.parametrize(("doer", "rel", "head"), [("militia", "obl", 3), ("militia", "compound", 6)])
def test_an_army_named_before_its_shelling_is_the_doer(read_drawn: Read, doer: str, rel: str, head: int) -> None:
    lines = f"""
        Guards guard NOUN 3 nsubj:pass
        were be AUX 3 aux:pass
        killed kill VERB 0 root VerbForm=Part|Tense=Past
        in in ADP {5 if rel == "obl" else 6} {"case" if rel == "obl" else "mark"}
        {doer} {doer} NOUN {head} {rel}
        shelling shell VERB 3 advcl VerbForm=Ger
        of of ADP 8 case
        Barin Barin PROPN 6 obl
        """
    (claim,) = read_drawn(lines)
    assert [actor.label for actor in claim.actor] == [doer]
    assert [actor.label for actor in claim.recipient] == ["Guards"]


@pytest.mark.parametrize(
    "text",
    [
        "If the rebels do not leave Barin, Ankara will do what is necessary, the minister said.",
        "Should the rebels fail to leave Barin, Ankara will take matters into its own hands, the minister said.",
        "Unless the rebels leave Barin, Ankara will do whatever it takes, the minister said.",
    ],
)
def test_what_will_follow_unless_somebody_leaves_is_a_threat_to_them(read: Read, text: str) -> None:
    (claim,) = read(text)
    assert (claim.type, claim.realis) == (EventType.THREATEN, Realis.CONDITIONAL)
    assert [actor.label for actor in claim.recipient] == ["rebels"]


def test_doing_what_is_necessary_is_no_threat_where_nobody_is_told_to_act(read: Read) -> None:
    assert not [c for c in read("If the rain goes on, the council will do what is necessary.") if c.type is EventType.THREATEN]


def test_a_warning_is_addressed_to_whoever_is_not_to_act(read: Read) -> None:
    claim = only(read("Moscow warned that it will strike back if the rebels attack the base."), EventType.THREATEN)
    assert [actor.label for actor in claim.recipient] == ["rebels"]


def test_those_who_tell_are_not_among_the_dead(read: Read) -> None:
    text = "Nine farmers were killed in a raid near Barin, the Valley Post has learned from four officers in Homs."
    claim = only(read(text), EventType.ASSAULT)
    assert [(f.kind, f.low) for f in claim.figures] == [(Counted.KILLED, 9)]
    assert claim.speaker is not None
    assert claim.speaker.label.startswith("officers")


def test_whoever_breaks_a_truce_agrees_on_none(read: Read) -> None:
    claims = read("Rebels break Barin truce with shelling of the airport")
    assert EventType.AGREE not in {claim.type for claim in claims}
    assert only(claims, EventType.RETREAT).realis is Realis.NEGATED


def test_answering_fire_hits_whoever_fired_first(read: Read) -> None:
    first, answer = read(
        "Syrian army guns shelled a Turkish post near Barin on Monday. Turkish artillery fired back at nine hills."
    )
    assert [actor.label for actor in answer.actor] == ["Turkish artillery"]
    assert [actor.label for actor in answer.recipient] == [actor.label for actor in first.actor]
    assert all(actor.inherited for actor in answer.recipient)


def test_what_had_happened_before_it_was_said_keeps_the_day_told_before(read: Read) -> None:
    text = "Rebels shelled Barin on Sunday. The governor said on Tuesday that the army had bombed the rebels near Barin."
    bombed = read(text)[1]
    assert bombed.time_words is not None
    assert bombed.time_words.span.text == "on Sunday"
    assert bombed.time_words.inherited


def test_it_came_into_force_tells_of_the_truce_just_named(read: Read) -> None:
    claims = read("The two states agreed on a truce in Barin. It came into force on Friday.")
    assert only(claims, EventType.RETREAT).realis is Realis.ACTUAL
    assert not [c for c in read("The post was painted. It came into force on Friday.") if c.type is EventType.RETREAT]


def test_the_regime_that_a_state_accuses_is_not_its_own(read: Read) -> None:
    claim = only(read("Turkey accused the regime of lying. Turkish officers had seen the guns."), EventType.ACCUSE)
    assert [actor.label for actor in claim.recipient] == ["regime"]


def test_a_headline_that_sets_a_deadline_is_told_again_by_the_demand(read: Read) -> None:
    text = "Ankara sets deadline for rebels\n\nAnkara demanded that the rebels leave Barin by the end of the month."
    assert [claim.type for claim in read(text)] == [EventType.REQUEST]


def test_a_day_of_march_is_nobody_and_a_road_with_a_short_name_is_a_place(read: Read) -> None:
    claim = only(read("Turkish and Russian troops will start joint patrols on the M4 highway on 15 March."), EventType.COOPERATE)
    assert claim.recipient == ()
    assert claim.place is not None
    assert claim.place.name == "M4"


def test_the_dead_named_after_the_verb_did_not_do_it(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Strikes strike NOUN 2 nsubj
        killed kill VERB 0 root VerbForm=Fin
        nine nine NUM 4 nummod
        civilians civilian NOUN 2 nsubj
        """
    )
    assert [one.label for one in claim.recipient] == ["civilians"]
    assert not claim.actor


def test_people_counted_after_the_verb_are_whom_it_hit(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Strikes strike NOUN 2 nsubj
        killed kill VERB 0 root VerbForm=Fin
        47 47 NUM 4 nummod
        people people NOUN 2 obl
        """
    )
    assert [one.label for one in claim.recipient] == ["people"]


def test_a_name_behind_the_verb_belongs_to_the_verb(read_drawn: Read) -> None:
    claim = only(
        read_drawn(
            """
            Syrian syrian ADJ 2 amod
            activists activist NOUN 3 nsubj
            accused accuse VERB 0 root VerbForm=Fin
            Russia Russia PROPN 2 compound
            of of ADP 6 mark
            lying lie VERB 3 advcl
            """
        ),
        EventType.ACCUSE,
    )
    assert [one.label for one in claim.actor] == ["Syrian activists"]
    assert [one.label for one in claim.recipient] == ["Russia"]


def test_what_stands_before_a_passive_without_by_was_hit(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Positions position NOUN 3 compound
        for for ADP 3 case
        terrorists terrorist NOUN 5 obl:agent
        were be AUX 5 aux:pass
        targeted target VERB 0 root VerbForm=Part
        in in ADP 8 case
        Russian russian ADJ 8 amod
        airstrikes airstrike NOUN 5 obl
        """
    )
    assert [one.label for one in claim.actor] == ["Russian"]
    assert [one.label for one in claim.recipient] == ["Positions for terrorists"]


def test_who_holds_a_village_did_not_strike_it(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Russian russian ADJ 2 amod
        warplanes warplane NOUN 3 nsubj
        struck strike VERB 0 root VerbForm=Fin
        the the DET 5 det
        village village NOUN 3 obj
        held hold VERB 3 advcl VerbForm=Part
        by by ADP 8 case
        fighters fighter NOUN 6 obl:agent
        """
    )
    assert [one.label for one in claim.actor] == ["Russian warplanes"]


def test_what_people_were_reported_killed_in_is_how_they_died(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Six six NUM 2 nummod
        people people NOUN 4 nsubj:pass
        were be AUX 4 aux:pass
        reported report VERB 0 root VerbForm=Part
        killed kill VERB 4 xcomp VerbForm=Part|Tense=Past
        in in ADP 8 case
        rebel rebel NOUN 8 compound
        shelling shelling NOUN 4 obl
        """
    )
    assert [one.label for one in claim.actor] == ["rebel"]
    assert claim.figures[0].low == 6


def test_a_name_in_capitals_is_no_verb(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Three three NUM 5 nsubj
        IS be AUX 5 aux:pass
        suicide suicide NOUN 4 compound
        bombers bomber NOUN 5 obj
        attacked attack VERB 0 root VerbForm=Fin
        the the DET 7 det
        base base NOUN 5 obj
        """
    )
    assert [one.label for one in claim.actor] == ["IS suicide bombers"]


def test_an_army_hung_on_its_target_across_the_verb_shelled_it(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        The the DET 2 det
        army army NOUN 5 compound
        shelled shell VERB 0 root VerbForm=Fin
        rebel rebel NOUN 5 compound
        posts post NOUN 3 obj
        """
    )
    assert [one.label for one in claim.actor] == ["army"]
    assert [one.label for one in claim.recipient] == ["rebel"]


def test_fighters_left_dead_were_killed(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        A a DET 2 det
        blast blast NOUN 3 nsubj
        left leave VERB 0 root VerbForm=Fin
        nine nine NUM 5 nummod
        militants militant NOUN 3 obj
        of of ADP 7 case
        ISIS ISIS PROPN 3 obl
        dead dead ADJ 7 nmod
        """
    )
    assert [one.label for one in claim.recipient] == ["militants of ISIS"]


def test_a_verb_between_its_subject_and_its_object_tells_the_act(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Russian russian ADJ 2 amod
        strikes strike NOUN 6 nsubj
        hit hit VERB 6 acl VerbForm=Fin
        rebel rebel NOUN 5 compound
        held hold VERB 6 amod
        areas area NOUN 0 root
        """
    )
    assert [one.label for one in claim.recipient] == ["rebel"]


def test_strikes_hung_on_the_dead_apart_from_their_owner_are_given_back(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Twelve twelve NUM 2 nummod
        people people NOUN 0 root
        killed kill VERB 2 acl VerbForm=Part|Tense=Past
        in in ADP 6 case
        Israeli israeli ADJ 6 amod
        army army NOUN 3 obl
        air air NOUN 8 compound
        strikes strike NOUN 2 conj
        on on ADP 10 case
        Douma Douma PROPN 8 nmod
        . . PUNCT 2 punct
        """
    )
    assert ([actor.label for actor in claim.actor], claim.mode) == (["Israeli army"], "aerial")


def test_a_subject_joined_to_the_verb_before_belongs_to_its_own(read_drawn: Read) -> None:
    claims = read_drawn(
        """
        Rebels rebel NOUN 2 nsubj
        shelled shell VERB 0 root VerbForm=Fin
        Barin Barin PROPN 2 obj
        and and CCONJ 7 cc
        Russian russian ADJ 6 amod
        jets jet NOUN 2 conj
        bombed bomb VERB 2 conj VerbForm=Fin
        Tell Tell PROPN 7 obj
        """
    )
    assert [[one.label for one in claim.actor] for claim in claims] == [["Rebels"], ["Russian jets"]]


def test_the_wounding_is_joined_to_the_killing_it_is_told_with(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        People people NOUN 3 nsubj:pass
        were be AUX 3 aux:pass
        killed kill VERB 0 root VerbForm=Part
        and and CCONJ 6 cc
        dozens dozen NOUN 6 nsubj:pass
        wounded wound VERB 1 amod VerbForm=Part
        in in ADP 9 case
        rebel rebel NOUN 9 compound
        shelling shelling NOUN 6 obl
        """
    )
    assert [one.label for one in claim.actor] == ["rebel"]


def test_whoever_targeted_was_not_targeted(read_drawn: Read) -> None:
    claims = read_drawn(
        """
        Terrorist terrorist ADJ 2 amod
        snipers sniper NOUN 5 nsubj
        targeted target VERB 2 amod VerbForm=Part
        civilians civilian NOUN 3 obj
        wounding wound VERB 0 root VerbForm=Ger
        one one NUM 7 nummod
        person person NOUN 5 obj
        """
    )
    assert [one.label for one in claims[0].actor] == ["Terrorist snipers"]


def test_a_group_named_in_capitals_is_somebody(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        ISIL ISIL PRON 2 nsubj
        seized seize VERB 0 root VerbForm=Fin
        the the DET 4 det
        town town NOUN 2 obj
        """
    )
    assert [one.label for one in claim.actor] == ["ISIL"]


def test_an_article_before_two_names_of_one_group_parts_them_not(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Fighters fighter NOUN 6 nsubj
        of of ADP 5 case
        al al PROPN 1 nmod
        Nusra Nusra PROPN 3 flat
        Front Front PROPN 1 nmod
        shelled shell VERB 0 root VerbForm=Fin
        Barin Barin PROPN 6 obj
        """
    )
    assert [one.label for one in claim.actor] == ["Fighters of al Nusra Front"]


def test_men_left_dead_did_not_destroy_the_cars(read_drawn: Read) -> None:
    claims = read_drawn(
        """
        Russian russian ADJ 2 amod
        strikes strike NOUN 3 nsubj
        left leave VERB 0 root VerbForm=Fin
        nine nine NUM 5 nummod
        militants militant NOUN 3 obj
        dead dead ADJ 3 xcomp
        and and CCONJ 8 cc
        destroyed destroy VERB 6 conj VerbForm=Fin
        cars car NOUN 8 obj
        """
    )
    assert all([one.label for one in claim.actor] == ["Russian"] for claim in claims)


def test_militants_killed_in_a_blast_killed_nobody(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        18 18 NUM 2 nummod
        Militants militant NOUN 3 nsubj
        Killed kill VERB 0 root VerbForm=Fin
        in in ADP 6 case
        Car car NOUN 6 compound
        Blast blast NOUN 3 obj
        """
    )
    assert not claim.actor
    assert [one.label for one in claim.recipient] == ["Militants"]


def test_a_dateline_without_its_dash_is_no_subject(read_drawn: Read) -> None:
    (claim,) = read_drawn(
        """
        Beirut Beirut PROPN 5 nsubj
        Syrian syrian ADJ 4 amod
        government government NOUN 4 compound
        strikes strike NOUN 1 conj
        killed kill VERB 0 root VerbForm=Fin
        at at ADP 7 case
        least least ADJ 8 nmod
        44 44 NUM 9 nummod
        people people NOUN 5 conj
        """
    )
    assert [one.label for one in claim.actor] == ["Syrian government"]
    assert [one.label for one in claim.recipient] == ["people"]


def test_an_army_whose_nation_was_given_to_those_hit_does_the_act(read: Read) -> None:
    claim = only(read("Turkish artillery shelled YPG positions in Aleppo province."), EventType.ASSAULT)
    assert [actor.label for actor in claim.actor] == ["Turkish artillery"]


def test_the_group_of_a_bomber_is_the_one_he_came_from(read: Read) -> None:
    claim = only(
        read("A suicide bomber of Daesh killed 33 people in Ariha, near the border with Turkey, on Monday."), EventType.ASSAULT
    )
    assert [actor.label for actor in claim.actor] == ["suicide bomber of Daesh"]


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Pro-Russian separatists fired on a patrol of monitors near Shyrokyne.", "Pro-Russian separatists"),
        ("An Israeli tank fired at a watchtower in Naqoura on Thursday.", "Israeli tank"),
    ],
)
def test_whoever_fires_at_something_was_not_fired(read: Read, text: str, doer: str) -> None:
    claim = only(read(text), EventType.ASSAULT)
    assert [actor.label for actor in claim.actor] == [doer]


@pytest.mark.parametrize("doer", ["Israeli settlers", "Misseriya herders"])
def test_settlers_and_herders_attack_though_they_bear_no_arms_for_a_side(read: Read, doer: str) -> None:
    claim = only(read(f"{doer} attacked a village near Nablus on Sunday."), EventType.ASSAULT)
    assert [actor.label for actor in claim.actor] == [doer]


def test_herders_who_were_killed_killed_nobody(read: Read) -> None:
    claim = only(read("Three herders were killed in an air strike near Abyei."), EventType.ASSAULT)
    assert claim.actor == ()
    assert [hurt.label for hurt in claim.recipient] == ["herders"]


def test_separatists_that_fired_are_the_doers_though_another_speaks(read: Read) -> None:
    claim = only(
        read(
            "Pro-Russian separatists fired on a patrol of monitors near Shyrokyne, east of Mariupol, the Ukrainian military said."
        ),
        EventType.ASSAULT,
    )
    assert [actor.label for actor in claim.actor] == ["Pro-Russian separatists"]
    assert claim.speaker is not None
    assert claim.speaker.label == "Ukrainian military"


def test_a_committee_of_a_body_speaks_and_does_nothing(read: Read) -> None:
    text = "The Houthis released 250 prisoners on Friday, the International Committee of the Red Cross said."
    claim = only(read(text), EventType.RETREAT)
    assert [actor.label for actor in claim.actor] == ["Houthis"]
