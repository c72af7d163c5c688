"""Where each place of the gazetteer comes from, and under which licence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.places import extra_places
from trucewatch.knowledge.tables import read_table


@dataclass(frozen=True, slots=True)
class PlaceSource:
    """A source, by what stands before the colon of its ids; `url` is None for our own rows, each of which names its source."""

    prefix: str
    name: str
    licence: str
    url: str | None
    example: str

    @property
    def attribution(self) -> str:
        """ "Who's On First (CC0)"."""
        return f"{self.name} ({self.licence})"

    @property
    def site(self) -> str:
        """The address as a page without links prints it."""
        return (self.url or "").partition("://")[2]


@cache
def place_sources() -> dict[str, PlaceSource]:
    """Every source, by the prefix of its ids."""
    return {row.prefix: row for row in read_table("place_sources.csv", PlaceSource)}


def source_of(place_id: str) -> PlaceSource:
    """The source of a place by its id; a KeyError for an id of no source."""
    return place_sources()[place_id.partition(":")[0]]


@cache
def hand_made_sources() -> dict[str, str]:
    """What a hand-made row rests on, by the id of its place."""
    return {row.key if ":" in row.key else f"tw:{row.key}": row.source for row in extra_places()}


def attributions(place_ids: Iterable[str]) -> tuple[str, ...]:
    """The sources that these places come from, in the order of the table."""
    used = {place_id.partition(":")[0] for place_id in place_ids}
    return tuple(dict.fromkeys(row.attribution for row in place_sources().values() if row.prefix in used))
