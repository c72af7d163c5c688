"""A daily report as it is published: its sections, its sentences and what each rests on, and edits of its wording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from trucewatch.model.ground import Ring
from trucewatch.model.ids import content_id
from trucewatch.model.incident import State


class Edition(StrEnum):
    """Which period a report is of."""

    DAILY = "daily"
    WEEKLY = "weekly"
    CUSTOM = "custom"


class SectionKey(StrEnum):
    """The sections of a report, in their order."""

    CHANGE = "change"
    INCIDENTS = "incidents"
    BREACHES = "breaches"
    CASUALTIES = "casualties"
    DISPLACEMENT = "displacement"
    FORCES = "forces"
    STATEMENTS = "statements"
    ACCESS = "access"
    CONTESTED = "contested"
    CORRECTIONS = "corrections"
    SOURCES = "sources"


class SubjectKind(StrEnum):
    """What a sentence can rest on."""

    INCIDENT = "incident"
    FINDING = "finding"
    ULTIMATUM = "ultimatum"
    AGREEMENT = "agreement"
    REPORT = "report"
    POST = "post"
    BULLETIN = "bulletin"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Subject:
    """A record that a sentence rests on; `words` is the short name by which the report refers to it ("incident 4")."""

    kind: SubjectKind
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Edited:
    """An edit of a sentence: the words it had, who wrote the new ones, when (ISO, with zone), why; `wording` is its record.

    One that was `overtaken` does not apply: the generated words are no longer those that were edited. `words` are then those
    the person wrote.
    """

    wording: str
    words: str
    by: str
    at: str
    reason: str
    overtaken: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence or two on one thing. `key` stays the same from one revision to the next.

    `group` is the heading it stands under (an area, a clause, a grade), "" for none. `state` is how far it is carried.
    """

    key: str
    words: str
    subjects: tuple[Subject, ...] = ()
    group: str = ""
    state: State | None = None
    edited: Edited | None = None


@dataclass(frozen=True, slots=True)
class BulletinTable:
    """Rows of words under named columns; `numbers` are the columns set to their end, `blind` the rows nobody could look at."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    blind: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"a row of {self.key!r} has {len(row)} cells for {len(self.columns)} columns: {row}")


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its sentences, its tables; `hole` says why there are none. `blind` if nobody could look."""

    key: SectionKey
    title: str
    lines: tuple[Line, ...] = ()
    tables: tuple[BulletinTable, ...] = ()
    hole: str = ""
    blind: bool = False


@dataclass(frozen=True, slots=True)
class MapPin:
    """An incident on the report's map: its number in the report, how far it is carried, and its heading."""

    incident: str
    number: int
    state: State
    words: str


@dataclass(frozen=True, slots=True)
class MapSpot:
    """A point, or the middle of the ground that words leave open, with the incidents said to have happened there.

    `native` is the name in the script of the place. `rough` are the pixels of a circle around a point that is only near the
    place; `pieces` are those of a Ground, `told` the words that leave it open.
    """

    longitude: float
    latitude: float
    name: str
    native: str | None
    pins: tuple[MapPin, ...]
    rough: float = 0.0
    pieces: tuple[tuple[Ring, ...], ...] = ()
    told: str = ""
    at_point: bool = True


@dataclass(frozen=True, slots=True)
class DayCount:
    """A day on the report's strip: its incidents by grade, and how many reports published on it were read."""

    day: date
    states: tuple[tuple[State, int], ...]
    reports: int


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day on which something begins or runs out."""

    day: date
    words: str
    ends: bool


@dataclass(frozen=True, slots=True)
class AsOf:
    """The state of the ledger a report was made from: its last entry, when that was recorded (ISO, UTC), and its hash."""

    seq: int
    moment: str
    head: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A report of the days from `first` to `last` by the clock of `zone`; a number is given when it is issued (0: a preview).

    All words are in `language`; nothing has to be looked up to print it. `standfirst` says it in short. `agreement` names the
    agreement it is narrowed to, "" for all. `issued_by` and `issued_at` (ISO, UTC) are empty in a preview.
    """

    edition: Edition
    first: date
    last: date
    zone: str
    language: str
    agreement: str
    as_of: AsOf
    title: str
    standfirst: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    spots: tuple[MapSpot, ...] = ()
    days: tuple[DayCount, ...] = ()
    marks: tuple[DayMark, ...] = ()
    notes: tuple[str, ...] = ()
    number: int = 0
    revision: int = 0
    issued_by: str = ""
    issued_at: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a report cannot end on {self.last}, before {self.first}")

    @property
    def id(self) -> str:
        """The same for all revisions: what it is of, in which zone and language."""
        return bulletin_id(self.edition, self.first, self.last, self.agreement, self.zone, self.language)

    @property
    def is_issued(self) -> bool:
        """False of a preview."""
        return self.number > 0

    @property
    def name(self) -> str:
        """ "12", revised "12.2"; empty of a preview."""
        return (f"{self.number}.{self.revision}" if self.revision else str(self.number)) if self.is_issued else ""

    def section(self, key: SectionKey) -> Section | None:
        """One section; None where there is none."""
        return next((section for section in self.sections if section.key is key), None)


@dataclass(frozen=True, slots=True)
class Wording:
    """A person's wording of one sentence of a report: it holds as long as the generated words are still `old`.

    `bulletin` is the report's id, `line` the sentence's key; `at` is an ISO instant with zone. Empty `new` takes an earlier
    wording back.
    """

    id: str
    bulletin: str
    line: str
    old: str
    new: str
    by: str
    at: str
    reason: str

    def __post_init__(self) -> None:
        for name in ("bulletin", "line", "old", "by", "reason"):
            if not getattr(self, name).strip():
                raise ValueError(f"an edit of wording needs {name}")
        if datetime.fromisoformat(self.at).tzinfo is None:
            raise ValueError(f"{self.at!r} names no offset from UTC")


def bulletin_id(edition: Edition, first: date, last: date, agreement: str, zone: str, language: str) -> str:
    """The id of the report of a period."""
    return content_id("bulletin", edition, first.isoformat(), last.isoformat(), agreement, zone, language)


def wording_id(wording: Wording) -> str:
    """The id that the content of an edit gives; its own `id` is left out."""
    return content_id("wording", wording.bulletin, wording.line, wording.old, wording.new, wording.by, wording.at, wording.reason)
