"""How near the places that a report tells of lie to each other, taken all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from trucewatch.knowledge.places import PlaceEntry

EARTH_KM = 6371.0
MOST_NAMES = 60  # names that speak for each other, the least ambiguous first: a list of all towns of a state is no reason to wait
MOST_PLACES = 12  # of one name, the largest

Floats = NDArray[np.float64]


class Company:
    """The towns that each name of a report may mean; names of fewer places say more."""

    def __init__(self, places: Mapping[str, Sequence[PlaceEntry]], near_km: float) -> None:
        towns = {name: [place for place in found if place.kind not in WIDE][:MOST_PLACES] for name, found in places.items()}
        kept = sorted((name for name, found in towns.items() if found), key=lambda name: (len(towns[name]), name))[:MOST_NAMES]
        self._near_km = near_km
        self._names = kept
        self._held = {name: Counter(town.admin1_id for town in towns[name]) for name in kept}
        self._points = _radians([town for name in kept for town in towns[name]])
        sizes = [len(towns[name]) for name in kept]
        self._starts = np.cumsum([0, *sizes[:-1]]) if sizes else np.zeros(0, dtype=np.int64)
        self._weights = 1.0 / np.sqrt(np.array(sizes, dtype=np.float64))

    def nearness(self, name: str, places: Sequence[PlaceEntry]) -> list[float]:
        """For each place of a name how near the other names lie, each at the nearest of its places: 1 for a name next door.

        A division is near the towns in it; a country is near nothing.
        """
        if not self._names or not places:
            return [0.0] * len(places)
        near = np.exp(-self._nearest(places) / self._near_km) * self._weights
        if name in self._held:
            near[:, self._names.index(name)] = 0.0
        summed = near.sum(axis=1)
        return [self._weigh(name, place, float(total)) for place, total in zip(places, summed, strict=True)]

    def _weigh(self, name: str, place: PlaceEntry, total: float) -> float:
        if place.kind != "admin1":
            return 0.0 if place.kind in WIDE else total
        return sum(held[place.id] / held.total() for other, held in self._held.items() if other != name)

    def _nearest(self, places: Sequence[PlaceEntry]) -> Floats:
        """Kilometres from each place to the nearest town of each name."""
        here = _radians(places)
        lat1, lon1 = here[:, :1], here[:, 1:]
        lat2, lon2 = self._points[:, 0], self._points[:, 1]
        half = np.sin((lat1 - lat2) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon1 - lon2) / 2) ** 2
        far = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(half)))
        nearest: Floats = np.minimum.reduceat(far, self._starts, axis=1)
        return nearest


WIDE = frozenset({"continent", "country", "admin1"})


def _radians(places: Sequence[PlaceEntry]) -> Floats:
    return np.radians(np.array([(place.latitude, place.longitude) for place in places], dtype=np.float64).reshape(-1, 2))
