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
