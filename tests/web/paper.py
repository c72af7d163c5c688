"""A ledger on paper: records already in hand, written into a ledger in memory for the pages to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from trucewatch.ledger import Ledger, Stamp
from trucewatch.ledger.records import Record
from trucewatch.model import Agreement, Claim, Finding, Incident, LogRecord, Post, Report, Ultimatum, Unread
from trucewatch.web.desk import Desk

NEVER = datetime(2020, 2, 14, tzinfo=UTC)


@dataclass(frozen=True)
class Paper:
    """Records that a ledger is to hold; `known_at` is when all of them are recorded."""

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

    def ledger(self) -> Ledger:
        """A ledger in memory that holds them, the same one every time."""
        return self._ledger

    def desk(self) -> Desk:
        """The desk over that ledger."""
        return Desk(self._ledger)

    @cached_property
    def _ledger(self) -> Ledger:
        ledger = Ledger.open("sqlite://")
        ledger.append(self.records(), Stamp((self.known_at or NEVER).astimezone(UTC), "machine", "test", "", ""))
        return ledger

    def records(self) -> tuple[Record, ...]:
        """All records, kind by kind."""
        return (
            *self.incident_records,
            *self.claim_records,
            *self.report_records,
            *self.unread_records,
            *self.finding_records,
            *self.ultimatum_records,
            *self.agreement_records,
            *self.post_records,
            *self.log_records,
        )
