"""What the pages of posts read of a ledger at one moment: the registry, the logbook, and the lines a page shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import Request

from trucewatch.catalogue import Page
from trucewatch.catalogue.logbook import MOST_LINES, Logbook, LogLine, PostDay, logbook_of
from trucewatch.ledger import Kind, Ledger
from trucewatch.model import AccessEvent, HardwareSighting, Incident, Limit, LogRecord, Observation, Post, Report
from trucewatch.publish.posts import posts_known
from trucewatch.web.moments import FIELD, asked_moment
from trucewatch.web.site import Site

RECORDS: dict[Kind, type[LogRecord]] = {
    Kind.OBSERVATION: Observation,
    Kind.LIMIT: Limit,
    Kind.ACCESS: AccessEvent,
    Kind.SIGHTING: HardwareSighting,
}
KEPT_FROM = (Kind.LIMIT, Kind.ACCESS)  # what tells why a post could not look


@dataclass(frozen=True)
class PostDesk:
    """The posts and their logs as they stood at the entry with the number `seq`."""

    ledger: Ledger
    seq: int

    @property
    def book(self) -> Logbook:
        """Which post logged what on which day."""
        return logbook_of(self.ledger)

    def posts(self) -> tuple[Post, ...]:
        """All posts, those of the registry that have no log here too."""
        return posts_known(self.ledger, self.seq)

    def post(self, post_id: str) -> Post | None:
        """One post."""
        return next((post for post in self.posts() if post.id == post_id), None)

    def span(self, post: str = "") -> tuple[date, date] | None:
        """The first and the last day of any log, or of the log of one post."""
        return self.book.span(self.seq, post)

    def days(self, first: date, last: date, post: str = "") -> dict[tuple[str, date], PostDay]:
        """The days of posts that a log tells of."""
        return {(one.post, one.day): one for one in self.book.days(self.seq, first, last, post)}

    def lines(
        self,
        post: str = "",
        *,
        sorts: Sequence[str] = (),
        what: str = "",
        first: date | None = None,
        last: date | None = None,
        after: str = "",
        limit: int = 50,
    ) -> Page[LogLine]:
        """The lines asked for, the latest first."""
        return self.book.lines(self.seq, post=post, sorts=sorts, what=what, first=first, last=last, after=after, limit=limit)

    def records(self, lines: Sequence[LogLine]) -> tuple[LogRecord, ...]:
        """The records of these lines, in their order."""
        wanted: dict[Kind, list[str]] = {}
        for line in lines:
            wanted.setdefault(line.sort, []).append(line.id)
        held = {
            (kind, record.id): record
            for kind, ids in wanted.items()
            for record in self.ledger.held(RECORDS[kind], ids, as_of=self.seq)
        }
        return tuple(held[line.sort, line.id] for line in lines if (line.sort, line.id) in held)

    def kept_from(self, post: Post, first: date, last: date) -> tuple[LogLine, ...]:
        """The lines that tell what kept a post from looking."""
        return self.lines(post.id, sorts=KEPT_FROM, first=first, last=last, limit=MOST_LINES).cards

    def logged_days(self, post: Post, first: date, last: date) -> frozenset[date]:
        """The days that any line of a post tells of."""
        return frozenset(day for _, day in self.days(first, last, post.id))

    def incidents_of(self, claim_ids: Collection[str]) -> Mapping[str, str]:
        """The incident that each of these claims went into."""
        found = self.ledger.naming(Incident, "claim", claim_ids, as_of=self.seq) if claim_ids else ()
        return {claim: incident.id for incident in found for claim in incident.claim_ids}

    def recorded_at(self, record: LogRecord) -> datetime | None:
        """When a record came into the ledger."""
        kind = next(kind for kind, known in RECORDS.items() if isinstance(record, known))
        history = self.ledger.history(kind, record.id)
        return history[0].stamp.at if history else None

    def earlier(self, kind: str, id: str) -> LogRecord | None:
        """The last version of a record that may no longer stand; None if there never was one."""
        for entry in reversed(self.ledger.history(kind, id)):
            if entry.seq <= self.seq and isinstance(entry.record, LogRecord):
                return entry.record
        return None

    def report(self, report_id: str) -> Report | None:
        """One report."""
        found = self.ledger.get(Kind.REPORT, report_id, as_of=self.seq)
        return found if isinstance(found, Report) else None


def post_desk(site: Site, request: Request) -> PostDesk:
    """The desk at the moment a request asks for; the room has refused one that is none."""
    return site.shown(PostDesk(site.ledger, site.ledger.position(asked_moment(request.query_params.get(FIELD, "")))))
