"""The overview: what is known of a period in a few sentences, the filter, the feed, the map, the days, and who could look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from trucewatch.catalogue import IncidentCard
from trucewatch.errors import CursorError
from trucewatch.model import Incident, State
from trucewatch.publish.drawing.days import WIDE_DAYS, DayEvent, DayMarks, days_strip, shifted, window
from trucewatch.publish.titles import incident_title
from trucewatch.publish.tongue import is_source, say
from trucewatch.publish.words import capital, count_words, incident_url, range_words, short_day
from trucewatch.web.lists import FileLink, file_links
from trucewatch.web.map import Plate, is_placed, map_plate, on_map
from trucewatch.web.overview.asking import Filter, read_filter
from trucewatch.web.overview.choices import Form, Option, form_of, known_to, shown_words
from trucewatch.web.overview.counts import CountTable, count_table
from trucewatch.web.overview.feed import Day, days_of, in_days
from trucewatch.web.overview.periods import Period, period_of
from trucewatch.web.overview.standfirst import Counts, counts_of, lede_of, read_words
from trucewatch.web.overview.watched import area_words, watched
from trucewatch.web.pacts.deadlines import Clock, next_clock
from trucewatch.web.parts import Frame, Grade, Room, Strong, frame, place_name, state_grade

__all__ = ["Found", "Option", "OverviewPage", "found_for", "overview_page"]

PER_PAGE = 12  # as many as can be told apart on one map
HOME = "/"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An incident that has no point: listed, not guessed."""

    href: str
    title: str
    grade: Grade
    where: str


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the list, its address, and whether it is the one shown."""

    words: str
    href: str
    shown: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what a query string asks for: the cards, their incidents, how many there are in all, and where it goes on."""

    asked: Filter
    cards: tuple[IncidentCard, ...]
    held: Mapping[str, Incident]
    many: int
    everything: int
    next: str

    @property
    def incidents(self) -> tuple[Incident, ...]:
        """The incidents of the page, in its order."""
        return tuple(self.held[card.id] for card in self.cards if card.id in self.held)

    @property
    def numbers(self) -> Mapping[str, int]:
        """Each incident's number on the page and on its map."""
        return {card.id: index + 1 for index, card in enumerate(self.cards)}


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What `overview.html` shows. `sources` are the addresses from which the scripts draw the same map and days."""

    frame: Frame
    lede: tuple[Strong, ...]
    clock: Clock | None
    form: Form
    shown: str
    told: str
    files: tuple[FileLink, ...]
    orders: tuple[Order, ...]
    days: tuple[Day, ...]
    next: str
    newest: str
    all: str
    as_table: str
    strip_wide: Markup
    strip_narrow: Markup
    strip_words: str
    plate: Plate | None
    unplaced: tuple[Unplaced, ...]
    table: CountTable | None
    counted_words: str
    sources: Mapping[str, str]
    many: int
    seq: int
    unread: str | None
    empty: str | None


def found_for(room: Room, query: Mapping[str, str]) -> Found:
    """The incidents a query string asks for, one page of them; a cursor that is none begins anew and is named."""
    asked = read_filter(query, known_to(room))
    shelf = room.catalogue
    try:
        page = shelf.incidents(asked.question, newest_told=asked.told, after=asked.after, limit=PER_PAGE)
    except CursorError:
        asked = replace(
            asked, after="", problems=(*asked.problems, say("the list cannot go on from there; here is its beginning"))
        )
        page = shelf.incidents(asked.question, newest_told=asked.told, limit=PER_PAGE)
    held = room.desk.incidents_named([card.id for card in page.cards])
    everything = shelf.count(type(asked.question)())
    many = everything if asked.question.is_empty else shelf.count(asked.question)
    return Found(asked, in_days(page.cards, held, told=asked.told), held, many, everything, page.next)


def overview_page(room: Room, query: Mapping[str, str]) -> OverviewPage:
    """The overview that a query string asks for."""
    shelf, found = room.catalogue, found_for(room, query)
    asked, read = found.asked, dict(shelf.report_days())
    period = period_of(asked.question, shelf, read, room.today())
    counts = counts_of(asked.question, period, shelf, read) if period else None
    looked = watched(asked.question, period, shelf, room.desk) if period else None
    drawn = {incident.id for incident in on_map(found.incidents)}
    marks = _marks(room, asked, period, read)
    span = window(marks, WIDE_DAYS)
    unread = room.desk.unread()
    return OverviewPage(
        frame=frame(room, "overview", _title(period)),
        lede=_lede(found, counts, area_words(asked.question, room.desk), looked.sentence if looked else ""),
        clock=next_clock(room),
        form=form_of(room, asked, HOME),
        shown=shown_words(found.many, found.everything),
        told=read_words(counts) if counts else "",
        files=file_links("/incidents", asked.query()),
        orders=orders_of(asked, HOME),
        days=days_of(room, found.cards, found.held, found.numbers, told=asked.told),
        next=f"{HOME}?{asked.query(after=found.next)}" if found.next else "",
        newest=address(HOME, asked.query()) if asked.after else "",
        all=address("/incidents", asked.query()),
        as_table=address("/days", asked.query()),
        strip_wide=days_strip(marks, narrow=False),
        strip_narrow=days_strip(marks, narrow=True),
        strip_words=range_words(*span) if span else "",
        plate=map_plate(room, found.incidents, found.numbers),
        unplaced=tuple(_unplaced(room, incident) for incident in found.incidents if incident.id not in drawn),
        table=count_table(asked, counts, shelf, read, looked.words if looked else "", HOME)
        if counts and found.everything
        else None,
        counted_words=capital(range_words(counts.period.first, counts.period.last)) if counts else "",
        sources=_sources(asked, period),
        many=found.many,
        seq=shelf.seq,
        unread=say("%(count)s could not be read.", count=capital(count_words(len(unread), "input"))) if unread else None,
        empty=None if found.cards else _empty(found),
    )


def address(path: str, query: str) -> str:
    """A path with its query, if there is one."""
    return f"{path}?{query}" if query else path


def orders_of(asked: Filter, path: str) -> tuple[Order, ...]:
    """The two orders of a list."""
    return (
        Order(say("Newest happened"), address(path, asked.query(sort="")), not asked.told),
        Order(say("Newest told first"), address(path, asked.query(sort="told")), asked.told),
    )


def _sources(asked: Filter, period: Period | None) -> dict[str, str]:
    free = asked.query(from_="", to="", sort="")
    here = asked.query(sort="")
    return {
        "points": address("/map.geojson", here),
        "dense": address("/map/points.json", here),
        "districts": address("/map/districts.json", here),
        "ground": f"/map/ground.geojson?{urlencode({'to': period.last.isoformat()} if period else {})}",
        "days": address("/days.json", free),
        "free": address(HOME, asked.query(box="")),
    }


def _title(period: Period | None) -> str:
    return say("Overview, %(range_words)s", range_words=range_words(period.first, period.last)) if period else say("Overview")


def _lede(found: Found, counts: Counts | None, where: str, posts: str) -> tuple[Strong, ...]:
    if counts is None or not found.everything:
        if counts is None or not counts.reports:
            return Strong(say("Nothing has been read yet, so nothing is known.") + " "), Strong(
                say("That is not the same as a quiet day."), True
            )
        read = capital(count_words(counts.reports, "report"))
        if not is_source():
            return (Strong(say("%(reports)s were read; no incident was found in them.", reports=read)),)
        return (
            Strong(f"{read} {'was' if counts.reports == 1 else 'were'} read; "),
            Strong("no incident", True),
            Strong(" was found in them."),
        )
    return lede_of(counts, where, posts)


def _marks(room: Room, asked: Filter, period: Period | None, read: Mapping[date, int]) -> DayMarks:
    """What the strip shows: the incidents of the days around the period, whatever days are asked for."""
    today = room.today()
    free = replace(asked.question, first=None, last=None)
    shelf = room.catalogue
    until = period.last if period else today
    near = replace(free, first=shifted(until, -2 * WIDE_DAYS), last=shifted(until, WIDE_DAYS))
    grades: dict[date, list[str]] = {}
    for row in shelf.tally(near, ("day", "state")):
        if row.keys[0]:
            code = state_grade(State(row.keys[1])).code
            grades.setdefault(date.fromisoformat(row.keys[0]), []).extend([code] * row.many)
    held = {day: sorted(codes) for day, codes in grades.items()}
    chosen = (period.first, period.last) if period else None
    return DayMarks(held, read, today, chosen, events_of(room))


def events_of(room: Room) -> tuple[DayEvent, ...]:
    """The days on which a truce begins or a demand expires, as known now."""
    today = room.today()
    truces = [DayEvent(one.effective, say("%(id)s in effect", id=one.id), "start") for one in room.desk.agreements()]
    ends = [(one.last_on(today), one) for one in room.desk.ultimatums()]
    last = [DayEvent(day, _expiry(day, today), "end") for day, _ in ends]
    once = {(event.day, event.words): event for event in (*truces, *last)}
    return tuple(once[key] for key in sorted(once))


def _expiry(day: date, today: date) -> str:
    if day >= today:
        return say("demand expires %(day)s", day=short_day(day))
    return say("demand expired %(day)s", day=short_day(day))


def _unplaced(room: Room, incident: Incident) -> Unplaced:
    place = place_name(incident.place, room.native)
    how = say("off this map") if is_placed(incident) else place.how if place else ""
    where = f"{place.name}: {how}" if place else say("no place said")
    return Unplaced(incident_url(incident.id), incident_title(incident, room.labels), state_grade(incident.state), where)


def _empty(found: Found) -> str:
    if not found.everything:
        return say("No incident has been recorded. A ledger without incidents says what was read, not what happened.")
    first, last = found.asked.question.first, found.asked.question.last
    between = say(" between %(first)s and %(last)s", first=first or say("the start"), last=last or say("today"))
    days = between if first or last else ""
    return say(
        "No incident%(days)s matches all you asked for. What was not reported, or not read, cannot be found here.", days=days
    )
