"""Named divisions as an area: which place lies in one of them, and their borders."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.assess.areas.answer import Places, Spot
from trucewatch.knowledge.folding import fold
from trucewatch.model import Area, Place, Ring

FIRST, SECOND = "admin1", "admin2"
TOGETHER = re.compile(r", (?:and )?| and ")  # "the posts at Tell Tuqan and al-Eis"
LOOSE = ("area", "zone")  # regions without firm borders: their outlines are drawn by hand


@dataclass(frozen=True, slots=True)
class Units:
    """Folded names of the divisions and towns that lie inside as a whole, and in part.

    `ids` are the gazetteer's ids of those inside as a whole, `towns` of the towns of these names; `homes` are the divisions in
    which the towns lie.
    """

    whole: frozenset[str]
    part: frozenset[str]
    homes: frozenset[str]
    ids: frozenset[str]
    towns: frozenset[str]

    def held(self, place: Place) -> bool | None:
        """Whether a place is one of those inside as a whole, or in one; None if in one of which only a part lies inside.

        Several places named together lie inside if each does by its name. Where a town is named as it is and its province only
        in part, the province itself is in part.
        """
        name, home = fold(place.name), fold(place.admin1 or "")
        if (
            place.place_id in self.ids
            or home in self.whole - self.part
            or (name in self.whole and not (place.kind == FIRST and home in self.part))
        ):
            return True
        if len(several := [fold(one) for one in TOGETHER.split(place.name)]) > 1 and self.whole.issuperset(several):
            return True
        return None if {name, home} & self.part else False

    def on_the_line(self, place: Place) -> bool:
        """Whether a place is one of the towns named along a line; a province of that name is not."""
        if place.ground is not None or place.kind in (FIRST, SECOND, "country"):
            return False
        return place.place_id in self.towns or fold(place.name) in self.whole


def names_none(area: Area) -> bool:
    """True if an area is its countries as a whole."""
    return not (area.names or area.partly or area.ring or area.line)


def units_of(area: Area, places: Places | None, country: str | None) -> Units:
    """The divisions and towns an area names, by the gazetteer's names for them too."""
    whole, part = meant_by(area, places, country)
    return Units(
        frozenset(fold(name) for given, spot in whole for name in _also(given, spot)),
        frozenset(fold(name) for given, spot in part for name in _also(given, spot)),
        frozenset(fold(spot.admin1) for _, spot in (*whole, *part) if spot and spot.kind != FIRST and spot.admin1),
        frozenset(spot.id for _, spot in whole if spot),
        frozenset(spots[0].id for spots in (_named(name, places, country) for name in area.names) if spots),
    )


def _also(name: str, spot: Spot | None) -> tuple[str, ...]:
    """A name, and what the gazetteer calls the division."""
    return (name, spot.name) if spot and spot.kind == FIRST else (name,)


Meant = tuple[tuple[str, Spot | None], ...]


def meant_by(area: Area, places: Places | None, country: str | None) -> tuple[Meant, Meant]:
    """The divisions or towns behind the names of an area, those inside as a whole and those in part.

    A name stands for a division of the first level before a town, unless that division is named as one that lies in only partly.
    """
    part = tuple((name, _meant(_named(name, places, country))) for name in area.partly)
    provinces = {spot.id for _, spot in part if spot and spot.kind == FIRST}
    named = ((name, _named(name, places, country)) for name in area.names)
    return tuple((name, _meant([spot for spot in spots if spot.id not in provinces])) for name, spots in named), part


def _meant(spots: Sequence[Spot]) -> Spot | None:
    return next((spot for spot in spots if spot.kind == FIRST), spots[0] if spots else None)


def _named(name: str, places: Places | None, country: str | None) -> list[Spot]:
    found = places.find(name, near_country=country) if places is not None else ()
    return [spot for spot in found if country in (None, spot.country)]


def outline_of(name: str, places: Places | None, country: str | None) -> tuple[Ring, ...]:
    """The borders of a division of the first level by name; () where they are not known."""
    spot = _meant(_named(name, places, country))
    return places.outline(spot.id) if places is not None and spot is not None and spot.kind == FIRST else ()


@dataclass(frozen=True, slots=True)
class Found:
    """What the gazetteer holds of named units.

    `rings` are the borders of divisions, `loose` the outlines of regions without firm borders, `towns` the points (longitude,
    latitude) of towns; `lacking` are the names of which nothing is held.
    """

    rings: tuple[Ring, ...]
    loose: tuple[Ring, ...]
    towns: tuple[tuple[float, float], ...]
    lacking: tuple[str, ...]


def found_of(meant: Meant, places: Places | None) -> Found:
    """The borders of the divisions meant; of a town, its point."""
    rings: list[Ring] = []
    loose: list[Ring] = []
    towns: list[tuple[float, float]] = []
    lacking: list[str] = []
    for name, spot in meant:
        borders = places.outline(spot.id) if places is not None and spot is not None else ()
        if spot is None or (not borders and spot.kind in (FIRST, SECOND, *LOOSE)):
            lacking.append(name)
        elif spot.kind in (FIRST, SECOND):
            rings += borders
        elif spot.kind in LOOSE:
            loose += borders
        else:
            towns.append((spot.longitude, spot.latitude))
    return Found(tuple(rings), tuple(loose), tuple(towns), tuple(lacking))
