"""Agreements in words: times with their zone, acts as a lawyer would say them, and what is unsure marked as such."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.parties import load_parties
from trucewatch.model import Act, Area, AreaKind, Counted, EventType, Related, Stage, Tie, Turn, Where
from trucewatch.publish.pact_words import (
    act_words,
    area_words,
    deadline_words,
    local_words,
    party_lines,
    related_words,
    turn_words,
    window_words,
)

LABELS = load_parties().label
MOS20 = next(agreement for agreement in load_agreements() if agreement.id == "MOS20")


def test_an_instant_names_its_zone_only_with_a_time() -> None:
    assert local_words(date(2020, 3, 6), time(0, 1), "Europe/Istanbul") == "6 March 2020, 00:01 (Europe/Istanbul)"
    assert local_words(date(2020, 3, 6), None, "Europe/Istanbul") == "6 March 2020"


def test_a_clause_without_a_start_holds_from_the_day_the_instrument_takes_effect() -> None:
    clause = replace(MOS20.clauses[0], start=None, start_at=None, end=None)
    assert window_words(replace(MOS20, ended=None), clause) == "from 6 March 2020, no end given"


def test_a_recurring_duty_tells_its_period() -> None:
    clause = replace(MOS20.clauses[0], deadline=date(2020, 3, 15), deadline_at=None, every_days=7)
    assert deadline_words(MOS20, clause) == "15 March 2020, then every 7 days"
    assert deadline_words(MOS20, replace(clause, deadline=None)) == ""


def test_an_act_tells_kinds_doers_victims_figures_and_where() -> None:
    act = Act(
        (EventType.ASSAULT, EventType.COERCE),
        ("heavy-weapons", "restrict"),
        by=("SYR:MIL",),
        to=("TUR:MIL",),
        where=Where.OUTSIDE,
        counts=Counted.KILLED,
        at_least=3,
        words=("post",),
    )
    words = act_words(act, LABELS)
    assert f"by {LABELS('SYR:MIL')}" in words
    assert f"against {LABELS('TUR:MIL')}" in words
    assert words.endswith("3 or more killed; told with “post…”; outside the area")


def test_an_act_without_a_mode_is_its_type_as_a_whole() -> None:
    assert act_words(Act((EventType.ASSAULT,)), LABELS) == act_words(Act((EventType.ASSAULT,), ("restrict",)), LABELS)


def test_an_area_tells_how_wide_and_how_exactly_it_is_known() -> None:
    band = Area("A", "The band", AreaKind.BAND, width_km=20, least_km=15, precision_km=2)
    assert area_words(band).endswith("15 to 20 km to each side, known to about 2 km")


def test_what_is_unsure_is_marked() -> None:
    turn = Turn(Stage.LAPSED, date(2022, 10, 2), "a source", note="not renewed", unsure=True)
    assert turn_words(turn, "Asia/Aden") == "lapsed 2 October 2022: not renewed (unsure)"
    assert related_words(Related(Tie.IMPLEMENTS, "AST17")) == "implements AST17"


def test_who_never_agreed_is_told_apart_from_who_did_not_sign() -> None:
    told = dict(party_lines(replace(MOS20, non_consenting=("SYR",)), LABELS))
    assert LABELS("SYR") in told["Bound, did not agree"]
    assert LABELS("SYR") not in told["Bound, did not sign"].split(", ")
