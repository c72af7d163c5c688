"""Days of posts as cells: how many lines tell of something, 0 where somebody looked, hatched where nobody could."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.catalogue.logbook import PostDay
from trucewatch.knowledge.coverage_tables import cover_rows
from trucewatch.model import Post, PostStatus
from trucewatch.publish.tongue import say
from trucewatch.publish.words import counted, joined, short_day

HEAT = (1, 4, 10, 25)  # from how many lines on a cell takes the next darker blue
NO_LOG, ONLY_LIMITS, GONE, NOT_YET = (
    "no log was entered",
    "its log tells only of {causes}",
    "the post was evacuated",
    "not yet known",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a post: the number that is printed, how dark it is, and in words what it means.

    `kind` is "seen" (somebody looked), "blind" (nobody could, or nobody wrote it down) or "later" (still to come).
    """

    day: date
    number: str
    heat: int
    kind: str
    words: str
    reason: str = ""


def strip_of(post: Post, days: Mapping[tuple[str, date], PostDay], first: date, last: date, today: date) -> tuple[Cell, ...]:
    """The days of a post from `first` to `last`, both included."""
    span = range(first.toordinal(), last.toordinal() + 1)
    return tuple(_cell(post, days.get((post.id, day)), day, today) for day in map(date.fromordinal, span))


def _cell(post: Post, held: PostDay | None, day: date, today: date) -> Cell:
    if day > today and held is None:
        return Cell(day, "", 0, "later", f"{short_day(day)}: {NOT_YET}")
    if held is not None and held.looked:
        kept = f"; {limits_words(held)}" if held.limits or held.blind or held.stopped else ""
        what = counted(held.seen, "line") if held.seen else say("looked, nothing perceived")
        heat = sum(held.seen >= step for step in HEAT)
        return Cell(day, str(held.seen), heat, "seen", f"{short_day(day)}: {what}{kept}", limits_words(held))
    reason = why_blind(post, held, day)
    return Cell(day, "", 0, "blind", say("%(day)s: nobody could look, %(reason)s", day=short_day(day), reason=reason), reason)


def why_blind(post: Post, held: PostDay | None, day: date) -> str:
    """Why nobody is known to have looked on a day."""
    if held is not None:
        return ONLY_LIMITS.format(causes=limits_words(held)) if limits_words(held) else NO_LOG
    ended = next((event for event in reversed(post.events) if event.on <= day), None)
    if ended is not None and ended.status is PostStatus.EVACUATED:
        return GONE
    begun = [event.on for event in post.events if event.status is not PostStatus.PLANNED]
    return say("%(NO_LOG)s; the post is said to be set up later", NO_LOG=NO_LOG) if begun and day < min(begun) else NO_LOG


def limits_words(held: PostDay) -> str:
    """What kept a post from looking on a day, as its log has it: "dark; weather, for a part of the time"."""
    rows = cover_rows()
    whole = [rows["cause", cause].words for cause in held.blind]
    part = [rows["cause", cause].words for cause in held.limits if cause not in held.blind]
    told = [say("%(whole)s (nothing perceived)", whole=joined(whole))] if whole else []
    told += [joined(part)] if part else []
    told += [say("%(count)s stopped", count=counted(held.stopped, "patrol"))] if held.stopped else []
    return "; ".join(told)


@dataclass(frozen=True, slots=True)
class Gap:
    """Days on end on which nobody is known to have looked, and why."""

    first: date
    last: date
    reason: str


def gaps_of(cells: Sequence[Cell]) -> tuple[Gap, ...]:
    """The hatched days, those on end for one reason together."""
    out: list[Gap] = []
    for cell in cells:
        if cell.kind != "blind":
            continue
        if out and out[-1].reason == cell.reason and out[-1].last + timedelta(days=1) == cell.day:
            out[-1] = Gap(out[-1].first, cell.day, cell.reason)
        else:
            out.append(Gap(cell.day, cell.day, cell.reason))
    return tuple(out)
