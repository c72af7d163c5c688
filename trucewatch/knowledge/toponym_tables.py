"""Words and names that toponyms are told by: states with their abbreviations, regions of the world, words beside a name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trucewatch.knowledge.tables import read_table

ToponymRole = Literal[
    "direction",  # "north" Aleppo
    "class of",  # "the city of" Homs
    "street",
    "feature",  # Orontes "River"
    "feature before",  # "Mount" Qasioun
    "road before",  # "Interstate" 10
    "counted",  # Dane "County" Court
    "no town",  # capitalised but no name alone
    "where",  # the words something is located with
    "where surely",  # those behind which an unknown name is a place too
    "site",  # Aleppo "Hospital"
    "located",  # what has a place itself: the Aleppo "hospital"
    "speaks",  # what a government does
    "stands",  # what a place does
    "pressed",  # what is done to a government
    "rules",  # the "ruler" of Dubai
    "allied",  # a treaty "with" Ankara
    "shared",  # the "road" between Homs and Hama
]


@dataclass(frozen=True, slots=True)
class StateName:
    """A state or province as newspapers and post offices shorten it ("Minn.", "MN"); `country` is ISO3.

    `bare` says whether its full name alone mostly means it or a town; `filed` is the name the gazetteer has it under, if another.
    """

    name: str
    country: str
    press: str | None
    postal: str
    also: tuple[str, ...]
    demonyms: tuple[str, ...]
    bare: Literal["admin1", "town"]
    filed: str | None
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class WorldRegion:
    """A region larger than a country, or one that is known by its own name.

    `division_of` are the countries (ISO3) whose first-level division of this name is meant; a region of none is no division,
    whatever is called so somewhere.
    """

    name: str
    also: tuple[str, ...]
    demonyms: tuple[str, ...]
    division_of: tuple[str, ...]
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class CountryPoint:
    """The point GeoNames gives a country: somewhere in its middle; for maps of the world and distances, never for an event."""

    code: str
    latitude: float
    longitude: float
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class ToponymWords:
    """Words that stand in or beside a toponym, and what they tell of it."""

    role: ToponymRole
    words: tuple[str, ...]
    example: str


def state_names() -> tuple[StateName, ...]:
    """The states and provinces that newspapers shorten: of the United States, Canada and Australia."""
    return read_table("state_abbreviations.csv", StateName)


def world_regions() -> tuple[WorldRegion, ...]:
    """Continents, seas and regions."""
    return read_table("world_regions.csv", WorldRegion)


@cache
def country_points() -> dict[str, CountryPoint]:
    """The points of countries by ISO3 code."""
    return {row.code: row for row in read_table("country_points.csv", CountryPoint)}


@cache
def toponym_words(role: ToponymRole) -> frozenset[str]:
    """The words with this role, in small letters."""
    rows = read_table("toponym_words.csv", ToponymWords)
    return frozenset(word for row in rows if row.role == role for word in row.words)
