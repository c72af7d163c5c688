"""How the places of two claims stand to each other: one place, one inside the other, near, far apart."""

from __future__ import annotations

import math
from functools import lru_cache

from trucewatch.knowledge.folding import fold
from trucewatch.reconcile.facts import PlaceFacts, bones

SPOT_KM = 1
NEAR_KM = 15  # a village and the town it is named after; a day's fighting spreads over about as much
FAR_KM = 40
WIDE_KM = 200  # between the middle of a region without borders ("northern Syria") and what may still lie in it
EARTH_KM = 6371.0
ORIGIN = (0.0, 0.0)

APART = frozenset({"elsewhere", "other place name"})


def whereabouts(a: PlaceFacts, b: PlaceFacts) -> str | None:
    """The observation on two places; None where they tell nothing, as where one is the whole country.

    What was carried over from elsewhere in a report may be wrong: it speaks less for one happening, and never against it.
    """
    found = _relation(a, b)
    if not (a.inherited or b.inherited):
        return found
    return None if found in APART else "place carried over" if found == "same place" else found


def far_apart(a: PlaceFacts, b: PlaceFacts) -> bool:
    """True if both are told as places of their own, and no two ends of one happening lie so far apart."""
    if a.region or b.region or a.inherited or b.inherited or a.point is None or b.point is None:
        return False
    return distance_km(a, b) > FAR_KM and not _one_name(a, b) and not stands_for_province(a, b)


def _relation(a: PlaceFacts, b: PlaceFacts) -> str | None:
    """What the gazetteer's answers say, and failing those the names."""
    if a.whole_country or b.whole_country:
        return "elsewhere" if a.country and b.country and a.country != b.country else None
    if a.place_id is not None and a.place_id == b.place_id:
        return _one_entry(a, b)
    if a.region or b.region:
        return _in_region(a, b)
    if a.point is not None and b.point is not None:
        return _by_distance(a, b)
    return _by_name(a, b) if a.words and b.words else None


def _one_entry(a: PlaceFacts, b: PlaceFacts) -> str:
    """One entry of the gazetteer: a region, the same spot, or a spot in it beside the whole."""
    if a.region:
        return "same region"
    return "same place" if (a.exact and b.exact) or a.bones == b.bones else "inside"


def _in_region(a: PlaceFacts, b: PlaceFacts) -> str | None:
    if a.admin1 and b.admin1:
        return "inside" if a.admin1 == b.admin1 else "elsewhere"
    if a.point is not None and b.point is not None and distance_km(a, b) > WIDE_KM:
        return "elsewhere"
    return "inside" if a.bones & b.bones else None


def _by_distance(a: PlaceFacts, b: PlaceFacts) -> str | None:
    km = distance_km(a, b)
    if km <= SPOT_KM:
        return "same place"
    if km <= NEAR_KM:
        return "near"
    if km <= FAR_KM:
        return None
    return "like name" if _one_name(a, b) else "inside" if stands_for_province(a, b) else "elsewhere"


def _by_name(a: PlaceFacts, b: PlaceFacts) -> str:
    if a.bones == b.bones:
        return "same place"
    return "inside" if a.bones & b.bones else "other place name"


def _one_name(a: PlaceFacts, b: PlaceFacts) -> bool:
    """True for one name that was found in two places of one country: one of them is likely the wrong entry."""
    return bool(a.bones) and a.bones == b.bones and a.country == b.country


def stands_for_province(a: PlaceFacts, b: PlaceFacts) -> bool:
    """True if one has the name of the province that both lie in: "in Idlib" may be the town or the province."""
    if not a.admin1 or a.admin1 != b.admin1:
        return False
    name = _province_bones(a.admin1)
    return bool(name) and (a.bones == name or b.bones == name)


@lru_cache(maxsize=10_000)
def _province_bones(admin1: str) -> frozenset[str]:
    return frozenset(bones(word) for word in fold(admin1).split())


def distance_km(a: PlaceFacts, b: PlaceFacts) -> float:
    """The great-circle distance of two located places."""
    (lat1, lon1), (lat2, lon2) = a.point or ORIGIN, b.point or ORIGIN
    half = math.sin((lat1 - lat2) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon1 - lon2) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(half)))
