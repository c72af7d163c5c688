"""The desk: what the pages read of a ledger, as it stands now or stood at a past moment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import TypeVar, cast

from trucewatch.assess.watching.logs import NO_LOG, PostLog, logs_of
from trucewatch.catalogue import Page
from trucewatch.catalogue.logbook import MOST_LINES, logbook_of
from trucewatch.ledger import Entry, Kind, Ledger
from trucewatch.ledger.places_told import Told, claims_within, incidents_told_by
from trucewatch.model import (
    AccessEvent,
    Agreement,
    Claim,
    Finding,
    HardwareSighting,
    Incident,
    Limit,
    LogRecord,
    Observation,
    Post,
    Report,
    Ultimatum,
    Unread,
)
from trucewatch.publish.posts import posts_known
from trucewatch.publish.watching import Watchers, watchers

Held = TypeVar("Held")

BEYOND = 2  # days: a log counts the days of its own zone, and a patrol that was stopped may be held up into the next
LOGGED: dict[Kind, type[LogRecord]] = {
    Kind.OBSERVATION: Observation,
    Kind.LIMIT: Limit,
    Kind.ACCESS: AccessEvent,
    Kind.SIGHTING: HardwareSighting,
}


class Desk:
    """Reads a ledger for the pages; lists are kept until an entry is added, so every page shows what the ledger holds now."""

    def __init__(self, ledger: Ledger, *, moment: datetime | int | None = None) -> None:
        self._ledger, self._moment = ledger, moment
        self._lists: tuple[int, dict[str, tuple[object, ...]]] = (-1, {})
        self._watchers: tuple[int, Watchers | None] = (-1, None)

    @property
    def moment(self) -> datetime | int | None:
        """The moment that is read: an instant, an entry number, or None for now."""
        return self._moment

    def _list(self, read: Callable[..., Iterator[Held]]) -> tuple[Held, ...]:
        """All records of one kind, read once per state of the ledger."""
        seq = self._state()
        kept_for, lists = self._lists
        if kept_for != seq:
            lists = {}
            self._lists = (seq, lists)
        if read.__name__ not in lists:
            lists[read.__name__] = tuple(read(as_of=self._moment))
        return cast(tuple[Held, ...], lists[read.__name__])

    def as_of(self) -> datetime | None:
        """The moment asked for, or when the last entry was recorded."""
        if isinstance(self._moment, datetime):
            return self._moment
        seq = self._ledger.head()[0] if self._moment is None else self._moment
        last = next(self._ledger.entries(after=seq - 1), None) if seq else None
        return last.stamp.at if last else None

    def incidents(self) -> Sequence[Incident]:
        """All incidents."""
        return self._list(self._ledger.incidents)

    def incident(self, incident_id: str) -> Incident | None:
        """One incident."""
        found = self._ledger.get(Kind.INCIDENT, incident_id, as_of=self._moment)
        return found if isinstance(found, Incident) else None

    def incidents_named(self, incident_ids: Collection[str]) -> Mapping[str, Incident]:
        """The incidents with these ids that stand, read together."""
        return {incident.id: incident for incident in self._ledger.held(Incident, incident_ids, as_of=self._moment)}

    def claims(self, claim_ids: Sequence[str]) -> tuple[Claim, ...]:
        """The claims with these ids, in the order asked."""
        found = {claim.id: claim for claim in self._ledger.held(Claim, claim_ids, as_of=self._moment)}
        return tuple(found[claim_id] for claim_id in claim_ids if claim_id in found)

    def claims_of(self, report_id: str) -> tuple[Claim, ...]:
        """All claims of one report."""
        return tuple(self._ledger.claims(report=report_id, as_of=self._moment))

    def claims_within(self, report_id: str, start: int, end: int) -> Told:
        """The claims that reach into a stretch of a report's text; of a long report no others are read."""
        return claims_within(self._ledger, report_id, start, end, as_of=self._moment)

    def incidents_of(self, claim_ids: Collection[str]) -> dict[str, Incident]:
        """The incident of each of these claims that went into one."""
        found = self._ledger.naming(Incident, "claim", claim_ids, as_of=self._moment) if claim_ids else ()
        homes = {claim_id: incident for incident in found for claim_id in incident.claim_ids}
        return {claim_id: homes[claim_id] for claim_id in claim_ids if claim_id in homes}

    def incidents_told_by(self, report_id: str) -> int:
        """How many incidents rest on an account of a report."""
        return len(incidents_told_by(self._ledger, [report_id], as_of=self._moment))

    def incidents_shared(self, report_ids: Collection[str]) -> Mapping[str, Incident]:
        """The incidents that all of these reports tell of."""
        return self.incidents_named(incidents_told_by(self._ledger, report_ids, as_of=self._moment))

    def versions(self, report_id: str) -> tuple[Entry, ...]:
        """Every entry on a report up to this moment, oldest first."""
        until = self._ledger.position(self._moment)
        return tuple(entry for entry in self._ledger.history(Kind.REPORT, report_id) if entry.seq <= until)

    def reports(self) -> Sequence[Report]:
        """All reports."""
        return self._list(self._ledger.reports)

    def report(self, report_id: str) -> Report | None:
        """One report."""
        found = self._ledger.get(Kind.REPORT, report_id, as_of=self._moment)
        return found if isinstance(found, Report) else None

    def reports_named(self, report_ids: Collection[str]) -> Mapping[str, Report]:
        """The reports with these ids that are held, read together."""
        return {report.id: report for report in self._ledger.held(Report, report_ids, as_of=self._moment)}

    def findings_on(self, incident_id: str) -> tuple[Finding, ...]:
        """The findings on one incident, by id."""
        return tuple(self._ledger.findings(incident=incident_id, as_of=self._moment))

    def findings_named(self, finding_ids: Collection[str]) -> Mapping[str, Finding]:
        """The findings with these ids that are held, read together."""
        return {finding.id: finding for finding in self._ledger.held(Finding, finding_ids, as_of=self._moment)}

    def agreements_named(self, agreement_ids: Collection[str]) -> Mapping[str, Agreement]:
        """The agreements with these ids that are held."""
        return {agreement.id: agreement for agreement in self._ledger.held(Agreement, agreement_ids, as_of=self._moment)}

    def unread(self) -> Sequence[Unread]:
        """The inputs that could not be read."""
        return self._list(self._ledger.unread)

    def findings(self) -> Sequence[Finding]:
        """All findings."""
        return self._list(self._ledger.findings)

    def ultimatums(self) -> Sequence[Ultimatum]:
        """All demands with a last day."""
        return self._list(self._ledger.ultimatums)

    def ultimatum(self, ultimatum_id: str) -> Ultimatum | None:
        """One demand with a last day."""
        found = self._ledger.get(Kind.ULTIMATUM, ultimatum_id, as_of=self._moment)
        return found if isinstance(found, Ultimatum) else None

    def agreements(self) -> Sequence[Agreement]:
        """All instruments recorded."""
        return self._list(self._ledger.agreements)

    def posts(self) -> Sequence[Post]:
        """All posts, those of the registry that have no log here too."""
        return self._list(self._posts)

    def logs(self) -> Mapping[str, PostLog]:
        """The log of each post that has one."""
        return self._watching().logs

    def logs_between(self, first: date, last: date) -> Mapping[str, PostLog]:
        """The log of each post that has one, as far as it tells of the time from one day to another."""
        book, until = logbook_of(self._ledger), self._ledger.position(self._moment)
        asked = partial(book.lines, until, first=_moved(first, -BEYOND), last=_moved(last, BEYOND), limit=MOST_LINES)
        ids: dict[Kind, list[str]] = {}
        page = asked()
        while page.cards:
            for line in page.cards:
                ids.setdefault(line.sort, []).append(line.id)
            page = asked(after=page.next) if page.next else Page(())
        held = (self._ledger.held(record, ids.get(kind, ()), as_of=until) for kind, record in LOGGED.items())
        found: list[LogRecord] = [one for some in held for one in some]
        return {**dict.fromkeys(self.logged(), NO_LOG), **logs_of(found)}

    def logged(self) -> frozenset[str]:
        """The posts that have a log."""
        until = self._ledger.position(self._moment)
        return frozenset(post for post, *_ in logbook_of(self._ledger).tally(until))

    def _state(self) -> int:
        """The number of the entry whose lists hold: that of a moment stays what it is, whatever is recorded."""
        return self._moment if isinstance(self._moment, int) else self._ledger.head()[0]

    def _posts(self, as_of: datetime | int | None) -> Iterator[Post]:
        return iter(posts_known(self._ledger, as_of))

    def _watching(self) -> Watchers:
        """Posts and logs, read once per state of the ledger."""
        seq = self._state()
        kept_for, known = self._watchers
        if known is None or kept_for != seq:
            known = watchers(self._ledger, self._moment)
            self._watchers = seq, known
        return known


def _moved(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))
