"""A place on its way into a gazetteer: what a dump of places gives and a shelf of the gazetteer keeps."""

from __future__ import annotations

from dataclasses import dataclass

Ring = tuple[tuple[float, float], ...]  # points (longitude, latitude) around an area
LONGEST_NAME = 200  # letters; as many as GeoNames lets a name have
MOST_PEOPLE = 2_000_000_000
LARGEST_NUMBER = 2**31 - 1  # a shelf keeps numbers in 32 bits; GeoNames counts to some 13 million
FARTHEST_NORTH, FARTHEST_EAST = 90.0, 180.0


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

    def __post_init__(self) -> None:
        if not self.name or len(self.name) > LONGEST_NAME:
            raise ValueError(f"the name of {self.id} has {len(self.name)} letters; 1 to {LONGEST_NAME} are a name")
        for what, value, most in (("latitude", self.latitude, FARTHEST_NORTH), ("longitude", self.longitude, FARTHEST_EAST)):
            if not -most <= value <= most:
                raise ValueError(f"{value} is no {what} of {self.id}; it lies between -{most:g} and {most:g}")
        if not 0 <= self.population <= MOST_PEOPLE:
            raise ValueError(f"{self.population} is no population of {self.id}")
        if self.geonames is not None and not 0 < self.geonames <= LARGEST_NUMBER:
            raise ValueError(f"{self.geonames} is no number of GeoNames")
