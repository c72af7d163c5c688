"""What is known of parties, row by row: names with their dates, ties between parties, offices, countries, nouns of a sector.

The tables of parties, offices and ties are folders with a file for each theatre, such as `parties/syria.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trucewatch.knowledge.tables import read_tables

Sector = Literal["MIL", "GOV", "REB", "RAD", "CVL", "OPP", "MED", "MEDICAL", "NGO", "FTR"]
PloverSector = Literal[
    "AGR", "BUS", "COP", "CRM", "CVL", "EDU", "ELI", "GOV", "HLH", "IGO", "JUD", "LAB", "LEG", "MED", "MIL", "NGO", "OPP", "PTY",
    "RAD", "REB", "REF", "REL", "SPY", "UAF",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party under one name and its spellings; `since` and `until` (exclusive) say when it went by that name.

    `code` is the claims guideline's, `country` the ISO3 of its home (None for bodies of several), `sector` PLOVER's. `loaded`
    are names that take a side ("Daesh", "Assad regime"): they lead here as well, and the words printed stay in the claim.
    `ucdp` is the UCDP actor's number, `wikidata` an item ("Q2429253"), each only where it was looked up.
    """

    name: str
    code: str
    kind: Literal["state", "organ", "group", "side", "alliance", "body", "ngo", "agency"]
    country: str | None
    sector: PloverSector | None
    since: date | None
    until: date | None
    label: str | None
    also: tuple[str, ...]
    loaded: tuple[str, ...]
    ucdp: int | None
    wikidata: str | None
    source: str
    example: str

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that leads to this row."""
        return (self.name, *self.also, *self.loaded)


@dataclass(frozen=True, slots=True)
class Tie:
    """What a party was to another from `since` to `until` (exclusive): a part of it, its wing, ally or successor, or sworn to it.

    `party` and `to` are names of party rows.
    """

    party: str
    tie: Literal["part of", "wing of", "allied with", "backed by", "pledged to", "successor of"]
    to: str
    since: date | None
    until: date | None
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """A person in an office, from `since` to `until` (exclusive), and the party they speak and act for in it.

    A day that is not known is None; the name then counts on every day on that side.
    """

    name: str
    party: str
    office: str
    since: date | None
    until: date | None
    also: tuple[str, ...]
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country with its names, demonyms and capitals that stand for its government; `side` is its neutral label in a war."""

    code: str
    iso2: str
    name: str
    also: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    geonames: int | None
    source: str
    side: str | None
    example: str

    @property
    def adjective(self) -> str:
        """The first demonym ("Turkish"), or the name where there is none."""
        return self.demonyms[0] if self.demonyms else self.name


@dataclass(frozen=True, slots=True)
class PartyHead:
    """A noun that says a sector: "soldier" is MIL, "rebel" REB; FTR ("fighter", "militia") says a side only with a modifier.

    `bare` is true if the word alone, without a nationality, can mean the side of the country the report is about.
    `counts` says what the word stands for: people, a body, or a weapons platform.
    """

    word: str
    sector: Sector
    bare: bool
    counts: Literal["people", "body", "platform"]
    also: tuple[str, ...]
    example: str


@dataclass(frozen=True, slots=True)
class SectorRow:
    """How a code with this sector is shown."""

    sector: str
    label: str
    side: Literal["state", "other"]
    example: str


@dataclass(frozen=True, slots=True)
class SideElsewhere:
    """What a general name ("Kurdish fighters") means in a report about another country than the one its row was written for."""

    code: str
    theatre: str
    party: str
    example: str


@dataclass(frozen=True, slots=True)
class CommonWordRow:
    """An ordinary word that a name is spelled like: it is a name only with a capital letter."""

    word: str
    example: str


@dataclass(frozen=True, slots=True)
class SurnameRow:
    """A surname that is also a word, a place or a nationality ("May", "Hague"), or is borne by many: alone it names nobody."""

    surname: str
    example: str


def party_rows() -> tuple[PartyRow, ...]:
    """Every packaged party."""
    return read_tables("parties", PartyRow)


def office_rows() -> tuple[OfficeRow, ...]:
    """Every packaged person in office."""
    return read_tables("offices", OfficeRow)


def ties() -> tuple[Tie, ...]:
    """Every packaged tie between parties."""
    return read_tables("ties", Tie)
