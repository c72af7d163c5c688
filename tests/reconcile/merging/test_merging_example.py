"""Merging on claims made by hand from the packaged example: what each pair of dispatches is there to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from tests.telling import claim, report
from trucewatch.model import Claim, EventType, Incident, Realis, Relation, Report, State
from trucewatch.reconcile import reconcile

DISPATCHES = Path(__file__).parents[3] / "trucewatch" / "example" / "reports"
ASSAULT, MOBILIZE, REQUEST, THREATEN = EventType.ASSAULT, EventType.MOBILIZE, EventType.REQUEST, EventType.THREATEN
SHELLING = "heavy-weapons"
OBSERVATORY = ("Syrian Observatory for Human Rights", "NGO")


def dispatch(name: str, day: str, outlet: str) -> Report:
    text = next(DISPATCHES.glob(f"{name}*")).read_text(encoding="utf-8")
    return report(name, day, text, outlet)


WIRE = dispatch("01", "2020-02-03", "Levant Wire")
COPY = dispatch("02", "2020-02-03", "Harbour Gazette")
COURIER = dispatch("03", "2020-02-04", "Bosphorus Courier")
DEMAND = dispatch("04", "2020-02-12", "Bosphorus Courier")
DESK = dispatch("05", "2020-02-13", "Northern Desk")
REPORTS = (WIRE, COPY, COURIER, DEMAND, DESK)

WIRE_WORDS = (
    "Eight Turkish soldiers were killed on Monday when Syrian government forces shelled their convoy near the town of Saraqib"
)
MINISTRY = ("the Turkish Defence Ministry", "TUR:GOV")


def _shelling(told: Report) -> Claim:
    return claim(
        told,
        WIRE_WORDS,
        ASSAULT,
        SHELLING,
        by=[("Syrian government forces", "SYR:MIL")],
        to=[("Turkish soldiers", "TUR:MIL")],
        at="Saraqib",
        on="2020-02-03",
        speaker=MINISTRY,
        counts=[("killed", 8, 8, "TUR:MIL")],
    )


CLAIMS: tuple[Claim, ...] = (
    _shelling(WIRE),
    claim(
        WIRE,
        "Turkish artillery fired back at 46 targets",
        ASSAULT,
        SHELLING,
        by=[("Turkish artillery", "TUR:MIL")],
        on="2020-02-03",
        speaker=("Hulusi Akar", "TUR:GOV"),
    ),
    _shelling(COPY),
    claim(
        COURIER,
        "Seven Turkish soldiers and a civilian contractor were killed on Monday in shelling by the Assad regime near Saraqib",
        ASSAULT,
        SHELLING,
        by=[("the Assad regime", "SYR")],
        to=[("Turkish soldiers", "TUR:MIL"), ("civilian contractor", "TUR:CVL")],
        at="Saraqib",
        on="2020-02-03",
        speaker=("two officials in Hatay", ""),
        counts=[("killed", 7, 7, "TUR:MIL"), ("killed", 1, 1, "TUR:CVL")],
    ),
    claim(
        DEMAND,
        "demanded that the regime forces withdraw behind the Turkish observation posts in Idlib by the end of February",
        REQUEST,
        "yield",
        by=[("Recep Tayyip Erdoğan", "TUR:GOV")],
        to=[("regime forces", "SYR:MIL")],
        at="Idlib",
        on="2020-02-12",
        speaker=("Recep Tayyip Erdoğan", "TUR:GOV"),
        by_day="2020-02-29",
    ),
    claim(
        DEMAND,
        '"If the regime does not pull back by then, Turkey will do what is necessary itself,"',
        THREATEN,
        "violence",
        by=[("Turkey", "TUR")],
        to=[("the regime", "SYR")],
        on="2020-02-12",
        realis=Realis.CONDITIONAL,
        speaker=("Recep Tayyip Erdoğan", "TUR:GOV"),
        direct=True,
    ),
    claim(
        DEMAND,
        "Five Turkish soldiers were killed on Monday in regime shelling of the Taftanaz air base",
        ASSAULT,
        SHELLING,
        by=[("regime", "SYR")],
        to=[("Turkish soldiers", "TUR:MIL")],
        at="Taftanaz air base",
        on="2020-02-10",
        counts=[("killed", 5, 5, "TUR:MIL")],
    ),
    claim(
        DEMAND,
        "Turkey will send more commandos and armoured vehicles to its observation posts in Idlib",
        MOBILIZE,
        "troops",
        by=[("Turkey", "TUR")],
        at="Idlib",
        on="2020-02-12",
        realis=Realis.FUTURE,
        speaker=("Hulusi Akar", "TUR:GOV"),
    ),
    claim(
        DESK,
        "has demanded that the Syrian army withdraw behind Turkey's observation posts by the end of the month",
        REQUEST,
        "yield",
        by=[("Recep Tayyip Erdoğan", "TUR:GOV")],
        to=[("the Syrian army", "SYR:MIL")],
        speaker=("Recep Tayyip Erdoğan", "TUR:GOV"),
        by_day="2020-02-29",
    ),
    claim(
        DESK,
        '"Should the Syrian army fail to retreat in that time, Turkey will have to take matters into its own hands,"',
        THREATEN,
        "violence",
        by=[("Turkey", "TUR")],
        to=[("the Syrian army", "SYR:MIL")],
        on="2020-02-12",
        realis=Realis.CONDITIONAL,
        speaker=("Recep Tayyip Erdoğan", "TUR:GOV"),
        direct=True,
    ),
    claim(
        DESK,
        "Turkey has sent 400 commandos and at least 60 armoured vehicles to its observation posts in Idlib",
        MOBILIZE,
        "troops",
        by=[("Turkey", "TUR")],
        at="Idlib",
        on="2020-02-13",
        speaker=("two rebel commanders", "SYR:REB"),
        counts=[("troops", 400, 400, "TUR:MIL"), ("vehicles", 60, None, "TUR:MIL")],
    ),
    claim(
        DESK,
        "Six Turkish soldiers were killed on Monday when Syrian government forces shelled the air base at Taftanaz",
        ASSAULT,
        SHELLING,
        by=[("Syrian government forces", "SYR:MIL")],
        to=[("Turkish soldiers", "TUR:MIL")],
        at="Taftanaz",
        on="2020-02-10",
        speaker=OBSERVATORY,
        counts=[("killed", 6, 6, "TUR:MIL")],
    ),
    claim(
        DESK,
        "denied that its forces had attacked any Turkish post",
        ASSAULT,
        None,
        by=[("its forces", "SYR:MIL")],
        to=[("Turkish post", "TUR:MIL")],
        at="Taftanaz",
        realis=Realis.NEGATED,
        speaker=("Syria's foreign ministry", "SYR:GOV"),
    ),
)


@pytest.fixture(scope="module")
def incidents() -> tuple[Incident, ...]:
    return reconcile(REPORTS, CLAIMS)


def with_words(incidents: Sequence[Incident], words: str) -> Incident:
    chosen = {c.id for c in CLAIMS if c.quote.text.startswith(words)}
    return next(i for i in incidents if chosen & set(i.claim_ids))


def relations(incident: Incident) -> set[Relation]:
    return {item.relation for item in incident.comparisons}


def test_three_reports_of_one_shelling_are_one_incident(incidents: tuple[Incident, ...]) -> None:
    shelling = with_words(incidents, WIRE_WORDS)
    told = [(account.letter, account.outlet) for account in shelling.accounts]
    assert told == [("A", "Levant Wire"), ("B", "Harbour Gazette"), ("C", "Bosphorus Courier")]
    assert (shelling.actor, shelling.place and shelling.place.name) == (("SYR:MIL",), "Saraqib")


def test_a_wire_copy_is_not_a_second_origin(incidents: tuple[Incident, ...]) -> None:
    shelling = with_words(incidents, WIRE_WORDS)
    assert shelling.origins == 2
    assert shelling.accounts[0].origin == shelling.accounts[1].origin != shelling.accounts[2].origin
    assert "nearly the same words as account A" in shelling.accounts[1].origin_reason


def test_seven_soldiers_and_a_contractor_are_eight_dead(incidents: tuple[Incident, ...]) -> None:
    shelling = with_words(incidents, WIRE_WORDS)
    killed = shelling.figures[0]
    assert (killed.low, killed.best, killed.high) == (8, 8, 8)
    assert [(part.low, part.high) for part in killed.parts if part.of == "TUR:MIL"] == [(7, 8)]
    assert Relation.LIKE_MEASURES in relations(shelling)
    assert Relation.DIFFERENT_NUMBERS not in relations(shelling)
    assert shelling.state is State.CORROBORATED


def test_two_outlets_name_one_side_differently(incidents: tuple[Incident, ...]) -> None:
    shelling = with_words(incidents, WIRE_WORDS)
    naming = next(item for item in shelling.comparisons if item.relation is Relation.DIFFERENT_NAMING)
    assert {naming.a.text, naming.b.text if naming.b else ""} == {"Syrian government forces", "the Assad regime"}


def test_a_shelling_a_week_later_is_another_incident(incidents: tuple[Incident, ...]) -> None:
    assert with_words(incidents, WIRE_WORDS).id != with_words(incidents, "Five Turkish soldiers").id


def test_return_fire_is_another_incident(incidents: tuple[Incident, ...]) -> None:
    assert with_words(incidents, WIRE_WORDS).id != with_words(incidents, "Turkish artillery").id


def test_five_against_six_dead_contradict_and_the_denial_is_told(incidents: tuple[Incident, ...]) -> None:
    taftanaz = with_words(incidents, "Five Turkish soldiers")
    assert taftanaz.id == with_words(incidents, "Six Turkish soldiers").id == with_words(incidents, "denied that its forces").id
    killed = taftanaz.figures[0]
    assert (killed.low, killed.high) == (5, 6)
    assert Relation.DIFFERENT_NUMBERS in relations(taftanaz)
    assert taftanaz.state is State.CONTESTED
    assert "denied according to Syria's foreign ministry" in taftanaz.state_reason
    assert "accounts differ on the number killed: 5 to 6" in taftanaz.state_reason


def test_troops_planned_and_troops_sent_are_set_side_by_side(incidents: tuple[Incident, ...]) -> None:
    troops = with_words(incidents, "Turkey will send more commandos")
    planned = next(item for item in troops.comparisons if item.relation is Relation.PLANNED_DONE)
    assert planned.a.text.startswith("Turkey will send")
    assert planned.b is not None
    assert planned.b.text.startswith("Turkey has sent")
    assert troops.realis is Realis.ACTUAL


def test_one_speech_in_two_renderings_is_one_statement_of_one_origin(incidents: tuple[Incident, ...]) -> None:
    threat = with_words(incidents, '"If the regime')
    assert threat.id == with_words(incidents, '"Should the Syrian army').id
    assert Relation.TWO_RENDERINGS in relations(threat)
    assert threat.origins == 1


def test_one_ultimatum_told_twice_is_one_incident(incidents: tuple[Incident, ...]) -> None:
    demand = with_words(incidents, "demanded that the regime forces")
    assert demand.id == with_words(incidents, "has demanded that the Syrian army").id
    assert any("same last day" in match.reasons for match in demand.matches)


def test_a_match_says_why(incidents: tuple[Incident, ...]) -> None:
    shelling = with_words(incidents, WIRE_WORDS)
    assert all({"same day", "both name Saraqib", "same actor (SYR)"} <= set(match.reasons) for match in shelling.matches)


def test_an_incident_keeps_its_id_when_later_reports_arrive(incidents: tuple[Incident, ...]) -> None:
    first = reconcile(REPORTS[:2], [c for c in CLAIMS if c.report_id in ("01", "02")])
    assert {incident.id for incident in first} <= {incident.id for incident in incidents}


def test_the_day_is_the_one_told(incidents: tuple[Incident, ...]) -> None:
    time = with_words(incidents, "Five Turkish soldiers").time
    assert time is not None
    assert (time.start, time.last) == (date(2020, 2, 10), date(2020, 2, 10))


def test_who_only_plans_it_does_not_carry_that_it_was_done(incidents: tuple[Incident, ...]) -> None:
    troops = with_words(incidents, "Turkey will send more commandos")
    assert troops.origins == 2
    assert (troops.state, troops.state_reason) == (State.ALLEGED, "one origin only: armed opposition in Syria")


def test_a_denial_dated_by_the_day_it_was_made_still_goes_to_what_it_denies() -> None:
    told = report(
        "r",
        "2020-02-13",
        "The army shelled a Turkish post on Monday. On Thursday the ministry denied that it had attacked a post.",
    )
    act = claim(
        told,
        "The army shelled a Turkish post",
        ASSAULT,
        SHELLING,
        by=[("The army", "SYR:MIL")],
        to=[("post", "TUR:MIL")],
        at="Taftanaz",
        on="2020-02-10",
    )
    denial = claim(
        told,
        "it had attacked a post",
        ASSAULT,
        by=[("it", "SYR")],
        to=[("post", "TUR")],
        on="2020-02-13",
        realis=Realis.NEGATED,
        speaker=("the ministry", "SYR:GOV"),
    )
    (incident,) = reconcile([told], [act, denial])
    assert incident.state is State.CONTESTED
    assert incident.time is not None
    assert incident.time.start == date(2020, 2, 10)


def test_a_truce_said_to_be_broken_is_not_the_truce() -> None:
    told = report("r", "2020-03-07", "A ceasefire came into force. The ceasefire has collapsed.")
    truce = claim(told, "A ceasefire came into force", EventType.RETREAT, "ceasefire", at="Idlib", on="2020-03-06")
    broken = claim(
        told, "The ceasefire has collapsed", EventType.RETREAT, "ceasefire", at="Idlib", on="2020-03-06", realis=Realis.NEGATED
    )
    assert len(reconcile([told], [truce, broken])) == 2


def test_a_truce_said_to_be_broken_is_alleged_not_denied() -> None:
    told = report("r", "2020-03-07", "The ceasefire has collapsed.", "One")
    broken = claim(
        told, "The ceasefire has collapsed", EventType.RETREAT, "ceasefire", at="Idlib", on="2020-03-06", realis=Realis.NEGATED
    )
    (incident,) = reconcile([told], [broken])
    assert (incident.state, incident.state_reason) == (State.ALLEGED, "one origin only: One")
