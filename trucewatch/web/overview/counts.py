"""Counts, and who could look: each type in a period and in the one before, day by day, with who told it beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from trucewatch.catalogue import Shelf, Tallied
from trucewatch.model import EventType
from trucewatch.publish.changes import change_words
from trucewatch.publish.tongue import say
from trucewatch.publish.words import counted, type_words
from trucewatch.web.overview.asking import Filter
from trucewatch.web.overview.periods import Bin, bins_of
from trucewatch.web.overview.standfirst import Counts

MOST_ROWS = 14
SHADES = (1, 3, 8)  # incidents in a cell from which on it is one shade darker


@dataclass(frozen=True, slots=True)
class Cell:
    """A day, week or month of a row: how many, how dark; `blind` where nobody read and nothing was told of it."""

    words: str
    many: int
    shade: str
    blind: bool


@dataclass(frozen=True, slots=True)
class CountRow:
    """A type of happening: how many now and before, the change in words, cell by cell, and who told it."""

    name: str
    href: str
    now: int
    before: int
    change: str
    cells: tuple[Cell, ...]
    who: str


@dataclass(frozen=True, slots=True)
class CountTable:
    """The rows, what their columns are called, and in what the cells are told."""

    rows: tuple[CountRow, ...]
    now: str
    before: str
    cells: str
    looked: str


def count_table(asked: Filter, counts: Counts, shelf: Shelf, read: Mapping[date, int], looked: str, action: str) -> CountTable:
    """The table of a period."""
    period, question = counts.period, asked.question
    unit, bins = bins_of(period)
    inside, before = period.asked_in(question), period.asked_before(question)
    now = _by_key(shelf.tally(inside, ("type",)))
    past = _by_key(shelf.tally(before, ("type",))) if before else Counter()
    cells = {row.keys: row.many for row in shelf.tally(inside, ("type", unit))}
    told = shelf.tally(inside, ("type", "outlet"))
    tellers = Counter(row.keys[0] for row in told if row.keys[1])
    named: Counter[str] = Counter()
    for row in told:
        named[row.keys[0]] += row.many if row.keys[1] else 0
    names = sorted({*now, *past} - {""}, key=lambda kind: (-now[kind], -past[kind], kind))[:MOST_ROWS]
    rows = tuple(
        CountRow(
            name=type_words(EventType(kind)),
            href=f"{action}?{asked.query(type=kind, from_=period.first.isoformat(), to=period.last.isoformat())}",
            now=now[kind],
            before=past[kind],
            change=say(change_words(now[kind], past[kind], read_now=bool(counts.reports), read_before=counts.read_before)),
            cells=tuple(_cell(one, cells.get((kind, one.key), 0), read) for one in bins),
            who=who_words(tellers[kind], now[kind], named[kind] < now[kind]),
        )
        for kind in names
    )
    return CountTable(
        rows, period.column, period.before_words.removeprefix("the ").capitalize(), _cells_words(unit, bins), looked
    )


def _by_key(rows: Iterable[Tallied]) -> Counter[str]:
    return Counter({row.keys[0]: row.many for row in rows})


def _cell(one: Bin, many: int, read: Mapping[date, int]) -> Cell:
    looked = any(one.first <= day <= one.last for day in read)
    shade = f"h{sum(many >= least for least in SHADES)}c" if many else ""
    return Cell(one.name, many, shade, not looked and not many)


def _cells_words(unit: str, bins: tuple[Bin, ...]) -> str:
    name = {"day": say("Day by day"), "week": say("Week by week"), "month": say("Month by month")}[unit]
    return say("%(name)s, %(name2)s to %(name3)s", name=name, name2=bins[0].name, name3=bins[-1].name) if len(bins) > 1 else name


def who_words(outlets: int, many: int, unnamed: bool) -> str:
    """Who told it, reports that name no outlet among them."""
    if not many:
        return say("nobody told of any")
    if not outlets:
        return say("reports that name no outlet")
    told = counted(outlets, "outlet")
    return say("told by %(count)s and by reports that name none", count=told) if unnamed else say("told by %(count)s", count=told)
