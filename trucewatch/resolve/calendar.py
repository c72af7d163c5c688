"""Windows on the calendar: days, weeks, months, seasons and years as half-open stretches, safe at both ends of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.model import Precision

Window = tuple[date, date, Precision]

MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
WEEKDAYS = {name: number for number, name in enumerate("mon tue wed thu fri sat sun".split())}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
SEASON_MONTHS = 3
YEAR_DAYS = 366


@dataclass(frozen=True, slots=True)
class Base:
    """What an expression is read against."""

    day: date
    past: bool


def month_number(word: str) -> int:
    """The month a name or its abbreviation stands for; a KeyError if it is none."""
    return MONTHS[word[:3]]


def weekday_number(word: str) -> int:
    """0 for Monday; a KeyError if it is no weekday."""
    return WEEKDAYS[word[:3]]


def day_window(day: date) -> Window:
    """One day."""
    return day, day + timedelta(days=1), Precision.DAY


def week_window(day: date, weeks: int = 0) -> Window:
    """The week, Monday to Sunday, so many weeks after the one the day lies in."""
    monday = day - timedelta(days=day.weekday()) + timedelta(weeks=weeks)
    return monday, monday + timedelta(days=7), Precision.WEEK


def month_window(year: int, month: int, months: int = 1) -> Window:
    """So many whole months from one on."""
    return date(year, month, 1), first_of(year, month + months), Precision.MONTH if months == 1 else Precision.RANGE


def year_window(year: int, years: int = 1) -> Window:
    """So many whole years from one on."""
    return date(year, 1, 1), date(year + years, 1, 1), Precision.YEAR if years == 1 else Precision.RANGE


def season_window(season: str, year: int) -> Window:
    """A season as north of the equator; winter starts in the December of its year."""
    return month_window(year, SEASONS[season], SEASON_MONTHS)


def first_of(year: int, month: int) -> date:
    """The first day of a month that may be counted on past December or back past January."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def shifted(day: date, unit: str, count: int) -> date:
    """The day so many days, weeks, months or years on; the last day of the month where the day does not exist in it."""
    if unit in ("month", "year", "decade"):
        months = count * {"month": 1, "year": 12, "decade": 120}[unit]
        first = first_of(day.year, day.month + months)
        last = first_of(first.year, first.month + 1) - timedelta(days=1)
        return first.replace(day=min(day.day, last.day))
    return day + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])


def part_of(window: Window, part: str) -> Window:
    """The early, middle or late third of a window, half of a decade, or quarter of a century; its `end` is the last fifth."""
    start, end, _ = window
    days = (end - start).days
    if days == 1:
        return window
    share = {"early": (0, 1 / 3), "mid": (1 / 3, 2 / 3), "late": (2 / 3, 1), "end": (4 / 5, 1), "start": (0, 1 / 5)}[part]
    if days > YEAR_DAYS and part in ("early", "late"):  # whole years: the early 2000s are 2000 to 2004
        years = (end.year - start.year) // (2 if days < 50 * YEAR_DAYS else 4)
        return (
            (start, date(start.year + years, 1, 1), Precision.RANGE)
            if part == "early"
            else (date(end.year - years, 1, 1), end, Precision.RANGE)
        )
    first = start + timedelta(days=int(days * share[0]))
    last = start + timedelta(days=max(int(days * share[1]), int(days * share[0]) + 1))
    return first, min(last, end), Precision.RANGE


def spanning(first: Window, last: Window) -> Window | None:
    """From the start of one window to the end of the other; None if that runs backwards."""
    if last[1] <= first[0]:
        return None
    same = first[0] == last[0] and first[1] == last[1]
    return first[0], last[1], first[2] if same else Precision.RANGE
