"""The grammar of time expressions: a table of patterns, tried in order, each with the function that turns it into a window."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from trucewatch.model import Precision
from trucewatch.resolve import eras
from trucewatch.resolve.calendar import (
    Base,
    Window,
    day_window,
    first_of,
    month_number,
    month_window,
    part_of,
    shifted,
    spanning,
    week_window,
    weekday_number,
    year_window,
)

GRACE = 2  # days a "past" day may lie ahead of the publication day: time zones, and papers dated a day early
LEAP = timedelta(days=366)  # a day that did not come round for longer than this (29 February) may as well lie ahead
LOOSE = {"few": (2, 5), "couple": (2, 2), "several": (3, 7), "many": (5, 15), "recent": (1, 7)}
RECENT = {"day": 7, "week": 4, "month": 4, "year": 4}  # how far back "recent weeks" reach
NUMBERS = {word: n for n, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())}
NUMBERS |= {word: n for n, word in enumerate("thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(), 13)}
NUMBERS |= {word: 10 * n for n, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)} | {
    "a": 1,
    "an": 1,
    "the": 1,
}

MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAY = r"(?P<weekday>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
ERA = r"(?: ?(?:ad|ce|a d|c e))?"
YEAR = rf"(?P<year>\d{{3,4}}){ERA}"
UNIT = r"(?P<unit>hour|day|week|fortnight|month|year|decade)s?"
COUNT = r"(?P<count>\d+|[a-z]+)"
PART = r"(?P<part>early|mid|late|start of|beginning of|middle of|end of)"
PARTS = {"start of": "start", "beginning of": "start", "middle of": "mid", "end of": "end"}
SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
LAST = r"(?P<which>last|past|previous|this|next|coming|following)"
HOURS = (
    r"(?:at |around |about |by |from |shortly |just |before |after )*"
    r"(?:\d{1,2}(?:[:.]\d\d)? ?(?:a\.?m\.?|p\.?m\.?|gmt|utc|hours)|\d{1,2}[:.]\d\d|noon|midnight|dawn|dusk|sunset|sunrise)"
)
DAYTIME = r"(?:morning|afternoon|evening|night|noon|dawn|dusk|midday|midnight)"


ORDINAL = r"(?:st|nd|rd|th)?"
TO = r" ?(?:-|to|and|until) ?"
A_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:days?)?"
FILLER = (
    r"on|in|at|during|over|throughout|of|earlier|later|late|early|around|about|only|as early as|as late as|also|again|just|before"
    r"|by|back in|for|within|after|as of|-|this past|no later than|not later than|during the|in the|on the"
)


def read(text: str, base: Base) -> Window | None:
    """The window of the first rule that takes the whole text and understands it."""
    for pattern, function in RULES:
        if match := _whole(pattern)(text):
            return function(match, base)
    return None


@cache
def _whole(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """What tells whether a text is such an expression, made when it is first asked."""
    return re.compile(pattern).fullmatch


def _without(match: re.Match[str], base: Base) -> Window | None:
    """A word in front that changes nothing: on Monday, during 2018, earlier today."""
    return read(match["rest"], base)


def _since(match: re.Match[str], base: Base) -> Window | None:
    window = read(match["rest"], replace(base, past=True))
    return window and spanning(window, day_window(max(base.day, window[0])))


def _until(match: re.Match[str], base: Base) -> Window | None:
    """Open behind: up to a day to come it runs from today, up to a day gone by only that day is known."""
    window = read(match["rest"], base)
    return spanning(day_window(base.day), window) if window and window[1] > base.day else window


def _between(match: re.Match[str], base: Base) -> Window | None:
    first, last = match["first"], match["last"]
    end = read(last, base)
    start = read(first, base if end is None else replace(base, day=min(base.day, end[0]) if base.past else base.day))
    if start is None and end is not None and re.fullmatch(DAY, first):
        start = day_window(end[0].replace(day=int(re.match(r"\d+", first).group())))  # type: ignore[union-attr]
    return spanning(start, end) if start and end else None


def _days_of_month(match: re.Match[str], base: Base) -> Window | None:
    """ "3-5 February", "February 3 and 4"."""
    year = f" {match['year']}" if match["year"] else ""
    last = read(f"{match['last']} {match['month']}{year}", base)
    return last and spanning(day_window(last[0].replace(day=int(match["first"]))), last)


def _iso_day(match: re.Match[str], base: Base) -> Window:
    return day_window(date(int(match["year"]), int(match["m"]), int(match["day"])))


def _iso_month(match: re.Match[str], base: Base) -> Window:
    return month_window(int(match["year"]), int(match["m"]))


def _day_of_month(match: re.Match[str], base: Base) -> Window:
    month, day = month_number(match["month"]), int(match["day"])
    if match["year"]:
        return day_window(date(int(match["year"]), month, day))
    return day_window(_nearest(lambda year: date(year, month, day), base))


def _nearest(in_year: Callable[[int], date], base: Base) -> date:
    """The day as it falls last before, or next after, the publication day; leap days look further."""
    found = []
    for year in range(max(base.day.year - 8, 1), min(base.day.year + 8, 9999) + 1):
        try:
            found.append(in_year(year))
        except ValueError:
            continue
    behind = [day for day in found if day <= base.day + timedelta(days=GRACE)]
    ahead = [day for day in found if day >= base.day - timedelta(days=GRACE)]
    if not base.past or not behind:
        return min(ahead or found)
    return max(behind) if base.day - max(behind) <= LEAP or not ahead else min(ahead)


def _month(match: re.Match[str], base: Base) -> Window:
    month = month_number(match["month"])
    which = match.groupdict().get("which")
    year = match.groupdict().get("year")
    if year and year.isdigit():
        return month_window(int(year), month)
    if year:  # "of last year"
        return month_window(__year_of(year, base), month)
    if which in ("last", "past", "previous"):
        return month_window(base.day.year - (month >= base.day.month), month)
    if which in ("next", "coming", "following"):
        return month_window(base.day.year + (month <= base.day.month), month)
    first = base.day.replace(day=1)
    if which == "this":
        return month_window(first.year, month)
    day = _nearest(lambda year: date(year, month, 1), Base(first, base.past))
    return month_window(day.year, month)


def __year_of(words: str, base: Base) -> int:
    return base.day.year + {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1}[words.split()[-2]]


def _weekday(match: re.Match[str], base: Base) -> Window:
    number, which = weekday_number(match["weekday"]), match["which"]
    back = (base.day.weekday() - number) % 7
    if which in ("last", "past", "previous"):
        return day_window(base.day - timedelta(days=back or 7))
    if which in ("next", "coming", "following", "this") or not base.past:
        ahead = -back % 7
        return day_window(base.day + timedelta(days=ahead or (7 if which in ("next", "coming", "following") else 0)))
    return day_window(base.day - timedelta(days=back))


def _near_day(match: re.Match[str], base: Base) -> Window:
    offset = {
        "today": 0,
        "tonight": 0,
        "yesterday": -1,
        "the time of writing": 0,
        "tomorrow": 1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
    }
    return day_window(base.day + timedelta(days=offset[match[0]]))


def _overnight(match: re.Match[str], base: Base) -> Window:
    return base.day - timedelta(days=1), base.day + timedelta(days=1), Precision.RANGE


def _this_daytime(match: re.Match[str], base: Base) -> Window:
    return day_window(base.day)


def _unit(match: re.Match[str], base: Base) -> Window:
    """Last week, this month, next year: the whole of it."""
    step = {"this": 0, "next": 1, "coming": 1, "following": 1}.get(match["which"], -1)
    unit = match["unit"]
    if unit == "day":
        return day_window(base.day + timedelta(days=step))
    if unit == "week":
        window = week_window(base.day, step)
    elif unit == "month":
        first = first_of(base.day.year, base.day.month + step)
        window = month_window(first.year, first.month)
    else:
        window = year_window(base.day.year + step)
    return window


def _this_unit(match: re.Match[str], base: Base) -> Window | None:
    return read(f"this {match['unit']}", base)


def _unit_before(match: re.Match[str], base: Base) -> Window | None:
    return read(f"last {match['unit']}", base)


def _so_far(match: re.Match[str], base: Base) -> Window | None:
    """Earlier this month: from its start up to today."""
    window = read(f"this {match['unit']}", base)
    return window and (window[0], base.day + timedelta(days=1), window[2])


def _weekend(match: re.Match[str], base: Base) -> Window:
    monday = week_window(base.day)[0]
    saturday = monday + timedelta(days=5)
    which = match["which"]
    ahead = which in ("next", "coming") or not base.past
    if not ahead and saturday > base.day:
        saturday -= timedelta(days=7)
    if ahead and which == "next" and saturday <= base.day:
        saturday += timedelta(days=7)
    return saturday, saturday + timedelta(days=2), Precision.RANGE


def _ago(match: re.Match[str], base: Base) -> Window | None:
    """Days exactly; weeks, months and years as whole ones."""
    counts, unit = _counts(match["count"]), match["unit"]
    if counts is None:
        return None
    sign = 1 if match.groupdict().get("later") else -1
    if unit == "hour":
        return day_window(base.day + sign * timedelta(days=counts[1] // 24))
    near, far = sorted((shifted(base.day, unit, sign * counts[0]), shifted(base.day, unit, sign * counts[1])))
    if unit == "day":
        return near, far + timedelta(days=1), Precision.DAY if near == far else Precision.RANGE
    if unit in ("week", "fortnight"):
        return near - timedelta(days=3), far + timedelta(days=4), Precision.WEEK
    if unit == "month":
        return first_of(near.year, near.month), first_of(far.year, far.month + 1), Precision.MONTH
    return year_window(near.year, far.year - near.year + 1)


def _back(match: re.Match[str], base: Base) -> Window | None:
    """The past three days, the last 24 hours, recent weeks: up to and with today."""
    counts, unit = _counts(match["count"] or "a"), match["unit"]
    if counts is None:
        return None
    if unit == "hour":
        return base.day - timedelta(days=max(1, -(-counts[1] // 24))), base.day + timedelta(days=1), Precision.RANGE
    count = RECENT.get(unit, counts[1]) if match["count"] == "recent" else counts[1]
    start = shifted(base.day, unit, -count)
    return start + timedelta(days=unit in ("month", "year", "decade")), base.day + timedelta(days=1), Precision.RANGE


def ahead(match: re.Match[str], base: Base) -> Window | None:
    """The next two days, within 48 hours: from today."""
    counts, unit = _counts(match["count"] or "a"), match["unit"]
    if counts is None:
        return None
    end = base.day + timedelta(days=-(-counts[1] // 24)) if unit == "hour" else shifted(base.day, unit, counts[1])
    return base.day, end + timedelta(days=1), Precision.RANGE


def _about(match: re.Match[str], base: Base) -> Window | None:
    """ "In just over a week": a stretch behind us that is somewhat longer, or shorter, than said."""
    counts, unit = _counts(match["count"]), match["unit"]
    if counts is None or unit == "hour":
        return None
    days = (base.day - shifted(base.day, unit, -counts[1])).days
    more = 0 if re.search(r"under|less|nearly|almost|up to", match["how"]) else max(1, round(days * 0.4))
    start = base.day - timedelta(days=days + more)
    return start, base.day + timedelta(days=1), Precision.RANGE


def _in_time(match: re.Match[str], base: Base) -> Window | None:
    """ "In two days": ahead if the future is told, else the stretch behind."""
    return _back(match, base) if base.past else _ago_later(match, base)


def _ago_later(match: re.Match[str], base: Base) -> Window | None:
    counts = _counts(match["count"])
    if counts is None or match["unit"] == "hour":
        return ahead(match, base) if counts else None
    return day_window(shifted(base.day, match["unit"], counts[1]))


def _part(match: re.Match[str], base: Base) -> Window | None:
    window = read(match["rest"], base)
    return window and part_of(window, PARTS.get(match["part"], match["part"]))


def _by_the_end(match: re.Match[str], base: Base) -> Window | None:
    window = read(match["rest"], replace(base, past=False))
    return window and part_of(window, "end")


def _christmas(match: re.Match[str], base: Base) -> Window:
    day = _nearest(lambda year: date(year, 12, 24), base)
    return day, day + timedelta(days=3), Precision.RANGE


def _two_weekdays(match: re.Match[str], base: Base) -> Window | None:
    last = read(match["last"], base)
    first = last and read(match["first"], Base(last[0], past=True))
    return spanning(first, last) if first and last else None


def _counts(word: str) -> tuple[int, int] | None:
    """The number a word stands for, lowest and highest."""
    if word in LOOSE:
        return LOOSE[word]
    if word.isdigit():
        return int(word), int(word)
    return (NUMBERS[word], NUMBERS[word]) if word in NUMBERS else None


_MORE = r"(?P<how>(?:just |little |slightly |well )*(?:over|under|more than|less than|about|around|nearly|almost|up to|at least))"
_FEW = r"(?:a )?(?P<count>few|couple|several|many|\d+|[a-z]+)(?: of)?"
_ON_YEAR = r"(?: (?:of )?(?P<year>\d{4}|(?:last|this|next|previous) year))?"
RULES: tuple[tuple[str, Callable[[re.Match[str], Base], Window | None]], ...] = (
    (r"(?P<year>\d{4})-(?P<m>\d\d)-(?P<day>\d\d)(?:t.*)?", _iso_day),
    (r"(?P<year>\d{4})-(?P<m>\d\d)", _iso_month),
    (rf"(?:{WEEKDAY} )?(?:the )?{DAY}(?: of)? {MONTH}(?: {YEAR})?", _day_of_month),
    (rf"(?:{WEEKDAY} )?{MONTH} (?:the )?{DAY}(?: {YEAR})?", _day_of_month),
    (rf"(?P<first>\d{{1,2}}){ORDINAL}{TO}(?P<last>\d{{1,2}}){ORDINAL}(?: of)? {MONTH}(?: {YEAR})?", _days_of_month),
    (rf"{MONTH} (?P<first>\d{{1,2}}){ORDINAL}{TO}(?P<last>\d{{1,2}}){ORDINAL}(?: {YEAR})?", _days_of_month),
    (r"today|tonight|the time of writing|yesterday|tomorrow|the day before yesterday|the day after tomorrow", _near_day),
    (r"overnight|last night|(?:over)?night(?: of)? (?:to|into) today", _overnight),
    (rf"(?:this|today) {DAYTIME}|now|so far today|at present|currently", _this_daytime),
    (rf"(?:the )?{DAYTIME} of (?P<rest>.+)", _without),
    (rf"(?P<rest>yesterday|tomorrow) {DAYTIME}", _without),
    (rf"(?:{LAST} )?{WEEKDAY}(?: (?:early |late )?{DAYTIME}| last week)?", _weekday),
    (rf"(?P<first>{A_WEEKDAY})(?: {DAYTIME})?(?:{TO}| or | through | into )(?P<last>{A_WEEKDAY})(?: {DAYTIME})?", _two_weekdays),
    (r"(?:between|from) (?P<first>.+?) (?:and|to|until|till|through|up to) (?P<last>.+)", _between),
    (r"(?:ever )?since (?P<rest>.+)", _since),
    (r"from (?P<rest>.+?) on(?:wards?)?", _since),
    (rf"from (?P<rest>(?:(?:early|mid|late) )?(?:{MONTH} )?\d{{4}})", _since),
    (r"(?:until|till|up to|through) (?P<rest>.+)", _until),
    (r"(?:by|before|until|till|no later than) (?:the )?end of (?:the )?(?P<rest>.+)", _by_the_end),
    (rf"(?:by )?(?:the )?{PART} (?:the )?(?P<rest>.+)", _part),
    (rf"(?:{LAST} )?{MONTH}", _month),
    (rf"{MONTH}{_ON_YEAR}", _month),
    (rf"(?:the )?(?:{LAST} )?weekend", _weekend),
    (r"(?:earlier |so far )(?:in )?(?:this|the) (?P<unit>week|month|year)", _so_far),
    (rf"(?:the )?{LAST} (?P<unit>day|week|month|year)", _unit),
    (r"this (?P<unit>day|week|month|year)s", _this_unit),
    (r"the (?P<unit>day|week|month|year) before", _unit_before),
    (r"(?:the )?(?P<unit>day|week|month|year)", _this_unit),
    (rf"{_FEW} {UNIT} (?:ago|back)", _ago),
    (rf"{_FEW} {UNIT} (?:earlier|before|previously)", _ago),
    (rf"{_FEW} {UNIT} (?P<later>from now|hence)", _ago),
    (rf"(?:the )?(?:last|past|previous|preceding) (?:{_FEW} )?{UNIT}", _back),
    (rf"(?P<count>recent) {UNIT}", _back),
    (rf"(?:the )?(?:next|coming|following) (?:{_FEW} )?{UNIT}", ahead),
    (rf"(?:in|within|over|during|for|after) {_MORE} {COUNT} {UNIT}", _about),
    (rf"within {COUNT} {UNIT}", lambda m, b: _back(m, b) if b.past else ahead(m, b)),
    (rf"in {COUNT} {UNIT}(?: time)?", _in_time),
    (rf"(?:for )?{COUNT} {UNIT}", lambda m, b: _back(m, b) if b.past and m["count"] not in ("the",) else None),
    (rf"(?:the )?(?:year )?{YEAR}", eras.year),
    (r"9/11", eras.attack_of_2001),
    (r"(?P<first>\d{4}) ?(?:-|to|and|until) ?(?P<last>\d{4})", _between),
    (rf"(?:the )?(?:(?P<decade>\d{{3}})0s|(?P<tens>{'|'.join(eras.TENS)}))", eras.decade),
    (rf"(?:the )?(?:(?P<century>\d{{1,2}})(?:st|nd|rd|th)|(?P<ordinal>{'|'.join(eras.ORDINALS)}))[ -]century", eras.century),
    (rf"(?:the )?{LAST} quarter", eras.quarter),
    (rf"(?:the )?(?:{LAST} )?{SEASON}(?: (?:of )?{YEAR})?", eras.season),
    (r"christmas(?: day| eve)?", _christmas),
    (r"(?P<first>.+?)(?: (?:to|until|through|till|and|-) |-)(?P<last>.+)", _between),
    (rf"(?:{FILLER}) (?P<rest>.+)", _without),
)  # fmt: skip
