"""Tell whether a place lies where a clause holds: inside, outside, or not to be told, with the reason in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shapely.geometry import Point, Polygon, shape

from trucewatch.knowledge.distance import kilometres
from trucewatch.knowledge.parties import fold
from trucewatch.model import Area, AreaKind, Place, Span

ON_THE_LINE_KM = 1.0  # where an area along a line states no width


class Spot(Protocol):
    """A point of the gazetteer."""

    @property
    def latitude(self) -> float:
        """Degrees north."""

    @property
    def longitude(self) -> float:
        """Degrees east."""


class Places(Protocol):
    """What assessing asks of a gazetteer: where the places named on a line lie."""

    def find(self, name: str, *, near_country: str | None = None) -> Sequence[Spot]:
        """Every place with this name, likeliest first."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no, or None for "cannot be told"; the reason as a plain sentence, and the words of the reports behind it."""

    holds: bool | None
    reason: str
    words: tuple[Span, ...] = ()


def inside(place: Place, area: Area, others: Sequence[Area] = (), places: Places | None = None) -> Answer:
    """Whether a place lies in an area.

    An area that was never delineated, or whose line is not held, is looked for inside the agreement's areas of named units:
    what lies outside those cannot lie in it.
    """
    if area.kind is AreaKind.ADMIN:
        return _in_units(place, area)
    if area.kind is AreaKind.POLYGON and len(area.ring) > 2:
        return _in_ring(place, area)
    for wider in others:
        if wider.kind is AreaKind.ADMIN and _in_units(place, wider).holds is False:
            return Answer(False, f"{place.name} lies outside: {wider.name}", (place.span,))
    if area.kind is AreaKind.UNKNOWN:
        return Answer(None, f"not yet delineated: {area.name}", (place.span,))
    return _on_line(place, area, places)


def _in_units(place: Place, area: Area) -> Answer:
    words = (place.span,)
    names = {fold(name) for name in (place.admin1, place.name) if name}
    if names & {fold(name) for name in area.names}:
        return Answer(True, f"{place.name} lies in: {area.name}", words)
    if names & {fold(name) for name in area.partly}:
        return Answer(None, f"{place.name} is in a province that lies only partly in: {area.name}", words)
    if place.admin1 is None:
        return Answer(None, f"in which province {place.name} lies could not be told", words)
    return Answer(False, f"{place.name} lies outside: {area.name}", words)


def _in_ring(place: Place, area: Area) -> Answer:
    """By the place's point, or by the ground its words leave open: that must lie wholly in the area or wholly outside."""
    ring, words = Polygon(area.ring), (place.span,)
    if place.longitude is not None and place.latitude is not None:
        held = ring.covers(Point(place.longitude, place.latitude))
        return Answer(held, f"{place.name} lies {'in' if held else 'outside'}: {area.name}", words)
    if place.ground is None:
        return Answer(None, f"{place.name} could not be located", words)
    ground = shape(place.ground.geojson())
    told = place.ground.words.text
    if ring.covers(ground):
        return Answer(True, f"all that {told!r} can mean lies in: {area.name}", words)
    if ring.disjoint(ground):
        return Answer(False, f"all that {told!r} can mean lies outside: {area.name}", words)
    return Answer(None, f"{told!r} can lie in or outside: {area.name}", words)


def _on_line(place: Place, area: Area, places: Places | None) -> Answer:
    """Yes by one of the places named on the line, or as near to one as the area is wide; elsewhere along it cannot be told."""
    if place.ground is None and fold(place.name) in {fold(name) for name in area.names}:
        return Answer(True, f"{place.name} lies on the line of: {area.name}", (place.span,))
    width = (area.width_km or ON_THE_LINE_KM) - _reach_km(place)
    for name in area.names if places else ():
        spots = places.find(name, near_country=place.country) if places else ()
        if spots and (km := _distance_km(place, spots[0])) is not None and km <= width:
            return Answer(True, f"{place.name} lies {km:.0f} km from {name}, on the line of: {area.name}", (place.span,))
    return Answer(None, f"how far {place.name} is from the line cannot be told: {area.name}", (place.span,))


def _reach_km(place: Place) -> float:
    """How far from its middle the ground reaches that a place's words leave open."""
    return (place.ground.km or math.inf) if place.ground is not None and place.latitude is None else 0.0


def _distance_km(place: Place, spot: Spot) -> float | None:
    if place.middle is None:
        return None
    return kilometres(place.middle, (spot.latitude, spot.longitude))
