"""A demand with a last day: who makes it of whom, when it runs out, what is threatened, and how it stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trucewatch.model.report import Span


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
