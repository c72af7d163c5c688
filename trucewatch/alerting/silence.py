"""Notice feeds that fail or bring nothing, and outlets that usually publish and have stopped."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from trucewatch.alerting.alert import Alert, Fact, Rest, alert_key
from trucewatch.alerting.rule import Rule, SilentFeed
from trucewatch.alerting.sight import Sight
from trucewatch.feeds import FeedHealth, FeedState
from trucewatch.publish.words import Labels, counted, day_words, instant_words, joined, outlet_url

USUAL_DAYS = 8  # days of publication that make a habit
HABIT = timedelta(days=90)  # how far back a habit is looked for
FAILS = (FeedState.BROKEN, FeedState.REFUSED, FeedState.EMPTY, FeedState.SILENT)
SAID = {
    FeedState.BROKEN: "cannot be read",
    FeedState.REFUSED: "is not asked any more",
    FeedState.EMPTY: "answers with no entry in it",
    FeedState.SILENT: "answers and brings nothing new",
}
FEEDS = "/feeds"


def notice_silence(rule: Rule, before: Sight, now: Sight, moved: Collection[str], labels: Labels) -> Iterator[Alert]:
    """An alert for each feed that stands badly for long enough, and for each outlet that stopped since the look before.

    A silence is told once; the next one of the same feed is another. Where every outlet that usually publishes is quiet, one
    alert says that nothing comes in, in place of one for each.
    """
    yield from (_feed(rule, now, one, since) for one in now.feeds if (since := _failing_since(rule, one, now.clock)))
    quiet = quiet_outlets(rule, now)
    fresh = [one for one in quiet if one.begins > before.clock]
    if fresh and len(quiet) > 2 and len(quiet) == len(habits(rule, now)):
        yield _all_quiet(rule, now, quiet)
        return
    yield from (_outlet(rule, now, one) for one in fresh)


# — feeds —


def _failing_since(rule: Rule, feed: FeedHealth, clock: datetime) -> datetime | None:
    """Since when a feed has failed, if it is asked for and has for long enough; a silent one was measured by its own limit."""
    terms = _terms(rule)
    if feed.state not in FAILS or (terms.feeds and feed.name not in terms.feeds):
        return None
    good = feed.last_new if feed.state is FeedState.SILENT else feed.last_answer
    since = feed.since or good or feed.last_tried
    if since is None:
        return None
    waited = feed.state is FeedState.SILENT or clock - since >= timedelta(hours=terms.hours)
    return since if waited else None


def _feed(rule: Rule, now: Sight, feed: FeedHealth, since: datetime) -> Alert:
    said = SAID[feed.state]
    why = f" {feed.why[:1].upper()}{feed.why[1:].rstrip('.')}." if feed.why else ""
    new = f" The last new entry came at {instant_words(feed.last_new)}." if feed.last_new else " It has brought nothing yet."
    facts = (
        Fact("state", feed.state.value),
        Fact("address", feed.url),
        Fact("since", since.isoformat()),
        Fact("last answer", feed.last_answer.isoformat() if feed.last_answer else ""),
        Fact("last new", feed.last_new.isoformat() if feed.last_new else ""),
        Fact("failures in a row", str(feed.failures) if feed.failures else ""),
        Fact("why", feed.why),
    )
    return Alert(
        key=alert_key(rule.id, feed.name, feed.state.value, since.isoformat()),
        rule=rule.id,
        kind=rule.kind,
        at=now.clock,
        seq=now.seq,
        subject=feed.name,
        title=f"Feed {feed.name} {said}",
        words=f"The feed {feed.name} {said} since {instant_words(since)}.{why}{new} Counts of these days may be low.",
        href=FEEDS,
        facts=tuple(fact for fact in facts if fact.value),
        rests_on=(Rest("feed", feed.name, feed.outlet),),
    )


# — outlets —


@dataclass(frozen=True, slots=True)
class Habit:
    """How an outlet usually publishes: its last day, the longest pause of its habit, and when its silence begins to be one."""

    outlet: str
    last: date
    pause: int
    days: int
    begins: datetime


def habit_of(outlet: str, days: Sequence[date], until: date, terms: SilentFeed) -> Habit | None:
    """The habit that the days of publication up to a day show; None where there are too few to speak of one."""
    known = days[: bisect_right(days, until)]
    if not known:
        return None
    recent = known[bisect_right(known, known[-1] - HABIT) :] if known[-1] > date.min + HABIT else known
    if len(recent) < USUAL_DAYS:
        return None
    pause = max((later - earlier).days for earlier, later in pairwise(recent))
    waits = max(timedelta(days=math.ceil(terms.longer * pause)), timedelta(hours=terms.hours))
    try:
        begins = datetime.combine(known[-1], time(), UTC) + timedelta(days=1) + waits
    except OverflowError:
        return None
    return Habit(outlet, known[-1], pause, len(recent), begins)


def habits(rule: Rule, sight: Sight) -> tuple[Habit, ...]:
    """The habits of the outlets asked for; what would be published after the clock is not known yet."""
    terms = _terms(rule)
    names = terms.outlets or ((rule.question.outlet,) if rule.question.outlet else sight.outlets())
    until = sight.clock.date()
    found = (habit_of(name, [day for day, many in sight.report_days(name) if many], until, terms) for name in sorted(names))
    return tuple(one for one in found if one)


def quiet_outlets(rule: Rule, sight: Sight) -> tuple[Habit, ...]:
    """The outlets that are silent for longer than they usually are."""
    if _terms(rule).feeds and not _terms(rule).outlets:
        return ()
    return tuple(one for one in habits(rule, sight) if one.begins <= sight.clock)


def _outlet(rule: Rule, now: Sight, one: Habit) -> Alert:
    quiet = (now.clock.date() - one.last).days
    words = (
        f"No report of {one.outlet} was read for {counted(quiet, 'day')}, since {day_words(one.last)}; its longest pause in the "
        f"{counted(HABIT.days, 'day')} before was {counted(one.pause, 'day')}. It may have stopped, or it is no longer read. "
        "Counts of these days may be low."
    )
    return Alert(
        key=alert_key(rule.id, one.outlet, "quiet", one.last.isoformat()),
        rule=rule.id,
        kind=rule.kind,
        at=now.clock,
        seq=now.seq,
        subject=one.outlet,
        title=f"Outlet {one.outlet} is quiet for {counted(quiet, 'day')}",
        words=words,
        href=outlet_url(one.outlet),
        facts=(Fact("last report", one.last.isoformat()), Fact("longest pause", counted(one.pause, "day"))),
        rests_on=(Rest("outlet", one.outlet),),
    )


def _all_quiet(rule: Rule, now: Sight, quiet: Sequence[Habit]) -> Alert:
    last = max(one.last for one in quiet)
    names = [one.outlet for one in quiet]
    return Alert(
        key=alert_key(rule.id, "all outlets", "quiet", last.isoformat()),
        rule=rule.id,
        kind=rule.kind,
        at=now.clock,
        seq=now.seq,
        subject="all outlets",
        title=f"Nothing comes in: all {len(quiet)} outlets are quiet",
        words=(
            f"No report of any of the {len(quiet)} outlets that usually publish was read since {day_words(last)}: "
            f"{joined(names[:6])}{' and others' if len(names) > 6 else ''}. The watch itself may have stopped."
        ),
        href=FEEDS,
        facts=(Fact("last report", last.isoformat()), Fact("outlets", str(len(quiet)))),
        rests_on=tuple(Rest("outlet", name) for name in names[:12]),
    )


def _terms(rule: Rule) -> SilentFeed:
    assert isinstance(rule.terms, SilentFeed)
    return rule.terms
