"""A rule: what somebody asks to be told of, how it reaches them, and when it must not wake them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import Literal
from zoneinfo import available_timezones

from pydantic import ConfigDict

from trucewatch.catalogue import Question
from trucewatch.model import Counted, State

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
LONGEST_TITLE = 120
MOST_HOURS = 24 * 90
MOST_DAYS = 730
MOST_FACTOR = 1_000


class RuleKind(StrEnum):
    """What a rule looks for."""

    NEW_INCIDENT = "new_incident"
    GRADE_CHANGE = "grade_change"
    FIGURES_DIVERGE = "figures_diverge"
    ULTIMATUM_NEAR = "ultimatum_near"
    TREND_BREAK = "trend_break"
    SILENT_FEED = "silent_feed"


@dataclass(frozen=True, slots=True)
class NewIncident:
    """An incident that answers the rule's filter and did not before.

    With `happened`, only what is told as done, not as planned, threatened or denied. What ended more than `late_days` before it
    was told is told as late; with `leave_late` it is left out.
    """

    happened: bool = True
    late_days: int = 7
    leave_late: bool = False
    kind: Literal["new_incident"] = "new_incident"

    def __post_init__(self) -> None:
        _within("late_days", self.late_days, 0, MOST_DAYS)


@dataclass(frozen=True, slots=True)
class GradeChange:
    """An incident that is now carried in one of `to` and was not before; `from_` names what it was before (() = anything)."""

    to: tuple[State, ...] = (State.CORROBORATED, State.CONTESTED)
    from_: tuple[State, ...] = ()
    kind: Literal["grade_change"] = "grade_change"

    def __post_init__(self) -> None:
        if not self.to:
            raise ValueError(f"to names one or more of {', '.join(State)}")


@dataclass(frozen=True, slots=True)
class Divergence:
    """How far apart the figures of two origins must be: by a factor, by a difference, or by either where both are given.

    Numbers below `at_least` on the higher side are let be.
    """

    __pydantic_config__ = ConfigDict(extra="forbid")

    counted: Counted
    factor: float | None = None
    difference: int | None = None
    at_least: int = 1

    def __post_init__(self) -> None:
        if self.factor is None and self.difference is None:
            raise ValueError(f"{self.counted}: a factor, a difference or both are needed")
        if self.factor is not None and not 1 < self.factor <= MOST_FACTOR:
            raise ValueError(f"{self.counted}: a factor is above 1 and at most {MOST_FACTOR}: {self.factor}")
        if self.difference is not None and self.difference < 1:
            raise ValueError(f"{self.counted}: a difference is 1 or more: {self.difference}")

    def parts(self, low: int, high: int) -> bool:
        """True if one origin's `low` and another's `high` are that far apart."""
        if high < self.at_least or high <= low:
            return False
        by_factor = self.factor is not None and high >= self.factor * low
        return by_factor or (self.difference is not None and high - low >= self.difference)


@dataclass(frozen=True, slots=True)
class FiguresDiverge:
    """Figures of independent origins for one incident that part, measure by measure."""

    measures: tuple[Divergence, ...] = (
        Divergence(Counted.KILLED, factor=2, at_least=6),
        Divergence(Counted.WOUNDED, factor=2, at_least=10),
    )
    kind: Literal["figures_diverge"] = "figures_diverge"

    def __post_init__(self) -> None:
        if not self.measures:
            raise ValueError("measures names what is counted")
        if len({one.counted for one in self.measures}) != len(self.measures):
            raise ValueError("a measure is named once")


@dataclass(frozen=True, slots=True)
class UltimatumNear:
    """A demand whose last day ends within some hours, one alert for each of `hours` and each last day that is told.

    Of the rule's filter, party (who demands or is demanded of), place and country are asked.
    """

    hours: tuple[int, ...] = (24,)
    kind: Literal["ultimatum_near"] = "ultimatum_near"

    def __post_init__(self) -> None:
        if not self.hours or len(set(self.hours)) != len(self.hours):
            raise ValueError("hours names one or more different numbers of hours")
        for one in self.hours:
            _within("hours", one, 1, MOST_HOURS)


class Direction(StrEnum):
    """Which breaks of a trend are asked for."""

    RISE = "rise"
    FALL = "fall"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class TrendBreak:
    """A count of the last `days` that its own rate over the `history` days before does not explain.

    `false_alarms` is how often a look at a steady rate may alarm (0.001: once in a thousand looks). Nothing is said below
    `at_least` incidents in both together, nor before `looked` days of the history could be looked at.
    """

    days: int = 7
    history: int = 56
    direction: Direction = Direction.RISE
    false_alarms: float = 0.001
    at_least: int = 10
    looked: int = 21
    kind: Literal["trend_break"] = "trend_break"

    def __post_init__(self) -> None:
        _within("days", self.days, 1, MOST_DAYS)
        _within("history", self.history, 2 * self.days, MOST_DAYS)
        _within("looked", self.looked, 7, self.history)
        _within("at_least", self.at_least, 5, 10**6)
        if not 1e-6 <= self.false_alarms <= 0.05:
            raise ValueError(f"false_alarms lies between 0.000001 and 0.05: {self.false_alarms}")


@dataclass(frozen=True, slots=True)
class SilentFeed:
    """A feed that is broken, empty or silent, or an outlet that usually publishes and has stopped.

    `feeds` and `outlets` name them (() = all that are known). A feed that fails is told of after `hours`; an outlet once it has
    been quiet for `longer` times the longest pause that it usually makes, and at least for `hours`.
    """

    feeds: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    hours: int = 24
    longer: float = 2.0
    kind: Literal["silent_feed"] = "silent_feed"

    def __post_init__(self) -> None:
        _within("hours", self.hours, 1, MOST_HOURS)
        if not 1 <= self.longer <= MOST_FACTOR:
            raise ValueError(f"longer lies between 1 and {MOST_FACTOR}: {self.longer}")


Terms = NewIncident | GradeChange | FiguresDiverge | UltimatumNear | TrendBreak | SilentFeed
TERMS: dict[RuleKind, type[Terms]] = {
    RuleKind.NEW_INCIDENT: NewIncident,
    RuleKind.GRADE_CHANGE: GradeChange,
    RuleKind.FIGURES_DIVERGE: FiguresDiverge,
    RuleKind.ULTIMATUM_NEAR: UltimatumNear,
    RuleKind.TREND_BREAK: TrendBreak,
    RuleKind.SILENT_FEED: SilentFeed,
}


class Way(StrEnum):
    """How an alert reaches somebody; who reads the feed of alerts needs no way."""

    MAIL = "mail"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where alerts go: an address of mail, or of a webhook."""

    way: Way
    to: str

    def __post_init__(self) -> None:
        if any(character.isspace() or not character.isprintable() for character in self.to) or not self.to:
            raise ValueError(f"{self.to!r} is no address")
        if self.way is Way.MAIL and not re.fullmatch(r"[^@]+@[^@]+", self.to):
            raise ValueError(f"{self.to!r} is no address of mail")
        if self.way is Way.WEBHOOK and not re.match(r"https?://[^/]", self.to):
            raise ValueError(f"{self.to!r} is no address of a webhook: it begins with https://")


class Digest(StrEnum):
    """Whether alerts go out one by one or gathered."""

    AT_ONCE = "at once"
    HOURLY = "hourly"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours of each day, by the rule's zone, in which nothing goes out; from 22:00 to 06:00 runs over midnight."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise ValueError(f"quiet hours end at another time than they begin: {self.start:%H:%M}")
        if self.start.tzinfo or self.end.tzinfo:
            raise ValueError("quiet hours are local: the zone is the rule's")

    def holds(self, at: time) -> bool:
        """True if this local time lies in them; their end does not."""
        return self.start <= at < self.end if self.start < self.end else at >= self.start or at < self.end


@dataclass(frozen=True, slots=True)
class Rule:
    """What somebody asks to be told of.

    `terms` say what is looked for, `question` among which incidents. `owner` is the account that saved it, empty for a rule of
    the file (`source` then names file and line). Alerts of a daily digest go out at `digest_at`, local to `zone`; with `wakes`,
    what is not late goes out in the quiet hours too.
    """

    id: str
    title: str
    terms: Terms
    question: Question = field(default_factory=Question)
    recipients: tuple[Recipient, ...] = ()
    owner: str = ""
    digest: Digest = Digest.AT_ONCE
    digest_at: time = time(7)
    quiet: Quiet | None = None
    wakes: bool = False
    zone: str = "UTC"
    paused: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.id):
            raise ValueError(f"{self.id!r} is no id of a rule: small letters, digits and hyphens, at most 64")
        if not self.title.strip() or len(self.title) > LONGEST_TITLE or not self.title.isprintable():
            raise ValueError(f"a title has 1 to {LONGEST_TITLE} characters on one line")
        if self.zone not in _zones():
            raise ValueError(f"{self.zone!r} is no zone: one like Europe/Istanbul is meant")

    @property
    def kind(self) -> RuleKind:
        """What it looks for."""
        return RuleKind(self.terms.kind)

    def to(self, way: Way) -> tuple[str, ...]:
        """The addresses that it goes to in one way."""
        return tuple(one.to for one in self.recipients if one.way is way)


def _zones() -> Sequence[str] | set[str]:
    if not _KNOWN_ZONES:
        _KNOWN_ZONES.update(available_timezones())
    return _KNOWN_ZONES


_KNOWN_ZONES: set[str] = set()


def _within(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} lies between {least} and {most}: {value}")
