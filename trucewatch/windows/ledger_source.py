"""The claims of a ledger as they stood at one entry and as reviews left them, for processes that each open it for themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from trucewatch.assess.demands import bears_on_demands, demand_marks, demand_of
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger
from trucewatch.model import Claim, Report
from trucewatch.reconcile.facts import facts_of
from trucewatch.reviewing.rulings import Rulings
from trucewatch.reviewing.taking import taken_by
from trucewatch.windows.source import Part, Told

A_PART = 1_000  # reports, with some five thousand claims


@dataclass(frozen=True)
class LedgerSource:
    """A ledger up to entry `until`; `url` is its whole address, with a password where it has one, and is never shown."""

    url: str = field(repr=False)
    until: int
    rulings: Rulings = field(repr=False)

    def parts(self) -> Iterator[Part]:
        """The ids of the reports that claims tell of, and perhaps some others."""
        with Ledger.open(self.url) as ledger:
            ids = ledger.lookups.told_of()
            while part := tuple(islice(ids, A_PART)):
                yield part

    def told(self, part: Part) -> Sequence[Told]:
        """The claims of these reports, with the marks of the demands among them."""
        reports, claims = self.within(part)
        known = {claim.id: claim for claim in claims}
        return [
            (facts, _demand_marks(known[facts.id], reports.get(facts.report_id)))
            for facts in facts_of(claims, reports, self.rulings.bonds)
        ]

    def within(self, ids: Collection[str]) -> tuple[dict[str, Report], tuple[Claim, ...]]:
        """These reports, and their claims as they count."""
        with Ledger.open(self.url) as ledger:
            return self._reports(ledger, ids), self._taken(ledger.naming(Claim, "report", ids, as_of=self.until))

    def claims(self, ids: Collection[str]) -> tuple[dict[str, Report], tuple[Claim, ...]]:
        """The claims with these ids as they count, and their reports."""
        with Ledger.open(self.url) as ledger:
            claims = self._taken(ledger.held(Claim, ids, as_of=self.until))
            return self._reports(ledger, {claim.report_id for claim in claims}), claims

    def demanding(self, part: Part) -> tuple[tuple[Report, ...], tuple[Claim, ...]]:
        """Of these reports and their claims, what bears on demands."""
        reports, claims = self.within(part)
        bearing = tuple(claim for claim in claims if bears_on_demands(claim, reports.get(claim.report_id)))
        telling = {claim.report_id for claim in bearing}
        return tuple(report for key, report in reports.items() if key in telling), bearing

    def _reports(self, ledger: Ledger, ids: Collection[str]) -> dict[str, Report]:
        return {report.id: report for report in ledger.held(Report, ids, as_of=self.until)}

    def _taken(self, claims: Iterable[Claim]) -> tuple[Claim, ...]:
        return tuple(taken_by(claims, self.rulings, load_gazetteer()))


def _demand_marks(claim: Claim, report: Report | None) -> tuple[str, ...]:
    demand = demand_of(claim, report)
    return demand_marks(demand) if demand is not None else ()
