"""Say how a count changed against the period before, in words, and say nothing where there is too little to compare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.tables import read_table
from trucewatch.publish.tongue import marked
from trucewatch.publish.words import TERMS

LOW_BASELINE = 10  # both periods together: below it, chance alone doubles or halves a count more often than once in ten times
TOO_FEW = marked("Too few to compare")
NOBODY_READ = marked("Nothing was read to compare with")


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """How a change of `above` to `up_to` per cent is called; no bound is open."""

    above: int | None
    up_to: int | None
    words: str
    example_before: int
    example_now: int


@cache
def change_rows() -> tuple[ChangeRow, ...]:
    """The rows of `changes.csv`, from the largest fall to the largest rise."""
    return tuple(read_table("changes.csv", ChangeRow, TERMS))


def change_words(now: int, before: int, *, read_now: bool = True, read_before: bool = True) -> str:
    """The word for a change; `read_…` is False where no report of that period was read, so that its count says nothing."""
    if not (read_now and read_before):
        return NOBODY_READ
    if now + before < LOW_BASELINE:
        return TOO_FEW
    if before == 0:
        return change_rows()[-1].words
    change = 100 * (now - before) / before
    return next(row.words for row in change_rows() if row.up_to is None or change <= row.up_to)
