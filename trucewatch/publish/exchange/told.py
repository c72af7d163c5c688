"""Incidents as they go out: each with its card and the sources that tell it, read in pages so that memory stays flat."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from trucewatch.catalogue import IncidentCard, Question, Shelf
from trucewatch.knowledge.licence_tables import licence_of
from trucewatch.ledger import Ledger, Moment
from trucewatch.model import Claim, Finding, Incident, Report

PAGE = 500  # incidents read at once
MOST_SOURCES = 20_000  # sources kept at hand: half a kilobyte each


@dataclass(frozen=True, slots=True)
class Source:
    """A report as a source: who published it, what it is called, where and when, and the licence of its text."""

    id: str
    outlet: str | None
    title: str | None
    url: str | None
    published: date | None
    language: str | None
    licence: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Told:
    """One incident with its card; `sources` are the reports that tell it, in the order of its accounts."""

    incident: Incident
    card: IncidentCard
    sources: tuple[Source, ...]


class Reader(Protocol):
    """What reads single records at a moment: the desk of the site, with what it keeps from the public, or a ledger."""

    def incidents_named(self, incident_ids: Collection[str]) -> Mapping[str, Incident]:
        """The incidents with these ids that stand."""
        ...

    def reports_named(self, report_ids: Collection[str]) -> Mapping[str, Report]:
        """The reports with these ids that are held."""
        ...


class DeepReader(Reader, Protocol):
    """A reader of what incidents rest on and mean, too."""

    def claims_named(self, claim_ids: Collection[str]) -> Mapping[str, Claim]:
        """The claims with these ids that stand."""
        ...

    def findings_on(self, incident_ids: Collection[str]) -> tuple[Finding, ...]:
        """The findings on these incidents that stand, by id."""
        ...


class LedgerReader:
    """A ledger at a moment, read by ids."""

    def __init__(self, ledger: Ledger, moment: Moment | None = None) -> None:
        self._ledger, self._moment = ledger, moment

    def incidents_named(self, incident_ids: Collection[str]) -> Mapping[str, Incident]:
        """The incidents with these ids that stand."""
        return {one.id: one for one in self._ledger.held(Incident, incident_ids, as_of=self._moment)}

    def reports_named(self, report_ids: Collection[str]) -> Mapping[str, Report]:
        """The reports with these ids that are held."""
        return {one.id: one for one in self._ledger.held(Report, report_ids, as_of=self._moment)}

    def claims_named(self, claim_ids: Collection[str]) -> Mapping[str, Claim]:
        """The claims with these ids that stand."""
        return {one.id: one for one in self._ledger.held(Claim, claim_ids, as_of=self._moment)}

    def findings_on(self, incident_ids: Collection[str]) -> tuple[Finding, ...]:
        """The findings on these incidents that stand, by id."""
        found = self._ledger.naming(Finding, "incident", incident_ids, as_of=self._moment)
        return tuple(sorted(found, key=lambda finding: finding.id))


def source_of(report: Report) -> Source:
    """What is passed on of a report without its text."""
    outlet = report.outlet.name if report.outlet else None
    return Source(
        id=report.id,
        outlet=outlet,
        title=report.title,
        url=report.url,
        published=report.published.day if report.published else None,
        language=report.language,
        licence=licence_of(outlet).id,
        sha256=report.raw_sha256,
    )


def incidents_told(reader: Reader, shelf: Shelf, question: Question) -> Iterator[Told]:
    """The incidents asked for in the order of the list, the latest first, with what they go out with."""
    known: dict[str, Source] = {}
    after = ""
    while True:
        page = shelf.incidents(question, after=after, limit=PAGE)
        held = reader.incidents_named([card.id for card in page.cards])
        _keep_sources(reader, held, known)
        for card in page.cards:
            if (incident := held.get(card.id)) is not None:
                reports = dict.fromkeys(account.report_id for account in incident.accounts)
                yield Told(incident, card, tuple(known[report] for report in reports if report in known))
        after = page.next
        if not after:
            return


def _keep_sources(reader: Reader, held: Mapping[str, Incident], known: dict[str, Source]) -> None:
    """Have the sources of these incidents at hand, and forget others where there are too many."""
    wanted = {account.report_id for incident in held.values() for account in incident.accounts}
    if len(known) > MOST_SOURCES:
        for report in known.keys() - wanted:
            del known[report]
    missing = sorted(wanted - known.keys())
    known.update((report.id, source_of(report)) for report in reader.reports_named(missing).values())
