"""Tie an ultimatum to the packaged instrument that it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Agreement, Clause, Form


def instrument_of(issuer: Sequence[str], addressee: Sequence[str], last: date, agreements: Sequence[Agreement]) -> str | None:
    """The only instrument of the form "ultimatum" that this issuer declared, this addressee owes, and this last day ends."""
    found = [
        agreement.id
        for agreement in agreements
        if agreement.form is Form.ULTIMATUM
        and sides_of(tuple(issuer)) & sides_of(agreement.signatories)
        and any(_asks(clause, addressee, last) for clause in agreement.clauses)
    ]
    return found[0] if len(found) == 1 else None


def _asks(clause: Clause, addressee: Sequence[str], last: date) -> bool:
    days = {clause.deadline, *(reading.day for reading in clause.readings if reading.field == "deadline")}
    return last in days and bool(sides_of(tuple(addressee)) & sides_of(clause.debtor))
