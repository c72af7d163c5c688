"""Cards: what a list shows of an incident, a report, a finding or an outlet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, NamedTuple, TypeVar

from trucewatch.model import Counted, EventType, FindingState, PlacePrecision, Realis, State

Card = TypeVar("Card")


@dataclass(frozen=True, slots=True)
class Page(Generic[Card]):
    """Some cards in order; `next` is the cursor to go on with, empty after the last."""

    cards: tuple[Card, ...]
    next: str = ""


class Toll(NamedTuple):
    """What an incident's accounts come to for one measure; `of` is the party counted where only one is."""

    kind: Counted
    low: int | None
    high: int | None
    best: int | None
    of: str | None = None


class FindingLine(NamedTuple):
    """What an incident is found to mean under a clause."""

    agreement: str
    clause: str
    state: FindingState


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """Where something happened: latitude and longitude of the point, or of the middle of its ground where `ground` is True."""

    name: str
    id: str | None
    admin1: str | None
    country: str | None
    latitude: float | None
    longitude: float | None
    exact: PlacePrecision | None
    ground: bool = False


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """A short span of one report that tells of the incident, and its claim; `text` is verbatim, in the report's `language`."""

    report: str
    start: int
    end: int
    text: str
    claim: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentCard:
    """What a list shows of an incident.

    `first` and `last` are its days (both None where no account says when), `reports`, `claims` and `origins` are how many carry
    it, `outlets` their names in the order of the accounts. `areas` are the areas of agreements in which it certainly lies
    (`SOC18/dmz`). `confidence` is that of its surest claim. `first_told` is the day of its earliest report; `recorded_at` is
    when it came into the ledger, `changed_at` when its record last changed.
    """

    id: str
    type: EventType
    mode: str | None
    realis: Realis
    state: State
    first: date | None
    last: date | None
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: PlaceLine | None
    outlets: tuple[str, ...]
    reports: int
    claims: int
    origins: int
    figures: tuple[Toll, ...]
    findings: tuple[FindingLine, ...]
    areas: tuple[str, ...]
    review: str
    confidence: float
    first_told: date | None
    recorded_at: datetime
    changed_at: datetime
    quote: QuoteLine | None
    perceived: tuple[str, ...] = ()
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What a list shows of a report: how many claims and incidents rest on it, how many characters it has."""

    id: str
    outlet: str | None
    title: str | None
    published: date | None
    language: str | None
    claims: int
    incidents: int
    url: str | None
    recorded_at: datetime
    length: int


@dataclass(frozen=True, slots=True)
class FindingCard:
    """What a list shows of a finding; day and type are those of its incident (None while that does not stand)."""

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
class OutletCard:
    """How an outlet tells: its reports from the first to the last day, and the incidents they tell of.

    `alone` counts those that only it tells, `leading` those that others tell too and it told on an earlier day than any other;
    `copies` are the names it has its claims from, and of how many incidents.
    """

    name: str
    reports: int
    first: date | None
    last: date | None
    incidents: int
    alone: int
    leading: int
    copies: tuple[tuple[str, int], ...]


class Point(NamedTuple):
    """An incident on the map; `exact` says how exactly the place is known."""

    id: str
    latitude: float
    longitude: float
    state: State
    type: EventType
    day: date | None
    exact: PlacePrecision | None


class Tallied(NamedTuple):
    """How many there are under these keys, one for each dimension asked.

    Days read `2020-02-13`, weeks are named by their Monday, months read `2020-02`, clauses of incidents `SOC18/3`; a key is empty
    where there is no value.
    """

    keys: tuple[str, ...]
    many: int
