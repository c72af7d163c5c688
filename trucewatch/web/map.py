"""The map of the incidents that a page shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from trucewatch.knowledge.place_sources import attributions
from trucewatch.model import Incident
from trucewatch.publish.drawing.plate import lands_on, plate
from trucewatch.publish.drawing.spots import is_placed, on_map, spots_of
from trucewatch.publish.tongue import say
from trucewatch.web.parts import Room

__all__ = ["Plate", "is_placed", "map_plate", "on_map"]


@dataclass(frozen=True, slots=True)
class Plate:
    """The map as drawn, once for a desk and once for a phone."""

    wide: Markup
    narrow: Markup
    caption: str


def map_plate(room: Room, shown: Sequence[Incident], numbers: Mapping[str, int]) -> Plate | None:
    """The incidents shown that have a point; None while none has one."""
    spots = spots_of(on_map(shown), numbers, room.labels, room.native)
    if not spots:
        return None
    lands = lands_on(spots)
    return Plate(
        wide=plate(spots),
        narrow=plate(spots, narrow=True),
        caption=say(
            "%(placed)s of %(len)s incidents can be drawn. "
            "Dashed: it lies somewhere within, as the report tells it (a circle around a point is not to scale). "
            "%(value)sPlaces: %(names)s. No line of control is drawn anywhere.",
            placed=sum(len(spot.pins) for spot in spots),
            len=len(shown),
            value=f"Governorates drawn: {lands}. " if lands else "",
            names=", ".join(attributions(("wof:", "gn:"))),
        ),
    )
