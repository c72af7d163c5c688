"""The last days as files: rows, a feed, and a calendar that other programs can subscribe to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from trucewatch.publish.deadlines import Due, due_on, due_row
from trucewatch.publish.words import agreement_url, anchor, capital, joined
from trucewatch.web.lists import FeedEntry, Listing
from trucewatch.web.marks import visible
from trucewatch.web.pacts.asked_deadlines import asked_deadlines
from trucewatch.web.pacts.counted import held_by
from trucewatch.web.parts import Room, party_words

COLUMNS = tuple(
    "due at zone state days_left score kind id owes to what words agreement clause rule readings reasons source".split()
)
FIELDS = {
    "on": "as they stand on this day, such as 2020-02-13; today without it",
    "agreement": "the id of an agreement",
    "state": "open, due, met, unmet, disputed, expired, carried out or withdrawn",
}
LAST_YEAR = 9998  # the day after the last day of a calendar must be one


def deadlines_listing(room: Room, query: Mapping[str, str]) -> Listing:
    """All last days asked for, by day."""
    asked = asked_deadlines(query, room.today())
    found = asked.among(due_on(held_by(room), asked.day))
    rows = [{name: value for name, value in due_row(one).items() if name in COLUMNS} for one in found]
    return Listing(
        "deadlines",
        "Last days",
        "/deadlines",
        COLUMNS,
        lambda: rows,
        query=asked.query(),
        count=len(rows),
        as_of=room.desk.as_of(),
        entries=lambda: (_entry(room, one) for one in sorted(found, key=lambda one: (one.last, one.id), reverse=True)),
        version=f"{room.catalogue.seq} {asked.day}",
    )


def calendar_of(room: Room, query: Mapping[str, str], address: str) -> bytes:
    """The same as a calendar (RFC 5545): each last day a whole day, its state, who owes it, and why in the text."""
    asked = asked_deadlines(query, room.today())
    calendar = Calendar()
    calendar.add("prodid", "-//Trucewatch//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Trucewatch: last days")
    stamp = room.desk.as_of() or datetime(1970, 1, 1, tzinfo=UTC)
    for event in _events(room, asked.among(due_on(held_by(room), asked.day)), stamp, address):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(room: Room, found: Iterable[Due], stamp: datetime, address: str) -> Iterable[Event]:
    for one in found:
        if one.last.year > LAST_YEAR:
            continue
        event = Event()
        event.add("uid", f"{one.instrument or ''}-{one.id}-{one.last}@trucewatch")
        event.add("dtstamp", stamp.astimezone(UTC))
        event.add("dtstart", one.last)
        event.add("dtend", one.last + timedelta(days=1))
        event.add("summary", visible(_title(room, one)))
        told = "; ".join(
            (f"until {one.at} {one.zone}".strip(), *one.reasons, *(f"other reading: {words}" for words in one.readings))
        )
        event.add("description", visible(told))
        event.add("url", f"{address}{_href(one)}")
        event.add("transp", "TRANSPARENT")
        yield event


def _title(room: Room, due: Due) -> str:
    owes = joined(party_words(due.owes, room.labels)) or "nobody named"
    return f"{due.clause or due.kind.value} ({due.state.value}): {owes}: {due.what[:120]}"


def _href(due: Due) -> str:
    return (
        agreement_url(due.instrument, due.clause)
        if due.instrument and due.clause
        else f"/deadlines#{anchor(due.id, 'ultimatum')}"
    )


def _entry(room: Room, due: Due) -> FeedEntry:
    at = datetime(due.last.year, due.last.month, due.last.day, tzinfo=UTC)
    return FeedEntry(
        f"deadlines/{due.id}/{due.last}", capital(_title(room, due)), _href(due), at, summary="; ".join(due.reasons),
        categories=tuple(word for word in (due.instrument, due.state.value) if word),
    )  # fmt: skip
