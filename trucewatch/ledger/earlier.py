"""Bring what earlier releases stored to the fields of today; the entries themselves stay as they were written."""

from __future__ import annotations

from typing import Any

# The fields of a clause in release 0.1 that told in one way what breaks and what keeps it
FLAT = ("breach_types", "breach_modes", "breach_by", "victim", "compliance_types", "compliance_by")


def today_agreement(values: Any) -> Any:
    """The fields of an agreement, those of each clause brought to `breaks` and `keeps`."""
    clauses = values.get("clauses") if isinstance(values, dict) else None
    if not isinstance(clauses, list) or not any(_is_flat(clause) for clause in clauses):
        return values
    return values | {"clauses": [_today_clause(clause) if _is_flat(clause) else clause for clause in clauses]}


def _is_flat(clause: object) -> bool:
    return isinstance(clause, dict) and any(field in clause for field in FLAT)


def _today_clause(clause: dict[str, Any]) -> dict[str, Any]:
    """What broke it was done by `breach_by` or any debtor, to a `victim`; what kept it, by `compliance_by` or the debtors."""
    told = {field: clause.get(field) or [] for field in FLAT}
    breaks = {"types": told["breach_types"], "modes": told["breach_modes"], "by": told["breach_by"], "to": told["victim"]}
    keeps = {"types": told["compliance_types"], "by": told["compliance_by"] or clause.get("debtor") or []}
    return {
        **{field: value for field, value in clause.items() if field not in FLAT},
        "breaks": [breaks] if breaks["types"] else [],
        "keeps": [keeps] if keeps["types"] else [],
    }


# What decisions of release 0.1 are called today
RENAMED = {"confirm": "accept", "contest": "contradiction", "split": "not same", "merge": "same"}


def today_review(values: Any) -> Any:
    """The fields of a review, its decision under the name of today."""
    decision = values.get("decision") if isinstance(values, dict) else None
    return values | {"decision": RENAMED[decision]} if decision in RENAMED else values
