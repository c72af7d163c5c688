"""A report: what an outlet published, word by word, and how we know when and where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trucewatch.model.codes import Precision


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a report, verbatim; offsets count code points of the report's text, `end` exclusive."""

    report_id: str
    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if self.start < 0 or self.end - self.start != len(self.text):
            raise ValueError(f"{self.start}..{self.end} does not measure {self.text!r}")

    def overlaps(self, other: Span) -> bool:
        """True if both stand in one report and share a character."""
        return self.report_id == other.report_id and self.start < other.end and other.start < self.end


class Basis(StrEnum):
    """Where a report's date or outlet was taken from."""

    METADATA = "metadata"
    TEXT = "text"
    GIVEN = "given"


class Role(StrEnum):
    """What a passage of a report is; only HEADLINE, CAPTION, BODY and LOG (the lines of a post's log) are evidence."""

    HEADLINE = "headline"
    BODY = "body"
    CAPTION = "caption"
    LOG = "log"
    DATELINE = "dateline"
    BYLINE = "byline"
    RELATED = "related"
    BOILERPLATE = "boilerplate"


EVIDENCE = frozenset({Role.HEADLINE, Role.BODY, Role.CAPTION, Role.LOG})


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a report's text with one role; passages are in order and do not overlap."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True)
class ByteRun:
    """A stretch of text that stands, encoded, at `raw_start..raw_end` of the raw bytes."""

    start: int
    end: int
    raw_start: int
    raw_end: int


@dataclass(frozen=True, slots=True)
class Published:
    """When a report was published: the day, the instant where one is printed, and the words or field it was taken from."""

    day: date
    precision: Precision
    basis: Basis
    instant: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who published a report, under the name printed; `span` where the name was found in the text."""

    name: str
    basis: Basis
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report as read in: its text, its passages, and the way back to the raw bytes."""

    id: str
    source: str
    text: str
    raw_sha256: str
    title: str | None = None
    outlet: Outlet | None = None
    published: Published | None = None
    url: str | None = None
    language: str | None = None
    encoding: str | None = None
    passages: tuple[Passage, ...] = ()
    bytes_map: tuple[ByteRun, ...] = ()

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a report needs an id")
        for passage in self.passages:
            if not 0 <= passage.start <= passage.end <= len(self.text):
                raise ValueError(f"passage {passage.start}..{passage.end} lies outside a text of {len(self.text)}")

    def span(self, start: int, end: int) -> Span:
        """The words at these offsets, with their address."""
        return Span(self.id, start, end, self.text[start:end])

    def quote(self, words: str) -> Span:
        """The first place where these words stand; a ValueError if they do not."""
        start = self.text.index(words)
        return self.span(start, start + len(words))

    @property
    def is_log(self) -> bool:
        """True if it is what a post logged on a day: lines of a table, which are nobody's wording and no story."""
        return any(passage.role is Role.LOG for passage in self.passages)

    def not_evidence(self) -> tuple[tuple[int, int], ...]:
        """The stretches no claim may rest on: related links, bylines, datelines, boilerplate."""
        return tuple((p.start, p.end) for p in self.passages if p.role not in EVIDENCE)


@dataclass(frozen=True, slots=True)
class Unread:
    """An input that could not be read: where it is, why, and the hash of what was there (empty if nothing could be opened)."""

    source: str
    reason: str
    raw_sha256: str = ""
