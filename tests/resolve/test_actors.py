"""Who a phrase means, in a short report of our own about shelling in Idlib."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.resolve.casting import GAZETTEER, PARTIES, STORY, codes, make_report, resolved
from trucewatch.knowledge.party_rows import SideElsewhere
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Actor
from trucewatch.resolve import Cast, find_theatre


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Turkish soldiers", "TUR:MIL"),
        ("13 Turkish soldiers", "TUR:MIL"),
        ("the Syrian army", "SYR:MIL"),
        ("Ankara", "TUR"),
        ("the Kremlin", "RUS:GOV"),
        ("Turkish-backed rebels", "SYR:REB"),
        ("rebels backed by Turkey", "SYR:REB"),
        ("Islamic State militants", "ISIS"),
        ("forces loyal to President Bashar al-Assad", "SYR:MIL"),
        ("men from the Islamic State group", "ISIS"),
        ("residents of Aleppo", "SYR:CVL"),
        ("Aleppo residents", "SYR:CVL"),
        ("Syrian refugees", "SYR:CVL"),
        ("one million Syrians", "SYR:CVL"),
        ("Syrian rebel Islamist group", "SYR:REB"),
        ("the government of Turkey", "TUR:GOV"),
        ("UN envoy Geir Pedersen", "UN"),
        ("two rebel commanders", "SYR:REB"),
        ("militants", "SYR:RAD"),
        ("the terrorists", "SYR:RAD"),
        ("aid workers", "NGO"),
        ("civilians", "SYR:CVL"),
        ("government forces", "SYR:MIL"),
        ("army units", "SYR:MIL"),
        ("Assad regime forces", "SYR:MIL"),
        ("Russian Foreign Minister Sergey Lavrov", "RUS:GOV"),
        ("US-backed Syrian Democratic Forces", "SDF"),
        ("rival self-proclaimed Islamic State of Iraq", "ISIS"),
        ("Syrian rebels fighting alongside Turkey", "SYR:REB"),
        ("Lebanese pilgrims bus", "LBN:CVL"),
        ("the president's forces", "SYR:MIL"),
        ("foreign-backed militants", "SYR:REB"),
    ],
)
def test_a_phrase_leads_to_its_party(words: str, code: str) -> None:
    assert codes(words) == [code]


def test_two_nationalities_share_one_noun() -> None:
    actors = resolved("Syrian and Russian warplanes")
    assert [(actor.span.text, actor.party) for actor in actors] == [("Syrian", "SYR:MIL"), ("Russian warplanes", "RUS:MIL")]


def test_each_joined_party_keeps_its_own_words() -> None:
    actors = resolved("Turkey and Russia")
    assert [(actor.span.text, actor.party) for actor in actors] == [("Turkey", "TUR"), ("Russia", "RUS")]


def test_a_loaded_name_keeps_its_words_and_gets_the_neutral_code() -> None:
    (actor,) = resolved("Daesh")
    assert (actor.span.text, actor.party, actor.label) == ("Daesh", "ISIS", "Daesh")


def test_the_military_is_the_one_the_report_spoke_of() -> None:
    story = STORY + "The Turkish military has stationed rocket launchers in Hatay. "
    assert codes("The military", story=story) == ["TUR:MIL"]
    assert codes("the army", story=story) == ["SYR:MIL"]


def test_soldiers_without_a_nationality_are_those_last_spoken_of() -> None:
    assert codes("soldiers", story=STORY + "A Turkish soldier was hurt. ") == ["TUR:MIL"]


def test_bare_rebels_are_those_of_the_country_the_report_is_about() -> None:
    story = "Shells fell on Donetsk, Ukraine, the Ukrainian army said in Kyiv. "
    assert codes("rebels", story=story) == ["UKR:REB"]


def test_a_single_group_at_home_in_the_theatre_does_not_make_the_rebels_its_own() -> None:
    story = "Iran said in Tehran that Iran and Russia would hit Idlib, Syria. Iranian and Syrian generals met in Tehran. "
    assert PARTIES.lookup("PJAK") == ("IRN:REB",)
    assert codes("rebels", story=story) == ["SYR:REB"]


def test_a_report_about_no_country_leaves_the_army_open() -> None:
    assert codes("the army", story="It rained. ") == [None]


def test_a_shared_nationality_leaves_candidates() -> None:
    (actor,) = resolved("Congolese")
    assert actor.party is None
    assert actor.candidates == ("COD", "COG")


def test_a_person_is_read_by_the_day_of_the_report() -> None:
    assert codes("Riyad Hijab", day=date(2012, 7, 1)) == ["SYR:GOV"]
    assert codes("Riyad Hijab", day=date(2016, 3, 1)) == ["SYR:OPP"]


def test_an_office_brings_its_holder() -> None:
    (actor,) = resolved("the Turkish defence minister")
    assert (actor.party, actor.name) == ("TUR:GOV", "Hulusi Akar")


def test_a_person_the_report_introduces_speaks_for_that_side() -> None:
    story = STORY + "It was over by noon, said rebel spokesman Samir Darwish in Idlib. "
    (actor,) = resolved("Darwish", story=story)
    assert (actor.party, actor.name) == ("SYR:REB", "Samir Darwish")


@pytest.mark.parametrize(
    "words", ["he", "the group", "both sides", "stones", "June 17", "many governments", "any foreign government"]
)
def test_what_names_nobody_is_left_open(words: str) -> None:
    assert codes(words) == [None]


@given(st.text(min_size=1, max_size=60))
def test_any_words_may_stand_for_an_actor(words: str) -> None:
    for actor in resolved(words):
        assert actor.span.text in words
        assert actor.party is None or actor.candidates == ()


def test_the_same_report_gives_the_same_theatre_with_its_reason() -> None:
    report = make_report(STORY)
    theatre = find_theatre(report, (), PARTIES, GAZETTEER)
    assert theatre == find_theatre(report, (), PARTIES, GAZETTEER)
    assert theatre.country == "SYR"
    assert "SYR" in theatre.reason


def test_militants_are_isis_where_no_other_jihadist_group_is_named() -> None:
    story = "Islamic State fighters hold Raqqa in Syria. "
    assert codes("the militants", story=story) == ["ISIS"]
    assert codes("the militants", story=story + "Nusra Front fighters hold Idlib. ") == ["SYR:RAD"]


def test_families_of_fighters_are_civilians() -> None:
    assert codes("families of rebel fighters") == ["SYR:CVL"]


def test_an_envoy_speaks_for_the_body_that_sent_him() -> None:
    assert codes("UN Syria envoy") == ["UN"]


def test_the_venue_of_talks_is_no_theatre() -> None:
    talks = "Talks on Syria went on in Geneva. Russia and the Syrian government met in Geneva, and Turkey came to Geneva too."
    assert find_theatre(make_report(talks), (), PARTIES, GAZETTEER).country == "SYR"


def test_rebels_of_another_country_are_not_syrian() -> None:
    story = "In Yemen, Yemeni troops fought near Hodeidah, Yemen. "
    assert codes("rebel fighters", story=story) == ["YEM:REB"]
    assert codes("opposition forces", story=story) == ["YEM:REB"]


@pytest.mark.parametrize("row", read_table("sides_elsewhere.csv", SideElsewhere), ids=lambda row: f"{row.code} in {row.theatre}")
def test_a_general_name_is_read_by_the_country_of_the_report(row: SideElsewhere) -> None:
    report = make_report(row.example)
    theatre = find_theatre(report, (), PARTIES, GAZETTEER)
    assert theatre.country == row.theatre
    name = next(
        words
        for words in ("Kurdish militants", "Kurdish forces", "coalition warplanes", "village guards")
        if words in row.example
    )
    cast = Cast(report, PARTIES, GAZETTEER, theatre)
    assert cast.actors(Actor(report.quote(name)))[0].party == row.party
    assert codes("Kurdish forces") == ["SDF"]


def test_the_terrorists_are_the_group_named_just_before() -> None:
    story = "The Syrian army shelled Islamic State positions near Saraqib in Idlib and killed "
    assert codes("70 terrorists", story=story) == ["ISIS"]


def test_terrorists_far_from_any_group_stay_as_worded() -> None:
    story = "Islamic State fighters left. " + "The Syrian army went on in the province of Idlib. " * 4 + "It killed "
    assert codes("70 terrorists", story=story) == ["SYR:RAD"]


def test_two_countries_before_one_noun_are_two_doers() -> None:
    story = "Russia regime strikes kill 47 in Idlib. Syrian troops were near. Russian and regime jets bombed Idlib, and the "
    assert codes("regime", story=story) == ["SYR:GOV"]


def test_a_surname_that_begins_another_name_is_another_person() -> None:
    assert codes("Ahmed al-Diri") == [None]


def test_takfiri_militants_stay_as_worded() -> None:
    story = "Islamic State fighters left. " + "The Syrian army went on in the province of Idlib. " * 4 + "It killed "
    assert codes("Takfiri militants", story=story) == ["SYR:RAD"]


def test_the_council_is_the_one_named_in_full() -> None:
    assert codes("the council", story="The UN Security Council met over Saraqib in Idlib. After an hour ") == ["UN"]


def test_the_opposition_of_a_war_is_that_of_the_country_at_war() -> None:
    story = "Washington and Washington again, and the United States, spoke of Syria and of Idlib in Syria, and "
    assert codes("the opposition", story=story) == ["SYR:OPP"]


def test_the_backers_of_a_president_are_not_his_state() -> None:
    assert codes("Assad's main backers") == [None]


@pytest.mark.parametrize(
    ("story", "words", "code"),
    [
        ("The SDF fought the Islamic State near Raqqa in Syria. The ", "group", "SDF"),
        ("The Islamic State shelled Hasaka in Syria. Two shops burned. The ", "terrorist group", "ISIS"),
        ("Hezbollah left a hill in Lebanon. The Taliban fired in Kunduz. The ", "organisation", "TALIBAN"),
    ],
)
def test_the_group_is_the_first_that_the_last_sentence_with_one_names(story: str, words: str, code: str) -> None:
    assert codes(words, story=story) == [code]


def test_no_report_is_about_the_country_in_a_groups_name() -> None:
    report = make_report("The Islamic State in Iraq and the Levant shot nine men near Deir ez-Zor.")
    assert find_theatre(report, (), PARTIES, GAZETTEER).country == "SYR"


def test_the_jihadists_are_the_group_named_just_before() -> None:
    story = "Nusra Front left Idlib. The army was near. In Idlib Islamic State shelled Saraqib, and then the "
    assert codes("jihadists", story=story) == ["ISIS"]


def test_a_monitor_is_no_armed_group() -> None:
    story = "The Syrian Observatory for Human Rights spoke of Idlib, where the army killed the "
    assert codes("terrorists", story=story) == ["SYR:RAD"]


def test_a_known_surname_after_another_forename_is_another_person() -> None:
    assert codes("Samir al-Assad") == [None]
    assert codes("Bachar al-Assad") == codes("Bashar al-Assad")
