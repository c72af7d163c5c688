"""What the parties agreed: instruments, clauses with debtor, area and window; and what incidents mean under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from trucewatch.model.codes import Counted, EventType
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


class Form(StrEnum):
    """What kind of instrument it is."""

    AGREEMENT = "agreement"
    MEMORANDUM = "memorandum"
    PROTOCOL = "protocol"
    UNDERSTANDING = "understanding"
    DECLARATION = "declaration"
    RESOLUTION = "resolution"
    ULTIMATUM = "ultimatum"


class Stage(StrEnum):
    """A turn in the life of an instrument."""

    DECLARED = "declared"
    SIGNED = "signed"
    IN_FORCE = "in force"
    EXTENDED = "extended"
    AMENDED = "amended"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    LAPSED = "lapsed"
    ENDED = "ended"

    @property
    def holds(self) -> bool:
        """True of a turn from which on the instrument holds, be it for the first time or again."""
        return self in (Stage.IN_FORCE, Stage.EXTENDED, Stage.RESUMED)

    @property
    def is_over(self) -> bool:
        """True of a turn with which it is over."""
        return self in (Stage.LAPSED, Stage.ENDED)


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn in the life of an instrument: from when (local time where one is told), on whose word."""

    stage: Stage
    on: date
    source: str
    at: time | None = None
    note: str = ""
    unsure: bool = False


class Tie(StrEnum):
    """How one instrument stands to another."""

    AMENDS = "amends"
    IMPLEMENTS = "implements"
    SUPERSEDES = "supersedes"
    EXTENDS = "extends"
    CITES = "cites"


@dataclass(frozen=True, slots=True)
class Related:
    """Another instrument and how this one stands to it; `title` where we hold no file of it."""

    tie: Tie
    to: str
    title: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """Where a clause holds.

    `countries` are the ISO codes it lies in; named units without names are those countries as a whole. `names` are first-level
    divisions that lie inside as a whole, or the places along a line in their order; `partly` are divisions of which only a part
    lies inside, so that a place there cannot be told. `ring` is a polygon, `line` a line, of (longitude, latitude); `posts` are
    the ids of the posts that make the line. An area along a line reaches `width_km` to each side; `least_km` is how far it
    reaches for certain ("15 to 20 km": 15 and 20). `precision_km` is how far off the ring or line may be.
    """

    id: str
    name: str
    kind: AreaKind
    countries: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
    ring: tuple[tuple[float, float], ...] = ()
    line: tuple[tuple[float, float], ...] = ()
    posts: tuple[str, ...] = ()
    width_km: float | None = None
    least_km: float | None = None
    precision_km: float = 0.0
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One of several readings of a field of a clause, with its source; `by` are the parties who read it so.

    What can be tested stands apart from the words: a `day` (and `at`, `zone`) for `start`, `end` and `deadline`, party `codes`
    for `debtor`, `beneficiary` and `carve_out`, an `area` id for `area`. A reading with none of them is told, not tested. One
    that is `unsure` has a source that is not held with its day, or is taken from a course of statements.
    """

    field: str
    value: str
    source: str
    by: tuple[str, ...] = ()
    day: date | None = None
    at: time | None = None
    zone: str = ""
    codes: tuple[str, ...] = ()
    area: str | None = None
    unsure: bool = False


class Where(StrEnum):
    """Where an act must lie to count under a clause."""

    INSIDE = "inside the area"
    OUTSIDE = "outside the area"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Act:
    """A kind of act that breaks, keeps or makes good a clause: all that is named must hold, what is empty is not asked.

    `by` are those who do it (empty: the debtors of the clause and whom they guarantee for), `to` those it is done to. `counts`
    with `at_least` asks for a figure; of `words` (as beginnings of words) one must stand in a passage that tells it. Of a clause
    whose breaches last, an act that `lasts` opens one; one that does not is over when it is done.
    """

    types: tuple[EventType, ...]
    modes: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    where: Where = Where.INSIDE
    counts: Counted | None = None
    at_least: int | None = None
    words: tuple[str, ...] = ()
    note: str = ""
    lasts: bool = True


@dataclass(frozen=True, slots=True)
class Score:
    """How far a clause was carried out on a day, 0 not begun to 3 in full, as a source has it (Peace Accords Matrix scale)."""

    on: date
    score: int
    why: str
    source: str
    unsure: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.score <= 3:
            raise ValueError(f"a score lies in 0..3, not {self.score}")

    @property
    def in_full(self) -> bool:
        """True of the highest score there is."""
        return self.score == 3


@dataclass(frozen=True, slots=True)
class Clause:
    """One obligation in our own words.

    An incident breaks it if it is one of the acts in `breaks`, done while the clause held, and not against one of `carve_out`; it
    shows that it is kept if it is one of `keeps`. A `continuing` breach lasts until one of `ends` makes it good. Times are local
    to `zone` (IANA; empty: the instrument's); a clause without a `start` holds from the day the instrument takes effect.
    `every_days` is the period of a recurring duty, `counting` the counting rule for its breaches.
    """

    id: str
    kind: ClauseKind
    obligation: str
    debtor: tuple[str, ...]
    guarantor: tuple[str, ...] = ()
    beneficiary: tuple[str, ...] = ()
    area: str | None = None
    start: date | None = None
    start_at: time | None = None
    end: date | None = None
    end_at: time | None = None
    deadline: date | None = None
    deadline_at: time | None = None
    zone: str = ""
    breaks: tuple[Act, ...] = ()
    keeps: tuple[Act, ...] = ()
    ends: tuple[Act, ...] = ()
    continuing: bool = False
    every_days: int | None = None
    carve_out: tuple[str, ...] = ()
    counting: str = ""
    readings: tuple[Reading, ...] = ()
    scores: tuple[Score, ...] = ()
    source: str = ""
    note: str = ""
    unsure: bool = False

    def score_on(self, day: date) -> Score | None:
        """The latest score that a source gives up to a day."""
        return max((score for score in self.scores if score.on <= day), key=lambda score: score.on, default=None)


@dataclass(frozen=True, slots=True)
class Agreement:
    """An instrument: who signed, who guarantees for whom, who is bound without having signed, its life, and its clauses.

    `signatories` signed or declared it, `parties` are all it is between; `bound` are all whose acts are set against it, of whom
    `non_consenting` never agreed. `facilitators` brought it about or watch over it and owe nothing by it. `zone` is the
    IANA zone of its times. `pax` is the number of the text in the PA-X database.
    """

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
    form: Form = Form.AGREEMENT
    parties: tuple[str, ...] = ()
    non_consenting: tuple[str, ...] = ()
    facilitators: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    zone: str = "UTC"
    pax: int | None = None
    lifecycle: tuple[Turn, ...] = ()
    relations: tuple[Related, ...] = ()
    note: str = ""

    def area_of(self, clause: Clause) -> Area | None:
        """The area in which a clause holds; None where it holds everywhere."""
        return next((area for area in self.areas if area.id == clause.area), None)

    def zone_of(self, clause: Clause) -> str:
        """The zone of a clause's times."""
        return clause.zone or self.zone


class FindingState(StrEnum):
    """What an incident means under a clause; an accusation stays an accusation even when the act is not shown."""

    NOT_APPLICABLE = "not applicable"
    ALLEGED = "alleged"
    CORROBORATED = "corroborated"
    CONTESTED = "contested"
    COMPLIANCE = "compliance"
    NOT_ASSESSABLE = "not assessable"

    @property
    def of_breach(self) -> bool:
        """True if it says that the clause was broken, on however many words."""
        return self in (FindingState.ALLEGED, FindingState.CORROBORATED, FindingState.CONTESTED)


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a finding would be under one reading of the clause; `state` None where the clause would not apply at all."""

    field: str
    value: str
    source: str
    state: FindingState | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One incident set against one clause, with the reasons in words and the spans they rest on.

    `readings` are given where the finding depends on how the clause is read: what each reading would make of it.
    """

    id: str
    incident_id: str
    agreement_id: str
    clause_id: str
    state: FindingState
    alleged_by: tuple[str, ...]
    against: tuple[str, ...]
    reasons: tuple[str, ...]
    words: tuple[Span, ...]
    readings: tuple[ReadAs, ...] = ()


class Open(StrEnum):
    """Whether a continuing violation lasts on a day, as far as it is told."""

    YES = "open"
    NO = "not open"
    UNTOLD = "cannot be told"


@dataclass(frozen=True, slots=True)
class Violation:
    """A breach that lasts: from the first act told at one place by one side until an act that makes it good.

    It was open at the latest on `opened_latest` (the first act is told of the days from `opened_earliest`, and what is found on a
    day may have begun before). `seen` is the last day on which a finding tells of it. It was made good between `closed_earliest`
    and `closed_latest`; both None while nothing says so. `place` is empty where it lies in the clause's area as a whole.
    """

    id: str
    agreement_id: str
    clause_id: str
    by: tuple[str, ...]
    place: str
    state: FindingState
    opened_earliest: date
    opened_latest: date
    seen: date
    closed_earliest: date | None
    closed_latest: date | None
    finding_ids: tuple[str, ...]
    closed_by: str | None = None
    closed_why: str = ""

    def __post_init__(self) -> None:
        if self.opened_latest < self.opened_earliest:
            raise ValueError(f"it cannot have opened between {self.opened_earliest} and {self.opened_latest}")

    def on(self, day: date) -> Open:
        """Whether it was open on a day; what was never made good lasts."""
        if day < self.opened_earliest:
            return Open.NO
        if self.closed_latest is not None and day > self.closed_latest:
            return Open.NO
        if day < self.opened_latest or (self.closed_earliest is not None and day >= self.closed_earliest):
            return Open.UNTOLD
        return Open.YES
