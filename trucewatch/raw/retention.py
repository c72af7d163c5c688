"""Which raw bytes may go: by age and by what rests on them, never what is held or waited for. Pure: it deletes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from trucewatch.raw.resting import EVERYTHING, Resting, Rests
from trucewatch.raw.store import Kept

SURE = timedelta(hours=1)  # younger bytes may belong to a report that is being written


@dataclass(frozen=True, slots=True)
class Rule:
    """What may go: bytes kept for longer than `older_than`, on which nothing more than `kinds` rests.

    What a finding was drawn from goes only with `also_findings`.
    """

    older_than: timedelta
    kinds: frozenset[Rests]
    also_findings: bool = False

    def __post_init__(self) -> None:
        if self.older_than < timedelta(0):
            raise ValueError(f"{self.older_than} is no age")
        if Rests.FINDING in self.kinds and not self.also_findings:
            raise ValueError("what a finding was drawn from is deleted only if that is said outright")


@dataclass(frozen=True, slots=True)
class Choice:
    """Some bytes, what rests on them, and why they stay; empty where they may go."""

    kept: Kept
    rests: Rests
    stays: str = ""


def choose(
    kept: Iterable[Kept],
    resting: Resting,
    rule: Rule,
    *,
    held: Collection[str],
    awaited: Collection[str],
    now: datetime,
) -> Iterator[Choice]:
    """Each of the bytes kept with what becomes of it. `held` are the holds in force, `awaited` hashes of pages not read yet."""
    all_held = EVERYTHING in held
    for one in kept:
        rests = resting.on(one.sha256)
        yield Choice(one, rests, _stays(one, rests, resting, rule, all_held, awaited, now))


def _stays(one: Kept, rests: Rests, resting: Resting, rule: Rule, all_held: bool, awaited: Collection[str], now: datetime) -> str:
    if all_held or one.sha256 in resting.held:
        return "held"
    if one.sha256 in awaited:
        return "not read yet"
    if rests not in rule.kinds:
        return f"of a {rests.word}" if rests else "belongs to no report"
    if now - one.since < max(rule.older_than, SURE):
        return "too young"
    return ""
