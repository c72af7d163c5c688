"""Who a phrase means by the words beside it: names read in part, lists, roles, both countries, the group."""

from __future__ import annotations

from datetime import date

import pytest

from tests.resolve.casting import GAZETTEER, PARTIES, STORY, codes, make_report, resolved
from trucewatch.model import Actor
from trucewatch.resolve import Cast, find_theatre


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Jaish al-Islam", "Jaysh al-Islam"),
        ("Jaish al-Islam fighters", "Jaysh al-Islam"),
        ("the Sham Legion", "Faylaq al-Sham"),
        ("fighters of the Sham Legion", "Faylaq al-Sham"),
        ("rebels from Jaish al-Islam", "Jaysh al-Islam"),
        ("Syrian rebels", None),
        ("families of Jaish al-Islam fighters", None),
    ],
)
def test_a_group_coded_by_side_brings_its_own_name(words: str, name: str | None) -> None:
    assert [actor.name for actor in resolved(words)] == [name]


def test_two_groups_of_one_side_stay_two() -> None:
    found = resolved("Jaish al-Islam and the Sham Legion")
    assert [(actor.party, actor.name) for actor in found] == [("SYR:REB", "Jaysh al-Islam"), ("SYR:REB", "Faylaq al-Sham")]
    assert [actor.span.text for actor in found] == ["Jaish al-Islam", "the Sham Legion"]


def test_an_armed_group_that_speaks_is_called_what_the_report_calls_it() -> None:
    story = "The Sham Legion said it had left the hill."
    report = make_report(story)
    cast = Cast(report, PARTIES, GAZETTEER, find_theatre(report, (), PARTIES, GAZETTEER))
    assert cast.speaker(Actor(report.span(4, 15))).label == "Sham Legion"


def in_story(story: str, words: str, *, day: date = date(2020, 2, 13)) -> list[tuple[str, str | None]]:
    """The words and codes of the actor that stands at its first place in the story."""
    report = make_report(story, day)
    cast = Cast(report, PARTIES, GAZETTEER, find_theatre(report, (), PARTIES, GAZETTEER))
    start = story.index(words)
    return [(actor.span.text, actor.party) for actor in cast.actors(Actor(report.span(start, start + len(words))))]


@pytest.mark.parametrize(
    ("story", "part", "code"),
    [
        ("Units of the Syrian National Army shelled Ain Issa in Syria.", "National Army", "FSA"),
        ("Fighters of the Syrian Democratic Forces left Ain Issa in Syria.", "Democratic Forces", "SDF"),
        ("In Syria, al-Qaeda in the Levant took the hill.", "al-Qaeda", "HTS"),
        ("The army of Syria and the National Front of Peru met.", "National Front", None),
    ],
)
def test_a_name_read_in_part_is_completed_from_the_words_beside_it(story: str, part: str, code: str | None) -> None:
    assert in_story(story, part) == [(part, code)]


@pytest.mark.parametrize(
    ("story", "words", "code"),
    [
        ("In Idlib, Syria, the militant group Nusra Front took the hill.", "militant group", "HTS"),
        ("In Idlib, Syria, a local offshoot called Ahrar al-Sham took the hill.", "local offshoot", "AHRAR"),
        ("In Idlib, Syria, the main rebel alliance, the Free Syrian Army, took the hill.", "main rebel alliance", "FSA"),
        ("In Idlib, Syria, an al-Qaeda affiliate Nusra Front took the hill.", "al-Qaeda affiliate", "HTS"),
        ("In Idlib, Syria, the Nusra Front coalition took the hill.", "coalition", "HTS"),
        ("In Idlib, Syria, a rebel group, Hezbollah and the army fought.", "rebel group", "SYR:REB"),
        ("In Idlib, Syria, rebels of the Nusra Front took the hill.", "rebels", "HTS"),
        ("In Idlib, Syria, two men from (Lebanese Shia group) Hezbollah died.", "men", "HEZBOLLAH"),
        ("In Taiz, Yemen, forces loyal to former president Ali Abdullah Saleh held the hill.", "forces", "YEM:REB"),
        ("In Idlib, Syria, rebels of the northern hills left the Nusra Front.", "rebels", "SYR:REB"),
    ],
)
def test_a_kind_of_group_is_the_one_named_beside_it(story: str, words: str, code: str) -> None:
    assert in_story(story, words) == [(words, code)]


@pytest.mark.parametrize(
    ("story", "words", "found"),
    [
        (
            "The three guarantors of the Syrian truce – Russia, Turkey and Iran – met.",
            "guarantors of the Syrian truce",
            [("Russia", "RUS"), ("Turkey", "TUR"), ("Iran", "IRN")],
        ),
        (
            "Council members France and Britain called for a meeting on Syria.",
            "Council members",
            [("France", "FRA"), ("Britain", "GBR")],
        ),
        ("Two neighbours, Jordan and Israel, closed the border of Syria.", "neighbours", [("Jordan", "JOR"), ("Israel", "ISR")]),
        ("The Syrian rebels, Turkey and Russia agreed.", "Syrian rebels", [("Syrian rebels", "SYR:REB")]),
    ],
)
def test_a_word_for_several_stands_for_the_list_after_it(story: str, words: str, found: list[tuple[str, str]]) -> None:
    assert in_story(story, words) == found


@pytest.mark.parametrize(
    ("story", "words", "found"),
    [
        (
            "Syria is at war. People fled to Jordan and to the Israeli-held heights. Both countries closed their gates.",
            "countries",
            2,
        ),
        ("Russia, Turkey and Iran sent envoys to the talks on Syria. The three countries agreed.", "three countries", 0),
        ("Russia, Turkey and Iran sent envoys. Nobody else came. The three countries agreed.", "three countries", 3),
        ("Russia met Turkey and Iran there. Both countries agreed.", "countries", 0),
    ],
)
def test_both_countries_are_those_named_before_if_their_number_fits(story: str, words: str, found: int) -> None:
    codes = [code for _, code in in_story(story, words) if code]
    assert len(codes) == found


def test_the_two_presidents_are_those_named_before() -> None:
    story = (
        "Trump spoke with Erdogan about Afrin in Syria. "
        + "The war went on and the talks went on. " * 20
        + "The two presidents agreed."
    )
    assert [code for _, code in in_story(story, "two presidents")] == ["USA:GOV", "TUR:GOV"]


@pytest.mark.parametrize(
    ("story", "words", "code"),
    [
        ("Nusra Front took a hill in Syria. One of the group's members blew up a car.", "members", "HTS"),
        ("Jaish al-Islam left Douma in Syria. The group kept its camp.", "group", "SYR:REB"),
        (
            "The SDF took a hill in Syria. Eight men died fighting the Islamic State (IS) group.",
            "Islamic State (IS) group",
            "ISIS",
        ),
    ],
)
def test_the_group_is_the_one_named_before_unless_the_words_name_another(story: str, words: str, code: str) -> None:
    assert in_story(story, words) == [(words, code)]


def test_those_forces_are_the_troops_named_last() -> None:
    story = "Turkish forces left the north of Syria. Syrian government troops came near, and those forces took two towns."
    assert in_story(story, "forces took"[:6])[0][1] == "TUR:MIL"
    start = story.index("those forces") + len("those ")
    report = make_report(story)
    cast = Cast(report, PARTIES, GAZETTEER, find_theatre(report, (), PARTIES, GAZETTEER))
    assert cast.actors(Actor(report.span(start, start + 6)))[0].party == "SYR:MIL"


@pytest.mark.parametrize(
    ("story", "code"),
    [
        ("In Syria, Samir Haddad, a spokesman for the Levant Front, spoke. Haddad denied it.", "SYR:REB"),
        ("In Syria, Samir Haddad, Iraq’s deputy speaker of parliament, spoke. Haddad denied it.", "IRQ:GOV"),
        ("In Syria, Samir Haddad, a rebel commander, spoke. Haddad denied it.", "SYR:REB"),
        ("In Syria, Samir Haddad, an opposition leader, spoke. Haddad denied it.", None),
        ("In Syria, Samir Haddad, a teacher from Turkey, spoke. Haddad denied it.", None),
    ],
)
def test_a_role_after_a_name_says_whom_the_person_speaks_for(story: str, code: str | None) -> None:
    report = make_report(story, date(2016, 6, 1))
    cast = Cast(report, PARTIES, GAZETTEER, find_theatre(report, (), PARTIES, GAZETTEER))
    start = story.rindex("Haddad")
    assert cast.actors(Actor(report.span(start, start + len("Haddad"))))[0].party == code


def test_a_country_that_begins_an_unknown_name_is_not_meant() -> None:
    assert codes("Laila Karim of the Syria Campaign") == [None]
    assert codes("Syria’s president") == ["SYR:GOV"]


def test_either_of_two_is_both() -> None:
    assert codes("either Russian or Syrian government planes") == ["RUS:MIL", "SYR:MIL"]


def test_what_acts_and_is_ours_stands_for_the_speaker() -> None:
    story = STORY + "“Our mission is to end it,” Akar said."
    report = make_report(story)
    cast = Cast(report, PARTIES, GAZETTEER, find_theatre(report, (), PARTIES, GAZETTEER))
    start = story.index("Our mission")
    ours, akar = Actor(report.span(start, start + 11)), Actor(report.span(0, 4), "TUR:GOV")
    assert cast.owned_by(ours, akar, acting=True).party == "TUR:GOV"
    assert cast.owned_by(ours, akar).party is None


@pytest.mark.parametrize(
    ("words", "code"), [("people", "TUR:CVL"), ("Syrian people", "SYR:CVL"), ("residents of Idlib", "SYR:CVL")]
)
def test_people_hit_in_another_country_are_that_countrys(words: str, code: str) -> None:
    report = make_report(STORY + words + ".")
    cast = Cast(report, PARTIES, GAZETTEER, find_theatre(report, (), PARTIES, GAZETTEER))
    start = len(STORY)
    (actor,) = cast.actors(Actor(report.span(start, start + len(words))))
    assert cast.hit_in(actor, "TUR").party == code


def test_bare_rebels_in_a_report_from_a_capital_are_those_of_the_war_it_tells_of() -> None:
    story = "Washington spoke. " + "The United States met. " * 10 + "The raid on Idlib in Syria went on, Syria said. "
    assert codes("the opposition", story=story) == ["SYR:OPP"]


def test_people_killed_nobody_says_where_are_those_of_the_war() -> None:
    story = "Washington spoke. " + "The United States met. " * 10 + "The raid on Idlib in Syria went on, Syria said. "
    report = make_report(story + "people.")
    cast = Cast(report, PARTIES, GAZETTEER, find_theatre(report, (), PARTIES, GAZETTEER))
    (actor,) = cast.actors(Actor(report.span(len(story), len(story) + 6)))
    assert actor.party == "USA:CVL"
    assert cast.hit_in(actor, None).party == "SYR:CVL"


@pytest.mark.parametrize("name", ["Samir Darwish", "Karim Darwish"])
def test_a_surname_after_another_forename_is_another_person(name: str) -> None:
    story = STORY + f"It was over by noon, said rebel spokesman {name} in Idlib. "
    assert [actor.name for actor in resolved("Darwish", story=story)] == [name]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("rebel civilian", "SYR:REB"),
        ("military officials", "SYR:REB"),
        ("rebel civilian and military officials", "SYR:REB"),
        ("security chiefs", None),
    ],
)
def test_a_side_and_a_noun_are_shared_by_the_kinds_of_officials_between_them(words: str, code: str | None) -> None:
    story = "In Idlib, Syria, rebel civilian and military officials met the envoy, and security chiefs stayed away."
    assert in_story(story, words)[0][1] == code


def test_a_nationality_is_shared_as_well() -> None:
    story = "In Idlib, Syria, Turkish political and military leaders spoke."
    assert in_story(story, "Turkish political") == [("Turkish political", "TUR:GOV")]
    assert in_story(story, "military leaders") == [("military leaders", "TUR:GOV")]


def test_a_role_is_the_person_in_office_named_after_it() -> None:
    story = "In Syria the talks ended, with a tired special envoy Staffan de Mistura on his way home."
    assert in_story(story, "tired special envoy", day=date(2018, 1, 26)) == [("tired special envoy", "UN")]


@pytest.mark.parametrize(
    ("story", "words", "found"),
    [
        (
            "In Hama, Syria, fighters from Ahrar al-Sham, Jaysh al-Islam and al-Nusra Front took the hill.",
            "fighters from Ahrar al-Sham",
            ["AHRAR", "SYR:REB", "HTS"],
        ),
        (
            "In Hama, Syria, the army shelled fighters of Ahrar al-Sham and al-Nusra Front in the hills.",
            "fighters",
            ["AHRAR", "HTS"],
        ),
        ("In Hama, Syria, the army shelled fighters of Ahrar al-Sham and Hezbollah took the hill.", "fighters", ["AHRAR"]),
        (
            "In Hama, Syria, Ahrar al-Sham, Jaysh al-Islam and Hezbollah fought.",
            "Ahrar al-Sham",
            ["AHRAR", "SYR:REB", "HEZBOLLAH"],
        ),
        ("In Hama, Syria, Ahrar al-Sham, Hezbollah said, took the hill.", "Ahrar al-Sham", ["AHRAR"]),
    ],
)
def test_the_groups_of_a_list_are_all_doers(story: str, words: str, found: list[str]) -> None:
    assert [code for _, code in in_story(story, words)] == found


def test_what_somebody_does_is_no_role_of_theirs() -> None:
    story = "In Colombia, Ivan Cepeda met commanders of the ELN in the capital on Monday. Cepeda left on Tuesday."
    assert [actor.party for actor in resolved("Cepeda", story=story)] == [None]


@pytest.mark.parametrize(
    ("story", "words", "found"),
    [
        ("Warplanes believed to be Russian bombed a market in Idlib, Syria.", "Warplanes", ["RUS:MIL"]),
        ("In Idlib, Syria, jets which were thought to be Turkish bombed a hill.", "jets", ["TUR:MIL"]),
        ("In Idlib, Syria, warplanes believed to be old bombed a hill.", "warplanes", ["SYR:MIL"]),
        ("In Syria, a coalition of Kurdish and Arab fighters took Manbij.", "coalition of Kurdish and Arab fighters", ["SDF"]),
        ("In Syria, Afghan fighters of the Fatemiyoun Brigade left.", "Afghan fighters of the Fatemiyoun Brigade", ["IRN"]),
        ("In Syria, units of the army and armed forces took the hill.", "armed forces", ["SYR:MIL"]),
    ],
)
def test_whose_they_are_is_told_beside_them(story: str, words: str, found: list[str]) -> None:
    assert [code for _, code in in_story(story, words)] == found


def test_two_groups_before_a_verb_are_both_its_doers() -> None:
    story = "In Syria rebels from the Islamic Front and the Syrian Revolutionaries Front took the hill."
    report = make_report(story)
    cast = Cast(report, PARTIES, GAZETTEER, find_theatre(report, (), PARTIES, GAZETTEER))
    rebels = Actor(report.quote("rebels from the Islamic Front"))
    assert [actor.name for actor in cast.actors(rebels, acting=True)] == ["Islamic Front", "Syrian Revolutionaries Front"]
    assert len(cast.actors(rebels)) == 1


def test_somebodys_allies_in_the_theatre_are_not_its_state() -> None:
    story = "Turkey and its Syrian allies took Afrin in Syria. The regime and its Russian ally protested. The Syrian allies left."
    assert in_story(story, "its Syrian allies") == [("its Syrian allies", None)]
    assert in_story(story, "its Russian ally") == [("its Russian ally", "RUS")]


def test_the_committee_is_not_the_one_named_in_full_where_the_report_tells_of_another() -> None:
    named = "In Syria the High Negotiations Committee met the envoy. "
    assert codes("the committee", story=named) == ["SYR:OPP"]
    assert codes("the committee", story=named + "A plan for a new constitutional committee was read out. ") == [None]


def test_a_group_speaks_for_the_country_it_is_at_home_in() -> None:
    report = make_report("Government forces seized most of Hays from the Houthis.")
    assert find_theatre(report, (), PARTIES, GAZETTEER).country == "YEM"
