"""Breaches counted by the rule of their clause, and lasting violations as rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.assess.acts import AGREEMENT, FIRE, Happening, assessed, under
from trucewatch.assess.continuing import violations
from trucewatch.model import Act, EventType
from trucewatch.publish.violations import count_breaches, violation_row


@pytest.mark.parametrize(("rule", "low"), [("per-burst", 12), ("per-shelling", 1), ("", 1)])
def test_a_clause_is_counted_by_its_own_rule(rule: str, low: int) -> None:
    clause = replace(FIRE, counting=rule)
    found = assessed(Happening(counts=(("shells", 12, 12, None),)), agreements=[under(clause)])
    counted = count_breaches(clause, found.findings, found.incidents)
    assert (counted.low, counted.high) == (low, low)


def test_only_breaches_of_the_period_count() -> None:
    found = assessed(Happening(on="2020-04-10"), Happening(on="2020-05-10"), Happening(on="2020-05-11", to="HTS"))
    counted = count_breaches(FIRE, found.findings, found.incidents, since=date(2020, 5, 1), until=date(2020, 5, 31))
    assert counted.low == 1


def test_what_cannot_be_assessed_does_not_count() -> None:
    found = assessed(Happening(by=""))
    assert count_breaches(FIRE, found.findings, found.incidents).low == 0


def test_acts_that_are_no_attacks_count_one_each() -> None:
    clause = replace(FIRE, breaks=(Act((EventType.MOBILIZE,)),), counting="per-burst")
    found = assessed(Happening(EventType.MOBILIZE, "troops"), agreements=[under(clause)])
    counted = count_breaches(clause, found.findings, found.incidents)
    assert (counted.low, counted.events, len(counted.others)) == (1, (), 1)


def test_a_lasting_violation_is_told_with_the_days_it_can_have_opened_and_closed() -> None:
    seized = Happening(EventType.COERCE, "seize", on="2020-04-02", until="2020-04-04")
    found = assessed(seized, Happening(EventType.RETREAT, "withdraw", on="2020-05-10"))
    (one,) = violations(found.incidents, found.findings, found.claims, [AGREEMENT], reports=found.reports)
    row = violation_row(one)
    days = [row[key] for key in ("opened_earliest", "opened_latest", "closed_earliest", "closed_latest")]
    assert days == ["2020-04-02", "2020-04-04", "2020-05-10", "2020-05-10"]
    assert row["place"] == "Saraqib"
