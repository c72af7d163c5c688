"""The coverage calendar of a post: a month of days, with the hours somebody could look where the post's reach is registered."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from shapely import unary_union
from shapely.geometry import Point

from trucewatch.assess.coverage import CoveredDay, by_day
from trucewatch.assess.watching.logs import PostLog, logs_of
from trucewatch.catalogue.logbook import Logbook, LogLine
from trucewatch.model import Post
from trucewatch.publish.tongue import marked
from trucewatch.publish.watching import Watchers, covered_hours
from trucewatch.publish.words import month_words, range_words
from trucewatch.web.posts.asked import FIRST_YEAR, LAST_YEAR
from trucewatch.web.posts.desk import PostDesk
from trucewatch.web.posts.strip import Cell, gaps_of, strip_of

WEEKDAYS = (marked("Mon"), marked("Tue"), marked("Wed"), marked("Thu"), marked("Fri"), marked("Sat"), marked("Sun"))


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One day: its cell, and in words how many of its hours somebody could look; the words are empty where that is not known."""

    cell: Cell
    hours: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a post: weeks of days (None before the first and after the last), and the days on which nobody could look."""

    title: str
    key: str
    weeks: tuple[tuple[CalendarDay | None, ...], ...]
    gaps: tuple[tuple[str, str], ...]
    before: str
    after: str
    measured: bool


def month_of(desk: PostDesk, post: Post, asked: str, shown: date, today: date, problems: list[str]) -> Month:
    """The month asked for ("2024-03"), else that of the day given."""
    first = _first(asked, shown, problems)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    cells = strip_of(post, desk.days(first, last, post.id), first, last, today)
    hours = hours_of(desk, post, first, last) if any(cell.kind == "seen" for cell in cells) else {}
    days = [CalendarDay(cell, _hours(hours.get(cell.day)) if cell.kind == "seen" else "") for cell in cells]
    padded: list[CalendarDay | None] = [*[None] * first.weekday(), *days]
    padded += [None] * (-len(padded) % 7)
    return Month(
        title=month_words(first),
        key=f"{first:%Y-%m}" if first.year > 999 else first.isoformat()[:7],
        weeks=tuple(tuple(padded[at : at + 7]) for at in range(0, len(padded), 7)),
        gaps=tuple((range_words(gap.first, gap.last), gap.reason) for gap in gaps_of(cells)),
        before=_key(first - timedelta(days=1)),
        after=_key(last + timedelta(days=1)) if last < today else "",
        measured=bool(hours),
    )


def hours_of(desk: PostDesk, post: Post, first: date, last: date) -> dict[date, CoveredDay]:
    """How many hours of each day somebody could look; nothing where the post's place or reach is not registered."""
    if not post.positions or not post.watches:
        return {}
    return _measured(desk.book, post, desk.kept_from(post, first, last), desk.logged_days(post, first, last), first, last)


@lru_cache(maxsize=128)
def _measured(
    book: Logbook, post: Post, lines: tuple[LogLine, ...], days: frozenset[date], first: date, last: date
) -> dict[date, CoveredDay]:
    """The same, of the lines named: their ids come from what they say, so that the answer holds as long as the lines do."""
    desk = PostDesk(book.ledger, book.ledger.position(None))
    spots = unary_union([Point(one.longitude, one.latitude) for one in post.positions])
    standing = desk.records(lines)
    known_ids = {record.id for record in standing}
    gone = [old for line in lines if line.id not in known_ids and (old := desk.earlier(line.sort, line.id))]
    kept = logs_of([*standing, *gone]).get(post.id, PostLog())
    known = Watchers((post,), {post.id: PostLog(days, kept.limits, kept.held)})
    return {day.day: day for day in by_day(covered_hours(known, spots, first, last, post.zone), post.zone)}


def _first(asked: str, shown: date, problems: list[str]) -> date:
    if asked.strip():
        try:
            found = date.fromisoformat(f"{asked.strip()[:7]}-01")
            if FIRST_YEAR <= found.year <= LAST_YEAR:
                return found
        except ValueError:
            pass
        problems.append(f"“{asked.strip()[:40]}” is no month; write it as 2024-03")
    return shown.replace(day=1)


def _key(day: date) -> str:
    return day.isoformat()[:7]


def _hours(day: CoveredDay | None) -> str:
    if day is None:
        return ""
    told: Sequence[tuple[int, str]] = ((day.manned, "clear"), (day.limited, "limited"), (day.none, "none"))
    return ", ".join(f"{many} h {words}" for many, words in told if many)
