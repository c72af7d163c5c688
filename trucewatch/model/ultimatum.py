"""A demand with a last day: who makes it of whom, when it runs out and by which reading, how it changed, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trucewatch.model.claim import Place
from trucewatch.model.report import Span


class UltimatumState(StrEnum):
    """Where an ultimatum stands on a day; that a day passed is a fact, all else after it is what reports say."""

    OPEN = "open"
    DUE = "due today"
    MET = "met"
    UNMET = "expired, unmet"
    DISPUTED = "expired, disputed"
    EXPIRED = "expired"
    CARRIED_OUT = "carried out"
    WITHDRAWN = "withdrawn"


class ZoneOf(StrEnum):
    """Whose local time an end is given in."""

    PLACE = "the place demanded about"
    ADDRESSEE = "the addressee"
    ISSUER = "the issuer"


@dataclass(frozen=True, slots=True)
class LocalEnd:
    """When a last day ends by one clock: `at` is local, without offset; `2020-02-29T24:00` is the end of that day."""

    at: str
    zone: str
    zone_of: ZoneOf


@dataclass(frozen=True, slots=True)
class Expiry:
    """A last day with its reading: the words, the rule by which they are read, and the end by the clocks that may be meant.

    `at` is the local hour. `ends` are by the clock of the place first, then by others that differ; () where no zone is known.
    """

    words: str
    rule: str
    last: date
    at: str
    ends: tuple[LocalEnd, ...] = ()
    span: Span | None = None


class ChangeKind(StrEnum):
    """What became of a demand after it was made."""

    SHARPENED = "sharpened"
    EXTENDED = "extended"
    SOFTENED = "softened"
    OTHER_DAY = "told with another day"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """A dated change of a demand in the words that tell it; `expiry` where they name another last day.

    That day is not `in_force` where reports of the first day differ: the one that most of them give stands.
    """

    kind: ChangeKind
    on: date
    words: Span
    claim_id: str
    expiry: Expiry | None = None
    in_force: bool = False


@dataclass(frozen=True, slots=True)
class Ultimatum:
    """A demand with a last day, as told by one or more claims; `restated_on` are the days it was said again.

    `deadline` is the last day first set, with its reading in `expiry`; `changes` came later, in their order. `asks` names the
    kind of demand (a row of `demand_kinds.csv`, "" if none fits), `threatens` the mode of the threat. `instrument` is the
    packaged agreement that it is, if one fits.
    """

    id: str
    issuer: tuple[str, ...]
    addressee: tuple[str, ...]
    demand: Span
    place: str | None
    issued: date | None
    deadline: date
    claim_ids: tuple[str, ...]
    restated_on: tuple[date, ...]
    consequence: Span | None = None
    asks: str = ""
    threatens: str | None = None
    condition: Span | None = None
    expiry: Expiry | None = None
    changes: tuple[Change, ...] = ()
    ground: Place | None = None
    instrument: str | None = None

    def last_on(self, day: date) -> date:
        """The last day in force on a day: the one first set, or the one that the latest change until then set."""
        expiry = self.expiry_on(day)
        return expiry.last if expiry else self.deadline

    def expiry_on(self, day: date) -> Expiry | None:
        """The last day in force on a day, with its reading."""
        set_then = [change.expiry for change in self.changes if change.on <= day and change.in_force and change.expiry]
        return set_then[-1] if set_then else self.expiry


class Shows(StrEnum):
    """What a report shows of a demand."""

    MET = "met"
    UNMET = "not met"
    CARRIED_OUT = "carried out"


@dataclass(frozen=True, slots=True)
class Sign:
    """What one report says that shows a demand met, not met, or the threat carried out, and according to whom."""

    shows: Shows
    by: str
    on: date
    words: Span
    incident_id: str
    why: str


@dataclass(frozen=True, slots=True)
class DemandStanding:
    """How an ultimatum stands on a day: the state, the days left (negative after the last day), why, and what it rests on."""

    state: UltimatumState
    days_left: int
    last: date
    reasons: tuple[str, ...]
    signs: tuple[Sign, ...] = ()

    def by(self, shows: Shows) -> tuple[str, ...]:
        """According to whom it was met, not met, or carried out."""
        return tuple(dict.fromkeys(sign.by for sign in self.signs if sign.shows is shows))
