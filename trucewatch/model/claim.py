"""A claim: one thing that one report says happened, will, might, must or did not, with the words each value rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.model.codes import MODES, Counted, EventType, PlacePrecision, Precision, Realis
from trucewatch.model.ground import Ground
from trucewatch.model.report import Span


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `start` up to, but not including, `end`.

    `span` holds the words it was resolved from; None if it is the publication date.
    """

    start: date
    end: date
    precision: Precision
    span: Span | None = None
    inherited: bool = False

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise ValueError(f"an interval ends after it starts: {self.start}..{self.end}")

    @property
    def last(self) -> date:
        """The last day inside."""
        return self.end - timedelta(days=1)

    def overlaps(self, other: Interval) -> bool:
        """True if a day lies in both."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody a report names. `party` is the code of CLAIMS.md; None while unresolved or when several `candidates` are left.

    `inherited` marks a value carried over from elsewhere in the report; `span` is then the words it came from.
    """

    span: Span
    party: str | None = None
    candidates: tuple[str, ...] = ()
    inherited: bool = False
    name: str | None = None

    @property
    def label(self) -> str:
        """The full name where one was worked out ("Akar" is Hulusi Akar), else the words as printed."""
        return self.name or self.span.text


@dataclass(frozen=True, slots=True)
class Place:
    """A place as written, and the gazetteer's place if exactly one fits.

    `latitude` and `longitude` are there only where the words name the point itself; what lies "10 km north of" a town has the
    `ground` its words leave open instead. `geo_precision` counts as ACLED does: 1 the place itself, 2 near or part of it, 3 a
    larger region; `precision` says which of these, finer.
    """

    span: Span
    name: str
    place_id: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    country: str | None = None
    admin1: str | None = None
    kind: str | None = None
    geo_precision: int | None = None
    candidates: tuple[str, ...] = ()
    inherited: bool = False
    precision: PlacePrecision | None = None
    ground: Ground | None = None

    @property
    def middle(self) -> tuple[float, float] | None:
        """Latitude and longitude of the point, or of the middle of the ground; None where neither is known."""
        if self.latitude is not None and self.longitude is not None:
            return self.latitude, self.longitude
        return self.ground.middle if self.ground else None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts. `low` or `high` None is an open bound: "at least 330" is 330..None."""

    kind: Counted
    low: int | None
    high: int | None
    span: Span
    of: str | None = None
    approx: bool = False

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")

    def agrees_with(self, other: Figure) -> bool:
        """True if some number satisfies both: `at least 330` agrees with `400`."""
        low = max(self.low or 0, other.low or 0)
        highs = [bound for bound in (self.high, other.high) if bound is not None]
        return not highs or low <= min(highs)


@dataclass(frozen=True, slots=True)
class TimeWords:
    """A time expression as printed, before it is set on the calendar."""

    span: Span
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Logged:
    """What a line of a post's log adds to its claim: which post, whose it is (party code), what was perceived and when.

    `start` and `end` are ISO 8601 with their offset; `phenomenon` is one of `Phenomenon`, or "access" or "hardware". `means` is
    how it was perceived (one of `Means`), `sort` the sort of weapon seen or the outcome of a patrol; empty where not told.
    `exercise` is True for what the post took for an exercise.
    """

    post_id: str
    operator: str
    phenomenon: str
    start: str
    end: str
    means: str = ""
    sort: str = ""
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of one report.

    `row` names the knowledge row and `trigger` the word that produced it; unresolved fields are None or empty. `sources` are all
    through whom it has come, nearest first: who speaks, or asks for or doubts it, then who quotes him, then the agency told.
    `condition` holds the words on which a conditional claim depends: "unless they withdraw". `logged` is there only where a
    post's log tells it.
    """

    id: str
    report_id: str
    quote: Span
    trigger: Span
    row: str
    type: EventType
    mode: str | None
    realis: Realis
    actor: tuple[Actor, ...] = ()
    recipient: tuple[Actor, ...] = ()
    place: Place | None = None
    time: Interval | None = None
    time_words: TimeWords | None = None
    speaker: Actor | None = None
    direct_quote: bool = False
    figures: tuple[Figure, ...] = ()
    deadline: Interval | None = None
    deadline_words: TimeWords | None = None
    confidence: float = 0.5
    sources: tuple[Actor, ...] = ()
    condition: Span | None = None
    logged: Logged | None = None

    def __post_init__(self) -> None:
        if self.mode is not None and self.mode not in MODES.get(self.type, frozenset()):
            raise ValueError(f"{self.mode!r} is no mode of {self.type}")
        if self.quote.report_id != self.report_id:
            raise ValueError(f"the quote stands in {self.quote.report_id}, the claim in {self.report_id}")
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence must lie in 0..1, not {self.confidence}")
