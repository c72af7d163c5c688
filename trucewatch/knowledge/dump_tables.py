"""What rows of open dumps of places mean: types of places, tongues of names, and a row that gives no place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from trucewatch.knowledge.party_rows import CountryRow
from trucewatch.knowledge.place_draft import LONGEST_NAME
from trucewatch.knowledge.tables import read_table

LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})  # not Lm: the turned comma of Uzbek belongs to no script
Dump = Literal["wof", "gn"]
Kind = Literal[
    "country", "admin1", "admin2", "town", "quarter", "base", "crossing", "post", "camp", "airport", "site", "road", "water",
    "border", "area", "front", "zone",
]  # fmt: skip
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
MOST_NATIVE = 20
MOST_NAMES = 1_000  # further names of one place that are kept; a country has some 700 in Who's On First


@dataclass(frozen=True, slots=True)
class PlaceFault:
    """A part of a dump that gives no place, and why: the file, the member of an archive behind "::", the line (0 for all)."""

    source: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.reason}" if self.line else f"{self.source}: {self.reason}"


@dataclass(frozen=True, slots=True)
class DumpKind:
    """What a type of place in a dump ("wof" placetypes, "gn" class and code) is here; `example` is a name to try it with.

    Types that stand in no row are left out: venues and postcodes, schools, single hills, wadis.
    """

    dump: Dump
    code: str
    kind: Kind
    example: str
    source: str


@dataclass(frozen=True, slots=True)
class PlaceTongue:
    """A tongue in which a country writes its own names: its codes of ISO 639, the script as Unicode names it, and the country's
    own name in it."""

    country: str
    tongue: str
    also: tuple[str, ...]
    script: str
    example: str
    source: str


@cache
def dump_kinds() -> tuple[DumpKind, ...]:
    """What each type of place in a dump is here."""
    return read_table("place_dump_kinds.csv", DumpKind)


@cache
def place_tongues() -> tuple[PlaceTongue, ...]:
    """The tongues of every country."""
    return read_table("place_tongues.csv", PlaceTongue)


@cache
def kinds_of(dump: Dump) -> Mapping[str, str]:
    """Kind by type, for one sort of dump."""
    return {row.code: row.kind for row in dump_kinds() if row.dump == dump}


@cache
def iso3_codes() -> Mapping[str, str]:
    """ISO3 by ISO2, as the dumps name countries."""
    return {row.iso2: row.code for row in read_table("countries.csv", CountryRow)}


@cache
def _tongues_of(country: str) -> tuple[tuple[frozenset[str], str], ...]:
    return tuple((frozenset((row.tongue, *row.also)), row.script) for row in place_tongues() if row.country == country)


def tidy_name(name: str) -> str:
    """A name with single spaces and without letters that nobody sees but a terminal, a page or an encoder would trip over."""
    return " ".join(UNSEEN.sub("", " ".join(name.split())).split())


def native_names(country: str, named: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Those of the names (each with the code of its language) that are in a tongue of the country and in that tongue's letters.

    "Ash Shām" is filed under Arabic but is in Latin letters: it is a further name, no native one.
    """
    pairs = [(code, tidy_name(name)) for code, name in named]
    found = (
        name for codes, script in _tongues_of(country) for code, name in pairs if code in codes and _written_in(name, script)
    )
    return tuple(dict.fromkeys(name for name in found if "|" not in name and len(name) <= LONGEST_NAME))[:MOST_NATIVE]


def _written_in(name: str, script: str) -> bool:
    letters = [unicodedata.name(letter, "") for letter in name if unicodedata.category(letter) in LETTERS]
    return bool(letters) and all(letter.startswith(script) for letter in letters)


def further_names(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """The other names, each once, without empty ones, the name itself, and lines of text that are no name."""
    kept = dict.fromkeys(other for other in map(tidy_name, others) if other and other != name and len(other) <= LONGEST_NAME)
    return tuple(kept)[:MOST_NAMES]
