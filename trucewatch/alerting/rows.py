"""Alerts, rules and dry runs as rows for files and lines for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from trucewatch.alerting.alert import Alert
from trucewatch.alerting.replaying import Replay, local
from trucewatch.alerting.rule import Rule
from trucewatch.publish.exports import Row
from trucewatch.publish.words import counted, range_words

ALERT_COLUMNS = (
    "key",
    "rule",
    "kind",
    "at",
    "local",
    "entry",
    "subject",
    "late",
    "title",
    "words",
    "address",
    "facts",
    "rests_on",
)
MONTH = timedelta(days=30)
WEEK = 7


def alert_row(alert: Alert, rule: Rule | None = None) -> Row:
    """One alert; `local` is its moment by the clock of its rule."""
    return {
        "key": alert.key,
        "rule": alert.rule,
        "kind": alert.kind.value,
        "at": alert.at.isoformat(),
        "local": local(rule, alert.at).isoformat() if rule else None,
        "entry": alert.seq,
        "subject": alert.subject,
        "late": alert.late,
        "title": alert.title,
        "words": alert.words,
        "address": alert.href,
        "facts": [f"{fact.name}: {fact.value}" for fact in alert.facts],
        "rests_on": [f"{rest.kind} {rest.id}" for rest in alert.rests_on],
    }


def replay_row(done: Replay) -> Row:
    """A dry run with its sums, and every alert of it."""
    return {
        "rule": done.rule.id,
        "title": done.rule.title,
        "kind": done.rule.kind.value,
        "by": done.by.value,
        "first": done.first.isoformat(),
        "last": done.last.isoformat(),
        "alerts": len(done.alerts),
        "late": sum(one.late for one in done.alerts),
        "a_week": round(len(done.alerts) * WEEK / done.days, 2),
        "waking": len(done.waking),
        "hours": {f"{hour:02d}": many for hour, many in sorted(hours(done).items())},
        "fired": [alert_row(one, done.rule) for one in done.alerts],
    }


def hours(done: Replay) -> Counter[int]:
    """How many alerts came in each hour of the day, by the rule's zone."""
    return Counter(local(done.rule, one.at).hour for one in done.alerts)


def replay_words(done: Replay) -> Iterator[str]:
    """How often a rule would have told of something, and whom it would have woken, in sentences."""
    many, span = len(done.alerts), range_words(done.first, done.last)
    if done.rule.paused:
        yield "It is paused: it tells of nothing."
        return
    yield f"{counted(many, 'alert')} from {span}, {many * WEEK / done.days:.1f} a week."
    late = sum(one.late for one in done.alerts)
    if late:
        yield f"Of these {late} would have been told late; what is late waits for the morning."
    busiest = Counter(local(done.rule, one.at).date() for one in done.alerts).most_common(1)
    if busiest and busiest[0][1] > 1:
        yield f"The most on one day: {busiest[0][1]}, on {busiest[0][0].isoformat()}."
    if many and not done.waking:
        yield "None of it would have woken anybody at night."
    elif many:
        nights = len({local(done.rule, one.at).date() for one in done.waking})
        yield f"It would have woken somebody in {counted(nights, 'night')} ({done.rule.zone})."


def replay_lines(done: Replay, *, last_days: timedelta = MONTH) -> Iterator[str]:
    """A heading, the sums, the hours, and what came in the last month."""
    rule = done.rule
    yield f"{rule.id} ({rule.kind.value}): {rule.title}\n"
    for sentence in replay_words(done):
        yield f"  {sentence}\n"
    if done.alerts and (done.by == "recorded"):
        yield f"  By hour: {', '.join(f'{hour:02d} h {many}' for hour, many in sorted(hours(done).items()))}\n"
    recent: Sequence[Alert] = done.since(_day_before(done.last, last_days))
    if done.alerts:
        yield f"  In the last {counted(last_days.days, 'day')}: {len(recent)}\n"
    for one in recent:
        at = local(rule, one.at)
        hour = f"{at:%Y-%m-%d %H:%M}" if done.by == "recorded" or rule.kind == "ultimatum_near" else f"{at:%Y-%m-%d}"
        yield f"    {hour}  {one.title}{'  (late)' if one.late else ''}\n      {one.words}\n      {one.href}\n"
    yield "\n"


def _day_before(last: date, span: timedelta) -> date:
    return last - span + timedelta(days=1) if last > date.min + span else date.min
