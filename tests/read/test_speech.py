"""Whose word a claim is: said, quoted, told and said again, in sentences with and without their commas."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from trucewatch.model import Claim, EventType, Realis

Read = Callable[[str], tuple[Claim, ...]]


def speakers(claims: tuple[Claim, ...]) -> list[str | None]:
    return [claim.speaker.label if claim.speaker else None for claim in claims]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "A woman died when helicopters dropped bombs on the village said the Sudan Doctors Network.",
            "Sudan Doctors Network",
        ),
        (
            "The news agency Saba quoted a doctor in Taiz as saying that nine people were killed in an air strike on the market.",
            "doctor in Taiz",
        ),
        ("A doctor was quoted by Saba as saying that nine people were killed in an air strike on the market.", "doctor"),
        (
            "Nine people were killed by shells in the old city, according to a new toll from the Sudan Doctors Network.",
            "Sudan Doctors Network",
        ),
        (
            "State media told of the explosion too, with the Saba news agency saying at least four guards were killed.",
            "Saba news agency",
        ),
        ("Two men were killed when a drone hit their car state news agency Bakhtar said.", "Bakhtar"),
        ("The governor read out a statement saying that jets had bombed the dam.", "governor"),
        ("The minister ignored the governor's claim that jets had bombed the dam.", "governor"),
        ("The army shelled the port, said Amina Saleh, according to the newspaper al-Ayyam.", "Amina Saleh"),
        ("Jets bombed the port, a fisherman told the news agency Saba.", "fisherman"),
        ("Two men were killed when a drone hit their car, the state news agency Bakhtar reported.", "Bakhtar"),
        ("Shells hit the market in Taiz, local media reports said.", "local media reports"),
        ("The army shelled a base near Taiz on Monday, Yemen's defence ministry said.", "Yemen's defence ministry"),
    ],
)
def test_the_one_nearest_to_the_words_is_the_speaker(read: Read, text: str, speaker: str) -> None:
    assert speakers(read(text))[:1] == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Nine men died in an explosion in a mosque, Omar Aziz, an adviser to the mission said this week.", "Omar Aziz"),
        ("Omar Aziz read out a statement saying the three countries believed the army had shelled the port.", "Omar Aziz"),
        ("The UN believes the army shelled the port.", "UN"),
        ("Nine civilians killed in air strikes on Sanaa: activists", "activists"),
        ("Omar Aziz: Army shelled the port", "Omar Aziz"),
        ("Yemen: Army shelled the port", None),
    ],
)
def test_a_name_set_apart_and_one_who_tells_what_others_think_give_their_word(read: Read, text: str, speaker: str | None) -> None:
    assert speakers(read(text))[:1] == [speaker]


def test_the_leader_of_a_country_is_the_holder_of_the_office_whom_the_report_names(read: Read) -> None:
    text = "Erdogan met the ministers of the north on Tuesday. Jets bombed the port, the Turkish president said."
    assert speakers(read(text))[-1:] == ["Recep Tayyip Erdoğan"]


def test_a_source_told_of_again_is_the_same_source(read: Read) -> None:
    text = "A police source in Khartoum said rebels shelled a market. The source added that a sniper shot two men dead."
    assert speakers(read(text)) == ["police source in Khartoum"] * 2


def test_the_leader_of_a_country_is_whoever_spoke_as_its_president(read: Read) -> None:
    text = "Sudanese president Omar Bashir said troops had shelled the town. Jets bombed a bridge, the Sudanese leader said."
    assert speakers(read(text)) == ["Omar Bashir"] * 2


def test_a_monitoring_group_is_the_one_that_the_report_names(read: Read) -> None:
    text = "The Yemen Conflict Observatory counts the dead of the war. Nine people were killed in an air strike on Taiz, a monitoring group said."
    assert speakers(read(text)) == ["Yemen Conflict Observatory"]


def test_an_unnamed_monitoring_group_stays_unnamed(read: Read) -> None:
    assert speakers(read("Nine people were killed in an air strike on Taiz, a monitoring group said.")) == ["monitoring group"]


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("A resident told AFP by phone that jets had bombed the port.", ["resident", "AFP"]),
        ("The ministry said in a statement quoted by TASS that jets had bombed the port.", ["ministry", "TASS"]),
        ("In an interview with Reuters, the minister said jets had bombed the port.", ["minister", "Reuters"]),
        ("Interfax cited the ministry as saying jets had bombed the port.", ["ministry", "Interfax"]),
        ("Reuters reported that, according to two officials, jets had bombed the port.", ["officials", "Reuters"]),
        ("The minister said jets had bombed the port, according to local media.", ["minister", "local media"]),
    ],
)
def test_the_sources_stand_in_the_order_the_words_came_through_them(read: Read, text: str, sources: list[str]) -> None:
    (claim,) = read(text)
    assert [source.label for source in claim.sources] == sources
    assert claim.speaker == claim.sources[0]


def test_who_accuses_gives_his_word_for_the_accusation(read: Read) -> None:
    assert speakers(read("Libyan activists accused the army of looting the port.")) == ["Libyan activists"]


def test_who_discusses_an_attack_gives_no_word_that_it_happened(read: Read) -> None:
    claims = read("Officials discussed the shelling of the port by the army.")
    shelling = next(claim for claim in claims if claim.trigger.text == "shelling")
    assert shelling.speaker is None
    assert [source.label for source in shelling.sources] == ["Officials"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "The Interior Ministry said the general had left. The Defence Ministry said it believed the army had shelled the port.",
            "Defence Ministry",
        ),
        ("Ali Haddad said the talks were over. Officials said they believed the army had shelled the port.", "Officials"),
        (
            "Omar Sabra said the talks were over. Ali Haddad took to the air too, and he said the army had shelled the port.",
            "Ali Haddad",
        ),
    ],
)
def test_a_pronoun_in_what_is_said_means_who_is_named_above_or_before_it(read: Read, text: str, speaker: str) -> None:
    assert [claim.speaker.label for claim in read(text) if claim.type is EventType.ASSAULT and claim.speaker] == [speaker]


@pytest.mark.parametrize(
    "text",
    [
        "Al-Shabaab claimed responsibility for the bombing of a hotel in Mogadishu.",
        "Al-Shabaab took credit for the attack on a hotel in Mogadishu.",
        "The attack on a hotel in Mogadishu was claimed by Al-Shabaab.",
    ],
)
def test_who_claims_an_attack_did_it_on_his_own_word(read: Read, text: str) -> None:
    (claim,) = read(text)
    assert [actor.label for actor in claim.actor] == ["Al-Shabaab"]
    assert speakers((claim,)) == ["Al-Shabaab"]


def test_an_attack_that_nobody_has_claimed_was_made_by_somebody_unknown(read: Read) -> None:
    (claim,) = read("No group has claimed responsibility for the attack, which killed nine people in Kabul.")
    assert claim.realis is Realis.ACTUAL
    assert claim.actor == ()


def test_a_jet_that_crashed_adds_nothing_to_what_a_clinic_said(read: Read) -> None:
    text = "The clinic said the warplane crashed in a market in Taiz, adding that nine people were killed by shells."
    assert set(speakers(read(text))) == {"clinic"}
