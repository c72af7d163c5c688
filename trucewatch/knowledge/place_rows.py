"""Records and tables of places: an entry of the gazetteer, a hand-made row, the words that stand beside a name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.place_draft import Ring
from trucewatch.knowledge.place_keys import place_key
from trucewatch.knowledge.tables import read_table, read_tables


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A place of the gazetteer. `country` is ISO3; `exact_km` how far off the point may be (0 if not known to be off).

    `admin1` is the governorate or province; `kind` one of country, admin1, admin2, town, quarter, base, crossing, post, camp,
    airport, site, road, water, border, area, front, zone. `shape` and `path` say more than a point where it is known: a line of
    points (latitude, longitude), or the ring around a zone. `keys` holds the key of the name it was found by.
    """

    id: str
    name: str
    country: str
    kind: str
    latitude: float
    longitude: float
    admin1: str | None = None
    admin1_id: str | None = None
    admin2: str | None = None
    admin2_id: str | None = None
    population: int = 0
    geonames: int | None = None
    exact_km: float = 0.0
    native: tuple[str, ...] = ()
    shape: Literal["line", "ring"] | None = None
    path: tuple[tuple[float, float], ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtraPlace:
    """A hand-made row: a place the open gazetteers lack, or (`wof:` key, no position) better names for one they have.

    `within` is the id of the governorate it lies in, None if in several or unknown. `path` are points "latitude longitude" of
    a `line` (a road, a front) or of the `ring` around a zone.
    """

    key: str
    name: str
    kind: str
    country: str
    latitude: float | None
    longitude: float | None
    exact_km: float | None
    within: str | None
    shape: Literal["line", "ring"] | None
    path: tuple[str, ...]
    also: tuple[str, ...]
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class PlaceWord:
    """A word beside a place name that says what is meant ("province", "countryside", "city of"), or that only a part is."""

    words: str
    kind: str | None
    part: bool
    example: str


@dataclass(frozen=True, slots=True)
class BarePlace:
    """A name shared by a governorate and its seat, where the bare name means the governorate."""

    name: str
    kind: str
    reason: str
    example: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The borders of an area: rings of (longitude, latitude)."""

    place_id: str
    name: str
    rings: tuple[Ring, ...]


def extra_places() -> tuple[ExtraPlace, ...]:
    """The hand-made rows of every theatre."""
    return read_tables("places", ExtraPlace)


@cache
def place_words() -> dict[str, PlaceWord]:
    """The words that stand beside a place name, folded."""
    return {fold(row.words): row for row in read_table("place_words.csv", PlaceWord)}


@cache
def bare_places() -> dict[str, BarePlace]:
    """Names whose bare form means the governorate, by key."""
    return {place_key(row.name): row for row in read_table("bare_places.csv", BarePlace)}
