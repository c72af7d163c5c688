"""A copy: two reports that share their words, which of them came first, and the passages that show it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from trucewatch.model.report import Span


class CopyKind(StrEnum):
    """What two reports share."""

    SAME_TEXT = "same text"
    EDITED = "edited"
    SHARED_PASSAGES = "shared passages"
    SAME_QUOTATION = "same quotation"
    SAME_STORY = "same story"


@dataclass(frozen=True, slots=True)
class SharedPassage:
    """A passage that stands in two reports, on both sides; a few words within it may differ, `words` are those that do not."""

    earlier: Span
    later: Span
    words: int


@dataclass(frozen=True, slots=True)
class Copy:
    """Two reports that share words. `share_…` is the part of each report's own words that the passages hold, in 0..1.

    Where `directed` is False, nobody can tell which came first: `earlier` and `later` are then in the order of their ids.
    `supersedes`: the later is a later version of the same outlet's own report, and takes its place.
    `credit`: the agency or outlet that the later credits with the text, if it credits one.
    """

    earlier: str
    later: str
    kind: CopyKind
    directed: bool
    share_earlier: float
    share_later: float
    passages: tuple[SharedPassage, ...]
    reason: str
    supersedes: bool = False
    credit: str | None = None

    def __post_init__(self) -> None:
        if self.earlier == self.later:
            raise ValueError(f"report {self.earlier!r} cannot be a copy of itself")
        if not (0 <= self.share_earlier <= 1 and 0 <= self.share_later <= 1):
            raise ValueError(f"shares lie in 0..1, not {self.share_earlier}, {self.share_later}")

    @property
    def words(self) -> int:
        """How many words both have."""
        return sum(passage.words for passage in self.passages)

    def other(self, report_id: str) -> str:
        """The report at the other end."""
        return self.later if report_id == self.earlier else self.earlier


@dataclass(frozen=True, slots=True)
class Supersession:
    """A report whose outlet published a later version of it: the later one stands, and the two are one voice."""

    report_id: str
    by: str
    reason: str
