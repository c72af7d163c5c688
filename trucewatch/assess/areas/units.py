"""Named divisions as an area: which place lies in one of them, and their borders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.assess.areas.answer import Places, Spot
from trucewatch.knowledge.parties import fold
from trucewatch.model import Area, Place, Ring

DIVISIONS = ("admin1", "area", "zone", "admin2")  # in the order in which a name is taken


@dataclass(frozen=True, slots=True)
class Units:
    """Folded names of the divisions and towns that lie inside as a whole, and in part; `homes` are the divisions of the towns."""

    whole: frozenset[str]
    part: frozenset[str]
    homes: frozenset[str]

    def held(self, place: Place) -> bool | None:
        """Whether a place is in a division inside as a whole; None if in one of which only a part lies inside."""
        names = {fold(name) for name in (place.admin1, place.name) if name}
        return True if names & self.whole else None if names & self.part else False


def units_of(area: Area, places: Places | None, country: str | None) -> Units:
    """The divisions and towns an area names, by the gazetteer's names for them too."""
    spots = {name: _named(name, places, country) for name in (*area.names, *area.partly)}
    towns = [found[0] for found in spots.values() if found and not any(spot.kind in DIVISIONS for spot in found)]
    return Units(
        frozenset(fold(name) for given in area.names for name in _also(given, spots[given])),
        frozenset(fold(name) for given in area.partly for name in _also(given, spots[given])),
        frozenset(fold(spot.admin1) for spot in towns if spot.admin1),
    )


def _also(name: str, spots: Sequence[Spot]) -> list[str]:
    """A name and what the gazetteer calls the division."""
    return [name, *[spot.name for spot in spots if spot.kind == DIVISIONS[0]][:1]]


@dataclass(frozen=True, slots=True)
class Found:
    """What the gazetteer holds of named units: borders of divisions, points (longitude, latitude) of towns, and what it lacks."""

    rings: tuple[Ring, ...]
    towns: tuple[tuple[float, float], ...]
    lacking: tuple[str, ...]


def found_of(names: Sequence[str], places: Places | None, country: str | None) -> Found:
    """The borders of the divisions named; of a name that is no division, the point of the town."""
    rings: list[Ring] = []
    towns: list[tuple[float, float]] = []
    lacking: list[str] = []
    for name in names:
        spots = _named(name, places, country)
        if borders := _borders(spots, places):
            rings += borders
        elif spots and not any(spot.kind in DIVISIONS for spot in spots):
            towns.append((spots[0].longitude, spots[0].latitude))
        else:
            lacking.append(name)
    return Found(tuple(rings), tuple(towns), tuple(lacking))


def outline_of(name: str, places: Places | None, country: str | None) -> tuple[Ring, ...]:
    """The borders of a division by name; () where they are not known."""
    return _borders(_named(name, places, country), places)


def _named(name: str, places: Places | None, country: str | None) -> list[Spot]:
    found = places.find(name, near_country=country) if places is not None else ()
    return [spot for spot in found if country in (None, spot.country)]


def _borders(spots: Sequence[Spot], places: Places | None) -> tuple[Ring, ...]:
    for kind in DIVISIONS:
        for spot in spots:
            if places is not None and spot.kind == kind and (rings := places.outline(spot.id)):
                return rings
    return ()
