"""What the API answers with, field by field; the records behind it are those of the ledger, positions no finer than 1 km."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from trucewatch.model import (
    Account,
    Claim,
    Comparison,
    Counted,
    EventType,
    FigureRange,
    FindingState,
    Grading,
    Match,
    PlacePrecision,
    Realis,
    Review,
    State,
)


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where everything is, and how far the ledger reaches: its last entry's number, hash and time."""

    name: str
    version: str
    seq: int
    hash: str
    known_at: datetime | None
    addresses: tuple[str, ...]
    description: str
    terms: str


@dataclass(frozen=True, slots=True)
class FigureItem:
    """What the accounts come to for one measure; null is open, `of` the party counted where only one is."""

    kind: Counted
    low: int | None
    high: int | None
    best: int | None
    of: str | None


@dataclass(frozen=True, slots=True)
class FoundItem:
    """What an incident is found to mean under a clause."""

    agreement: str
    clause: str
    state: FindingState


@dataclass(frozen=True, slots=True)
class PlaceItem:
    """Where; with `ground` true, latitude and longitude are the middle of the ground that the words leave open."""

    name: str
    id: str | None
    admin1: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    exact: PlacePrecision | None
    ground: bool


@dataclass(frozen=True, slots=True)
class QuoteItem:
    """A short span of a report, verbatim; offsets count code points of the report's text."""

    report: str
    start: int
    end: int
    text: str
    claim: str
    language: str | None


@dataclass(frozen=True, slots=True)
class IncidentItem:
    """An incident as lists give it; `url` is the permanent address of its page. Alleged, until `state` says more."""

    id: str
    url: str
    type: EventType
    mode: str | None
    realis: Realis
    state: State
    first: date | None
    last: date | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: PlaceItem | None
    outlets: tuple[str, ...]
    reports: int
    claims: int
    origins: int
    figures: tuple[FigureItem, ...]
    findings: tuple[FoundItem, ...]
    areas: tuple[str, ...]
    review: str
    confidence: float
    first_told: date | None
    recorded_at: datetime
    changed_at: datetime
    quote: QuoteItem | None


@dataclass(frozen=True, slots=True)
class IncidentList:
    """Some incidents, and the cursor to go on with (null at the end); all as known at `known_at`, entry `seq`."""

    items: tuple[IncidentItem, ...]
    next: str | None
    seq: int
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class IncidentRecord:
    """An incident with all it rests on: its accounts, their figures, how they compare, why they were joined, and reviews."""

    incident: IncidentItem
    state_reason: str
    claims: tuple[str, ...]
    accounts: tuple[Account, ...]
    figures: tuple[FigureRange, ...]
    grades: tuple[Grading, ...]
    comparisons: tuple[Comparison, ...]
    matches: tuple[Match, ...]
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class ReportItem:
    """A report as lists give it: never its text; `length` is in code points."""

    id: str
    url: str
    source: str | None
    outlet: str | None
    title: str | None
    published: date | None
    language: str | None
    claims: int
    incidents: int
    recorded_at: datetime
    length: int


@dataclass(frozen=True, slots=True)
class ReportList:
    """Some reports, and the cursor to go on with."""

    items: tuple[ReportItem, ...]
    next: str | None
    seq: int
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReportRecord:
    """A report without its text, and its claims with their words."""

    id: str
    url: str
    source: str | None
    outlet: str | None
    title: str | None
    published: date | None
    language: str | None
    sha256: str
    length: int
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class OutletItem:
    """How an outlet tells, of the reports read here: `alone` and `leading` count incidents, `copies` whom it has them from."""

    name: str
    reports: int
    first: date | None
    last: date | None
    incidents: int
    alone: int
    leading: int
    copies: dict[str, int]


@dataclass(frozen=True, slots=True)
class FindingItem:
    """One incident set against one clause."""

    id: str
    incident: str
    agreement: str
    clause: str
    state: FindingState
    day: date | None
    against: tuple[str, ...]
    alleged_by: tuple[str, ...]
    type: EventType | None


@dataclass(frozen=True, slots=True)
class FindingList:
    """Some findings, and the cursor to go on with."""

    items: tuple[FindingItem, ...]
    next: str | None
    seq: int
    known_at: datetime | None


@dataclass(frozen=True, slots=True)
class TallyRow:
    """How many stand under these keys, one for each dimension asked."""

    keys: tuple[str, ...]
    many: int


@dataclass(frozen=True, slots=True)
class EntryItem:
    """One entry of the ledger: what it speaks of, when, by whom and with which versions; not the record itself."""

    seq: int
    kind: str
    subject: str
    id: str
    at: datetime
    author: str
    code: str
    reason: str
    hash: str


@dataclass(frozen=True, slots=True)
class EntryList:
    """Some entries in their order; ask again with `after` = the last `seq`."""

    items: tuple[EntryItem, ...]
    next: int | None
    head: int


@dataclass(frozen=True, slots=True)
class EffectItem:
    """A record that a decision changed: `how` is "new", "changed" or "gone"; what is gone names the records it went `into`."""

    kind: str
    id: str
    how: str
    into: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DecisionTaken:
    """A decision as recorded, and what changed by it; `again` is true for one that had been taken already.

    `later` is true where what follows from it is worked out by the next run.
    """

    review: Review
    effects: tuple[EffectItem, ...]
    seq: int
    again: bool
    later: bool
