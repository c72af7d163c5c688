"""The tables that reading a page needs: months, outlets, and the cues that tell a byline from the report."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from trucewatch.errors import KnowledgeError
from trucewatch.knowledge.tables import read_table
from trucewatch.model import Role


class OutletKind(StrEnum):
    """What publishes: an agency's name may stand in other outlets' datelines."""

    AGENCY = "agency"
    NEWSPAPER = "newspaper"
    BROADCASTER = "broadcaster"
    MONITOR = "monitor"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class OutletRow:
    """A known outlet; its domain is the source of the row."""

    name: str
    aliases: tuple[str, ...]
    kind: OutletKind
    country: str
    domain: str


@dataclass(frozen=True, slots=True)
class OutletAgency:
    """An outlet prints an agency's reports under its own head; both are names of `outlets.csv`.

    A report of that outlet which matches the agency's may be the same words twice, not a second witness.
    """

    outlet: str
    agency: str
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class OutletWord:
    """A word that makes a bare line of capitalised words the name of an outlet."""

    word: str
    example: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month's name or abbreviation in one language."""

    name: str
    month: int
    language: str
    example: str


class Where(StrEnum):
    """Where a cue must stand: as a whole line, to the end of a line, at the end or the start of the text, ending a sentence."""

    LINE = "line"
    TAIL = "tail"
    CLOSE = "close"
    OPEN = "open"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True)
class CueRow:
    """A pattern that gives a stretch its role; in the example it stands between double brackets."""

    where: Where
    role: Role
    cue: str
    example: str


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue, compiled."""

    role: Role
    pattern: re.Pattern[str]


@cache
def outlet_names() -> dict[str, OutletRow]:
    """Known outlets by every name they go by, in lower case."""
    rows = read_table("outlets.csv", OutletRow)
    return {name.casefold(): row for row in rows for name in (*reversed(row.aliases), row.name)}


@cache
def outlet_domains() -> dict[str, OutletRow]:
    """Known outlets by their domain."""
    return {row.domain: row for row in read_table("outlets.csv", OutletRow)}


@cache
def agencies_of(outlet: str) -> frozenset[str]:
    """The agencies whose reports an outlet is known to print, under any of its names ("Al-Araby"); empty if none is known."""
    row = outlet_names().get(outlet.casefold())
    rows = read_table("outlet_agencies.csv", OutletAgency)
    return frozenset(one.agency for one in rows if row is not None and one.outlet == row.name)


@cache
def outlet_words() -> frozenset[str]:
    """Words such as "wire" and "gazette", in lower case."""
    return frozenset(row.word for row in read_table("outlet_words.csv", OutletWord))


@cache
def months() -> dict[str, int]:
    """The number of the month by its name in lower case."""
    return {row.name.casefold(): row.month for row in read_table("months.csv", Month)}


@cache
def passage_cues(where: Where) -> tuple[Cue, ...]:
    """The cues for one position, in the order of the table."""
    out = []
    for line, row in enumerate(read_table("passage_cues.csv", CueRow), 2):
        if row.where is where:
            try:
                out.append(Cue(row.role, re.compile(row.cue, re.IGNORECASE)))
            except re.error as error:
                raise KnowledgeError("passage_cues.csv", line, f"cue is no regular expression: {error}") from error
    return tuple(out)


@dataclass(frozen=True, slots=True)
class ClassRow:
    """What the class or id of a page's element says about the words in it."""

    role: Role
    pattern: str
    example: str


@cache
def page_classes() -> tuple[Cue, ...]:
    """Patterns over class names, in the order of the table."""
    rows = read_table("page_classes.csv", ClassRow)
    return tuple(Cue(row.role, re.compile(row.pattern, re.IGNORECASE)) for row in rows)
