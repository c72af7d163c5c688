"""Years and what is longer: decades, centuries, quarters and seasons, as the grammar of time expressions reads them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from trucewatch.resolve.calendar import Base, Window, day_window, first_of, month_window, season_window, year_window

TENS = "twenties thirties forties fifties sixties seventies eighties nineties".split()
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
).split()
FIRST_AUGHTS = 2000  # before this year "the 1600s" are a century, from it on "the 2000s" a decade


def year(match: re.Match[str], base: Base) -> Window | None:
    """2014; the year 347 too."""
    number = int(match["year"])
    return year_window(number) if 100 <= number <= 9998 else None


def decade(match: re.Match[str], base: Base) -> Window:
    """The 1960s; the 1600s are a century; the sixties are the last that have begun."""
    if match.groupdict().get("tens"):
        start = base.day.year // 100 * 100 + 10 * (2 + TENS.index(match["tens"]))
        return year_window(start if start <= base.day.year else start - 100, 10)
    start = int(match["decade"]) * 10
    return year_window(start, 100 if start % 100 == 0 and start < FIRST_AUGHTS else 10)


def century(match: re.Match[str], base: Base) -> Window:
    """The 17th century is 1600 to 1699, as most people write."""
    number = int(match["century"]) if match["century"] else 1 + ORDINALS.index(match["ordinal"])
    return year_window((number - 1) * 100, 100)


def quarter(match: re.Match[str], base: Base) -> Window:
    """Last quarter, this quarter, the next: three months of the calendar."""
    step = {"this": 0, "next": 1, "coming": 1, "following": 1}.get(match["which"], -1)
    first = first_of(base.day.year, base.day.month - (base.day.month - 1) % 3 + 3 * step)
    return month_window(first.year, first.month, 3)


def attack_of_2001(match: re.Match[str], base: Base) -> Window:
    """9/11, which is no 9 November."""
    return day_window(date(2001, 9, 11))


def season(match: re.Match[str], base: Base) -> Window:
    """The summer of 2014, last winter, this spring: without a year the last that has begun."""
    name, which, number = match["season"], match.groupdict().get("which"), match.groupdict().get("year")
    if number:
        return season_window(name, int(number))
    window = season_window(name, base.day.year)
    if which in ("next", "coming"):
        return window if window[0] > base.day else season_window(name, base.day.year + 1)
    gone = window[1] <= base.day + timedelta(days=1) if which in ("last", "past", "previous") else window[0] <= base.day
    return window if gone or (which == "this" and not base.past) else season_window(name, base.day.year - 1)
