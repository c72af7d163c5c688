"""Observation posts, what they can see and hear, and what they log: observations, denied access, hardware seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache

from trucewatch.model.report import Span


class PostStatus(StrEnum):
    """What is told of a post; each status lasts until the next."""

    PLANNED = "planned"
    SET_UP = "set up"
    REINFORCED = "reinforced"
    SHELLED = "shelled"
    ENCIRCLED = "encircled"
    RELIEVED = "relieved"
    EVACUATED = "evacuated"


@dataclass(frozen=True, slots=True)
class PostEvent:
    """One turn in the life of a post, as a source tells it."""

    status: PostStatus
    on: date
    source: str
    note: str = ""
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """Where a post stands, and how far off that may be; from `since` on, until the next."""

    latitude: float
    longitude: float
    precision_km: float
    source: str
    since: date | None = None

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"{self.latitude}, {self.longitude} is no place on the globe")


class Means(StrEnum):
    """How something was observed, as the OSCE mission in Ukraine logged it."""

    HEARD = "heard"
    SAW = "saw"
    CAMERA = "camera"
    UAV = "uav"
    THIRD_PARTY = "third party"


@dataclass(frozen=True, slots=True)
class Watch:
    """What a post can perceive by one means: how far, in which sectors (degrees from north, clockwise), at which local hours.

    Without sectors it is all round, without hours all day. `since` and `until` bound the days on which it holds.
    """

    means: Means
    range_km: float
    sectors: tuple[tuple[float, float], ...] = ()
    hours: tuple[tuple[time, time], ...] = ()
    since: date | None = None
    until: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """An observation post: whose it is, under which mandate, where it is said to stand, and what became of it.

    `operator` is the party code of whoever mans it. Without a position nothing is located from it.
    """

    id: str
    name: str
    operator: str
    mandate: str
    country: str
    zone: str
    positions: tuple[Position, ...] = ()
    events: tuple[PostEvent, ...] = ()
    watches: tuple[Watch, ...] = ()
    names: tuple[str, ...] = ()
    admin1: str | None = None
    agreement: str | None = None
    sources: tuple[str, ...] = ()
    note: str = ""
    unsure: bool = False

    def position_on(self, day: date) -> Position | None:
        """Where it stood on a day: a post that moved stands at its last position until then; None before the first."""
        begun = [one for one in self.positions if one.since is None or one.since <= day]
        return max(begun, key=lambda one: one.since or date.min, default=None)


class Phenomenon(StrEnum):
    """What was perceived."""

    OUTGOING = "explosion, outgoing"
    IMPACT = "explosion, impact"
    AIRBURST = "explosion, airburst"
    EXPLOSION = "explosion, undetermined"
    PROJECTILE = "projectile"
    MUZZLE_FLASH = "muzzle flash"
    FLARE = "illumination flare"
    BURST = "burst"
    SHOT = "shot"
    CRATER = "crater"
    VEHICLE = "vehicle"
    TROOPS = "troops"
    AIRCRAFT = "aircraft"
    OTHER = "other"


# What is fired from the spot where it is perceived: of these no ground is ever narrowed, so that no firing position is drawn.
FIRED = frozenset({Phenomenon.OUTGOING, Phenomenon.MUZZLE_FLASH, Phenomenon.BURST, Phenomenon.SHOT})


class Qualifier(StrEnum):
    """How exact a count is."""

    EXACT = "exactly"
    ABOUT = "about"
    AT_LEAST = "at least"
    MULTIPLE = "multiple"


class Assessed(StrEnum):
    """Where whoever logged it took it to lie, against an area."""

    INSIDE = "inside"
    OUTSIDE = "outside"
    UNKNOWN = "not told"


@dataclass(frozen=True, slots=True)
class Observation:
    """One line of a post's log: what was perceived, how often, how far, in which direction.

    `start` and `end` are local times of the log's zone as ISO 8601 with their offset (`2020-02-13T14:05+02:00`), `end` not before
    `start`. `direction` is where it was perceived, in degrees from north with `spread` to each side; distances are in km; None is
    "not told". `heading` is the direction in which a projectile flew ("W-E"), as logged. `line` are the log's own words.
    """

    id: str
    post_id: str
    report_id: str
    line: Span
    start: str
    end: str
    means: Means
    phenomenon: Phenomenon
    count_low: int | None = None
    count_high: int | None = None
    qualifier: Qualifier = Qualifier.EXACT
    weapon: str | None = None
    direction: float | None = None
    spread: float | None = None
    distance_km_low: float | None = None
    distance_km_high: float | None = None
    heading: str | None = None
    area: str | None = None
    assessed: Assessed = Assessed.UNKNOWN
    exercise: bool = False
    latitude: float | None = None
    longitude: float | None = None
    remark: str = ""
    claim_id: str | None = None


class LimitCause(StrEnum):
    """Why a post could not look."""

    NIGHT = "night"
    WEATHER = "weather"
    DENIED = "access denied"
    UNMANNED = "not manned"
    SECURITY = "security"
    EQUIPMENT = "equipment"


@dataclass(frozen=True, slots=True)
class Limit:
    """A stretch of time in which a post could not look, or not well; `whole` if it could not perceive anything at all."""

    id: str
    post_id: str
    report_id: str
    line: Span
    start: str
    end: str
    cause: LimitCause
    means: tuple[Means, ...] = ()
    whole: bool = False
    remark: str = ""


class AccessOutcome(StrEnum):
    """What happened to a patrol that asked to pass."""

    DENIED = "denied"
    DELAYED = "delayed"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class AccessEvent:
    """A patrol stopped, delayed or let through on conditions: by whom (party code), the reason verbatim, and what came of it."""

    id: str
    post_id: str
    report_id: str
    line: Span
    start: str
    place: str
    outcome: AccessOutcome
    by: str | None = None
    by_words: str = ""
    reason_given: str = ""
    minutes: int | None = None
    consequence: str = ""
    latitude: float | None = None
    longitude: float | None = None
    instrument: str | None = None
    claim_id: str | None = None


class HardwareFinding(StrEnum):
    """How a weapon seen stands to the line or store that was agreed, in the terms of the OSCE mission in Ukraine."""

    IN_VIOLATION = "in violation of the line"
    BEYOND_NOT_STORED = "beyond the line but outside storage"
    UNVERIFIABLE = "cannot be verified as withdrawn"
    MISSING = "missing from storage"
    PRESENT = "present"


@dataclass(frozen=True, slots=True)
class HardwareSighting:
    """Weapons or vehicles seen, or missed where they should be, and how they stand to a line or area."""

    id: str
    post_id: str
    report_id: str
    line: Span
    start: str
    place: str
    kind: str
    finding: HardwareFinding
    count: int | None = None
    side: str | None = None
    means: Means = Means.SAW
    area: str | None = None
    previous: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    remark: str = ""
    claim_id: str | None = None


LogRecord = Observation | Limit | AccessEvent | HardwareSighting  # what a line of a post's log holds


@lru_cache(maxsize=200_000)
def logged_instant(words: str) -> datetime:
    """A moment of a log; one without an offset would be another in every zone, and is refused."""
    moment = datetime.fromisoformat(words)
    if moment.tzinfo is None:
        raise ValueError(f"{words!r} names no offset from UTC")
    return moment


class Cover(StrEnum):
    """Whether somebody could look: without limits, with some, or not at all."""

    MANNED = "manned"
    LIMITED = "limited"
    NONE = "none"


class Witnessed(StrEnum):
    """What the posts have to say of an incident; none of it shows that it did not happen."""

    BORNE_OUT = "borne out by a log"
    NOT_LOGGED = "clear view, nothing logged"
    LIMITED_VIEW = "limited view, nothing logged"
    NONE_COULD = "no post could see"
    NOT_KNOWN = "no log of the posts near"
    NONE_NEAR = "no post is known near"
    NOT_PERCEIVED = "nothing a post perceives"
    CANNOT_TELL = "cannot be told"


@dataclass(frozen=True, slots=True)
class PostView:
    """What one post could perceive of an incident: how far off it lay, how well the post could look, and what it logged.

    `within` is False where the place may lie within range and may not. `logged` are ids of records of its log that fit, `words`
    their lines.
    """

    post_id: str
    name: str
    operator: str
    km: float
    view: Cover
    within: bool
    reasons: tuple[str, ...]
    logged: tuple[str, ...] = ()
    words: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Witnessing:
    """Which posts could perceive an incident, and whether a log bears it out; `reason` says it in a sentence."""

    incident_id: str
    verdict: Witnessed
    reason: str
    views: tuple[PostView, ...] = ()

    @property
    def words(self) -> tuple[Span, ...]:
        """The lines of the logs that bear it out."""
        return tuple(dict.fromkeys(span for view in self.views for span in view.words))
