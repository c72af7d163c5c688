"""What findings come to under agreements, counted by the catalogue: no page reads all of them."""

from __future__ import annotations

from trucewatch.publish.deadlines import Held
from trucewatch.publish.found import States, agreements_found, breaches, held_on, states_by_clause
from trucewatch.web.parts import Room

__all__ = ["States", "agreements_found", "breaches", "held_by", "states_by_clause"]


def held_by(room: Room) -> Held:
    """What bears on last days: demands with the incidents that may show what became of them, and findings as counts."""
    desk = room.desk
    return held_on(
        room.catalogue,
        tuple(desk.ultimatums()),
        desk.agreements(),
        incidents=lambda ids: tuple(desk.incidents_named(sorted(ids)).values()),
        claims=lambda ids: desk.claims(tuple(sorted(ids))),
        reports=lambda ids: desk.reports_named(ids).values(),
    )
