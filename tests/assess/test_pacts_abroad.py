"""Happenings from public facts under the agreements outside Syria: what breaks them, what does not, what cannot be told."""

from __future__ import annotations

from functools import cache

import pytest

from tests.assess.acts import Happening, assessed
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.model import Agreement, EventType, Finding, FindingState, Realis

ALLEGED, KEPT, UNTOLD = FindingState.ALLEGED, FindingState.COMPLIANCE, FindingState.NOT_ASSESSABLE
IDS = ("MINSK2", "MIN15A", "TCG20", "NK20", "LOC21", "LOC25", "LBN24", "RARCSS18", "PRET22", "JED23", "GEO08", "GEO08-IMPL")
ASSAULT, COERCE, MOBILIZE, RETREAT = EventType.ASSAULT, EventType.COERCE, EventType.MOBILIZE, EventType.RETREAT
Told = dict[str, object]


@cache
def pacts() -> tuple[Agreement, ...]:
    return choose_agreements(IDS)


def found(**told: object) -> dict[str, Finding]:
    return assessed(Happening(**told), agreements=pacts()).by_clause  # type: ignore[arg-type]


def shells(by: str, to: str, at: str, on: str, **more: object) -> Told:
    return {"by": by, "to": to, "at": at, "on": on, **more}


AVDIIVKA = shells("UKR:REB", "UKR:MIL", "Avdiivka", "2017-01-31", words="howitzers of 152 mm shelled the town")


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("MINSK2-1", AVDIIVKA),
        ("MINSK2-2A", AVDIIVKA),
        ("MINSK2-1", shells("UKR:MIL", "UKR:CVL", "Donetsk", "2015-02-15")),
        ("MINSK2-3", shells("UKR:REB", "OSCE", "Donetsk", "2017-03-01", type=COERCE, mode="restrict")),
        ("TCG20-2", shells("UKR:MIL", "UKR:REB", "Donetsk", "2021-10-26", mode="drone", words="a drone bombed a gun")),
        ("NK20-1A", shells("AZE:MIL", "ARM:MIL", "Khtsaberd", "2020-12-12", mode="clash")),
        ("NK20-1B", shells("AZE:MIL", "ARM:MIL", "Khtsaberd", "2020-12-12", mode="territory", words="it took the village")),
        ("NK20-6C", shells("AZE:GOV", "ARM:CVL", "Lachin", "2023-04-23", type=COERCE, mode="restrict")),
        ("LOC21-1", shells("PAK:MIL", "IND:CVL", "Uri", "2025-05-08")),
        ("LBN24-2B", shells("ISR:MIL", "LBN:CVL", "Baalbek", "2024-12-25", mode="aerial")),
        ("LBN24-2A", shells("HEZBOLLAH", "ISR:MIL", "Metula", "2024-12-02")),
        ("LBN24-9", shells("ISR:MIL", "UN", "Bint Jbeil", "2025-09-03", mode="drone")),
        ("RARCSS18-1", shells("SSD:REB", "SSD:MIL", "Nasir", "2025-03-04", mode="clash")),
        ("RARCSS18-2", shells("SSD:MIL", "SSD:CVL", "Yei", "2019-02-10", mode="firearms")),
        ("PRET22-8A", shells("ERI:MIL", "ETH:CVL", "Aksum", "2022-11-20", type=COERCE, mode="seize")),
        ("JED23-1", shells("SDN:MIL", "SDN:REB", "Khartoum", "2023-05-24", mode="aerial")),
        ("GEO08-2", shells("RUS:MIL", "GEO:CVL", "Gori", "2008-08-18", mode="firearms")),
        ("GEO08-IMPL-1A", shells("RUS:MIL", "", "Poti", "2008-09-20", type=MOBILIZE, mode="troops")),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_what_breaks_a_clause_is_alleged_against_its_debtor(clause: str, told: Told) -> None:
    finding = found(**told)[clause]
    assert (finding.state, finding.against) == (ALLEGED, (told["by"],))


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("MINSK2-1", {**AVDIIVKA, "on": "2015-02-14"}),
        ("MINSK2-1", {**AVDIIVKA, "on": "2022-02-25"}),
        ("MINSK2-1", {**AVDIIVKA, "at": "Kyiv"}),
        ("MINSK2-1", {**AVDIIVKA, "realis": Realis.CONDITIONAL}),
        ("MINSK2-2A", {**AVDIIVKA, "on": "2015-02-20"}),
        ("MINSK2-2A", {**AVDIIVKA, "words": "machine guns fired"}),
        ("MINSK2-2A", {**AVDIIVKA, "at": "Starobilsk"}),
        ("TCG20-3", {**AVDIIVKA, "on": "2020-07-26"}),
        ("NK20-1A", shells("AZE:MIL", "ARM:MIL", "Khtsaberd", "2020-11-08")),
        ("NK20-1A", shells("AZE:MIL", "ARM:MIL", "Jermuk", "2022-09-13")),
        ("NK20-6A", shells("ARM:MIL", "AZE:MIL", "Kalbajar", "2020-11-14")),
        ("LOC21-1", shells("IND:MIL", "PAK:RAD", "Uri", "2021-08-30", mode="firearms")),
        ("LOC21-1", shells("IND:MIL", "PAK:CVL", "Bahawalpur", "2025-05-07", mode="aerial")),
        ("LOC25-1", shells("IND:MIL", "PAK:CVL", "Bahawalpur", "2025-05-07", mode="aerial")),
        ("LBN24-2B", shells("ISR:MIL", "LBN:CVL", "Baalbek", "2024-11-25", mode="aerial")),
        ("LBN24-12", shells("ISR:MIL", "", "Khiam", "2024-12-10", type=MOBILIZE, mode="troops")),
        ("LBN24-5", shells("HEZBOLLAH", "", "Baalbek", "2024-12-10", type=MOBILIZE, mode="weapons")),
        ("PRET22-3A", shells("ETH:MIL", "ETH:REB", "Aksum", "2022-10-20")),
        ("JED23-1", shells("SDN:MIL", "SDN:REB", "Khartoum", "2023-06-05", mode="aerial")),
        ("GEO08-IMPL-1A", shells("RUS:MIL", "", "Poti", "2008-09-12", type=MOBILIZE, mode="troops")),
        ("NK20-6A", shells("ARM:MIL", "AZE:MIL", "Kalbajar", "2021-06-10")),
        ("RARCSS18-3", shells("SSD:MIL", "", "Juba", "2021-06-10", type=MOBILIZE, mode="troops")),
        ("RARCSS18-2", shells("SSD:GOV", "SSD:CVL", "Juba", "2021-06-10", type=EventType.COERCE, mode="arrest")),
        ("JED23-6", shells("SDN:GOV", "SDN:CVL", "Port Sudan", "2023-05-25", type=EventType.COERCE, mode="curfew")),
        ("MINSK2-2A", {**AVDIIVKA, "words": "mortars of 120 mm fired"}),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_what_lies_outside_a_clause_by_day_place_act_or_victim_is_no_breach_of_it(clause: str, told: Told) -> None:
    assert clause not in found(**told)


def test_whether_russia_answers_for_the_minsk_ceasefire_depends_on_who_reads_it() -> None:
    finding = found(**{**AVDIIVKA, "by": "RUS:MIL"})["MINSK2-1"]
    assert finding.state is UNTOLD
    assert {reading.state for reading in finding.readings} == {ALLEGED, None}


def test_a_strike_on_hezbollah_alone_depends_on_how_self_defence_is_read() -> None:
    finding = found(**shells("ISR:MIL", "HEZBOLLAH", "Baalbek", "2025-01-10", mode="aerial"))["LBN24-2B"]
    assert finding.state is UNTOLD
    assert any("Israel" in reading.value and reading.state is None for reading in finding.readings)


def test_israeli_troops_in_the_south_between_the_first_and_the_moved_day_depend_on_the_reading() -> None:
    stayed = {"by": "ISR:MIL", "at": "Bint Jbeil", "type": MOBILIZE, "mode": "troops"}
    assert found(**stayed, on="2025-02-01")["LBN24-12"].state is UNTOLD
    assert found(**stayed, on="2025-03-01")["LBN24-12"].state is ALLEGED


def test_an_air_strike_on_the_day_the_jeddah_ceasefire_begins_cannot_be_told() -> None:
    finding = found(**shells("SDN:MIL", "SDN:REB", "Khartoum", "2023-05-22", mode="aerial"))["JED23-1"]
    assert finding.state is UNTOLD


def test_an_attack_between_the_first_word_and_the_last_signature_depends_on_when_the_plan_began() -> None:
    finding = found(**shells("RUS:MIL", "GEO:CVL", "Gori", "2008-08-13", mode="aerial"))["GEO08-2"]
    assert finding.state is UNTOLD
    assert {reading.state for reading in finding.readings} == {ALLEGED, None}


def test_a_village_at_the_blue_line_lies_south_of_the_litani_and_one_across_the_line_does_not() -> None:
    moved = {"by": "HEZBOLLAH", "type": MOBILIZE, "mode": "weapons", "on": "2025-03-01"}
    assert found(**moved, at="Bint Jbeil")["LBN24-5"].state is ALLEGED
    assert "LBN24-5" not in found(**moved, at="Metula")


def test_an_attack_of_which_nobody_says_that_it_hit_monitors_or_aid_workers_breaks_no_clause_that_protects_them() -> None:
    attacked = found(**{**AVDIIVKA, "to": ""})
    assert "MINSK2-1" in attacked
    assert not {"MINSK2-3", "MINSK2-7"} & attacked.keys()


def test_fighting_in_amhara_may_be_of_another_war_than_that_of_tigray() -> None:
    finding = found(**shells("ETH:MIL", "ETH:REB", "Gondar", "2023-08-05", mode="clash"))["PRET22-3A"]
    assert finding.state is UNTOLD


def test_where_russia_had_to_withdraw_to_was_never_drawn() -> None:
    finding = found(**shells("RUS:MIL", "", "Gori", "2008-08-20", type=MOBILIZE, mode="troops"))["GEO08-5"]
    assert finding.state is UNTOLD


@pytest.mark.parametrize(
    ("clause", "told"),
    [
        ("MINSK2-6", shells("UKR:REB", "", "Donetsk", "2017-12-27", type=RETREAT, mode="release")),
        ("NK20-6A", shells("ARM:MIL", "", "Kalbajar", "2020-11-24", type=RETREAT, mode="withdraw")),
        ("LBN24-12", shells("ISR:MIL", "", "Khiam", "2024-12-11", type=RETREAT, mode="withdraw")),
        ("GEO08-IMPL-1A", shells("RUS:MIL", "", "Poti", "2008-09-13", type=RETREAT, mode="withdraw")),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_withdrawal_or_release_shows_that_a_clause_is_kept(clause: str, told: Told) -> None:
    assert found(**told)[clause].state is KEPT


@pytest.mark.parametrize(
    ("clause", "by", "to", "on", "words"),
    [
        ("MINSK2-1", "UKR:MIL", "UKR:REB", "2016-06-02", "Kyiv accused the separatists of violating the ceasefire"),
        ("MINSK2-2A", "UKR:REB", "UKR:MIL", "2016-06-02", "they accused Kyiv of moving howitzers over the withdrawal lines"),
        ("TCG20-3", "UKR:REB", "UKR:MIL", "2021-03-02", "they accused Kyiv of violating the ceasefire"),
        ("NK20-6C", "ARM:GOV", "AZE", "2022-12-14", "Yerevan accused Baku of closing the Lachin corridor"),
        ("NK20-8", "ARM:GOV", "AZE", "2021-02-01", "Yerevan said Baku holds prisoners against the trilateral statement"),
        ("LOC21-1", "IND:MIL", "PAK:MIL", "2022-09-06", "the army accused Pakistan of violating the ceasefire"),
        ("LOC25-1", "IND:GOV", "PAK", "2025-05-10", "Delhi accused Pakistan of breaking the understanding"),
        ("LBN24-2A", "ISR:MIL", "HEZBOLLAH", "2024-12-02", "the army accused Hezbollah of violating the ceasefire"),
        ("LBN24-2B", "LBN:GOV", "ISR", "2025-03-22", "Beirut accused Israel of violating the ceasefire in Lebanon"),
        ("LBN24-12", "LBN:GOV", "ISR", "2025-02-19", "Beirut accused Israel of not withdrawing under the ceasefire with Lebanon"),
        (
            "RARCSS18-1",
            "SSD:REB",
            "SSD:MIL",
            "2025-03-20",
            "they accused the government of violating the peace agreement by attacks",
        ),
        ("PRET22-8A", "ETH:REB", "ETH:GOV", "2023-02-01", "they said Eritrean troops stay against the Pretoria agreement"),
        ("JED23-1", "SDN:REB", "SDN:MIL", "2023-05-25", "the force accused the army of breaking the truce"),
        ("GEO08-5", "GEO:GOV", "RUS", "2008-08-25", "Tbilisi accused Russia of keeping troops against the six-point plan"),
    ],
)
def test_an_accusation_is_tied_to_the_clause_that_its_words_day_and_parties_mean(
    clause: str, by: str, to: str, on: str, words: str
) -> None:
    told = found(type=EventType.ACCUSE, mode="allege", by=by, to=to, at="", on=on, words=words)
    assert [(key, one.state, one.against) for key, one in told.items()] == [(clause, ALLEGED, (to,))]


@pytest.mark.parametrize(
    ("by", "to", "words"),
    [
        ("ISR:GOV", "HAMAS", "Israel accused Hamas of violating the ceasefire"),
        ("TUR:GOV", "SYR:MIL", "Ankara accused the army of violating the ceasefire"),
        ("AFG:GOV", "PAK", "Kabul accused Pakistan of violating the ceasefire"),
    ],
)
def test_an_accusation_over_another_truce_is_tied_to_none_of_these(by: str, to: str, words: str) -> None:
    assert found(type=EventType.ACCUSE, mode="allege", by=by, to=to, at="", on="2025-10-12", words=words) == {}


def test_a_truce_said_to_hold_is_kept_and_one_merely_spoken_of_is_not() -> None:
    quiet = {"type": RETREAT, "mode": "ceasefire", "by": "UKR:REB", "at": "Donetsk", "on": "2019-07-25"}
    assert found(**quiet, words="the ceasefire held")["MINSK2-1"].state is KEPT
    assert "MINSK2-1" not in found(**quiet, words="they spoke of the ceasefire")
