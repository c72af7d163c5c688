"""The two seed reports on 13 dead: which origins there are, why, and how far each statement is carried."""

from __future__ import annotations

from datetime import date

import pytest

from tests.eval.shared import shared
from trucewatch.model import Claim, Counted, Grade, Grading, Incident, Relation, Report, State, Statement
from trucewatch.reading import read
from trucewatch.reconcile import reconcile


@pytest.fixture(scope="module", params=[None, date(2020, 2, 13)], ids=["undated", "dated"])
def attack(request: pytest.FixtureRequest) -> Incident:
    """The incident in which both seeds count 13 soldiers killed."""
    readings = [item for item in read([shared("seeds")], published=request.param) if isinstance(item, tuple)]
    reports: list[Report] = [item[0] for item in readings]
    claims: list[Claim] = [claim for item in readings for claim in item[1]]
    killed = {claim.id for claim in claims for f in claim.figures if f.kind is Counted.KILLED and f.low == 13}
    found = [incident for incident in reconcile(reports, claims) if len(killed & set(incident.claim_ids)) == 2]
    assert len(found) == 1, "the two counts of 13 belong to one incident"
    return found[0]


def of(incident: Incident, statement: Statement, party: str | None = None) -> list[Grading]:
    return [one for one in incident.grades if one.statement is statement and one.of == party]


def test_both_reports_tell_it_on_their_own_word(attack: Incident) -> None:
    duvar = next(account for account in attack.accounts if account.outlet == "Duvar English")
    assert duvar.origin == "Duvar English"
    assert duvar.origin_reason == (
        "its own report, names no source; it prints reports of Reuters, so an unsigned copy is possible"
    )
    assert all(chain.links == () for account in attack.accounts for chain in account.chains)
    assert attack.origins == 2


def test_thirteen_soldiers_are_corroborated_and_the_civilian_is_one_origins_word(attack: Incident) -> None:
    assert [(one.grade, one.said) for one in of(attack, Statement.HOW_MANY, "TUR:MIL")] == [(Grade.CORROBORATED, "13")]
    civilian = [one for one in attack.grades if one.measure is Counted.KILLED and one.said == "1"]
    assert [one.grade for one in civilian] == [Grade.ALLEGED]


def test_thirteen_and_fourteen_do_not_contest_each_other(attack: Incident) -> None:
    assert not [one for one in attack.grades if one.grade is Grade.CONTESTED and one.measure is Counted.KILLED]
    assert Relation.DIFFERENT_NUMBERS not in {one.relation for one in attack.comparisons}
    assert attack.state is State.CORROBORATED


def test_both_name_the_same_doer_who_is_not_heard(attack: Incident) -> None:
    (by_whom,) = of(attack, Statement.BY_WHOM)
    assert (by_whom.grade, by_whom.said) == (Grade.CORROBORATED, "Syrian government side")
