"""The days on a strip: one mark an incident, reports read below, hatching where nobody read, the future blank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup, escape

from trucewatch.publish.tongue import say
from trucewatch.publish.words import short_day, short_month

MOST_MARKS = 12  # incidents drawn for one day; the rest is a number above them
WIDE_DAYS, NARROW_DAYS = 62, 34
FEWEST_DAYS = 14
AHEAD = 18  # days of the future that are left blank for what is due in them
LEAST_BLANK = 90  # pixels in which "not yet known" fits
EVENT_TOP = 16  # pixels for a line of words above the marks


@dataclass(frozen=True, slots=True)
class DayEvent:
    """A day that matters whatever happened on it: a truce begins, a demand expires."""

    day: date
    words: str
    kind: str  # start or end


@dataclass(frozen=True, slots=True)
class DayMarks:
    """What stands on the strip: each day's grades and reports read, the days chosen, what begins or expires, and today."""

    grades: Mapping[date, Sequence[str]]
    read: Mapping[date, int]
    today: date
    chosen: tuple[date, date] | None = None
    events: tuple[DayEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Which days are drawn, and where."""

    first: date
    count: int
    width: int
    cell: float
    base: float
    peak: int  # reports read of the day of which most were read

    def at(self, day: date) -> float:
        """Where a day begins."""
        return 10 + (day - self.first).days * self.cell

    def holds(self, day: date) -> bool:
        """True if the day is drawn."""
        return 0 <= (day - self.first).days < self.count

    @property
    def days(self) -> list[date]:
        """The days drawn."""
        return [self.first + timedelta(days=index) for index in range(self.count)]


def shifted(day: date, days: int) -> date:
    """The day so many days later (earlier if negative), as far as there are days."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def window(marks: DayMarks, longest: int) -> tuple[date, date] | None:
    """The first and last day drawn: up to what was asked or is known, and what falls due soon after; None without any day."""
    days = sorted({*marks.grades, *marks.read, *(marks.chosen or ())})
    if not days:
        return None
    known = min(days[-1], marks.today) if days[0] <= marks.today else days[-1]
    last = min(marks.chosen[1], marks.today) if marks.chosen and marks.chosen[1] < shifted(known, -longest) else known
    soon = [event.day for event in marks.events if last < event.day <= shifted(last, AHEAD)]
    last = max([last, *soon])
    first = max(days[0], shifted(last, 1 - longest))
    return first, max(last, shifted(first, FEWEST_DAYS - 1))


def days_strip(marks: DayMarks, *, narrow: bool) -> Markup:
    """The strip for a desk or for a phone; empty without any day."""
    span = window(marks, NARROW_DAYS if narrow else WIDE_DAYS)
    if span is None:
        return Markup("")
    first, count = span[0], (span[1] - span[0]).days + 1
    width = 390 if narrow else 880
    drawn = [len(grades) for day, grades in marks.grades.items() if span[0] <= day <= span[1]]
    most = min(max(drawn, default=1), MOST_MARKS + 1)
    cell = (width - 20) / count
    size = min(11.5, cell - 1.2)
    gap = min(size + 2.6, 130 / max(most, 1))
    events = [event for event in marks.events if span[0] <= event.day <= span[1]]
    top = 14 + EVENT_TOP * min(len(events), 3)
    peak = max([*(many for day, many in marks.read.items() if 0 <= (day - first).days < count), 1])
    sheet = _Sheet(first, count, width, cell, top + 16 + round(gap * max(most, 2)), peak)
    css, key = ("only-narrow", "n") if narrow else ("only-wide", "w")
    words = say("Incidents a day from %(day)s to %(day2)s", day=short_day(span[0]), day2=short_day(span[1]))
    return Markup(
        "".join(
            [
                f'<svg class="days {css}" viewBox="0 0 {width} {sheet.base + 46:.0f}" role="img" aria-label="{words}">',
                f'<defs><pattern id="hz{key}" width="5" height="5" patternUnits="userSpaceOnUse" '
                'patternTransform="rotate(45)"><path class="d-hatch" d="M0 0V5"/></pattern></defs>',
                *_chosen(marks, sheet),
                *_events(events, sheet),
                *(piece for day in sheet.days if day <= marks.today for piece in _day(day, marks, sheet, size, gap, key)),
                *_ticks(sheet),
                *_blank(marks, sheet),
                f'<path class="d-tick" d="M10 {sheet.base}H{width - 10}"/></svg>',
            ]
        )
    )


def _chosen(marks: DayMarks, sheet: _Sheet) -> list[str]:
    if marks.chosen is None:
        return []
    last = sheet.days[-1]
    start, end = max(marks.chosen[0], sheet.first), min(marks.chosen[1], last)
    if end < start:
        return []
    x, wide = sheet.at(start), sheet.at(end) + sheet.cell - sheet.at(start)
    return [f'<rect class="d-chosen" x="{x:.1f}" y="4" width="{wide:.1f}" height="{sheet.base - 4:.1f}"/>']


def _events(events: Sequence[DayEvent], sheet: _Sheet) -> list[str]:
    out = []
    for row, event in enumerate(events[:3]):
        x, y = sheet.at(event.day) + (sheet.cell if event.kind == "end" else 0), 14 + EVENT_TOP * row
        side = "end" if x > sheet.width * 0.6 else "start"
        out.append(
            f'<path class="d-event" d="M{x:.1f} {y - 8}V{sheet.base}"/><text class="d-event-words is-{side}" '
            f'x="{x + (-4 if side == "end" else 4):.1f}" y="{y}">{escape(event.words)}</text>'
        )
    return out


def _day(day: date, marks: DayMarks, sheet: _Sheet, size: float, gap: float, key: str) -> list[str]:
    x, grades = sheet.at(day), marks.grades.get(day, ())
    out = [
        f'<use class="is-{grade} d-mark" href="#g-{grade}" x="{x + (sheet.cell - size) / 2:.1f}" '
        f'y="{sheet.base - 8 - row * gap - size / 2:.1f}" width="{size:.1f}" height="{size:.1f}"/>'
        for row, grade in enumerate(grades[:MOST_MARKS])
    ]
    if len(grades) > MOST_MARKS:
        y = sheet.base - 10 - MOST_MARKS * gap
        out.append(f'<text class="d-more" x="{x + sheet.cell / 2:.1f}" y="{y:.1f}">+{len(grades) - MOST_MARKS}</text>')
    wide = sheet.cell - 1.2
    if reports := marks.read.get(day, 0):
        tall = 3 + 11 * reports / sheet.peak
        out.append(
            f'<rect class="d-read" x="{x + 0.6:.1f}" y="{sheet.base + 20 - tall:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'
        )
    else:
        out.append(
            f'<rect class="d-blind" fill="url(#hz{key})" x="{x + 0.6:.1f}" y="{sheet.base + 6}" width="{wide:.1f}" height="14"/>'
        )
    return out


def _ticks(sheet: _Sheet) -> list[str]:
    out = []
    for index, day in enumerate(sheet.days):
        x = sheet.at(day)
        if (day.weekday() == 0 or index == 0) and (index == 0 or 60 < x < sheet.width - 24):
            words = short_month(day) if index == 0 or day.day <= 7 else str(day.day)
            out.append(
                f'<path class="d-tick" d="M{x:.1f} {sheet.base + 22}v4"/>'
                f'<text class="d-day" x="{x:.1f}" y="{sheet.base + 38}">{words}</text>'
            )
    return out


def _blank(marks: DayMarks, sheet: _Sheet) -> list[str]:
    known = [day for day in sheet.days if day <= marks.today]
    start = sheet.at(known[-1]) + sheet.cell if known else 10.0
    if sheet.width - 10 - start <= LEAST_BLANK:
        return []
    return [f'<text class="d-later" x="{(start + sheet.width - 10) / 2:.1f}" y="{sheet.base - 16}">not yet known</text>']
