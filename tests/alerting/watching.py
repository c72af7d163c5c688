"""A ledger that grows step by step, and what rules notice between two of its states."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from tests.catalogue.makings import make_claim, make_incident, make_report, stamp
from trucewatch.alerting import Alert, Rule
from trucewatch.alerting.noticing import notice
from trucewatch.alerting.rule import NewIncident, Terms
from trucewatch.alerting.sight import LedgerSight
from trucewatch.catalogue import Catalogue, Question
from trucewatch.catalogue.moving import moved_between
from trucewatch.feeds import FeedHealth
from trucewatch.ledger import Ledger, Withdrawal
from trucewatch.ledger.records import Record

FEB_13 = date(2020, 2, 13)
NOON = datetime(2020, 2, 13, 12, tzinfo=UTC)
__all__ = ["FEB_13", "NOON", "Watched", "Withdrawal", "a_rule", "make_claim", "make_incident", "make_report"]


def a_rule(terms: Terms | None = None, question: Question | None = None, **more: object) -> Rule:
    return Rule("wake", "Wake me", terms or NewIncident(), question or Question(), **more)  # type: ignore[arg-type]


class Watched:
    """A ledger and the last look at it."""

    def __init__(self, *records: Record, clock: datetime = NOON) -> None:
        self.ledger, self._minute = Ledger.open("sqlite://"), 0
        self.catalogue = Catalogue(self.ledger)
        self.record(*records)
        self.before = self.sight(clock)

    def record(self, *records: Record) -> None:
        self._minute += 1
        if records:
            self.ledger.append(records, stamp(self._minute))

    def sight(self, clock: datetime, feeds: Iterable[FeedHealth] = ()) -> LedgerSight:
        return LedgerSight(self.ledger, self.catalogue.at(), clock, tuple(feeds))

    def look(
        self, rule: Rule, *records: Record, after: timedelta = timedelta(hours=1), feeds: Iterable[FeedHealth] = ()
    ) -> tuple[Alert, ...]:
        """Record something, let time pass, and look again."""
        self.record(*records)
        now, before = self.sight(self.before.clock + after, feeds), self.before
        self.before = now
        return notice(rule, before, now, moved_between(self.ledger, before.seq, now.seq))
