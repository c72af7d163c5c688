"""What a ledger holds that some reports may be versions of, looked up for all of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from trucewatch.ledger import Kind, Ledger, Record
from trucewatch.ledger.records import way
from trucewatch.model import Report
from trucewatch.versions import namesakes, ways_to


class Glance:
    """Answers about these reports, and no others, what the ledger would; what is written meanwhile is to be added."""

    def __init__(self, ledger: Ledger, reports: Sequence[Report]) -> None:
        self._ledger = ledger
        self._by_id: dict[str, Report] = {}
        self._by_way: dict[tuple[str, str], dict[str, Report]] = defaultdict(dict)
        for held in ledger.held(Report, {key for report in reports for key in namesakes(report)}):
            self.add(held)
        wanted: dict[str, set[str]] = {"address": set(), "source": set()}
        for report in reports:
            for what, value in ways_to(report):
                wanted[what].add(way(what, value))
        for what, targets in wanted.items():
            for held in ledger.naming(Report, what, targets):
                self.add(held)

    def add(self, report: Report) -> None:
        """The ledger holds this now."""
        before = self._by_id.get(report.id)
        for key in ways_to(before) if before else ():
            self._by_way[key].pop(report.id, None)
        self._by_id[report.id] = report
        for key in ways_to(report):
            self._by_way[key][report.id] = report
        self._by_way["source", report.source][report.id] = report

    def get(self, kind: str, id: str) -> Record | None:
        """The report that stands under this id."""
        return self._by_id.get(id) if kind == Kind.REPORT else None

    def reports(self, *, address: str | None = None, source: str | None = None) -> Iterator[Report]:
        """The reports that stand at a plain address or were read from a source, by id."""
        found = self._by_way["address", address] if address else self._by_way["source", source or ""]
        return iter([found[key] for key in sorted(found)])

    def had_version(self, report: Report) -> bool:
        """True if a report with this id and these bytes was ever recorded."""
        return self._ledger.had_version(report)
