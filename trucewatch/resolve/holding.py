"""Tell which country and division the ground beside a place lies in: "30 km north of" a border town is another country."""

from __future__ import annotations

from functools import lru_cache

from shapely import STRtree
from shapely.geometry import Point, Polygon

from trucewatch.knowledge.distance import Spot
from trucewatch.knowledge.places import Gazetteer, PlaceEntry
from trucewatch.resolve.offsets import How

ASIDE = frozenset({How.AWAY, How.BEYOND, How.AROUND})  # words that lead away from the place named

SLIT = 0.01  # degrees: slits between simplified neighbours are closed by this much

Held = tuple[str | None, str | None]  # a country (ISO3) and the name of its division


def held_by(entry: PlaceEntry, how: How | None, middle: Spot | None, gazetteer: Gazetteer) -> Held:
    """Country and division of what is told beside a place: the place's own, unless the borders known here say otherwise.

    At sea there is no division. Where the borders of the place's country are known and its middle lies beyond them, it is the
    division of another country whose borders are known, or nobody's.
    """
    if how is How.COAST:
        return entry.country, None
    if how not in ASIDE or middle is None or entry.country not in _outlined(gazetteer):
        return entry.country, entry.admin1
    others = (country for country in _outlined(gazetteer) if country != entry.country)
    for country in (entry.country, *others):
        if names := _divisions_at(country, middle, gazetteer):
            return country, entry.admin1 if entry.admin1 in names else names[0]
    return None, None


@lru_cache(maxsize=4)
def _outlined(gazetteer: Gazetteer) -> tuple[str, ...]:
    """The countries whose divisions have borders, asked once: the gazetteer reads them from its shelves each time."""
    return gazetteer.outlined_countries()


def _divisions_at(country: str, spot: Spot, gazetteer: Gazetteer) -> list[str]:
    """The divisions of a country that a point lies in or within a kilometre of, for the borders known here are simplified."""
    tree, names = _divisions(country, gazetteer)
    return [names[number] for number in sorted(tree.query(Point(spot[1], spot[0]), predicate="intersects"))]


@lru_cache(maxsize=50)
def _divisions(country: str, gazetteer: Gazetteer) -> tuple[STRtree, tuple[str, ...]]:
    drawn = ((ring, outline.name) for outline in gazetteer.outlines(country) for ring in outline.rings)
    areas = [(Polygon(ring).buffer(SLIT), name) for ring, name in drawn if len(ring) > 3]
    return STRtree([area for area, _ in areas]), tuple(name for _, name in areas)
