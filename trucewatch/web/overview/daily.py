"""The days as a table and as files: incidents of each day by state, reports read of it, and what begins or expires on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from trucewatch.model import State
from trucewatch.publish.drawing.days import shifted
from trucewatch.publish.exports import Row
from trucewatch.publish.tongue import say
from trucewatch.publish.words import count_words, range_words, short_day
from trucewatch.web.lists import FileLink, Listing, file_links
from trucewatch.web.overview.asking import Filter, read_filter
from trucewatch.web.overview.choices import Form, form_of, known_to
from trucewatch.web.overview.listing import version_of
from trucewatch.web.overview.page import events_of
from trucewatch.web.parts import Frame, Grade, Room, frame, state_grade

PATH = "/days"
ENDINGS = ("csv", "json")
COLUMNS = ("day", "incidents", *(state.value.replace(" ", "_") for state in State), "reports", "looked", "events")
MOST_DAYS = 40_000  # a day told wrongly ("in the year 1") must not make a list of millions
PER_PAGE = 62


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the table; `blind` where no report of it was read and nothing is told of it."""

    day: str
    counts: tuple[tuple[Grade, int], ...]
    incidents: int
    reports: int
    blind: bool
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DaysPage:
    """What `days.html` shows."""

    frame: Frame
    form: Form
    span: str
    states: tuple[Grade, ...]
    lines: tuple[DayLine, ...]
    files: tuple[FileLink, ...]
    earlier: str
    overview: str


def day_rows(room: Room, asked: Filter) -> Iterator[Row]:
    """A row for each day on which there is anything, and for each day between that nobody read, the earliest first."""
    shelf, today = room.catalogue, room.today()
    found: dict[date, dict[str, int]] = {}
    for row in shelf.tally(asked.question, ("day", "state")):
        if row.keys[0]:
            found.setdefault(date.fromisoformat(row.keys[0]), {})[row.keys[1]] = row.many
    question = asked.question
    read = {
        day: many
        for day, many in shelf.report_days()
        if (question.first is None or day >= question.first) and (question.last is None or day <= question.last)
    }
    events: dict[date, list[str]] = {}
    for event in events_of(room):
        events.setdefault(event.day, []).append(event.words)
    days = sorted({*found, *read})
    if not days:
        return
    first = max(days[0], shifted(days[-1], -MOST_DAYS))
    for number in range(first.toordinal(), days[-1].toordinal() + 1):
        day = date.fromordinal(number)
        counts = found.get(day, {})
        yield {
            "day": day.isoformat(),
            "incidents": sum(counts.values()),
            **{state.value.replace(" ", "_"): counts.get(state.value, 0) for state in State},
            "reports": read.get(day, 0),
            "looked": "not yet known" if day > today else "read" if day in read else "nobody read",
            "events": events.get(day, []),
        }


def days_listing(room: Room, asked: Filter) -> Listing:
    """The days as files."""
    return Listing(
        name="days",
        title=say("Incidents a day"),
        path=PATH,
        columns=COLUMNS,
        rows=lambda: day_rows(room, asked),
        query=asked.query(),
        as_of=room.desk.as_of(),
        version=version_of(room),
    )


def days_page(room: Room, query: Mapping[str, str]) -> DaysPage:
    """The days that a query string asks for, the latest first; of many the latest only, with a link to those before."""
    asked = read_filter(query, known_to(room))
    rows = list(day_rows(room, asked))
    shown = rows[-PER_PAGE:][::-1]
    before = shifted(date.fromisoformat(str(shown[-1]["day"])), -1) if shown else None
    lines = tuple(_line(row) for row in shown)
    days = [date.fromisoformat(str(row["day"])) for row in shown]
    earlier = f"{PATH}?{asked.query(to=before.isoformat())}" if before and len(rows) > len(shown) else ""
    return DaysPage(
        frame=frame(room, "overview", say("Incidents a day")),
        form=form_of(room, replace(asked, after=""), PATH),
        span=range_words(days[-1], days[0]) if days else count_words(0, "day"),
        states=tuple(state_grade(state) for state in State),
        lines=lines,
        files=file_links(PATH, asked.query(), ENDINGS),
        earlier=earlier,
        overview=f"/?{asked.query()}".rstrip("?"),
    )


def _line(row: Row) -> DayLine:
    counts = tuple((state_grade(state), int(str(row[state.value.replace(" ", "_")]))) for state in State)
    many, reports = int(str(row["incidents"])), int(str(row["reports"]))
    events = row["events"]
    return DayLine(
        day=short_day(date.fromisoformat(str(row["day"]))),
        counts=counts,
        incidents=many,
        reports=reports,
        blind=not many and row["looked"] == "nobody read",
        events=tuple(str(word) for word in events) if isinstance(events, list) else (),
    )
