"""Read dates as they are printed or given; what is ambiguous or implausible is refused, not guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache

from trucewatch.knowledge.ingest_tables import months
from trucewatch.model import Basis, Precision, Published

FIRST_YEAR, LAST_YEAR = 1900, 2100  # outside lies a fault of the machine that wrote it (year 1, 1601, 9999)
EPOCH = re.compile(r"\d{10}(?:\d{3})?")
LABEL = (
    r"(?:(?:date of publication|first published|published(?: on| at)?|posted(?: on)?|issued(?: on)?"
    r"|last updated(?: at| on)?|updated(?: on| at)?|last modified|date)\b ?:? ?)"
)
WEEKDAY = r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b[.,]* ?)"
ZONE = r"(?: ?\(?(?:GMT|UTC|[A-Z]{2,4}T)\)?)?(?: ?[+-]\d{1,2}(?::?\d{2})?\b)?"
CLOCK = rf"(?:,? ?(?:at |[-–—|@] ?)?(?:[01]?\d|2[0-3])(?:[:.][0-5]\d(?::[0-5]\d)?|(?<=\d\d)[0-5]\d)(?: ?[ap]\.?m\b\.?)?{ZONE})"


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A full date in a text; `day` is None where the words allow two days (04/05/2020)."""

    start: int
    end: int
    day: date | None
    instant: str | None = None
    updated: bool = False
    full: bool = False  # with label, weekday or time of day: as it stands above a report rather than within it


@cache
def printed_pattern() -> re.Pattern[str]:
    """Full dates with day, month and year, in the orders that outlets print."""
    month = "|".join(sorted(map(re.escape, months()), key=lambda name: (-len(name), name)))
    year = r"(?:19|20|21)\d\d"
    forms = (
        rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?:of )?(?P<m1>{month})\.?,?[ -]?(?P<y1>{year})",
        rf"(?P<m2>{month})\.? ?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y2>{year})",
        rf"(?P<iso>{year}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?)",
        rf"(?P<y4>{year})(?P<s4>[./])(?P<m4>\d{{1,2}})(?P=s4)(?P<d4>\d{{1,2}})",
        rf"(?P<d5>\d{{1,2}})(?P<s5>[./-])(?P<m5>\d{{1,2}})(?P=s5)(?P<y5>{year})",
    )
    day = "|".join(forms)
    return re.compile(
        rf"(?<![\w./-])(?P<label>{LABEL})?(?P<weekday>{WEEKDAY})?(?:{day})(?!\d|[./-]\d)(?P<clock>{CLOCK})?", re.IGNORECASE
    )


def printed_dates(text: str, start: int, end: int) -> Iterator[PrintedDate]:
    """Every full date between two offsets."""
    for found in printed_pattern().finditer(text, start, end):
        if (printed := _printed(found)) is not None:
            yield printed


def printed_date_at(text: str, at: int, end: int) -> PrintedDate | None:
    """The full date that begins exactly here, with its label, weekday and time of day."""
    found = printed_pattern().match(text, at, end)
    return _printed(found) if found else None


def _printed(found: re.Match[str]) -> PrintedDate | None:
    label = (found["label"] or "").casefold()
    updated = label.startswith(("last", "updated"))
    full = bool(label or found["weekday"] or found["clock"])
    if found["iso"]:
        read = read_published(found["iso"])
        return (
            PrintedDate(found.start(), found.end(), read.day, read.instant, updated, full)
            if isinstance(read, Published)
            else None
        )
    number = next(n for n in "1245" if found[f"y{n}"])
    year, day, month = int(found[f"y{number}"]), int(found[f"d{number}"]), found[f"m{number}"]
    if number in "12":
        days = {_day(year, months()[month.casefold()], day)}
    elif number == "5" and found["s5"] == "/":
        days = {_day(year, int(month), day), _day(year, day, int(month))}  # 04/05: the fourth or the fifth month
    else:
        days = {_day(year, int(month), day)}
    possible = sorted(day for day in days if day is not None)
    if not possible:
        return None
    return PrintedDate(found.start(), found.end(), possible[0] if len(possible) == 1 else None, None, updated, full)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_published(words: str) -> Published | str:
    """A date from metadata, or why it is refused.

    The day is the one printed, in the zone printed; an instant is kept only with its zone, as nobody knows when 18:11 was
    otherwise. "2020-02" is a month and "2020" a year.
    """
    words = words.strip()
    if not words:
        return "the date is empty"
    when, precision = _moment(words)
    if when is None:
        return f"{words[:60]!r} is no date that can be read without guessing"
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        return f"{words[:60]!r} is not plausible: years {FIRST_YEAR} to {LAST_YEAR} are"
    instant = when.isoformat() if precision is Precision.INSTANT else None
    return Published(when.date(), precision, Basis.METADATA, instant)


def _moment(words: str) -> tuple[datetime | None, Precision]:
    if partial := re.fullmatch(r"(\d{4})(?:-(\d\d))?", words):
        try:
            return datetime(int(partial[1]), int(partial[2] or 1), 1), Precision.MONTH if partial[2] else Precision.YEAR
        except ValueError:
            return None, Precision.UNKNOWN
    if EPOCH.fullmatch(words):
        return datetime.fromtimestamp(int(words[:10]), UTC), Precision.INSTANT
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            when = read(words)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return when, Precision.DAY if when.tzinfo is None else Precision.INSTANT
    found = printed_pattern().fullmatch(words)
    printed = _printed(found) if found and found["iso"] != words else None  # read above, if it is a day at all
    if printed is None or printed.day is None:
        return None, Precision.UNKNOWN
    return datetime(printed.day.year, printed.day.month, printed.day.day), Precision.DAY
