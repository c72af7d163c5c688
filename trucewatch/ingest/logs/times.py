"""Read the dates and times of a log: one reading of the dates for the whole log, local times with the offset of that day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from trucewatch.errors import SourceError
from trucewatch.knowledge.ingest_tables import Month
from trucewatch.knowledge.log_tables import is_none, log_words, plain
from trucewatch.knowledge.tables import read_table

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)")
WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s.]*([^\W\d_]{3,})\.?(?:,?[-\s]*(\d{4})(?!\d)|[-\s]*(\d{2})(?![\d:.h]))")
MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
YEARLESS = re.compile(r"\d{1,2}(?:st|nd|rd|th)?[-\s.]*[^\W\d_]{3,}|\d{1,2}[./-]\d{1,2}\.?")
CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2})(?:[:.](\d{2}))?|(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?\s*(?:hrs|hours|h|lt|local)?"
    r"\s*(z|utc|[+]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
SPAN = re.compile(r"\s*(?:[-\u2013\u2014]|\bto\b|\buntil\b)\s*")
STAMP = re.compile(r"T(\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")  # ISO 8601, behind its date
CENTURY = 2000
YEARS = range(1900, 2200)  # in which a post can have logged: 0001-01-01 and 9999-12-31 are how programs write "no date"
FURTHEST_OFFSET = 14 * 60  # minutes from UTC; no clock on earth runs further off
LONGEST_NIGHT = timedelta(hours=12)  # a time that ends before it starts ran over midnight if it then lasted no longer


class Order(StrEnum):
    """Which part of a date in figures comes first."""

    DAY = "day first"
    MONTH = "month first"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when, ISO 8601 with offsets; `start` is the earliest and `end` the latest that the words leave open."""

    start: str
    end: str
    day: date


def order_of(cells: Iterable[str]) -> Order | None:
    """How a log writes dates in figures, if every one of them agrees on one reading and at least one has no other.

    Dates with points between the figures count as day first, which is how they are written wherever they are written so.
    """
    votes: set[Order] = set()
    for words in cells:
        found = None if ISO.match(words.strip()) else NUMBERS.match(words.strip())
        if found and len(orders := _orders(found)) == 1:
            votes |= orders
    return votes.pop() if len(votes) == 1 else None


def _orders(found: re.Match[str]) -> set[Order]:
    first, second = int(found.group(1)), int(found.group(2))
    day_first, month_first = first <= 31 and second <= 12, first <= 12 and second <= 31
    if "." in found.group() and day_first:
        return {Order.DAY}
    if first == second and day_first:
        return {Order.DAY, Order.MONTH}
    return {order for order, fits in ((Order.DAY, day_first), (Order.MONTH, month_first)) if fits}


def read_date(words: str, order: Order | None) -> tuple[date, str]:
    """The date at the head of a cell, and what follows it; a SourceError if it is none, or could be two."""
    cell = words.strip()
    if found := ISO.match(cell):
        return _date(cell, *map(int, found.groups())), cell[found.end() :]
    if found := NUMBERS.match(cell):
        return _in_figures(found, order), cell[found.end() :]
    if found := WORDED.match(cell):
        return _date(cell, _year(found.group(3) or found.group(4)), _month(found.group(2), cell), int(found.group(1))), cell[
            found.end() :
        ]
    if found := MONTH_FIRST.match(cell):
        return _date(cell, int(found.group(3)), _month(found.group(1), cell), int(found.group(2))), cell[found.end() :]
    if cell and YEARLESS.match(cell):
        raise SourceError("", f"the date {cell!r} names no year")
    raise SourceError("", f"{cell!r} is no date; write it as 2020-02-13" if cell else "no date")


def _in_figures(found: re.Match[str], order: Order | None) -> date:
    first, second, year = int(found.group(1)), int(found.group(2)), _year(found.group(3))
    orders = _orders(found)
    if not orders:
        raise SourceError("", f"{found.group()!r} is no day of the calendar")
    if len(orders) > 1 and first != second and order is None:
        raise SourceError(
            "", f"the date {found.group()!r} can be day first or month first, and the log's other dates do not settle it"
        )
    chosen = order if order in orders and len(orders) > 1 else min(orders)
    return _date(found.group(), year, second, first) if chosen is Order.DAY else _date(found.group(), year, first, second)


def _date(words: str, year: int, month: int, day: int) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise SourceError("", f"{words!r} is no day of the calendar") from error
    if found.year not in YEARS:
        raise SourceError("", f"the date {found} lies outside the years {YEARS[0]} to {YEARS[-1]}")
    return found


def _year(figures: str) -> int:
    return int(figures) + (CENTURY if len(figures) == 2 else 0)


def _month(name: str, cell: str) -> int:
    wanted = plain(name)
    found = {row.month for row in read_table("months.csv", Month) if plain(row.name) == wanted}
    if len(found) != 1:
        raise SourceError("", f"{cell!r} names no month that is known")
    return int(found.pop())


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: minutes and seconds since midnight, and its offset where it prints one."""

    seconds: int
    offset: str | None = None


def read_clock(words: str) -> Clock:
    """One time of day ("18:42", "1842 hrs", "6:42 pm", "noon"); a SourceError if it is none."""
    cell = plain(words)
    cell = log_words("hours").get(cell, cell)
    found = CLOCK.fullmatch(cell)
    if found is None or (found.group(2) is None and found.group(4) is None and found.group(5) is None and ":" not in cell):
        raise SourceError("", f"{words.strip()!r} is no time of day; write it as 18:42")
    hour, minute, second = int(found.group(1)), int(found.group(2) or found.group(4) or 0), int(found.group(3) or 0)
    if half := found.group(5):
        if not 1 <= hour <= 12:
            raise SourceError("", f"{words.strip()!r} is no time of day")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    _check(hour, minute, second, words)
    return Clock(hour * 3600 + minute * 60 + second, _offset(found.group(6), words))


def _check(hour: int, minute: int, second: int, words: str) -> None:
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second)):
        raise SourceError("", f"{words.strip()!r} is no time of day")


def _offset(written: str | None, words: str) -> str | None:
    """An offset from UTC as ISO 8601 has it; a SourceError if no clock runs so far off."""
    if written is None:
        return None
    if written.lower() in ("z", "utc"):
        return "+00:00"
    hours, minutes = int(written[1:3]), int(written[-2:])
    if minutes > 59 or hours * 60 + minutes > FURTHEST_OFFSET:
        raise SourceError("", f"no clock runs {written} from UTC: {words.strip()!r}")
    return f"{written[:3]}:{written[-2:]}"


def read_span(words: str) -> tuple[Clock, Clock | None]:
    """A time of day, or two with a dash between them; "evening" is a span of hours.

    An offset that one of the two prints holds for both: "18:00-19:00 UTC".
    """
    cell = plain(words)
    cell = log_words("hours").get(cell, cell)
    if found := STAMP.fullmatch(words.strip()):
        hour, minute, second = (int(part or 0) for part in found.groups()[:3])
        _check(hour, minute, second, words)
        return Clock(hour * 3600 + minute * 60 + second, _offset(found.group(4), words)), None
    parts = SPAN.split(cell)
    if len(parts) > 2:
        raise SourceError("", f"{words.strip()!r} is neither a time nor a span of times")
    if len(parts) == 1:
        return read_clock(cell), None
    start, end = read_clock(parts[0]), read_clock(parts[1])
    return replace(start, offset=start.offset or end.offset), replace(end, offset=end.offset or start.offset)


def read_stretch(
    date_words: str, time_words: str, end_date_words: str, end_words: str, zone: str, order: Order | None
) -> Stretch:
    """From when to when a line tells; without a time of day the whole day.

    A time that ends before it starts ran over midnight if it then lasted at most twelve hours; else it is a fault. An hour that
    the clocks skip is a fault, but for midnight, where one day ends and the next begins on every clock: that is then the moment
    at which they skip. Of an hour that they run twice, the first passing is the start and the second the end.
    """
    day, rest = read_date(date_words, order)
    rest = rest.strip(" ,;\t\n")
    first = rest if is_none(time_words) else time_words
    start, end = (Clock(0), Clock(86_400)) if is_none(first) else read_span(first)
    last = end
    last_day = None
    if not is_none(end_words):
        last_day, after = read_date(end_words, order) if ISO.match(end_words.strip()) else (None, end_words)
        last, _ = read_span(after.strip(" ,;"))
    if not is_none(end_date_words):
        last_day, _ = read_date(end_date_words, order)
    return _stretch(day, start, last_day, last or start, zone)


def _stretch(day: date, start: Clock, last_day: date | None, last: Clock, zone: str) -> Stretch:
    began, ended = _at(day, start), _at(last_day or day, last)
    if ended < began and last_day is None and ended + timedelta(days=1) - began <= LONGEST_NIGHT:
        ended += timedelta(days=1)
    if ended < began:
        raise SourceError("", f"it ends ({ended:%Y-%m-%d %H:%M}) before it starts ({began:%Y-%m-%d %H:%M})")
    found = Stretch(_iso(began, start.offset, zone, fold=0), _iso(ended, last.offset, zone, fold=1), day)
    if datetime.fromisoformat(found.end) < datetime.fromisoformat(found.start):
        raise SourceError("", f"it ends ({found.end}) before it starts ({found.start})")
    return found


def _at(day: date, clock: Clock) -> datetime:
    return datetime.combine(day, time()) + timedelta(seconds=clock.seconds)


def _iso(local: datetime, offset: str | None, zone: str, *, fold: int) -> str:
    timespec = "seconds" if local.second else "minutes"
    if offset is not None:
        return f"{local.isoformat(timespec=timespec)}{offset}"
    if _skipped(local, zone):
        if local.time() != time():
            raise SourceError("", f"{local:%Y-%m-%d %H:%M} is an hour that the clocks skip in {zone}")
        fold = 0  # the offset of the day before, which names the moment of the jump
    return local.replace(tzinfo=ZoneInfo(zone), fold=fold).isoformat(timespec=timespec)


def _skipped(local: datetime, zone: str) -> bool:
    aware = local.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local
