"""An incident: claims of several reports that tell of one happening, its accounts, and where they part."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trucewatch.model.claim import Interval, Place
from trucewatch.model.codes import Counted, EventType, Realis
from trucewatch.model.report import Span


class Relation(StrEnum):
    """How two accounts of one incident stand to each other."""

    AGREE = "agree"
    DIFFERENT_NUMBERS = "same measure, different numbers"
    LIKE_MEASURES = "measures that look alike"
    DIFFERENT_ACTOR = "different actor"
    PLANNED_DONE = "planned against done"
    CONDITIONAL_FLAT = "conditional against flat"
    TWO_RENDERINGS = "two renderings of one quote"
    DIFFERENT_NAMING = "different naming"
    FRAMED_DIFFERENTLY = "framed differently"
    ONLY_IN_ONE = "only in one"


@dataclass(frozen=True, slots=True)
class Match:
    """Why two claims were taken for one happening: a score in 0..1 and its reasons in words."""

    claim_a: str
    claim_b: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What one report says of an incident. `letter` is fixed within the incident; `origin` names its independent origin."""

    letter: str
    report_id: str
    outlet: str | None
    claim_ids: tuple[str, ...]
    speakers: tuple[str, ...]
    origin: str
    origin_reason: str


@dataclass(frozen=True, slots=True)
class FigureRange:
    """One measure over all accounts: lowest and highest number printed (None = open), and who says what."""

    kind: Counted
    low: int | None
    high: int | None
    by_account: tuple[tuple[str, int | None, int | None, Span], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two accounts stand to each other on one point, with the words on both sides (`b` is None when only one speaks)."""

    relation: Relation
    letter_a: str
    letter_b: str | None
    a: Span
    b: Span | None
    why: str


class State(StrEnum):
    """How far an incident is carried: by accusation only, by one origin, by several, or disputed."""

    ALLEGED = "alleged"
    CORROBORATED = "corroborated"
    CONTESTED = "contested"
    NOT_ASSESSABLE = "not assessable"


@dataclass(frozen=True, slots=True)
class Incident:
    """One happening as told by one or more reports. Every value is computed from its claims, never typed over."""

    id: str
    type: EventType
    mode: str | None
    realis: Realis
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    place: Place | None
    time: Interval | None
    claim_ids: tuple[str, ...]
    accounts: tuple[Account, ...]
    figures: tuple[FigureRange, ...]
    comparisons: tuple[Comparison, ...]
    matches: tuple[Match, ...]
    state: State
    state_reason: str

    @property
    def origins(self) -> int:
        """How many independent origins carry it: ten outlets citing one observatory are one."""
        return len({account.origin for account in self.accounts})
