"""The incidents as a table: every column the feed has no room for, the same filter, the same two orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from trucewatch.publish.tongue import say
from trucewatch.web.lists import FileLink, file_links
from trucewatch.web.overview.choices import Form, form_of, shown_words
from trucewatch.web.overview.feed import Row, rows_of
from trucewatch.web.overview.page import Order, address, found_for, orders_of
from trucewatch.web.parts import Frame, Room, frame

PATH = "/incidents"


@dataclass(frozen=True, slots=True)
class IncidentsPage:
    """What `incidents.html` shows."""

    frame: Frame
    form: Form
    shown: str
    files: tuple[FileLink, ...]
    orders: tuple[Order, ...]
    rows: tuple[Row, ...]
    next: str
    newest: str
    overview: str
    empty: str | None


def incidents_page(room: Room, query: Mapping[str, str]) -> IncidentsPage:
    """The table that a query string asks for."""
    found = found_for(room, query)
    asked = found.asked
    nothing = say("No incident matches all you asked for. What was not reported, or not read, cannot be found here.")
    return IncidentsPage(
        frame=frame(room, "incidents", say("Incidents")),
        form=form_of(room, asked, PATH),
        shown=shown_words(found.many, found.everything),
        files=file_links(PATH, asked.query()),
        orders=orders_of(asked, PATH),
        rows=rows_of(room, found.cards, found.held, found.numbers),
        next=address(PATH, asked.query(after=found.next)) if found.next else "",
        newest=address(PATH, asked.query()) if asked.after else "",
        overview=address("/", asked.query()),
        empty=None if found.cards else nothing if found.everything else say("No incident has been recorded."),
    )
