"""Named divisions as an area: which place lies in one of them, and their borders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.assess.areas.answer import Places
from trucewatch.knowledge.parties import fold
from trucewatch.model import Area, Place, Ring

DIVISIONS = ("admin1", "area", "zone", "admin2")  # in the order in which a name is taken


@dataclass(frozen=True, slots=True)
class Units:
    """The folded names of the divisions that lie inside as a whole and in part."""

    whole: frozenset[str]
    part: frozenset[str]

    def held(self, place: Place) -> bool | None:
        """Whether a place is in a division inside as a whole; None if in one of which only a part lies inside."""
        names = {fold(name) for name in (place.admin1, place.name) if name}
        return True if names & self.whole else None if names & self.part else False


def units_of(area: Area) -> Units:
    """The divisions an area names."""
    return Units(frozenset(map(fold, area.names)), frozenset(map(fold, area.partly)))


def outlines_of(names: Sequence[str], places: Places | None, country: str | None) -> tuple[tuple[Ring, ...], tuple[str, ...]]:
    """The borders of the divisions, and the names of those whose borders are not known."""
    rings: list[Ring] = []
    lacking: list[str] = []
    for name in names:
        found = outline_of(name, places, country)
        rings += found
        if not found:
            lacking.append(name)
    return tuple(rings), tuple(lacking)


def outline_of(name: str, places: Places | None, country: str | None) -> tuple[Ring, ...]:
    """The borders of a division by name; () where they are not known."""
    if places is None:
        return ()
    found = [spot for spot in places.find(name, near_country=country) if country in (None, spot.country)]
    for kind in DIVISIONS:
        for spot in found:
            if spot.kind == kind and (rings := places.outline(spot.id)):
                return rings
    return ()
