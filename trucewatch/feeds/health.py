"""How a feed stands: what it answered last, what was new last, and when it is asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class FeedState(StrEnum):
    """How a feed stands.

    NEW was never asked; OK answers and brings news; EMPTY answers well with no entry in it; SILENT answers well and has
    brought nothing new for longer than its configuration allows; BROKEN cannot be reached or read; REFUSED is not asked,
    because its robots.txt forbids it or its address may not be spoken to.
    """

    NEW = "new"
    OK = "ok"
    EMPTY = "empty"
    SILENT = "silent"
    BROKEN = "broken"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """A feed at one moment; moments are in UTC, None where it never happened.

    `last_answer` is the last answer that could be read, `last_new` the last with an entry not known before; `failures` are
    those since then in a row, and `why` says in words what is wrong (empty where nothing is). `since` is when it began to stand
    as it does: for a silent one the moment its silence was longer than allowed.
    """

    name: str
    url: str
    state: FeedState
    last_tried: datetime | None = None
    last_answer: datetime | None = None
    last_new: datetime | None = None
    failures: int = 0
    why: str = ""
    outlet: str = ""
    language: str = ""
    every_minutes: int = 0
    silent_after_hours: int = 0
    next_try: datetime | None = None
    entries: int = 0
    waiting: int = 0
    since: datetime | None = None
