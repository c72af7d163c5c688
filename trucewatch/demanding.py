"""Find in the ledger all demands that hang together with those that entries speak of, so that only they are worked out again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from trucewatch.assess import ultimatums
from trucewatch.assess.demands import Demand, demand_marks, demand_of, is_bearer, issuer_marks, months_of, told_of
from trucewatch.ledger import Ledger
from trucewatch.model import Agreement, Claim, Report, Ultimatum
from trucewatch.reviewing.taking import ClaimsTaken


@dataclass(frozen=True, slots=True)
class Demanded:
    """Demands that hang together: what they come to now, and the claims that tell them or did."""

    found: tuple[Ultimatum, ...]
    claim_ids: frozenset[str]


def demands_in(ledger: Ledger, taken: ClaimsTaken, told: Collection[str], moment: int) -> tuple[Demand, ...]:
    """The demands of all these reports, told by claims as they count: a threat in one may be the consequence of another."""
    return tuple(_demands(ledger, taken.told_in(told, moment), moment))


@dataclass(frozen=True, slots=True)
class Spoken:
    """The demands that entries speak of, as they were told before these entries and as they are told now."""

    before: tuple[Demand, ...]
    now: tuple[Demand, ...]


def demanded(ledger: Ledger, taken: ClaimsTaken, spoken: Spoken, agreements: Collection[Agreement], until: int) -> Demanded:
    """Every demand that hangs together with those spoken of by its sides, or by its last day where one leaves out a side."""
    known = _hanging_together(ledger, taken, spoken, until)
    telling = {demand.claim.report_id for demand in known.values()}
    claims = taken.told_in(telling, until)
    reports = tuple(ledger.held(Report, telling, as_of=until))
    found = ultimatums(claims, reports, tuple(agreements), among=frozenset(known))
    return Demanded(found, frozenset(known) | {demand.id for demand in spoken.before})


def _hanging_together(ledger: Ledger, taken: ClaimsTaken, spoken: Spoken, until: int) -> dict[str, Demand]:
    known = {demand.id: demand for demand in spoken.now}  # what is new stands under no mark yet
    asked: set[str] = set()
    while fresh := _marks_of([*spoken.before, *known.values()], ledger) - asked:
        asked |= fresh
        ids = ledger.lookups.claims_under(fresh) - known.keys()
        known |= {demand.id: demand for demand in _demands(ledger, taken.held(ids, until), until)}
    return known


def _marks_of(demands: Collection[Demand], ledger: Ledger) -> frozenset[str]:
    """The marks under which more of the same demands may stand."""
    pairs = told_of(demands)
    bearing = [demand for demand in demands if is_bearer(demand)]
    days = {mark for demand in demands if is_bearer(demand) for mark in demand_marks(demand) if mark.startswith("due ")}
    said = {mark for demand in demands for mark in demand_marks(demand) if mark.startswith("open ")}
    left_open = {day for day in days if f"open {day}" in said or ledger.lookups.claims_under((f"open {day}",))}
    changing = (*pairs, *issuer_marks(bearing))
    again = {f"{pair.replace('demand', 'again')} {month}" for pair in changing for month in months_of(demands)}
    return frozenset({*pairs, *left_open, *again})


def _demands(ledger: Ledger, claims: Iterable[Claim], moment: int) -> Iterator[Demand]:
    held = tuple(claims)
    reports = {report.id: report for report in ledger.held(Report, {claim.report_id for claim in held}, as_of=moment)}
    return (demand for claim in held if (demand := demand_of(claim, reports.get(claim.report_id))))
