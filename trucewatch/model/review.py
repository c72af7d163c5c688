"""A person's decision on a record of the ledger: who, when, what, why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Decision(StrEnum):
    """What a reviewer decided; UNDO takes an earlier review back."""

    CONFIRM = "confirm"
    CONTEST = "contest"
    SPLIT = "split"
    MERGE = "merge"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Review:
    """One decision on one record; `at` is an ISO instant with zone."""

    id: str
    subject: str
    by: str
    at: str
    decision: Decision
    reason: str
