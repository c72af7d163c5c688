"""What an earlier release stored is read with the meaning it had."""

from __future__ import annotations

import json
from datetime import date

import pytest

from tests.ledger.build import stamp
from trucewatch.errors import LedgerError
from trucewatch.ledger import Kind, Ledger, Record
from trucewatch.ledger.records import from_json, to_json
from trucewatch.model import Act, Agreement, Clause, ClauseKind, EventType

# An agreement as release 0.1 wrote it
STORED = {
    "id": "TRIAL19", "title": "A trial truce", "signed": "2019-03-01", "effective": "2019-03-02", "ended": None,
    "signatories": ["TUR", "RUS"], "guarantor_of": [["TUR", "SYR:REB"]], "bound": ["TUR", "RUS", "SYR:REB"],
    "sources": ["a letter"],
    "areas": [{"id": "A", "name": "Idlib", "kind": "named units", "names": ["Idlib"], "partly": [], "ring": [], "width_km": None, "source": "a letter"}],
    "clauses": [
        {
            "id": "TRIAL19-1", "kind": "protection of monitors", "obligation": "Posts are left alone.", "debtor": ["RUS", "TUR"],
            "guarantor": [], "beneficiary": ["TUR"], "area": "A", "start": None, "end": None, "deadline": None,
            "breach_types": ["ASSAULT", "COERCE"], "breach_modes": ["heavy-weapons"], "breach_by": ["SYR"], "victim": ["TUR"],
            "carve_out": ["HTS"], "compliance_types": ["MOBILIZE"], "compliance_by": [],
            "readings": [{"field": "debtor", "value": "Russia alone", "source": "a statement"}], "source": "point 1",
        },
        {
            "id": "TRIAL19-2", "kind": "declaratory", "obligation": "Both go on talking.", "debtor": ["RUS", "TUR"],
            "breach_types": [], "breach_modes": [], "breach_by": [], "victim": [], "compliance_types": [], "compliance_by": [],
            "source": "point 2",
        },
    ],
}  # fmt: skip


def stored(**changes: object) -> Agreement:
    read = from_json(Kind.AGREEMENT, json.dumps({**STORED, **changes}))
    assert isinstance(read, Agreement)
    return read


def test_what_broke_and_kept_a_clause_of_an_earlier_release_still_does() -> None:
    first, second = stored().clauses
    assert first.breaks == (Act((EventType.ASSAULT, EventType.COERCE), modes=("heavy-weapons",), by=("SYR",), to=("TUR",)),)
    assert first.keeps == (Act((EventType.MOBILIZE,), by=("RUS", "TUR")),)
    assert (first.carve_out, first.kind, first.area) == (("HTS",), ClauseKind.PROTECTION, "A")
    assert (second.breaks, second.keeps) == ((), ())


def test_an_agreement_of_an_earlier_release_is_read_from_its_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    with Ledger.open("sqlite://") as ledger:
        with monkeypatch.context() as years_ago:
            years_ago.setattr("trucewatch.ledger.records.to_json", lambda kind, record: json.dumps(STORED))
            ledger.append([stored()], stamp())
        assert [agreement.clauses[0].breaks[0].to for agreement in ledger.agreements()] == [("TUR",)]
        assert ledger.append([stored()], stamp()) == 0  # it is the same agreement, and not recorded again
        assert ledger.verify() == 1


def test_an_agreement_of_today_is_read_as_it_is() -> None:
    clause = Clause("T-1", ClauseKind.DUTY, "Guns fall silent.", ("TUR",), breaks=(Act((EventType.ASSAULT,)),))
    today = Agreement("T", "T", date(2019, 3, 1), date(2019, 3, 1), (), (), ("TUR",), ("s",), (), (clause,))
    record: Record = from_json(Kind.AGREEMENT, to_json(Kind.AGREEMENT, today))
    assert record == today


@pytest.mark.parametrize("clauses", [5, None, [5], [{"breach_types": 5}], [{"breach_types": ["NOTHING"]}]])
def test_a_damaged_agreement_is_a_clear_error(clauses: object) -> None:
    with pytest.raises(LedgerError, match="cannot read a agreement"):
        stored(clauses=clauses)
