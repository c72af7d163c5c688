"""The two seed reports under all packaged agreements: what a monitor would say of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from tests.eval.shared import shared
from trucewatch.assess import assess
from trucewatch.knowledge.agreements import load_agreements
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.knowledge.posts import load_posts
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import EventType, Finding, FindingState, Grade, Incident, Realis, Statement
from trucewatch.reading import read
from trucewatch.reconcile import reconcile

IDLIB = {"AST17", "AST17-IDL", "SOC18", "CF20A", "ULT20", "MOS20"}


@dataclass(frozen=True, slots=True)
class Seeds:
    """The incidents of the seeds by id, and what they come to."""

    incidents: dict[str, Incident]
    findings: tuple[Finding, ...]
    dated: bool


@pytest.fixture(scope="module", params=[None, date(2020, 2, 13)], ids=["undated", "dated"])
def seeds(request: pytest.FixtureRequest) -> Seeds:
    readings = [item for item in read([shared("seeds")], published=request.param) if isinstance(item, tuple)]
    reports, claims = [item[0] for item in readings], [claim for item in readings for claim in item[1]]
    incidents = reconcile(reports, claims)
    found = assess(incidents, claims, load_agreements(), reports=reports, places=load_gazetteer(), posts=load_posts())
    return Seeds({incident.id: incident for incident in incidents}, found, request.param is not None)


def test_russias_accusation_is_tied_to_the_instrument_of_2018_and_to_turkey(seeds: Seeds) -> None:
    accused = [one for one in seeds.findings if seeds.incidents[one.incident_id].type is EventType.ACCUSE]
    assert {one.agreement_id for one in accused} == {"SOC18"}
    assert {one.clause_id for one in accused} <= {"SOC18-5", ""}
    assert any(one.clause_id == "SOC18-5" for one in accused)
    for one in accused:
        assert one.state is FindingState.ALLEGED
        assert sides_of(one.alleged_by) == {"RUS"}
        assert sides_of(one.against) == {"TUR"}


def test_nothing_is_corroborated_that_rests_on_one_origin(seeds: Seeds) -> None:
    corroborated = [one for one in seeds.findings if one.state is FindingState.CORROBORATED]
    assert corroborated
    for one in corroborated:
        grades = seeds.incidents[one.incident_id].grades
        for statement in (Statement.HAPPENED, Statement.BY_WHOM):
            (carried,) = [g for g in grades if g.statement is statement and g.grade is Grade.CORROBORATED]
            assert len(set(carried.origins)) > 1


def test_only_instruments_on_idlib_are_touched(seeds: Seeds) -> None:
    assert {one.agreement_id for one in seeds.findings} <= IDLIB


def test_threats_and_plans_break_nothing(seeds: Seeds) -> None:
    acts = [one for one in seeds.findings if seeds.incidents[one.incident_id].type is not EventType.ACCUSE]
    assert all(seeds.incidents[one.incident_id].realis is Realis.ACTUAL for one in acts)


def test_reinforced_posts_keep_the_clause_on_posts(seeds: Seeds) -> None:
    kept = [one for one in seeds.findings if one.state is FindingState.COMPLIANCE]
    assert {(one.agreement_id, one.clause_id) for one in kept} == {("SOC18", "SOC18-1")}


def test_a_dated_report_says_nothing_of_a_truce_three_weeks_later(seeds: Seeds) -> None:
    later = [one for one in seeds.findings if one.agreement_id == "MOS20"]
    assert not (seeds.dated and later)
    assert all(one.state is FindingState.NOT_ASSESSABLE for one in later)
