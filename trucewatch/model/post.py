"""Observation posts and what they log: observations, denied access, hardware seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Post:
    """An observation post: who mans it, where it is said to stand, and since when."""

    id: str
    name: str
    operator: str
    latitude: float
    longitude: float
    since: date | None
    until: date | None
    source: str


class AccessOutcome(StrEnum):
    """What happened to a patrol that asked to pass."""

    DENIED = "denied"
    DELAYED = "delayed"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class Observation:
    """One line of a post's log: what was heard or seen, how often, how far, in which direction; times as logged, local."""

    id: str
    post_id: str
    start: str
    end: str
    means: str
    phenomenon: str
    count_low: int | None
    count_high: int | None
    weapon: str | None = None
    direction: str | None = None
    distance_km_low: float | None = None
    distance_km_high: float | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """A patrol stopped, delayed or let through on conditions, with the reason given, verbatim."""

    id: str
    when: str
    place: str
    outcome: AccessOutcome
    by: str
    reason_given: str


@dataclass(frozen=True, slots=True)
class HardwareSighting:
    """Weapons or vehicles seen, and how they stand to the line that was agreed."""

    id: str
    when: str
    place: str
    kind: str
    count: int | None
    side: str
    finding: str
