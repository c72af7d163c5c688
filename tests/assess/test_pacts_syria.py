"""The instruments on Idlib from 2017 to 2020: what events of those years come to under their clauses."""

from __future__ import annotations

from datetime import date

import pytest

from tests.assess.pacts import states, told
from trucewatch.assess import assess
from trucewatch.assess.continuing import violations
from trucewatch.knowledge.agreements import choose_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import EventType, Open, Realis
from trucewatch.reconcile import reconcile

ASSAULT, COERCE, RETREAT, MOBILIZE = EventType.ASSAULT, EventType.COERCE, EventType.RETREAT, EventType.MOBILIZE
ALL = ("AST17", "AST17-IDL", "SOC18", "CF20A", "ULT20", "MOS20")


def test_a_turkish_post_shelled_is_set_against_every_clause_that_protects_it() -> None:
    shelled = told(
        "The army shelled the Turkish observation post at Taftanaz.",
        ASSAULT, "heavy-weapons", by="SYR:MIL", to="TUR:MIL", at="Taftanaz", on="2020-02-10",
    )  # fmt: skip
    found = states(shelled, *ALL)
    assert {clause: state for clause, state in found.items() if state == "alleged"} == dict.fromkeys(
        ("AST17-2", "AST17-4", "AST17-IDL-2", "SOC18-1", "SOC18-2", "SOC18-9", "CF20A-1"), "alleged"
    )
    assert found["SOC18-6"] == "not assessable"
    assert {"MOS20-1", "ULT20-1", "SOC18-5", "SOC18-8"}.isdisjoint(found)


def test_soldiers_shelled_without_a_word_of_a_post_do_not_touch_the_clauses_on_posts_of_2017() -> None:
    shelled = told(
        "The army shelled Turkish soldiers near Saraqib.",
        ASSAULT, "heavy-weapons", by="SYR:MIL", to="TUR:MIL", at="Saraqib", on="2020-02-03",
    )  # fmt: skip
    found = states(shelled, *ALL)
    assert {"AST17-4", "AST17-IDL-2"}.isdisjoint(found)
    assert found["SOC18-1"] == "alleged"


def test_an_air_strike_on_idlib_town_is_russias_to_answer_for_under_the_memorandum_of_2018() -> None:
    struck = told(
        "Russian aircraft bombed a market in Idlib.",
        ASSAULT, "aerial", by="RUS:MIL", to="SYR:CVL", at="Idlib", on="2020-01-15",
    )  # fmt: skip
    found = states(struck, *ALL)
    assert {found[clause] for clause in ("SOC18-2", "SOC18-9", "CF20A-1")} == {"alleged"}
    assert found["AST17-2"] == "not assessable"  # whether Russia owes the ban itself is read in two ways
    assert "SOC18-1" not in found


def test_the_taking_of_saraqib_changes_the_status_quo() -> None:
    taken = told(
        "The army took control of Saraqib from the rebels.",
        ASSAULT, "territory", by="SYR:MIL", to="SYR:REB", at="Saraqib", on="2020-02-08",
    )  # fmt: skip
    found = states(taken, *ALL)
    assert {found[clause] for clause in ("SOC18-2", "SOC18-9", "AST17-2", "CF20A-1")} == {"alleged"}
    assert "ULT20-1" not in found  # its last day had not passed


def test_an_attack_out_of_the_area_is_turkeys_side_and_breaks_nothing_that_russia_owes() -> None:
    attack = told(
        "The rebels attacked the army near Saraqib.",
        ASSAULT, "clash", by="SYR:REB", to="SYR:MIL", at="Saraqib", on="2020-02-20",
    )  # fmt: skip
    found = states(attack, *ALL)
    assert {"SOC18-2", "SOC18-1", "ULT20-1"}.isdisjoint(found)
    assert {found[clause] for clause in ("SOC18-9", "AST17-2", "CF20A-1")} == {"alleged"}


def test_an_attack_by_hts_from_the_zone_shows_at_most_that_it_is_still_there() -> None:
    attack = told(
        "HTS attacked a position of the army near Ma'arat al-Numan.",
        ASSAULT, "clash", by="HTS", to="SYR:MIL", at="Ma'arat al-Numan", on="2019-11-30",
    )  # fmt: skip
    assert states(attack, *ALL) == {"SOC18-5": "not assessable"}


def test_attacks_on_hts_are_left_out_by_the_ban_of_2017_and_disputed_in_the_later_ones() -> None:
    attack = told(
        "The army shelled HTS fighters near Kafr Nabl.",
        ASSAULT, "heavy-weapons", by="SYR:MIL", to="HTS", at="Kafr Nabl", on="2020-01-20",
    )  # fmt: skip
    found = states(attack, *ALL)
    assert "AST17-2" not in found
    assert {found[clause] for clause in ("SOC18-2", "CF20A-1")} == {"not assessable"}


@pytest.mark.parametrize(
    ("day", "state"),
    [("2020-01-08", None), ("2020-01-10", "not assessable"), ("2020-01-12", "alleged"), ("2020-03-07", None)],
)
def test_the_truce_of_january_2020_holds_by_both_readings_only_from_the_twelfth(day: str, state: str | None) -> None:
    struck = told("The army's jets bombed houses in Ariha.", ASSAULT, "aerial", by="SYR:MIL", to="SYR:CVL", at="Ariha", on=day)
    assert states(struck, "CF20A").get("CF20A-1") == state


def test_a_report_that_only_names_the_zone_is_inside_it() -> None:
    told_of = told(
        "Militants shelled the army in the Idlib de-escalation area.",
        ASSAULT, "heavy-weapons", by="SYR:REB", to="SYR:MIL", at="Idlib de-escalation area", on="2021-05-04",
    )  # fmt: skip
    found = states(told_of, *ALL)
    assert {found[clause] for clause in ("MOS20-1", "SOC18-9", "AST17-2")} == {"alleged"}


def test_fighting_outside_the_four_areas_or_with_the_sdf_does_not_touch_the_ban_of_2017() -> None:
    palmyra = told("The army shelled rebels near Palmyra.", ASSAULT, "heavy-weapons", by="SYR:MIL", at="Palmyra", on="2017-06-05")
    assert states(palmyra, "AST17") == {}
    afrin = told("Turkish jets bombed Afrin.", ASSAULT, "aerial", by="TUR:MIL", to="SDF", at="Afrin", on="2018-02-05")
    assert states(afrin, "AST17") == {}


def test_before_the_ban_on_fighting_of_2017_nothing_is_broken() -> None:
    struck = told("The army shelled Douma.", ASSAULT, "heavy-weapons", by="SYR:MIL", at="Douma", on="2017-05-04")
    assert states(struck, *ALL) == {}


def test_on_the_day_on_which_the_memorandum_but_not_the_ban_took_effect_it_depends_on_who_reads_it() -> None:
    struck = told("The army shelled Douma.", ASSAULT, "heavy-weapons", by="SYR:MIL", at="Douma", on="2017-05-05")
    assert states(struck, *ALL) == {"AST17-2": "not assessable"}
    later = told("The army shelled Douma.", ASSAULT, "heavy-weapons", by="SYR:MIL", at="Douma", on="2018-03-05")
    assert states(later, *ALL) == {"AST17-2": "alleged"}


def test_forces_still_in_the_area_after_the_last_day_show_the_demand_unmet_and_their_leaving_shows_it_met() -> None:
    held = told("The army fought on inside Saraqib.", ASSAULT, "clash", by="SYR:MIL", at="Saraqib", on="2020-03-02")
    assert states(held, "ULT20") == {"ULT20-1": "alleged"}
    left = told("The army withdrew from Saraqib.", RETREAT, "withdraw", by="SYR:MIL", at="Saraqib", on="2020-02-27")
    assert states(left, "ULT20") == {"ULT20-1": "compliance"}
    over = told("The army fought on inside Saraqib.", ASSAULT, "clash", by="SYR:MIL", at="Saraqib", on="2020-03-20")
    assert states(over, "ULT20") == {}


def test_between_the_sharper_word_and_the_first_last_day_it_depends_on_the_reading() -> None:
    held = told("The army fought on inside Saraqib.", ASSAULT, "clash", by="SYR:MIL", at="Saraqib", on="2020-02-20")
    assert states(held, "ULT20") == {"ULT20-1": "not assessable"}


def test_the_road_cut_after_the_last_day_breaks_the_duty_to_restore_transit() -> None:
    cut = told("Rebel fighters cut the M5 highway at Saraqib.", COERCE, "restrict", by="SYR:REB", at="Saraqib", on="2020-02-27")
    assert states(cut, "SOC18") == {"SOC18-8": "alleged"}
    early = told("Rebel fighters cut the M5 highway at Saraqib.", COERCE, "restrict", by="SYR:REB", at="Saraqib", on="2018-11-27")
    assert states(early, "SOC18") == {}


def test_a_joint_patrol_keeps_the_protocol_and_one_cut_short_does_not() -> None:
    ran = told(
        "Turkish and Russian vehicles ran a joint patrol past Ariha.",
        EventType.COOPERATE, by="TUR:MIL", at="Ariha", on="2020-04-15",
    )  # fmt: skip
    assert states(ran, "MOS20") == {"MOS20-3": "compliance"}
    stopped = told(
        "Militants blocked the joint patrol near Urum al-Jawz.",
        COERCE, "restrict", by="SYR:RAD", to="RUS:MIL", at="Urum al-Jawz", on="2020-03-15",
    )  # fmt: skip
    assert states(stopped, "MOS20") == {"MOS20-3": "alleged"}


def test_reinforcements_in_the_corridor_count_only_after_its_last_day_by_both_readings() -> None:
    def sent(day: str) -> dict[str, str]:
        told_of = told("Rebel fighters sent guns to Ariha.", MOBILIZE, "weapons", by="SYR:REB", at="Ariha", on=day)
        return states(told_of, "MOS20")

    assert [sent(f"2020-03-{day}") for day in (12, 13, 14)] == [
        {},
        {"MOS20-2": "not assessable"},
        {"MOS20-2": "alleged"},
    ]


def test_declarations_and_definitions_are_broken_by_nothing() -> None:
    silent = {"AST17-1", "AST17-5", "AST17-IDL-1", "AST17-IDL-4", "SOC18-3", "SOC18-4", "SOC18-10", "CF20A-2"}
    clauses = {clause.id: clause for agreement in choose_agreements(ALL) for clause in agreement.clauses}
    assert all(not clauses[key].breaks and clauses[key].note for key in silent)


def test_an_encircled_post_is_a_breach_that_lasts_until_it_is_given_up_and_a_shelling_is_not() -> None:
    told_of = [
        told("The army surrounded the observation post at Morek.", COERCE, "restrict", by="SYR:MIL", to="TUR:MIL",
             at="Morek", on="2019-08-23"),
        told("The army encircled the Turkish observation post at Saraqib.", COERCE, "restrict", by="SYR:MIL", to="TUR:MIL",
             at="Saraqib", on="2020-02-07", name="two"),
        told("The army shelled the Turkish observation post at Taftanaz.", ASSAULT, "heavy-weapons", by="SYR:MIL", to="TUR:MIL",
             at="Taftanaz", on="2020-02-10", name="three"),
        told("Turkey left its observation post at Saraqib.", RETREAT, "withdraw", by="TUR:MIL", at="Saraqib", on="2020-10-20",
             name="four"),
    ]  # fmt: skip
    reports, claims = [one[0] for one in told_of], [one[1] for one in told_of]
    incidents = reconcile(reports, claims)
    memorandum, gazetteer = choose_agreements(("SOC18",)), load_gazetteer()
    found = assess(incidents, claims, memorandum, reports=reports, places=gazetteer)
    lasting = violations(incidents, found, claims, memorandum, reports=reports, places=gazetteer)
    morek, saraqib = sorted((one for one in lasting if one.clause_id == "SOC18-1"), key=lambda one: one.place or "")
    assert [(one.place, one.by) for one in (morek, saraqib)] == [("Morek", ("SYR",)), ("Saraqib", ("SYR",))]
    assert morek.on(date(2020, 6, 1)) is Open.YES
    assert [saraqib.on(day) for day in (date(2020, 6, 1), date(2020, 12, 1))] == [Open.YES, Open.NO]


@pytest.mark.parametrize(
    ("words", "by", "to", "day", "clause"),
    [
        ("Turkey accused the army of violating the ceasefire", "TUR", "SYR:MIL", "2020-02-08", "CF20A-1"),
        ("Turkey accused the army of violating the ceasefire", "TUR", "SYR:MIL", "2020-03-08", "MOS20-1"),
        ("Russia accused Turkey of not parting rebels from radical groups, as agreed in Sochi", "RUS", "TUR", "2020-02-12", "SOC18-5"),
        ("Turkey accused the army of an offensive against the 2018 deal", "TUR", "SYR:MIL", "2020-01-28", "SOC18-2"),
        ("The rebels accused the army of attacks against what was agreed in Astana", "SYR:REB", "SYR:MIL", "2017-11-28", "AST17-2"),
        ("Turkey accused the army of ignoring its ultimatum", "TUR", "SYR:MIL", "2020-03-01", "ULT20-1"),
    ],
)  # fmt: skip
def test_an_accusation_is_kept_under_the_clause_of_its_days(words: str, by: str, to: str, day: str, clause: str) -> None:
    accused = told(words, EventType.ACCUSE, "allege", by=by, to=to, on=day)
    assert states(accused, *ALL) == {clause: "alleged"}


@pytest.mark.parametrize("realis", [Realis.FUTURE, Realis.CONDITIONAL])
def test_a_threat_against_the_forces_at_the_posts_breaks_nothing(realis: Realis) -> None:
    threat = told(
        "Turkey will strike the army near Saraqib.",
        ASSAULT,
        by="TUR:MIL",
        to="SYR:MIL",
        at="Saraqib",
        on="2020-02-12",
        realis=realis,
    )
    assert states(threat, *ALL) == {}


@pytest.mark.parametrize("mode", ["beat", "abduct", "torture", "crowd-control"])
def test_violence_that_is_no_fighting_breaks_no_ceasefire(mode: str) -> None:
    done = told(
        "Soldiers mistreated two residents in Saraqib.", ASSAULT, mode, by="SYR:MIL", to="SYR:CVL", at="Saraqib", on="2020-04-02"
    )
    assert states(done, *ALL) == {}


def test_an_attack_whose_means_is_not_told_is_one() -> None:
    done = told("The army attacked rebels in Saraqib.", ASSAULT, by="SYR:MIL", to="SYR:REB", at="Saraqib", on="2020-04-02")
    assert states(done, *ALL)["MOS20-1"] == "alleged"
