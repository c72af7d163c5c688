"""The ceasefire in Libya of October 2020: what later events come to under its clauses."""

from __future__ import annotations

import pytest

from tests.assess.pacts import states, told
from trucewatch.model import EventType, FindingState

ASSAULT, COERCE, RETREAT, MOBILIZE = EventType.ASSAULT, EventType.COERCE, EventType.RETREAT, EventType.MOBILIZE
ALLEGED = FindingState.ALLEGED.value


def fought(by: str, to: str, on: str = "2020-12-07", at: str = "Sirte", mode: str = "clash") -> dict[str, str]:
    return states(told(f"They fought at {at}.", ASSAULT, mode, by=by, to=to, at=at, country="LBY", on=on), "LBY20")


def test_the_two_sides_fighting_each_other_break_it_wherever_in_libya() -> None:
    assert fought("LNA", "GNA") == {"LBY20-1": ALLEGED}
    assert fought("GNA", "LNA", at="Sabha") == {"LBY20-1": ALLEGED}
    assert fought("LNA", "LBY:MIL", on="2021-12-01") == {"LBY20-1": ALLEGED}


def test_before_the_signing_nothing_is_broken() -> None:
    assert fought("LNA", "GNA", on="2020-10-22") == {}


def test_armed_groups_of_one_side_fighting_each_other_break_nothing() -> None:
    assert fought("LBY:MIL", "LBY:REB", on="2022-08-27", at="Tripoli") == {}


def test_an_attack_on_a_listed_group_is_left_out() -> None:
    assert fought("LNA", "ISIS", at="Sabha") == {}


def test_shelling_of_residents_counts_and_a_beating_does_not() -> None:
    assert fought("LNA", "LBY:CVL", mode="heavy-weapons") == {"LBY20-1": ALLEGED}
    assert fought("LNA", "LBY:CVL", mode="beat") == {}


@pytest.mark.parametrize(("on", "found"), [("2020-12-20", {}), ("2021-02-20", {"LBY20-3": ALLEGED})])
def test_mercenaries_brought_in_count_from_the_day_after_the_three_months(on: str, found: dict[str, str]) -> None:
    words = "The eastern army brought Wagner mercenaries to Sirte."
    brought = told(words, MOBILIZE, "militia", by="LNA", at="Sirte", country="LBY", on=on)
    state = states(brought, "LBY20")
    assert {clause: said for clause, said in state.items() if clause == "LBY20-3"} == found


def test_soldiers_who_are_no_mercenaries_do_not_count_as_such() -> None:
    words = "The eastern army sent a brigade to Sabha."
    assert states(told(words, MOBILIZE, "troops", by="LNA", at="Sabha", country="LBY", on="2021-03-01"), "LBY20") == {}


def test_units_sent_to_the_front_cannot_be_told_since_the_front_was_never_drawn() -> None:
    words = "The eastern army sent a brigade to the front at Sirte."
    sent = told(words, MOBILIZE, "troops", by="LNA", at="Sirte", country="LBY", on="2021-03-01")
    assert states(sent, "LBY20") == {"LBY20-2": "not assessable"}


def test_the_coastal_road_reopened_keeps_the_agreement_and_closed_again_breaks_it() -> None:
    opened = told("The two sides reopened the coastal road at Abu Grein.", RETREAT, "access", by="GNA", at="Abu Grein",
                  country="LBY", on="2021-07-30")  # fmt: skip
    assert states(opened, "LBY20") == {"LBY20-7": "compliance"}
    closed = told("The eastern army closed the coastal road at Sirte.", COERCE, "restrict", by="LNA", at="Sirte",
                  country="LBY", on="2021-08-20")  # fmt: skip
    assert states(closed, "LBY20") == {"LBY20-7": ALLEGED}


@pytest.mark.parametrize(
    ("words", "by", "to", "clause"),
    [
        ("The government in Tripoli accused the eastern army of violating the ceasefire", "GNA", "LNA", "LBY20-1"),
        ("The government accused the eastern army of keeping mercenaries, against the ceasefire", "GNA", "LNA", "LBY20-3"),
    ],
)
def test_an_accusation_is_kept_under_the_clause_it_names(words: str, by: str, to: str, clause: str) -> None:
    assert states(told(words, EventType.ACCUSE, "allege", by=by, to=to, on="2021-02-01"), "LBY20") == {clause: ALLEGED}
