"""The Stockholm Agreement of 2018 and the truce of 2022 in Yemen: what events of those years come to under their clauses."""

from __future__ import annotations

import pytest

from tests.assess.pacts import states, told
from trucewatch.model import EventType, FindingState

ASSAULT, COERCE, RETREAT, MOBILIZE = EventType.ASSAULT, EventType.COERCE, EventType.RETREAT, EventType.MOBILIZE
BOTH = ("STO18", "YEM22")
ALLEGED = FindingState.ALLEGED.value


def shelled(at: str, on: str, by: str = "HOUTHIS", to: str = "YEM:MIL", mode: str = "heavy-weapons") -> dict[str, str]:
    country = "SAU" if at in ("Jizan", "Abha") else "YEM"
    return states(told(f"Shells hit {at}.", ASSAULT, mode, by=by, to=to, at=at, country=country, on=on), *BOTH)


@pytest.mark.parametrize(
    ("at", "on", "found"),
    [
        ("Hodeidah", "2018-12-10", {}),
        ("Hodeidah", "2018-12-15", {"STO18-1": "not assessable"}),
        ("Hodeidah", "2018-12-20", {"STO18-1": ALLEGED}),
        ("Ad Durayhimi", "2019-02-03", {"STO18-1": ALLEGED}),
        ("Marib", "2019-02-03", {}),
        ("Marib", "2022-04-20", {"YEM22-1": ALLEGED}),
        ("Marib", "2022-10-12", {}),
    ],
)
def test_a_shelling_breaks_the_ceasefire_of_its_place_and_days(at: str, on: str, found: dict[str, str]) -> None:
    assert shelled(at, on) == found


def test_inside_hudaydah_both_the_ceasefire_and_the_truce_hold_in_the_summer_of_2022() -> None:
    assert shelled("Hodeidah", "2022-07-01") == {"STO18-1": ALLEGED, "YEM22-1": ALLEGED}


def test_on_the_evening_on_which_the_truce_began_the_hour_decides() -> None:
    assert shelled("Marib", "2022-04-02") == {"YEM22-1": "not assessable"}


def test_a_drone_across_the_border_breaks_the_truce_and_not_the_ceasefire_of_hudaydah() -> None:
    assert shelled("Jizan", "2022-05-01", to="SAU", mode="drone") == {"YEM22-1": ALLEGED}
    assert shelled("Jizan", "2019-05-01", to="SAU", mode="drone") == {}


def test_an_air_strike_of_the_coalition_counts_as_its_side_agreed_to_the_truce() -> None:
    assert shelled("Sanaa", "2022-05-01", by="SAU:MIL", to="HOUTHIS", mode="aerial") == {"YEM22-1": ALLEGED}


def test_an_attack_by_a_group_that_is_no_party_breaks_nothing() -> None:
    assert shelled("Marib", "2022-05-01", by="YEM:RAD") == {}


def test_reinforcements_to_hudaydah_break_their_ban_at_once_and_the_redeployment_after_its_last_day() -> None:
    def sent(on: str) -> dict[str, str]:
        words = "Houthi fighters were sent to Hodeidah."
        return states(told(words, MOBILIZE, "troops", by="HOUTHIS", at="Hodeidah", country="YEM", on=on), "STO18")

    assert sent("2018-12-27") == {"STO18-4": ALLEGED}
    assert sent("2019-01-08")["STO18-3"] == "not assessable"  # the 21 days are counted in two ways
    assert {clause: sent("2019-01-20")[clause] for clause in ("STO18-3", "STO18-4")} == {"STO18-3": ALLEGED, "STO18-4": ALLEGED}


def test_leaving_a_port_keeps_the_first_step() -> None:
    words = "Houthi forces withdrew from the port of Salif."
    left = told(words, RETREAT, "withdraw", by="HOUTHIS", at="Salif", country="YEM", on="2019-05-12")
    assert states(left, "STO18") == {"STO18-2": "compliance", "STO18-3": "compliance"}


def test_a_monitor_of_the_committee_shot_at_is_a_breach_of_its_protection() -> None:
    words = "Shots hit a convoy of the United Nations in Hodeidah."
    shot = told(words, ASSAULT, "firearms", by="HOUTHIS", to="UN", at="Hodeidah", country="YEM", on="2019-01-17")
    assert states(shot, "STO18") == {"STO18-1": ALLEGED, "STO18-6": ALLEGED}


def test_fuel_ships_let_in_keep_the_truce_and_held_back_break_it() -> None:
    let_in = told(
        "The coalition let a fuel ship into Hodeidah.", RETREAT, "access", by="SAU", at="Hodeidah", country="YEM", on="2022-04-05"
    )
    assert states(let_in, "YEM22") == {"YEM22-3": "compliance"}
    held = told("The coalition held back a fuel ship.", COERCE, "restrict", by="SAU", to="HOUTHIS", on="2022-06-20")
    assert states(held, "YEM22") == {"YEM22-3": ALLEGED}


def test_a_closed_road_at_taiz_breaks_nothing_since_only_a_meeting_is_owed() -> None:
    words = "The Houthis kept the roads of Taiz closed."
    closed = told(words, COERCE, "restrict", by="HOUTHIS", at="Taiz", country="YEM", on="2022-06-20")
    assert states(closed, "YEM22") == {}


@pytest.mark.parametrize(
    ("words", "by", "to", "day", "clause"),
    [
        ("The government accused the Houthis of violating the ceasefire in Hodeidah", "YEM:GOV", "HOUTHIS", "2019-06-01", "STO18-1"),
        ("The Houthis accused the coalition of violating the truce", "HOUTHIS", "SAU", "2022-05-03", "YEM22-1"),
        ("The government accused the Houthis of keeping roads closed against the truce", "YEM:GOV", "HOUTHIS", "2022-07-03", "YEM22-5"),
        ("The government accused the Houthis of not leaving the ports, as agreed in Stockholm", "YEM:GOV", "HOUTHIS", "2019-03-03",
         "STO18-2"),
    ],
)  # fmt: skip
def test_an_accusation_is_kept_under_the_clause_it_names(words: str, by: str, to: str, day: str, clause: str) -> None:
    assert states(told(words, EventType.ACCUSE, "allege", by=by, to=to, on=day), *BOTH) == {clause: ALLEGED}


def test_after_the_truce_lapsed_a_bare_word_means_none_of_them() -> None:
    words = "The government accused the Houthis of violating the truce"
    assert states(told(words, EventType.ACCUSE, "allege", by="YEM:GOV", to="HOUTHIS", on="2022-11-01"), *BOTH) == {}


def test_an_abduction_breaks_neither_truce_of_yemen() -> None:
    for on in ("2019-06-01", "2022-05-03"):
        taken = told(
            "The Houthis abducted a journalist.",
            ASSAULT,
            "abduct",
            by="HOUTHIS",
            to="YEM:CVL",
            at="Hodeidah",
            country="YEM",
            on=on,
        )
        assert states(taken, *BOTH) == {}
