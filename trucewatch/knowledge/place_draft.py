"""A place on its way into a gazetteer: what a dump of places gives and a shelf of the gazetteer keeps."""

from __future__ import annotations

from dataclasses import dataclass

Ring = tuple[tuple[float, float], ...]  # points (longitude, latitude) around an area


@dataclass(frozen=True, slots=True)
class PlaceDraft:
    """A place as its source has it. `country` is ISO3; `admin1_id` and `admin2_id` are ids of other drafts, or None.

    `id` is "wof:123" or "gn:123"; `kind` one of PlaceEntry's. `native` are names in a script or language of the place itself,
    `names` all further ones. `rings` are the outer borders of an area, empty for a point.
    """

    id: str
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    admin1_id: str | None = None
    admin2_id: str | None = None
    population: int = 0
    geonames: int | None = None
    exact_km: float = 0.0
    native: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    rings: tuple[Ring, ...] = ()
