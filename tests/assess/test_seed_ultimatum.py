"""The two seed reports carry one ultimatum, whether or not the undated one is given its day."""

from __future__ import annotations

from datetime import date

import pytest

from tests.eval.shared import shared
from trucewatch.assess import ultimatums
from trucewatch.ingest import ingest
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Report, Ultimatum
from trucewatch.reader import load_reader


def told(published: date | None) -> tuple[Ultimatum, ...]:
    reader = load_reader()
    reports = [item for item in ingest([str(shared("seeds"))], published=published) if isinstance(item, Report)]
    return ultimatums([claim for report in reports for claim in reader.claims(report)], reports)


@pytest.mark.parametrize("published", [None, date(2020, 2, 13)], ids=["as they come", "with their day"])
def test_the_seeds_carry_one_ultimatum_with_demand_end_and_consequence(published: date | None) -> None:
    (one,) = told(published)
    assert (sides_of(one.issuer), sides_of(one.addressee)) == (frozenset({"TUR"}), frozenset({"SYR"}))
    assert one.deadline == date(2020, 2, 29)
    assert one.asks == "withdraw"
    assert len(one.claim_ids) == 2
    assert one.demand.text.endswith("behind the observation posts by the end of February")
    assert one.consequence is not None
    assert "use military power to push back the Syrian forces" in one.consequence.text
    assert one.condition is not None
    assert one.expiry is not None
    assert one.expiry.rule.startswith("end of a month")
    assert next((end.at, end.zone) for end in one.expiry.ends) == ("2020-02-29T24:00", "Asia/Damascus")
    assert one.changes == ()
