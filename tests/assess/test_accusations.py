"""To which agreement an accusation is tied: by its words, its parties, its day and its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.telling import claim, days, report
from trucewatch.assess import assess
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.model import Agreement, Claim, EventType, Finding, FindingState, Place, Report
from trucewatch.reconcile import reconcile

IDLIB = choose_agreements(("MOS20", "SOC18"))
RUSSIA, TURKEY, ARMY = ("Russia", "RUS"), ("Turkey", "TUR"), ("the army", "SYR:MIL")


def accusation(
    words: str,
    *,
    by: tuple[str, str] | None,
    of: tuple[str, str] | None,
    on: str | None = "2020-03-10",
    country: str | None = "SYR",
    place: str | None = "Idlib",
    rest: str = "",
) -> tuple[Report, Claim]:
    told = report("one", on, f"{words}. {rest}", "One")
    said = claim(told, words, EventType.ACCUSE, "allege", by=[by] if by else [], to=[of] if of else [], on=on)

    where = Place(told.quote(words), place, country=country, admin1=place, kind="admin1") if place else None
    return told, replace(said, place=where, time=days(on, on, told.quote(words)) if on else None)


def tied(told: Report, said: Claim, agreements: tuple[Agreement, ...] = IDLIB) -> dict[str, Finding]:
    found = assess(reconcile([told], [said]), [said], agreements, reports=[told])
    return {one.clause_id or one.agreement_id: one for one in found}


def test_a_truce_broken_in_another_country_is_not_that_of_idlib() -> None:
    words = "Russia accused Turkey of violating the ceasefire"
    assert set(tied(*accusation(words, by=RUSSIA, of=TURKEY))) == {"MOS20-1"}
    assert tied(*accusation(words, by=RUSSIA, of=TURKEY, country="UKR", place="Donetsk")) == {}


def test_a_party_that_the_agreement_does_not_bind_accuses_under_another() -> None:
    words = "The United States accused Russia of violating the ceasefire"
    assert tied(*accusation(words, by=("The United States", "USA"), of=RUSSIA)) == {}


def test_somebody_who_takes_no_part_may_accuse() -> None:
    words = "The United Nations accused the army of violating the ceasefire"
    assert "MOS20-1" in tied(*accusation(words, by=("The United Nations", "UN"), of=ARMY))


def test_what_the_accused_does_not_owe_is_not_meant() -> None:
    words = "Turkey accused the army of attacking civilians as terrorists in spite of the 2018 deal"
    found = tied(*accusation(words, by=TURKEY, of=ARMY, on="2019-05-10"))
    assert found
    assert "SOC18-5" not in found


def test_words_that_mean_either_of_two_deals_wait_for_a_day() -> None:
    words = "Russia accused Turkey of breaking its agreements with Moscow"
    found = tied(*accusation(words, by=RUSSIA, of=TURKEY, on=None))
    assert {one.agreement_id: one.state for one in found.values()} == {
        "MOS20": FindingState.NOT_ASSESSABLE,
        "SOC18": FindingState.NOT_ASSESSABLE,
    }
    assert any("which is meant cannot be told" in reason for one in found.values() for reason in one.reasons)
    assert all(one.alleged_by == ("RUS",) and one.against == ("TUR",) for one in found.values())


def test_a_report_that_names_the_year_of_one_deal_settles_which_is_meant() -> None:
    words = "Russia accused Turkey of breaking its agreements with Moscow"
    found = tied(*accusation(words, by=RUSSIA, of=TURKEY, on=None, rest="A zone was set up under a 2018 agreement."))
    assert {one.agreement_id: one.state for one in found.values()} == {"SOC18": FindingState.ALLEGED}


@pytest.mark.parametrize(("on", "expected"), [("2020-03-04", "SOC18"), ("2020-03-10", "MOS20")])
def test_the_day_says_which_deal_was_meant(on: str, expected: str) -> None:
    words = "Russia accused Turkey of breaking its agreements with Moscow"
    found = tied(*accusation(words, by=RUSSIA, of=TURKEY, on=on))
    assert {one.agreement_id for one in found.values()} == {expected}


WORDS_OF_ANOTHER = (
    ("Turkey accused Russia of leaving the YPG in Manbij, against the Sochi deal", TURKEY, RUSSIA, "2020-01-15", "SYR", "Aleppo"),
    ("Turkey accused the army of breaking the ceasefire with the SDF", TURKEY, ARMY, "2020-06-10", "SYR", "Aleppo"),
    (
        "On 9 November Armenia accused Azerbaijan of shelling a village",
        ("Armenia", "ARM"),
        ("Baku", "AZE"),
        "2022-11-09",
        "AZE",
        "",
    ),
    (
        "In July 2020 Kyiv accused the separatists of shelling",
        ("Kyiv", "UKR"),
        ("separatists", "UKR:REB"),
        "2020-07-30",
        "UKR",
        "",
    ),
    ("On 12 August Georgia accused Russia of shelling", ("Georgia", "GEO"), RUSSIA, "2009-08-12", "GEO", ""),
)


@pytest.mark.parametrize(("words", "by", "of", "on", "country", "place"), WORDS_OF_ANOTHER)
def test_neither_a_bare_day_nor_the_words_of_another_deal_tie_an_accusation(
    words: str, by: tuple[str, str], of: tuple[str, str], on: str, country: str, place: str
) -> None:
    told = accusation(words, by=by, of=of, on=on, country=country, place=place or country)
    assert tied(*told, choose_agreements(("SOC18", "MOS20", "NK20", "TCG20", "GEO08"))) == {}


@pytest.mark.parametrize(
    ("words", "by", "of", "on", "country", "clause"),
    [
        ("The army broke the ceasefire by shelling a village, Kyiv said of it", ("rebels", "UKR:REB"), ("Kyiv", "UKR"), "2021-03-01",
         "UKR", "TCG20-3"),
        ("Armenia accused Azerbaijan of breaking the ceasefire by firing on positions", ("Armenia", "ARM"), ("Baku", "AZE"),
         "2021-11-16", "AZE", "NK20-1A"),
        ("The monitors accused the army of violating the ceasefire by an attack", ("monitors", "IGAD"), ("the army", "SSD:MIL"),
         "2019-03-20", "SSD", "RARCSS18-1"),
        ("Kyiv, after an OSCE report, accused the separatists of violating the ceasefire", ("Kyiv", "UKR"), ("separatists", "UKR:REB"),
         "2016-03-20", "UKR", "MINSK2-1"),
    ],
)  # fmt: skip
def test_who_watches_and_what_is_hit_do_not_stand_for_the_clause(
    words: str, by: tuple[str, str], of: tuple[str, str], on: str, country: str, clause: str
) -> None:
    told = accusation(words, by=by, of=of, on=on, country=country, place=country)
    assert set(tied(*told, choose_agreements(("TCG20", "NK20", "RARCSS18", "MINSK2")))) == {clause}


def test_a_numbered_point_means_the_clause_of_that_point() -> None:
    words = "Russia said Turkey did not keep point 8 of the 2018 memorandum"
    assert set(tied(*accusation(words, by=RUSSIA, of=TURKEY, on="2019-05-10"))) == {"SOC18-8"}


def test_a_numbered_point_that_the_accused_does_not_owe_is_not_meant() -> None:
    words = "Turkey said the army did not keep point 8 of the 2018 memorandum"
    assert "SOC18-8" not in tied(*accusation(words, by=TURKEY, of=ARMY, on="2019-05-10"))


def test_the_number_of_an_article_is_not_that_of_a_point() -> None:
    words = "Russia said Turkey did not keep article 8 of the 2018 memorandum"
    assert set(tied(*accusation(words, by=RUSSIA, of=TURKEY, on="2019-05-10"))) == {"SOC18"}


LEBANON = choose_agreements(("LBN24",))
BEIRUT, HEZBOLLAH, ISRAEL = ("Beirut", "LBN:GOV"), ("Hezbollah", "HEZBOLLAH"), ("Israel", "ISR:GOV")


def test_an_accuser_whose_opponent_is_not_named_does_not_mean_his_own_clause() -> None:
    words = "The army accused the other side of breaking the ceasefire in Lebanon"
    told = accusation(words, by=("The army", "LBN:MIL"), of=None, on="2024-12-03", country="LBN", place="Nabatieh")
    assert set(tied(*told, LEBANON)) == {"LBN24-2B"}


def test_breaches_of_the_agreement_are_of_the_one_that_holds_between_the_two() -> None:
    words = "Beirut accused Israel of 20 breaches of the agreement"
    told = accusation(words, by=BEIRUT, of=ISRAEL, on="2024-12-03", country="LBN", place="Nabatieh")
    assert set(tied(*told, LEBANON)) == {"LBN24"}


@pytest.mark.parametrize(
    ("rest", "clauses"), [("The ceasefire in Lebanon began last week.", {"LBN24-7"}), ("It rained on the hills.", set())]
)
def test_an_accusation_in_the_words_of_a_clause_is_tied_where_its_report_names_the_agreement(
    rest: str, clauses: set[str]
) -> None:
    words = "The minister accused the army of failing to dismantle sites in the hills"
    army = ("the army", "LBN:MIL")
    told = accusation(words, by=("The minister", "ISR:GOV"), of=army, on="2025-02-03", country="LBN", place="Nabatieh", rest=rest)
    assert set(tied(*told, LEBANON)) == clauses


def test_who_brought_a_truce_about_accuses_under_it() -> None:
    words = "The United States accused the army of violating the ceasefire"
    told = accusation(
        words, by=("The United States", "USA"), of=("the army", "SDN:MIL"), on="2023-05-28", country="SDN", place="Khartoum"
    )
    assert set(tied(*told, choose_agreements(("JED23",)))) == {"JED23-1"}


def test_nobody_accuses_himself() -> None:
    words = "Turkey said that they failed to withdraw behind the observation posts by the end of February"
    told = accusation(words, by=TURKEY, of=("they", "TUR"), on="2020-03-01")
    found = tied(*told, choose_agreements(("ULT20",)))
    assert [one.against for one in found.values()] == [()]
