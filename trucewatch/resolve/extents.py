"""Tell how exactly a place is known by its words, and draw the ground they leave open; where nothing says, neither is made up."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from trucewatch.knowledge.distance import Spot
from trucewatch.knowledge.place_tables import precision_classes, precision_of_kind
from trucewatch.knowledge.places import Gazetteer, PlaceEntry
from trucewatch.model import Ground, PlacePrecision, Ring, Span
from trucewatch.resolve import ground as draw
from trucewatch.resolve.offsets import How, Told, what_is_told

SPOT_KM = 3.0  # a hand-made point less exact than this is no spot
VICINITY_KM = 25.0  # UCDP's "within about 25 km"
SIDE_KM = 25.0  # "north of Hama" with no distance: nobody measures by Hama what lies nearer to the next town
ROAD_KM = 3.0
BORDER_KM = 10.0
SETTLED = 5_000  # people on a square kilometre of a town: by its population, how far its houses reach
LEAST_TOWN, WIDEST_TOWN = 1.0, 15.0
AROUND_A_TOWN = re.compile(
    r" (?:(?:sub-?)?district|county|raion|tehsil|taluka?|nahi?yah?)\Z", re.IGNORECASE
)  # named after its town
DIVISIONS = frozenset({"admin1", "admin2", "country"})
UNSAID = Span("", 0, 0, "")  # for what is drawn once, whatever words it is then told in
LONG = frozenset({"road", "water", "border", "front"})


@dataclass(frozen=True, slots=True)
class Extent:
    """How exactly a place is known, the ground it may lie on, and whether the place's own point is still true of it."""

    precision: PlacePrecision
    ground: Ground | None = None
    at_point: bool = False

    @property
    def acled(self) -> int | None:
        """ACLED's geo_precision."""
        return precision_classes()[self.precision].acled


@dataclass(frozen=True, slots=True)
class Case:
    """A place of the gazetteer and what the words say of it, with the span of those words.

    `part`: only something in the place is meant; `seat`: the town that gives a governorate its name.
    """

    entry: PlaceEntry
    words: Span
    gazetteer: Gazetteer
    told: Told | None = None
    part: bool = False
    seat: PlaceEntry | None = None

    @property
    def km(self) -> float | None:
        """The distance told."""
        return self.told.km if self.told else None

    @property
    def bearing(self) -> float | None:
        """The direction told."""
        return self.told.bearing if self.told else None


def extent_of(case: Case) -> Extent:
    """How exactly a place is known as told, and the ground it may lie on."""
    if case.told is not None and case.told.how in _BY_HOW:
        return _BY_HOW[case.told.how](case)
    return _in(case) if case.part else _whole(case)


def between(one: PlaceEntry, two: PlaceEntry, words: Span) -> Extent:
    """The land between two places."""
    return Extent(PlacePrecision.LINE, draw.between(spot(one), spot(two), words))


def spot(entry: PlaceEntry) -> Spot:
    """Where a place of the gazetteer lies."""
    return entry.latitude, entry.longitude


def town_km(entry: PlaceEntry) -> float:
    """How far the houses of a town reach from its middle, by how many live there."""
    return round(min(WIDEST_TOWN, max(LEAST_TOWN, math.sqrt(entry.population / SETTLED / math.pi))), 1)


def _whole(case: Case) -> Extent:
    """The place itself: a point, or for what is no point its line, its ring, or as far around as its point is inexact."""
    entry = case.entry
    known = precision_of_kind().get(entry.kind, PlacePrecision.ZONE)
    if entry.kind in DIVISIONS:
        return Extent(known)
    if entry.kind == "town" and AROUND_A_TOWN.search(case.words.text):
        return Extent(PlacePrecision.DISTRICT)
    if entry.kind == "town" or (entry.exact_km < SPOT_KM and not _is_long(entry)):
        return Extent(PlacePrecision.SETTLEMENT if entry.kind == "town" else PlacePrecision.SPOT, at_point=True)
    drawn = _own_ground(case)
    if known in (PlacePrecision.LINE, PlacePrecision.ZONE) and (_is_long(entry) or entry.exact_km > VICINITY_KM):
        return Extent(known, drawn)
    return Extent(PlacePrecision.VICINITY, drawn, at_point=entry.exact_km <= VICINITY_KM)


def _is_long(entry: PlaceEntry) -> bool:
    return len(entry.path) > 1


def _own_ground(case: Case) -> Ground | None:
    entry, words = case.entry, case.words
    if drawn := _line(case, BORDER_KM if entry.kind == "border" else ROAD_KM) or _by_its_name(case):
        return drawn
    if _rings(case.gazetteer, entry):
        return _outline(case)
    if entry.kind in LONG:  # a circle about the middle of a long road would be a false one
        return draw.circle(spot(entry), entry.exact_km, words) if 0 < entry.exact_km <= VICINITY_KM else None
    return draw.circle(spot(entry), entry.exact_km, words) if entry.exact_km > 0 else None


def _line(case: Case, km: float) -> Ground | None:
    entry = case.entry
    return replace(_band(entry.path, km), words=case.words) if entry.shape == "line" and _is_long(entry) else None


@lru_cache(maxsize=1_000)
def _band(path: tuple[Spot, ...], km: float) -> Ground:
    return draw.band(path, km, UNSAID)


@lru_cache(maxsize=50)
def _rings(gazetteer: Gazetteer, entry: PlaceEntry) -> tuple[Ring, ...]:
    """The borders of a division, of a country all of whose divisions are known, or of a zone."""
    return country_rings(gazetteer, entry.country) if entry.kind == "country" else gazetteer.outline(entry.id)


@lru_cache(maxsize=300)
def country_rings(gazetteer: Gazetteer, country: str) -> tuple[Ring, ...]:
    """The borders of a country, from those of its divisions; () where they are not known."""
    return draw.joined(ring for outline in gazetteer.outlines(country) for ring in outline.rings)


def _by_its_name(case: Case) -> Ground | None:
    """What "Northern Syria" or "Turkey-Syria border" says by itself, where the borders of those countries are known."""
    drawn = _drawn_by_name(case.gazetteer, case.entry)
    return replace(drawn, words=case.words) if drawn else None


@lru_cache(maxsize=1_000)
def _drawn_by_name(gazetteer: Gazetteer, entry: PlaceEntry) -> Ground | None:
    name = entry.name
    if entry.kind == "border":
        one, two = (*re.split(r"[-–]", name.removesuffix(" border")), "", "")[:2]
        sides = [_state_rings(gazetteer, state) for state in (one, two)]
        return draw.frontier(sides[0], sides[1], BORDER_KM, UNSAID) if all(sides) else None
    told = what_is_told(name) if entry.kind == "area" and not entry.path else None
    if told is None or told.how is not How.PART:
        return None
    return draw.outline(_state_rings(gazetteer, told.core), UNSAID, bearing=told.bearing)


def _state_rings(gazetteer: Gazetteer, name: str) -> tuple[Ring, ...]:
    states = [entry.country for entry in gazetteer.spelt(name) if entry.kind == "country"]
    return country_rings(gazetteer, states[0]) if len(states) == 1 else ()


def _near_or_wide(ground: Ground | None) -> PlacePrecision:
    near = ground is not None and ground.km is not None and ground.km <= VICINITY_KM
    return PlacePrecision.VICINITY if near else PlacePrecision.ZONE


def _away(case: Case) -> Extent:
    """ "10 km north-east of Saraqib"; so far from a country or a border may be anywhere along it."""
    if case.entry.kind in DIVISIONS | LONG:
        return Extent(PlacePrecision.ZONE)
    drawn = draw.away(spot(case.entry), case.km or draw.LEAST_KM, case.bearing, case.words)
    return Extent(_near_or_wide(drawn), drawn)


def _beyond(case: Case) -> Extent:
    """ "North of Hama"."""
    if case.entry.kind in DIVISIONS | LONG or case.bearing is None:
        return Extent(PlacePrecision.ZONE)
    return Extent(PlacePrecision.VICINITY, draw.sector(spot(case.entry), SIDE_KM, case.bearing, case.words))


def _around(case: Case) -> Extent:
    """ "Near Saraqib", "on the northern outskirts of Saraqib", "along the border"."""
    if case.entry.kind in LONG:
        return Extent(PlacePrecision.LINE, _own_ground(case))
    if case.entry.kind in DIVISIONS:
        return Extent(PlacePrecision.ZONE)
    drawn = _within(case, _size(case.entry) + (case.km or 0.0))
    return Extent(_near_or_wide(drawn), drawn)


def _along(case: Case) -> Extent:
    return Extent(PlacePrecision.LINE, _own_ground(case) if case.entry.kind in LONG else None)


def _towards(case: Case) -> Extent:
    return Extent(PlacePrecision.LINE)


def _coast(case: Case) -> Extent:
    """At sea before a town; before a country's coast nobody says where."""
    if case.entry.kind in DIVISIONS:
        return Extent(PlacePrecision.WATERS)
    return Extent(PlacePrecision.WATERS, draw.circle(spot(case.entry), case.km or SIDE_KM, case.words))


def _in(case: Case) -> Extent:
    """Somewhere in a place, on one side of it if the words say which."""
    entry, bearing = case.entry, case.bearing
    if entry.kind in DIVISIONS:
        if bearing is None:
            return Extent(precision_of_kind()[entry.kind])
        known = PlacePrecision.DISTRICT if entry.kind == "admin2" else PlacePrecision.ZONE
        return Extent(known, _outline(case, bearing))
    if entry.kind in LONG:
        return Extent(PlacePrecision.LINE, _own_ground(case))
    drawn = _within(case, _size(entry))
    return Extent(_near_or_wide(drawn), drawn, at_point=bearing is None and _size(entry) <= VICINITY_KM)


def _countryside(case: Case) -> Extent:
    """A governorate without its seat; around a lesser town the land it serves."""
    if case.entry.kind not in DIVISIONS:
        return _around(case)
    without = (spot(case.seat), town_km(case.seat)) if case.seat is not None else None
    return Extent(PlacePrecision.ZONE, _outline(case, case.bearing, without))


def _outline(case: Case, bearing: float | None = None, without: tuple[Spot, float] | None = None) -> Ground | None:
    """A place within its borders, or a part of it."""
    drawn = _drawn_outline(case.gazetteer, case.entry, bearing, without)
    return replace(drawn, words=case.words) if drawn else None


@lru_cache(maxsize=1_000)
def _drawn_outline(
    gazetteer: Gazetteer, entry: PlaceEntry, bearing: float | None, without: tuple[Spot, float] | None
) -> Ground | None:
    return draw.outline(_rings(gazetteer, entry), UNSAID, bearing=bearing, without=without)


def _size(entry: PlaceEntry) -> float:
    return town_km(entry) if entry.kind == "town" else max(entry.exact_km, draw.LEAST_KM)


def _within(case: Case, km: float) -> Ground:
    """So far around a place, on one side of it if the words say which."""
    if case.bearing is None:
        return draw.circle(spot(case.entry), km, case.words)
    return draw.sector(spot(case.entry), km, case.bearing, case.words)


_BY_HOW: dict[How, Callable[[Case], Extent]] = {
    How.AWAY: _away,
    How.BEYOND: _beyond,
    How.AROUND: _around,
    How.COAST: _coast,
    How.ALONG: _along,
    How.TOWARDS: _towards,
    How.PART: _in,
    How.COUNTRYSIDE: _countryside,
}
