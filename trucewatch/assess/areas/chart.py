"""The areas of one agreement, drawn once, and whether a place lies in one of them."""

from __future__ import annotations

from collections.abc import Sequence

import shapely
from shapely.geometry import MultiPoint
from shapely.geometry.base import BaseGeometry

from trucewatch.assess.areas.answer import Answer, Places
from trucewatch.assess.areas.drawing import Drawn, draw, draw_countries, draw_units
from trucewatch.assess.areas.extents import AS_A_WHOLE, Extent, extent_of, is_bound_to_its_country, precision_of
from trucewatch.assess.areas.units import Units, names_none, units_of
from trucewatch.knowledge.folding import fold
from trucewatch.model import Area, AreaKind, Place, PlacePrecision, Post, Shape

MOST_KEPT = 20_000  # places whose answers are kept
NEARLY_ALL = 0.95  # of a ground: "near Saraqib" reaches over the edge of Idlib by a hundredth, and nobody would say outside of it
ALONG = (AreaKind.BAND, AreaKind.BUFFER, AreaKind.POSTS)
WIDE = (AreaKind.ADMIN, AreaKind.POLYGON)

Told = tuple[bool | None, str]
Key = tuple[object, ...]


class Chart:
    """The areas of an agreement with the gazetteer and the posts they are drawn by; each is drawn when it is first asked for.

    `countries` are those the agreement is about, for areas that name none themselves. Answers are kept by place, so that many
    incidents at few places, set against many clauses, cost little.
    """

    def __init__(
        self,
        areas: Sequence[Area],
        *,
        countries: Sequence[str] = (),
        places: Places | None = None,
        posts: Sequence[Post] = (),
    ) -> None:
        self.areas = tuple(areas)
        self.places = places
        self.posts = tuple(posts)
        self._countries = tuple(countries)
        self._drawn: dict[str, Drawn] = {}
        self._borders: dict[str, Drawn] = {}
        self._units: dict[str, Units] = {}
        self._told: dict[Key, dict[str, Told]] = {}
        self._extents: dict[Key, Extent | None] = {}
        self._last: tuple[Place, dict[str, Answer]] | None = None

    def countries_of(self, area: Area) -> tuple[str, ...]:
        """The countries an area lies in; () where they are not told."""
        return area.countries or self._countries

    def drawn(self, area: Area) -> Drawn:
        """The area by its ring or line."""
        if area.id not in self._drawn:
            self._drawn[area.id] = draw(area, self.places, self.posts, self._country(area))
        return self._drawn[area.id]

    def borders(self, area: Area) -> Drawn:
        """The area by the borders of the divisions it names, or of its countries where it names none."""
        if area.id not in self._borders:
            whole = draw_countries(self.countries_of(area), self.places) if names_none(area) else None
            self._borders[area.id] = whole or draw_units(area, self.places, self._country(area))
        return self._borders[area.id]

    def units(self, area: Area) -> Units:
        """The divisions an area names."""
        if area.id not in self._units:
            self._units[area.id] = units_of(area, self.places, self._country(area))
        return self._units[area.id]

    def extent(self, place: Place) -> Extent | None:
        """All that a place can mean."""
        key = _key(place)
        kept = self._extents  # a chart may be asked by several threads: what is full is laid aside, not cleared
        if key not in kept:
            kept = self._extents = {} if len(kept) >= MOST_KEPT else kept
            kept[key] = extent_of(place, self.places)
        return kept[key]

    def answers(self, place: Place) -> dict[str, Answer]:
        """The answers already given about this very place, by area."""
        last = self._last
        if last is None or last[0] is not place:
            last = self._last = (place, {})
        return last[1]

    def told(self, place: Place) -> dict[str, Told]:
        """What was already told of places known just like this one, by area."""
        key, kept = _key(place), self._told
        if key not in kept:
            kept = self._told = {} if len(kept) >= MOST_KEPT else kept
        return kept.setdefault(key, {})

    def _country(self, area: Area) -> str | None:
        countries = self.countries_of(area)
        return countries[0] if len(countries) == 1 else None


def answer(place: Place, area: Area, chart: Chart) -> Answer:
    """Whether a place lies in an area of the chart.

    Inside only if all that the place can mean lies inside, outside only if none of it does. An area that was never delineated,
    or whose line is not held, is looked for inside the agreement's areas that are: what lies outside all of those is outside.
    """
    known = chart.answers(place)
    found = known.get(area.id)
    if found is None:
        found = known[area.id] = Answer(*_told(place, area, chart), (place.span,))
    return found


def _told(place: Place, area: Area, chart: Chart) -> Told:
    """By its country where that settles it, else as of a place known just like it, else by all that is known."""
    if _is_abroad(place, area, chart) and is_bound_to_its_country(place):
        return False, f"{place.name} lies outside: {area.name}"
    told = chart.told(place)
    if area.id not in told:
        told[area.id] = _tell(place, area, chart)
    return told[area.id]


def _is_abroad(place: Place, area: Area, chart: Chart) -> bool:
    countries = chart.countries_of(area)
    return place.country is not None and bool(countries) and place.country not in countries


def inside(
    place: Place, area: Area, others: Sequence[Area] = (), places: Places | None = None, posts: Sequence[Post] = ()
) -> Answer:
    """Whether a place lies in an area, asked once; to ask often, keep a `Chart`."""
    return answer(place, area, Chart((area, *others), places=places, posts=posts))


def _tell(place: Place, area: Area, chart: Chart) -> Told:
    """By its division, else by what is drawn, else by the wider areas."""
    told = _in_units(place, area, chart) if area.kind is AreaKind.ADMIN else _in_drawn(place, area, chart)
    near = precision_of(place) is PlacePrecision.VICINITY
    if told[0] is None and near and _is_abroad(place, area, chart) and _bounds_nothing(area, chart):
        return False, f"{place.name} lies outside: {area.name}"
    if told[0] is None and area.kind not in WIDE and (wider := _outside_all(place, area, chart)):
        return False, f"{place.name} lies outside: {wider.name}"
    return told


def _bounds_nothing(area: Area, chart: Chart) -> bool:
    return (chart.borders(area) if area.kind is AreaKind.ADMIN else chart.drawn(area)).possible is None


def _outside_all(place: Place, area: Area, chart: Chart) -> Area | None:
    """The first of the agreement's wider areas, if the place lies outside every one of them."""
    wider = [one for one in chart.areas if one.kind in WIDE and one.id != area.id]
    return wider[0] if wider and all(answer(place, one, chart).holds is False for one in wider) else None


def _in_units(place: Place, area: Area, chart: Chart) -> Told:
    """By the division a place is in; where its words reach further than that, or it is not told, by the borders."""
    if names_none(area):
        return _in_countries(place, area, chart)
    held = chart.units(area).held(place)
    if held is True and _keeps_to_its_division(place):
        return True, f"{place.name} lies in: {area.name}"
    apart = held is False and place.admin1 is not None and _keeps_to_its_division(place)
    if apart and fold(place.admin1 or "") not in chart.units(area).homes:
        return False, f"{place.name} lies outside: {area.name}"
    borders, extent = chart.borders(area), chart.extent(place)
    if apart and not _may_hold_a_town(extent, borders):
        return False, f"{place.name} lies outside: {area.name}"
    told = _by_shape(place, area, extent, borders) if extent else None
    if told is not None and told[0] is not None and not (held is None and told[0]):
        return told
    if held is None and extent and (drawn := chart.drawn(area)).possible is not None:
        return _by_shape(place, area, extent, drawn)
    return None, _unit_unknown(place, area, held)


def _may_hold_a_town(extent: Extent | None, borders: Drawn) -> bool:
    """True if one of the towns that are the area can lie in a division, or reach as far as a place beside it."""
    return extent is None or borders.possible is None or not borders.possible.disjoint(extent.on(borders.sheet))


def _unit_unknown(place: Place, area: Area, held: bool | None) -> str:
    if held is None:
        return f"{place.name} is in a province that lies only partly in: {area.name}"
    if place.admin1 is None:
        return f"in which province {place.name} lies could not be told"
    return f"{_words(place)!r} can lie in or outside: {area.name}"


def _in_countries(place: Place, area: Area, chart: Chart) -> Told:
    """Where the area is countries as a whole; the sea off a coast, which has no borders here, cannot be told."""
    if place.country is None or not chart.countries_of(area):
        return None, f"in which country {place.name} lies could not be told"
    if is_bound_to_its_country(place):
        return True, f"{place.name} lies in: {area.name}"
    extent, borders = chart.extent(place), chart.borders(area)
    if extent is not None and borders.possible is not None:
        if _is_part_of_its_country(place, area, chart) and borders.possible.covers(extent.on(borders.sheet)):
            return True, f"{place.name} lies in: {area.name}"
        told = _by_shape(place, area, extent, borders)
        at_sea = precision_of(place) is PlacePrecision.WATERS
        if told[0] or (told[0] is False and not at_sea and _is_abroad(place, area, chart)):
            return told
    return None, f"{_words(place)!r} can lie in or outside: {area.name}"


def _is_part_of_its_country(place: Place, area: Area, chart: Chart) -> bool:
    """True of a part of one of the countries by its outline: "southern Lebanon" ends at a border and yet is no borderland."""
    drawn = place.ground is not None and place.ground.shape is Shape.OUTLINE
    return drawn and place.country in chart.countries_of(area)


def _keeps_to_its_division(place: Place) -> bool:
    """True if all that a place can mean lies in the division it is told to be in."""
    if place.ground is not None:
        return place.ground.shape is Shape.OUTLINE and place.kind in AS_A_WHOLE
    return precision_of(place) is not PlacePrecision.VICINITY


def _in_drawn(place: Place, area: Area, chart: Chart) -> Told:
    drawn, units = chart.drawn(area), chart.units(area)
    within = units.whole | units.part if area.kind is AreaKind.UNKNOWN else units.part
    if units.part and place.admin1 is not None and _keeps_to_its_division(place) and fold(place.admin1) not in within:
        return False, f"{place.name} lies outside: {area.name}"
    if area.kind in ALONG and units.on_the_line(place):
        return True, f"{place.name} lies on the line of: {area.name}"
    extent = chart.extent(place)
    if extent is None:
        if area.kind is AreaKind.UNKNOWN:
            return None, f"not yet delineated: {area.name}"
        along = f"how far {place.name} is from the line cannot be told: {area.name}"
        return None, along if area.kind in ALONG else f"{place.name} could not be located"
    return _by_shape(place, area, extent, drawn)


def _by_shape(place: Place, area: Area, extent: Extent, drawn: Drawn) -> Told:
    """By all that a place can mean: it must lie wholly in what is certain, or wholly beyond what is possible."""
    if extent.point is not None:
        x, y = map(float, drawn.sheet.flat([extent.point])[0])
        point, reach = shapely.points(x, y), extent.reach_km
        if (box := drawn.bounds) and not (box[0] - reach <= x <= box[2] + reach and box[1] - reach <= y <= box[3] + reach):
            return False, _outside_words(place, area, drawn, point)
        if not drawn.certain.is_empty and drawn.certain.covers(point) and drawn.edge.distance(point) >= reach:
            return True, _inside_words(place, area, drawn, point)
        if drawn.possible is not None and drawn.possible.distance(point) > reach:
            return False, _outside_words(place, area, drawn, point)
        return None, _untold_words(place, area, drawn, point, reach)
    ground = extent.on(drawn.sheet)
    if not drawn.certain.is_empty and drawn.certain.covers(ground):
        return True, f"all that {_words(place)!r} can mean lies in: {area.name}"
    if share := _nearly_all(ground, drawn):
        return True, f"{share:.0%} of what {_words(place)!r} can mean lies in, and the rest may: {area.name}"
    if drawn.possible is not None and drawn.possible.disjoint(ground):
        return False, f"all that {_words(place)!r} can mean lies outside: {area.name}"
    if drawn.fault:
        return None, f"{drawn.fault}: {area.name}"
    return None, f"{_words(place)!r} can lie in or outside: {area.name}"


def _nearly_all(ground: BaseGeometry, drawn: Drawn) -> float:
    """The share of a ground inside for certain, if it is nearly all and none of the rest is outside for certain; else 0."""
    if drawn.certain.is_empty or not ground.area or not drawn.certain.intersects(ground):
        return 0.0
    share = float(drawn.certain.intersection(ground).area / ground.area)
    return share if share >= NEARLY_ALL and (drawn.possible is None or drawn.possible.covers(ground)) else 0.0


def _inside_words(place: Place, area: Area, drawn: Drawn, point: shapely.Point) -> str:
    if drawn.line is None:
        return f"{place.name} lies in: {area.name}"
    return f"{place.name} lies {_km(drawn.line.distance(point))} from {_line_words(drawn)} of: {area.name}"


def _outside_words(place: Place, area: Area, drawn: Drawn, point: shapely.Point) -> str:
    if drawn.line is None:
        return f"{place.name} lies outside: {area.name}"
    return f"{place.name} lies {_km(drawn.line.distance(point))} from {_line_words(drawn)}, outside: {area.name}"


def _untold_words(place: Place, area: Area, drawn: Drawn, point: shapely.Point, reach: float) -> str:
    if drawn.fault:
        return f"{drawn.fault}: {area.name}"
    if drawn.line is not None:
        known = f", which is known to {_km(drawn.off_km)}" if drawn.off_km else ""
        far = f"{_km(drawn.line.distance(point))} from {_line_words(drawn)}"
        return f"{place.name} (known to {_km(reach)}) lies {far}{known}: {area.name}"
    return f"{place.name} (known to {_km(reach)}) lies at the edge of: {area.name}"


def _line_words(drawn: Drawn) -> str:
    return "the nearest post" if isinstance(drawn.line, MultiPoint) else "the line"


def _km(km: float) -> str:
    return f"{km:.0f} km" if km >= 1 else "less than 1 km"


def _words(place: Place) -> str:
    return place.ground.words.text if place.ground is not None else place.name


def _key(place: Place) -> Key:
    """All that the answer hangs on; a ground is known by its words and where they stand."""
    ground = place.ground
    drawn = (
        (ground.shape, ground.middle, ground.km, ground.words, len(ground.pieces), len(ground.pieces[0][0])) if ground else None
    )
    return (
        place.name,
        place.place_id,
        place.latitude,
        place.longitude,
        place.country,
        place.admin1,
        place.kind,
        place.precision,
        place.geo_precision,
        drawn,
    )
