"""What the parties agreed: instruments, clauses with debtor, area and window; and what incidents mean under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trucewatch.model.codes import EventType
from trucewatch.model.report import Span


class ClauseKind(StrEnum):
    """What kind of duty a clause lays down."""

    DEFINITION = "definition"
    PROHIBITION = "prohibition"
    DEADLINE = "duty with deadline"
    STATE = "continuing state"
    RECURRING = "recurring duty"
    PROTECTION = "protection of monitors"
    ACCESS = "access duty"
    DUTY = "duty"
    DECLARATORY = "declaratory"


class AreaKind(StrEnum):
    """How an area is drawn; UNKNOWN means it was left to be delineated."""

    ADMIN = "named units"
    POLYGON = "polygon"
    BAND = "band along a line"
    BUFFER = "buffer of a road"
    POSTS = "line of posts"
    UNKNOWN = "not yet delineated"


@dataclass(frozen=True, slots=True)
class Area:
    """Where a clause holds.

    `names` are first-level divisions that lie inside as a whole, or places on the line; `partly` are divisions of which
    only a part lies inside, so that a place there cannot be told; `ring` is a polygon of (longitude, latitude).
    """

    id: str
    name: str
    kind: AreaKind
    names: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    ring: tuple[tuple[float, float], ...] = ()
    width_km: float | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One of several readings of a clause or date, with its source."""

    field: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One obligation in our own words.

    An incident can break it if its type is among `breach_types` (and its mode among `breach_modes`, if any are named), if it
    was done by `breach_by` (the debtor, where none is named), to one of `victim` where that is named, and not to one of
    `carve_out`. What shows that it is kept: `compliance_types` done by `compliance_by`.
    """

    id: str
    kind: ClauseKind
    obligation: str
    debtor: tuple[str, ...]
    guarantor: tuple[str, ...] = ()
    beneficiary: tuple[str, ...] = ()
    area: str | None = None
    start: date | None = None
    end: date | None = None
    deadline: date | None = None
    breach_types: tuple[EventType, ...] = ()
    breach_modes: tuple[str, ...] = ()
    breach_by: tuple[str, ...] = ()
    victim: tuple[str, ...] = ()
    carve_out: tuple[str, ...] = ()
    compliance_types: tuple[EventType, ...] = ()
    compliance_by: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Agreement:
    """An instrument: who signed, who guarantees for whom, who is bound without having signed, and its clauses."""

    id: str
    title: str
    signed: date
    effective: date
    signatories: tuple[str, ...]
    guarantor_of: tuple[tuple[str, str], ...]
    bound: tuple[str, ...]
    sources: tuple[str, ...]
    areas: tuple[Area, ...]
    clauses: tuple[Clause, ...]
    ended: date | None = None


class FindingState(StrEnum):
    """What an incident means under a clause; an accusation stays an accusation even when the act is not shown."""

    NOT_APPLICABLE = "not applicable"
    ALLEGED = "alleged"
    CORROBORATED = "corroborated"
    CONTESTED = "contested"
    COMPLIANCE = "compliance"
    NOT_ASSESSABLE = "not assessable"


@dataclass(frozen=True, slots=True)
class Finding:
    """One incident set against one clause, with the reasons in words and the spans they rest on."""

    id: str
    incident_id: str
    agreement_id: str
    clause_id: str
    state: FindingState
    alleged_by: tuple[str, ...]
    against: tuple[str, ...]
    reasons: tuple[str, ...]
    words: tuple[Span, ...]


class UltimatumState(StrEnum):
    """Where an ultimatum stands on a given day; "passed" is a fact, "met" or "unmet" would be a finding."""

    OPEN = "open"
    DUE = "due today"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Ultimatum:
    """A demand with a last day, as told by one or more claims; `restated_on` are the days it was said again."""

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
