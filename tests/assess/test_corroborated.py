"""Nothing is corroborated that rests on one origin: copies, one ministry, an admission, an agency's wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.assess.acts import FIRE, under
from tests.telling import claim, report
from trucewatch.assess import assess
from trucewatch.model import Claim, EventType, Finding, FindingState, Realis, Report
from trucewatch.reconcile import incidents_of
from trucewatch.reconcile.facts import facts_of

ARMY, REBELS = ("The army", "SYR:MIL"), ("rebels", "SYR:REB")


def told(
    outlet: str, text: str, *, speaker: tuple[str, str] | None = None, realis: Realis = Realis.ACTUAL
) -> tuple[Report, Claim]:
    one = report(outlet.lower(), "2020-04-11", text, outlet)
    said = claim(
        one,
        text,
        EventType.ASSAULT,
        "heavy-weapons",
        by=[ARMY],
        to=[REBELS],
        at="Saraqib",
        on="2020-04-10",
        speaker=speaker,
        realis=realis,
    )
    return one, said


def finding(pairs: Sequence[tuple[Report, Claim]]) -> Finding:
    reports, claims = {one.id: one for one, _ in pairs}, [said for _, said in pairs]
    group = tuple(sorted(said.id for said in claims))
    merged = incidents_of((group,), facts_of(claims, reports), {said.id: said for said in claims}, reports)
    (found,) = assess(merged, claims, [under(FIRE)], reports=tuple(reports.values()))
    return found


SHORT = "The army shelled rebels at Saraqib"
MINISTRY = ("the Syrian defence ministry", "SYR:MIL")
OPPOSITION = ("a rebel commander", "SYR:REB")
CASES = {
    "one outlet": [told("Hill", SHORT)],
    "two outlets that have it from one ministry": [
        told("Hill", "The army hit rebels at Saraqib with artillery, the ministry said", speaker=MINISTRY),
        told("River", "According to the ministry its guns struck fighters near the town", speaker=MINISTRY),
    ],
    "the word of those who were hit alone": [
        told("Hill", "A rebel commander said shells of the army fell on his men", speaker=OPPOSITION),
        told("River", "Guns of the army fired at us all night, the rebel commander told us", speaker=OPPOSITION),
    ],
    "a copy word by word": [
        told("Hill", "The army shelled rebels at Saraqib for three hours on Friday and set four houses at the market on fire"),
        told("River", "The army shelled rebels at Saraqib for three hours on Friday and set four houses at the market on fire"),
    ],
}


@pytest.mark.parametrize("name", CASES)
def test_one_origin_leaves_it_alleged_in_however_many_reports(name: str) -> None:
    assert finding(CASES[name]).state is FindingState.ALLEGED


def test_a_party_that_admits_its_act_is_named_but_is_one_origin() -> None:
    found = finding([told("Hill", "Our guns hit rebels at Saraqib, the ministry said", speaker=MINISTRY)])
    assert found.state is FindingState.ALLEGED
    assert any("admitted" in reason for reason in found.reasons)


def test_two_witnesses_that_know_nothing_of_each_other_corroborate_it() -> None:
    pairs = [
        told("Hill", "A nurse counted nine shells of the army"),
        told("River", "Drivers on the road watched army guns fire"),
    ]
    assert finding(pairs).state is FindingState.CORROBORATED


def test_a_denial_beside_two_witnesses_contests_it() -> None:
    pairs = [
        told("Hill", "A nurse counted nine shells of the army"),
        told("River", "Drivers on the road watched army guns fire"),
        told("Lake", "The ministry denied that the army had fired", speaker=MINISTRY, realis=Realis.NEGATED),
    ]
    assert finding(pairs).state is FindingState.CONTESTED


@pytest.mark.parametrize(("mode", "state"), [("aerial", FindingState.ALLEGED), (None, FindingState.CORROBORATED)])
def test_guns_and_aircraft_are_no_two_witnesses_of_one_act(mode: str | None, state: FindingState) -> None:
    guns = told("Hill", "Guns of the army shelled rebels at Saraqib")
    report_, said = told("River", "The army struck fighters in the north of the province for hours")
    found = finding([guns, (report_, replace(said, mode=mode))])
    assert found.state is state
