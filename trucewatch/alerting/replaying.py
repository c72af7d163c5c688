"""A dry run: what a rule would have told of, had it been there, and whom it would have woken at what hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from trucewatch.alerting.alert import Alert
from trucewatch.alerting.noticing import notice
from trucewatch.alerting.rule import Quiet, Rule, RuleKind, UltimatumNear
from trucewatch.alerting.sight import LedgerSight
from trucewatch.alerting.telling import Telling, ToldSight
from trucewatch.alerting.ultimatums import last_days
from trucewatch.catalogue import Catalogue
from trucewatch.catalogue.moving import moved_between, recorded_hours
from trucewatch.ledger import Ledger
from trucewatch.model import Ultimatum
from trucewatch.publish.words import Labels

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHT = Quiet(time(22), time(6))  # where a rule names no quiet hours of its own
BY_CLOCK = (RuleKind.ULTIMATUM_NEAR, RuleKind.TREND_BREAK, RuleKind.SILENT_FEED)
MOST_DAYS = 40_000
ONE_GO = 4  # filled in one go: recorded in less than a quarter of the days that its reports are spread over
FEWEST_DAYS = 14  # so long a ledger may be behind its reports and still be one that was kept day by day


class By(StrEnum):
    """Which days a dry run goes through."""

    RECORDED = "recorded"
    TOLD = "told"


SAYS = {
    By.RECORDED: "replayed as the ledger knew it then, hour by hour of recording",
    By.TOLD: (
        "the ledger was filled in one go, or long after its reports came out, so it is replayed by the days on which they were "
        "published; at what hour they came is not known, and how an incident was carried on a day is taken from the accounts "
        "told by then"
    ),
}


@dataclass(frozen=True, slots=True)
class Replay:
    """What a rule would have told of from one day to another."""

    rule: Rule
    by: By
    first: date
    last: date
    alerts: tuple[Alert, ...]

    @property
    def days(self) -> int:
        """How many days were gone through."""
        return (self.last - self.first).days + 1

    @property
    def waking(self) -> tuple[Alert, ...]:
        """What would have come at night and not waited: at the rule's quiet hours or, where it has none, from 22:00 to 06:00.

        Where hours are not known nothing is said to wake; nor does what is late, or goes into a digest.
        """
        if self.by is By.TOLD and self.rule.kind is not RuleKind.ULTIMATUM_NEAR:
            return ()
        if self.rule.digest != "at once" or (self.rule.quiet and not self.rule.wakes):
            return ()
        quiet = self.rule.quiet or NIGHT
        return tuple(one for one in self.alerts if not one.late and quiet.holds(local(self.rule, one.at).time()))

    def since(self, day: date) -> tuple[Alert, ...]:
        """What came on a day or later, by the rule's zone."""
        return tuple(one for one in self.alerts if local(self.rule, one.at).date() >= day)


def local(rule: Rule, at: datetime) -> datetime:
    """A moment by the clock of the rule's zone."""
    return at.astimezone(ZoneInfo(rule.zone))


def way_of(ledger: Ledger, catalogue: Catalogue) -> By:
    """By recording, unless all was recorded in far fewer days than its reports are spread over, or long after they came out."""
    hours = recorded_hours(ledger, datetime.min.replace(tzinfo=UTC))
    told = [day for day, _ in catalogue.at().report_days()]
    if not hours or not told:
        return By.RECORDED
    recorded, spread = (hours[-1] - hours[0]).days + 1, (told[-1] - told[0]).days + 1
    in_one_go = spread >= FEWEST_DAYS and recorded * ONE_GO < spread
    return By.TOLD if in_one_go or (hours[0].date() - told[-1]).days > FEWEST_DAYS else By.RECORDED


def replay(
    rule: Rule, ledger: Ledger, catalogue: Catalogue, *, first: date, last: date, by: By | None = None, labels: Labels = str
) -> Replay:
    """What a rule would have told of on these days; each thing once, as if nothing had been told before the first of them."""
    by = by or way_of(ledger, catalogue)
    first = max(first, last - timedelta(days=MOST_DAYS)) if last > date.min + timedelta(days=MOST_DAYS) else first
    steps = _told(rule, ledger, catalogue, first, last, labels)
    if by is By.RECORDED:
        steps = _recorded(rule, ledger, catalogue, first, last, labels)
    found: dict[str, Alert] = {}
    for alerts in steps:
        for one in alerts:
            found.setdefault(one.key, one)
    return Replay(rule, by, first, last, tuple(sorted(found.values(), key=lambda one: (one.at, one.key))))


def _recorded(
    rule: Rule, ledger: Ledger, catalogue: Catalogue, first: date, last: date, labels: Labels
) -> Iterator[Sequence[Alert]]:
    start, end = _start(rule, first), _start(rule, last + DAY)
    hours = {at + HOUR for at in recorded_hours(ledger, start) if at < end}
    before = LedgerSight(ledger, catalogue.at(ledger.position(start)), start)
    for at in sorted(hours | _turns(rule, LedgerSight(ledger, catalogue.at(), end), first, last)):
        seq = ledger.position(min(at, end) - timedelta(microseconds=1))
        shelf = before.shelf if seq == before.seq else catalogue.at(seq)
        now = LedgerSight(ledger, shelf, at)
        if seq == before.seq:
            now.__dict__.update({key: value for key, value in before.__dict__.items() if key == "_ultimatums"})
        yield notice(rule, before, now, moved_between(ledger, before.seq, seq), labels)
        before = now


def _told(rule: Rule, ledger: Ledger, catalogue: Catalogue, first: date, last: date, labels: Labels) -> Iterator[Sequence[Alert]]:
    now = LedgerSight(ledger, catalogue.at(), _end(rule, last))
    telling = Telling(now, rule.question)
    first_only = rule.kind is RuleKind.NEW_INCIDENT
    before = ToldSight(telling, _end(rule, first - DAY), first - DAY)
    turns = {_end(rule, first + timedelta(days=number)) for number in range((last - first).days + 1)}
    for at in sorted(turns | _turns(rule, now, first, last)):
        sight = ToldSight(telling, at, local(rule, at).date())
        moved = () if rule.kind in BY_CLOCK else telling.moved(sight.day, first_only=first_only)
        if moved or rule.kind in BY_CLOCK:
            yield notice(rule, before, sight, moved, labels)
        before = sight


def _turns(rule: Rule, now: LedgerSight, first: date, last: date) -> set[datetime]:
    """The moments at which a rule tells of something though nothing was recorded: the ends of days, the hours before an end."""
    if rule.kind not in BY_CLOCK:
        return set()
    start, end = _start(rule, first), _start(rule, last + DAY)
    found = {_start(rule, first + DAY * number) for number in range(1, (last - first).days + 2)}
    if isinstance(rule.terms, UltimatumNear):
        ends = {day.ends for one in now.ultimatums() for on in _course(one, last) for day in last_days(one, on)}
        begun = {at - timedelta(hours=hours) for at in ends if at > start for hours in rule.terms.hours}
        found |= {at for at in begun if start < at < end}
    return found


def _course(ultimatum: Ultimatum, last: date) -> Iterator[date]:
    """The days on which a demand may have had another last day."""
    yield from (date.min, last, *(change.on for change in ultimatum.changes))


def _start(rule: Rule, day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(rule.zone)).astimezone(UTC)


def _end(rule: Rule, day: date) -> datetime:
    """The last minute of a day: whatever was published on it is known."""
    return datetime.combine(day, time(23, 59), ZoneInfo(rule.zone)).astimezone(UTC)
