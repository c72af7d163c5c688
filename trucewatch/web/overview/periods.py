"""The period a page speaks of, the one before it, and the days, weeks or months it is told in."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from trucewatch.catalogue import Question, Shelf
from trucewatch.publish.drawing.days import shifted
from trucewatch.publish.tongue import say
from trucewatch.publish.words import counted, day_words, range_words, short_month

WEEK = 7
MOST_CELLS = 14
LONGEST_BY_WEEK = 13 * 7


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`; `is_asked` is False of the last week known, which is told when no days are asked for."""

    first: date
    last: date
    is_asked: bool

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> tuple[date, date] | None:
        """The period of the same length before it; None where that lies before all time."""
        if self.first.toordinal() <= self.days:
            return None
        return shifted(self.first, -self.days), shifted(self.first, -1)

    @property
    def words(self) -> str:
        """The period in a sentence: "In the week to 13 February 2020", "On 3 February 2020"."""
        if self.days == 1:
            return f"On {day_words(self.last)}"
        return (
            say("In the week to %(day)s", day=day_words(self.last))
            if self.days == WEEK
            else say("For %(range_words)s", range_words=range_words(self.first, self.last))
        )

    @property
    def before_words(self) -> str:
        """What the period before is called."""
        if self.days == 1:
            return say("the day before")
        return say("the week before") if self.days == WEEK else say("the %(count)s before", count=counted(self.days, "day"))

    @property
    def column(self) -> str:
        """What a column of its counts is called."""
        return say("This day") if self.days == 1 else say("This week") if self.days == WEEK else say("These days")

    def asked_in(self, question: Question) -> Question:
        """The question within this period."""
        return replace(question, first=self.first, last=self.last)

    def asked_before(self, question: Question) -> Question | None:
        """The question within the period before."""
        return replace(question, first=self.before[0], last=self.before[1]) if self.before else None


def period_of(question: Question, shelf: Shelf, read: Mapping[date, int], today: date) -> Period | None:
    """The days asked for; without any, the last week of which anything is known; None where nothing is."""
    if question.first and question.last:
        return Period(question.first, question.last, True)
    known = shelf.days(question)
    read_until = max((day for day in read if day <= today), default=None)
    if question.first or question.last:
        last = question.last or max([question.first or today, min(today, max([*(known or ()), read_until or today]))])
        first = question.first or min(last, known[0] if known else last)
        return Period(first, last, True)
    if known is None and read_until is None:
        return None
    last = read_until or min(today, known[1] if known else today)
    return Period(shifted(last, 1 - WEEK), last, False)


@dataclass(frozen=True, slots=True)
class Bin:
    """A day, week or month of a period: its key in a tally, its name, and its days."""

    key: str
    name: str
    first: date
    last: date


def bins_of(period: Period) -> tuple[str, tuple[Bin, ...]]:
    """By what a period is told (day, week or month), and its bins; of a very long one the last months only."""
    if period.days <= MOST_CELLS:
        days = [period.first + timedelta(days=index) for index in range(period.days)]
        return "day", tuple(Bin(day.isoformat(), str(day.day), day, day) for day in days)
    if period.days <= LONGEST_BY_WEEK:
        mondays = _mondays(period)
        return "week", tuple(Bin(day.isoformat(), short_month(day), day, shifted(day, 6)) for day in mondays)
    return "month", tuple(_months(period))[-MOST_CELLS:]


def _mondays(period: Period) -> list[date]:
    start = shifted(period.first, -period.first.weekday())
    return [shifted(start, 7 * index) for index in range((period.last - start).days // 7 + 1)]


def _months(period: Period) -> list[Bin]:
    out = []
    number = max(period.first.year * 12 + period.first.month - 1, period.last.year * 12 + period.last.month - MOST_CELLS)
    while number <= period.last.year * 12 + period.last.month - 1:
        year, month = divmod(number, 12)
        first = date(year, month + 1, 1)
        last = date(year, month + 1, monthrange(year, month + 1)[1])
        out.append(Bin(first.isoformat()[:7], short_month(first, year=True), first, last))
        number += 1
    return out
