"""When an alert goes out: at once, with the hour or the day, and never in the quiet hours unless its rule wakes."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trucewatch.alerting.alert import Alert
from trucewatch.alerting.rule import Digest, Quiet, Rule

MINUTE = timedelta(minutes=1)
MOST_QUIET = 26 * 60  # minutes: quiet hours are less than a day, and a clock is put back by at most two hours
PARTS = "-@"  # "22:00-06:00@Europe/Istanbul"


def due_at(rule: Rule, alert: Alert, now: datetime) -> datetime:
    """The moment from which on this alert may go out, in UTC and never before `now`."""
    match rule.digest:
        case Digest.AT_ONCE:
            due = now
        case Digest.HOURLY:
            due = (now + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
        case Digest.DAILY:
            due = next_at(rule.digest_at, rule.zone, now)
    return after_quiet(quiet_words(rule, alert), due)


def quiet_words(rule: Rule, alert: Alert) -> str:
    """The quiet hours that hold for this alert as they are kept with its message; empty where none do."""
    if rule.quiet is None or (rule.wakes and not alert.late):
        return ""
    return f"{rule.quiet.start:%H:%M}-{rule.quiet.end:%H:%M}@{rule.zone}"


def next_at(wanted: time, zone: str, now: datetime) -> datetime:
    """The next moment behind `now` at which clocks of a zone show a time; one that a day leaves out is the hour after it.

    Where clocks are put back it is the first of both, so that each day has one.
    """
    place = ZoneInfo(zone)
    day = now.astimezone(place).date()
    for ahead in range(-1, 3):
        found = datetime.combine(day + timedelta(days=ahead), wanted, place).astimezone(UTC)
        if found > now:
            return found
    raise ValueError(f"no {wanted} comes after {now}")


def after_quiet(quiet: str, moment: datetime) -> datetime:
    """The first moment from this one on, to the minute, at which local clocks stand outside the quiet hours."""
    if not quiet:
        return moment
    hours, _, zone = quiet.partition("@")
    start, _, end = hours.partition("-")
    held, place = Quiet(time.fromisoformat(start), time.fromisoformat(end)), ZoneInfo(zone)
    if not held.holds(_clock(moment, place)):
        return moment
    found = moment.replace(second=0, microsecond=0)
    for _ in range(MOST_QUIET):
        found += MINUTE
        if not held.holds(_clock(found, place)):
            break
    return found


def _clock(moment: datetime, place: ZoneInfo) -> time:
    return moment.astimezone(place).time().replace(tzinfo=None)
