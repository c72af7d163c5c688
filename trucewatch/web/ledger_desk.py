"""The desk over a ledger: what the pages read, as it stands now or stood at a past moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from trucewatch.ledger import Kind, Ledger
from trucewatch.model import Agreement, Claim, Finding, Incident, Report, Ultimatum, Unread


class LedgerDesk:
    """Reads a ledger for the pages; nothing is kept between requests, so every page shows what the ledger holds now."""

    def __init__(self, ledger: Ledger, *, moment: datetime | int | None = None) -> None:
        self._ledger, self._moment = ledger, moment

    def as_of(self) -> datetime | None:
        """The moment asked for, or when the last entry was recorded."""
        if isinstance(self._moment, datetime):
            return self._moment
        seq = self._ledger.head()[0] if self._moment is None else self._moment
        last = next(self._ledger.entries(after=seq - 1), None) if seq else None
        return last.stamp.at if last else None

    def incidents(self) -> Sequence[Incident]:
        """All incidents."""
        return tuple(self._ledger.incidents(as_of=self._moment))

    def incident(self, incident_id: str) -> Incident | None:
        """One incident."""
        found = self._ledger.get(Kind.INCIDENT, incident_id, as_of=self._moment)
        return found if isinstance(found, Incident) else None

    def claims(self, claim_ids: Sequence[str]) -> tuple[Claim, ...]:
        """The claims with these ids, in the order asked."""
        found = (self._ledger.get(Kind.CLAIM, claim_id, as_of=self._moment) for claim_id in claim_ids)
        return tuple(claim for claim in found if isinstance(claim, Claim))

    def claims_of(self, report_id: str) -> tuple[Claim, ...]:
        """All claims of one report."""
        return tuple(self._ledger.claims(report=report_id, as_of=self._moment))

    def reports(self) -> Sequence[Report]:
        """All reports."""
        return tuple(self._ledger.reports(as_of=self._moment))

    def report(self, report_id: str) -> Report | None:
        """One report."""
        found = self._ledger.get(Kind.REPORT, report_id, as_of=self._moment)
        return found if isinstance(found, Report) else None

    def unread(self) -> Sequence[Unread]:
        """The inputs that could not be read."""
        return tuple(self._ledger.unread(as_of=self._moment))

    def findings(self) -> Sequence[Finding]:
        """All findings."""
        return tuple(self._ledger.findings(as_of=self._moment))

    def ultimatums(self) -> Sequence[Ultimatum]:
        """All demands with a last day."""
        return tuple(self._ledger.ultimatums(as_of=self._moment))

    def agreements(self) -> Sequence[Agreement]:
        """All instruments recorded."""
        return tuple(self._ledger.agreements(as_of=self._moment))
