"""The tables by which rows of ACLED's and UCDP's files are read: their columns, their kinds of event, their names of actors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.party_rows import CountryRow, SectorRow
from trucewatch.knowledge.tables import read_table
from trucewatch.model import EventType

NAMES = 20_000
CIVILIANS = ("7", "Civilians")  # how ACLED writes that sort of actor, until 2024 and since


@dataclass(frozen=True, slots=True)
class DatasetColumn:
    """A column of a data set that is read, and other names it goes by; without a `required` one a file is not this data set."""

    dataset: str
    name: str
    also: tuple[str, ...]
    required: bool
    source: str


@dataclass(frozen=True, slots=True)
class DatasetKind:
    """A data set's kind of event as a type and mode of ours, and how we tell of it; `type` None: no claim is made of it."""

    dataset: str
    kind: str
    type: EventType | None
    mode: str | None
    words: str
    source: str


@dataclass(frozen=True, slots=True)
class DatasetActor:
    """The beginning of an actor's name before that of a country, and the sector it stands for."""

    begins: str
    sector: str
    source: str
    example: str


@cache
def dataset_columns(dataset: str) -> tuple[DatasetColumn, ...]:
    """The columns of one data set."""
    return tuple(row for row in read_table("dataset_columns.csv", DatasetColumn) if row.dataset == dataset)


@cache
def dataset_kinds(dataset: str) -> dict[str, DatasetKind]:
    """The kinds of event of one data set, by their names in small letters."""
    return {row.kind.casefold(): row for row in read_table("dataset_kinds.csv", DatasetKind) if row.dataset == dataset}


@lru_cache(maxsize=NAMES)
def party_named(name: str, country: str | None, inter: str = "") -> str | None:
    """The code of a data set's actor: "Military Forces of Turkey (2016-)" is TUR:MIL; None where it cannot be told.

    ACLED writes some as "HTS: Hayat Tahrir al-Sham": the long name is asked first.

    `country` is where the event was, `inter` the sort of actor that ACLED gives.
    """
    plain = name.partition(" (")[0].strip()
    for row in read_table("dataset_actors.csv", DatasetActor):
        if name.startswith(row.begins):
            state = load_parties().country(name[len(row.begins) :].partition(")")[0].partition(" (")[0].strip())
            return f"{state}:{row.sector}" if state else None
    if own := _labels().get(name) or _labels().get(plain):
        return own
    for words in (plain, *reversed(plain.split(": "))):
        found = load_parties().lookup(words, theatre=country)
        if len(found) == 1:
            return found[0]
    return f"{country}:CVL" if country and inter in CIVILIANS else None


@cache
def _labels() -> dict[str, str]:
    """Our own names of parties, as our exports have them, with their codes."""
    found: dict[str, str] = {}
    for code in sorted({row.code for row in _countries()}):
        for tail in ("", *(f":{row.sector}" for row in read_table("sectors.csv", SectorRow))):
            found.setdefault(load_parties().label(code + tail), code + tail)
    return found


def _countries() -> tuple[CountryRow, ...]:
    return read_table("countries.csv", CountryRow)
