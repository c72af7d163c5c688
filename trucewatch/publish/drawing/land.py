"""The land behind a map: governorates and borders of the countries in view, where the gazetteer has outlines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from shapely import unary_union
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from trucewatch.knowledge.places import load_gazetteer

GAP = 0.03  # degrees: slits between simplified neighbours are closed by this much when the border is drawn


@dataclass(frozen=True, slots=True)
class Land:
    """The governorates of one country, and the border around them all; `name` is the country's."""

    name: str
    governorates: tuple[Polygon, ...]
    border: tuple[LineString, ...]
    bounds: tuple[float, float, float, float]


def land_in_view(west: float, south: float, east: float, north: float) -> tuple[Land, ...]:
    """Every country with outlines that lies at least partly in the rectangle, in the order of their codes."""
    view = box(west, south, east, north)
    return tuple(land for code in _countries() if (land := _land(code)) and view.intersects(box(*land.bounds)))


def names_of(lands: Iterable[Land]) -> str:
    """ "Syria", "Lebanon and Syria", "Iraq, Syria and Turkey"."""
    names = sorted(land.name for land in lands)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


@cache
def _countries() -> tuple[str, ...]:
    return load_gazetteer().outlined_countries()


@cache
def _land(code: str) -> Land | None:
    gazetteer = load_gazetteer()
    rings = tuple(Polygon(ring) for outline in gazetteer.outlines(code) for ring in outline.rings if len(ring) > 3)
    country = gazetteer.get(f"iso:{code}")
    if not rings or country is None:
        return None
    border = unary_union([ring.buffer(GAP) for ring in rings]).buffer(-GAP).boundary
    return Land(country.name, rings, tuple(_lines(border)), _bounds(rings))


def _lines(border: BaseGeometry) -> Iterable[LineString]:
    return getattr(border, "geoms", [border])


def _bounds(rings: Iterable[Polygon]) -> tuple[float, float, float, float]:
    west, south, east, north = zip(*(ring.bounds for ring in rings), strict=True)
    return min(west), min(south), max(east), max(north)
