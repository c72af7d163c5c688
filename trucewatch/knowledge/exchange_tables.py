"""The tables that say how our kinds, parties and countries are called in ACLED's and UCDP's files."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.tables import read_table
from trucewatch.model import EventType


@dataclass(frozen=True, slots=True)
class AcledKind:
    """The ACLED sub-event type of a kind of incident; empty `type`, `mode`, `actor` or `recipient` fits any.

    `actor` and `recipient` are kinds of party (see `kind_of_party`): one party of that kind is enough. `sub_event` None: ACLED
    does not code it, and `outside` says what it is instead. The first row that fits decides.
    """

    type: tuple[EventType, ...]
    mode: tuple[str, ...]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    sub_event: str | None
    outside: str | None
    source: str
    example: str

    def fits(self, type: EventType, mode: str | None, actors: Collection[str], recipients: Collection[str]) -> bool:
        """True of an incident of this type and mode, done by and to parties of these kinds."""
        return (
            type in self.type
            and (not self.mode or mode in self.mode)
            and (not self.actor or any(kind in self.actor for kind in actors))
            and (not self.recipient or any(kind in self.recipient for kind in recipients))
        )


@dataclass(frozen=True, slots=True)
class AcledSubEvent:
    """A sub-event type of ACLED, the event type it belongs to, and the type of disorder."""

    sub_event: str
    event_type: str
    disorder_type: str
    source: str


@dataclass(frozen=True, slots=True)
class AcledActorKind:
    """What ACLED calls a kind of actor, and the number it had for it until 2024."""

    who: str
    inter: str
    code: int
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class AcledCountry:
    """A country's ISO 3166-1 number and ACLED's region."""

    code: str
    iso: int
    region: str
    source: str
    example: str


@dataclass(frozen=True, slots=True)
class UcdpCountry:
    """A country's number after Gleditsch and Ward, where we know it, and UCDP's region."""

    code: str
    gw: int | None
    region: str
    source: str
    example: str


@cache
def acled_kinds() -> tuple[AcledKind, ...]:
    """The rows of `acled_kinds.csv`."""
    return read_table("acled_kinds.csv", AcledKind)


def acled_kind(type: EventType, mode: str | None, actors: Collection[str], recipients: Collection[str]) -> AcledKind | None:
    """The first row that fits; None where no row knows the kind."""
    return next((row for row in acled_kinds() if row.fits(type, mode, actors, recipients)), None)


@cache
def acled_sub_events() -> dict[str, AcledSubEvent]:
    """The rows of `acled_sub_events.csv` by sub-event type."""
    return {row.sub_event: row for row in read_table("acled_sub_events.csv", AcledSubEvent)}


@cache
def acled_actor_kinds() -> dict[str, AcledActorKind]:
    """The rows of `acled_actor_kinds.csv` by who it is."""
    return {row.who: row for row in read_table("acled_actor_kinds.csv", AcledActorKind)}


@cache
def acled_countries() -> dict[str, AcledCountry]:
    """The rows of `acled_countries.csv` by code."""
    return {row.code: row for row in read_table("acled_countries.csv", AcledCountry)}


@cache
def ucdp_countries() -> dict[str, UcdpCountry]:
    """The rows of `ucdp_countries.csv` by code."""
    return {row.code: row for row in read_table("ucdp_countries.csv", UcdpCountry)}
