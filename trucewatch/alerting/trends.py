"""Notice that a count broke with its own past rate, once for each break."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from trucewatch.alerting.alert import Alert, Fact, Rest, alert_key
from trucewatch.alerting.questions import question_query
from trucewatch.alerting.rule import Rule, TrendBreak
from trucewatch.alerting.sight import Sight
from trucewatch.alerting.trend import Look, look
from trucewatch.publish.words import Labels, counted, range_words

MORNING_AFTER = timedelta(days=1)
FEWEST, MOST_SHOWN = 1e-6, 3  # a chance below it is told as such; digits shown


def days_looked_at(report_days: Collection[tuple[date, int]]) -> frozenset[date]:
    """The days on which somebody could have told: a report of the day itself, or of the morning after, was read."""
    published = {day for day, many in report_days if many}
    before = {day - MORNING_AFTER for day in published if day > date.min}
    return frozenset(published | before)


def last_whole_day(rule: Rule, clock: datetime) -> date:
    """The last day that is over, by the rule's zone."""
    return clock.astimezone(ZoneInfo(rule.zone)).date() - timedelta(days=1)


class Counted:
    """What a sight knows of a rule's count: incidents by day, and the days looked at. One of another outlet is not looked at."""

    def __init__(self, rule: Rule, sight: Sight) -> None:
        self._terms = _terms(rule)
        self._last = last_whole_day(rule, sight.clock)
        self._counts: Mapping[date, int] = sight.counts(rule.question)
        self._looked = days_looked_at(sight.report_days(rule.question.outlet))

    @property
    def last(self) -> date:
        """The last whole day."""
        return self._last

    def look(self, last: date) -> Look:
        """The look at the days up to one."""
        return look(self._counts, self._looked, last, self._terms)

    def broke_lately(self) -> bool:
        """True if a look on this day or in as many days before as are looked at would have been told."""
        return any(self.look(self._last - timedelta(days=back)).breaks(self._terms) for back in range(self._terms.days))


def notice_trends(rule: Rule, before: Sight, now: Sight, moved: Collection[str], labels: Labels) -> Iterator[Alert]:
    """An alert where the last whole days break with the history, and nothing did lately as it was known before.

    The days are those on which things happened, as told by now: what comes in later of a day weeks ago changes the history and
    raises no alert of its own.
    """
    found = Counted(rule, now)
    latest = found.look(found.last)
    if latest.breaks(_terms(rule)) and not Counted(rule, before).broke_lately():
        yield _alert(rule, now, latest)


def _terms(rule: Rule) -> TrendBreak:
    assert isinstance(rule.terms, TrendBreak)
    return rule.terms


def _alert(rule: Rule, now: Sight, found: Look) -> Alert:
    terms, which = _terms(rule), "more" if found.rises else "fewer"
    span, expected = range_words(found.first, found.last), f"{found.expected:.1f}"
    blind = terms.days - found.looked
    varies = "days vary more than by chance, which is allowed for" if found.shape < float("inf") else "days vary as by chance"
    words = (
        f"{rule.title}: {counted(found.many, 'incident')} told of {span}, {which} than the {expected} that the rate of the "
        f"{counted(terms.history, 'day')} before gives ({counted(found.before, 'incident')} on "
        f"{counted(found.looked_before, 'day')} looked at; {varies}). "
        f"{_chance(found.chance or 0.0)}"
        + (f" Of {counted(blind, 'day')} of the last {terms.days} nothing was read; they are left out." if blind else "")
    )
    facts = (
        Fact("days", f"{found.first.isoformat()} to {found.last.isoformat()}"),
        Fact("incidents", str(found.many)),
        Fact("expected", expected),
        Fact("days looked at", f"{found.looked} of {terms.days}; {found.looked_before} of {terms.history} before"),
        Fact("incidents before", str(found.before)),
        Fact("chance", f"{max(found.chance or 0.0, FEWEST):.{MOST_SHOWN}g}"),
        Fact("threshold", f"{terms.false_alarms:g}"),
    )
    return Alert(
        key=alert_key(rule.id, "trend", which, found.last.isoformat()),
        rule=rule.id,
        kind=rule.kind,
        at=now.clock,
        seq=now.seq,
        subject=rule.id,
        title=f"Trend: {which} than before, {found.many} against {expected} expected. {rule.title}",
        words=words,
        href=f"/incidents?{question_query(rule.question, first=found.first, last=found.last)}",
        facts=facts,
        rests_on=(Rest("count", f"{found.first.isoformat()}/{found.last.isoformat()}"),),
    )


def _chance(chance: float) -> str:
    often = f"about once in {round(1 / chance):,} looks" if chance > FEWEST else "less than once in a million looks"
    return f"A steady rate gives this {often}."
