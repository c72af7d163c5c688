"""What the pages need to read: the `Desk`, and one over records already in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Protocol

from trucewatch.assess.watching.logs import PostLog, logs_of
from trucewatch.model import Agreement, Claim, Finding, Incident, LogRecord, Post, Report, Ultimatum, Unread


class Desk(Protocol):
    """The read side of a ledger, at one moment of knowledge.

    Methods that look one record up answer None when it is not there; the pages turn that into a 404.
    """

    def as_of(self) -> datetime | None:
        """The moment up to which things are known, with its zone; None while nothing is recorded."""
        ...

    def incidents(self) -> Sequence[Incident]:
        """All incidents, in any order."""
        ...

    def incident(self, incident_id: str) -> Incident | None:
        """One incident."""
        ...

    def claims(self, claim_ids: Sequence[str]) -> tuple[Claim, ...]:
        """The claims with these ids, in the order asked; ids that are not there are left out."""
        ...

    def claims_of(self, report_id: str) -> tuple[Claim, ...]:
        """All claims read out of one report."""
        ...

    def reports(self) -> Sequence[Report]:
        """All reports, in any order."""
        ...

    def report(self, report_id: str) -> Report | None:
        """One report, with its text."""
        ...

    def unread(self) -> Sequence[Unread]:
        """The inputs that could not be read."""
        ...

    def findings(self) -> Sequence[Finding]:
        """All findings: incidents set against clauses."""
        ...

    def ultimatums(self) -> Sequence[Ultimatum]:
        """All demands with a last day."""
        ...

    def agreements(self) -> Sequence[Agreement]:
        """All instruments known."""
        ...

    def posts(self) -> Sequence[Post]:
        """All observation posts known."""
        ...

    def logs(self) -> Mapping[str, PostLog]:
        """The log of each post that has one."""
        ...


@dataclass(frozen=True)
class PaperDesk:
    """A desk over records already in hand: for a run without a ledger, and for tests."""

    known_at: datetime | None = None
    incident_records: tuple[Incident, ...] = ()
    claim_records: tuple[Claim, ...] = ()
    report_records: tuple[Report, ...] = ()
    unread_records: tuple[Unread, ...] = ()
    finding_records: tuple[Finding, ...] = ()
    ultimatum_records: tuple[Ultimatum, ...] = ()
    agreement_records: tuple[Agreement, ...] = ()
    post_records: tuple[Post, ...] = ()
    log_records: tuple[LogRecord, ...] = ()

    def as_of(self) -> datetime | None:
        """The moment given when the desk was laid out."""
        return self.known_at

    def incidents(self) -> Sequence[Incident]:
        """All incidents."""
        return self.incident_records

    def incident(self, incident_id: str) -> Incident | None:
        """One incident."""
        return self._incidents.get(incident_id)

    def claims(self, claim_ids: Sequence[str]) -> tuple[Claim, ...]:
        """The claims with these ids, in the order asked."""
        return tuple(self._claims[claim_id] for claim_id in claim_ids if claim_id in self._claims)

    def claims_of(self, report_id: str) -> tuple[Claim, ...]:
        """All claims of one report."""
        return tuple(self._claims_of.get(report_id, ()))

    def reports(self) -> Sequence[Report]:
        """All reports."""
        return self.report_records

    def report(self, report_id: str) -> Report | None:
        """One report."""
        return self._reports.get(report_id)

    def unread(self) -> Sequence[Unread]:
        """The inputs that could not be read."""
        return self.unread_records

    def findings(self) -> Sequence[Finding]:
        """All findings."""
        return self.finding_records

    def ultimatums(self) -> Sequence[Ultimatum]:
        """All demands with a last day."""
        return self.ultimatum_records

    def agreements(self) -> Sequence[Agreement]:
        """All instruments."""
        return self.agreement_records

    def posts(self) -> Sequence[Post]:
        """All posts."""
        return self.post_records

    def logs(self) -> Mapping[str, PostLog]:
        """The log of each post that has one."""
        return self._logs

    @cached_property
    def _logs(self) -> dict[str, PostLog]:
        return logs_of(self.log_records)

    @cached_property
    def _incidents(self) -> dict[str, Incident]:
        return {incident.id: incident for incident in self.incident_records}

    @cached_property
    def _claims(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claim_records}

    @cached_property
    def _claims_of(self) -> dict[str, list[Claim]]:
        out: dict[str, list[Claim]] = {}
        for claim in self.claim_records:
            out.setdefault(claim.report_id, []).append(claim)
        return out

    @cached_property
    def _reports(self) -> dict[str, Report]:
        return {report.id: report for report in self.report_records}
