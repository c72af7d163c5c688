"""Tables that are read some rows at a time say of each row what a look at everything at once says, on every engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.catalogue.makings import make_claim, make_finding, make_incident, stamp
from tests.ledger.conftest import ledger, new_url, postgres, url
from trucewatch.ledger import Kind, Ledger, Withdrawal
from trucewatch.model import Incident
from trucewatch.publish import tables, watching

__all__ = ["ledger", "new_url", "postgres", "url"]


def test_a_claim_goes_out_with_the_incident_that_holds_it_now(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "AT_ONCE", 2)
    claims = [make_claim(f"claim-{number}", "r1") for number in range(5)]
    first, second = make_incident("incident-1"), make_incident("incident-2")
    ledger.append(
        [*claims, replace(first, claim_ids=("claim-0", "claim-1", "claim-2")), replace(second, claim_ids=("claim-3",))], stamp()
    )
    then = ledger.head()[0]
    ledger.append([replace(first, claim_ids=("claim-0", "claim-1"))], stamp(1))
    ledger.append([Withdrawal(Kind.INCIDENT, "incident-2", "as the test has it")], stamp(2))
    found = {row["id"]: row["incident"] for row in tables.table_rows(ledger, "claims")}
    assert found == {"claim-0": "incident-1", "claim-1": "incident-1", "claim-2": None, "claim-3": None, "claim-4": None}
    assert ledger.named_by(Incident, "claim", ["claim-2", "claim-3"], as_of=then) == {
        "claim-2": "incident-1",
        "claim-3": "incident-2",
    }


def test_findings_say_the_same_however_many_are_read_at_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    incidents = [make_incident(f"incident-{number}") for number in range(4)]
    findings = [
        make_finding(f"finding-{number}", f"incident-{number % 5}") for number in range(9)
    ]  # of the fifth nothing is held
    ledger.append([*incidents, *findings], stamp())
    whole = list(watching.witnessed_findings(ledger))
    monkeypatch.setattr(watching, "AT_ONCE", 2)
    assert list(watching.witnessed_findings(ledger)) == whole
    assert [row["id"] for row in whole] == [finding.id for finding in findings]
    assert [row["witnessed"] is None for row in whole] == [number % 5 == 4 for number in range(9)]
