"""The bench of assessing: the short way gives what the plain way gives, fast enough to be measured on a crowded machine."""

from __future__ import annotations

from itertools import islice

import pytest

from bench.assess import measure
from bench.treaties import agreements, incidents
from trucewatch.assess import assess
from trucewatch.assess.findings import assess_plainly
from trucewatch.knowledge.places import load_gazetteer

MOST_SECONDS = 40.0  # of processor time a 100,000 incidents and 200 clauses; 12 measured on 2 busy cores, 2020 seed


@pytest.mark.parametrize("seed", [1, 2])
def test_leaving_out_what_cannot_concern_an_incident_changes_no_finding(seed: int) -> None:
    held = agreements(200, seed)
    drawn = list(islice(incidents(held, seed), 400))
    told = [incident for incident, _, _ in drawn]
    claims = [claim for _, some, _ in drawn for claim in some]
    reports = [report for _, _, some in drawn for report in some]
    quick = assess(told, claims, held, reports=reports, places=load_gazetteer())
    assert quick == assess_plainly(told, claims, held, reports=reports, places=load_gazetteer())
    assert len({finding.state for finding in quick}) > 2


def test_incidents_are_judged_one_by_one_whatever_stands_beside_them() -> None:
    held = agreements(60)
    drawn = list(islice(incidents(held), 150))
    claims = [claim for _, some, _ in drawn for claim in some]
    reports = [report for _, _, some in drawn for report in some]
    together = assess([incident for incident, _, _ in drawn], claims, held, reports=reports)
    alone = [assess([incident], some, held, reports=told) for incident, some, told in drawn]
    assert together == tuple(finding for found in alone for finding in found)


def test_assessing_stays_within_its_time() -> None:
    found = measure(5_000, 200)
    assert found["clauses"] == 200
    seconds = found["seconds"]
    assert isinstance(seconds, float)
    assert seconds * 20 < MOST_SECONDS
