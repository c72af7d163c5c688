"""Merge claims window by window: the groups, families and marks that one merging of all would give."""

from __future__ import annotations

import heapq
import pickle
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from trucewatch.reconcile.merging import merger
from trucewatch.reconcile.merging.plan import WINDOW, Home, stretches
from trucewatch.reconcile.merging.rows import connected
from trucewatch.windows import steps
from trucewatch.windows.source import Source
from trucewatch.windows.spool import Array, Names, clear, join_names, load, load_things, save
from trucewatch.windows.steps import Alike, Batch, Grouped, Plan, Spread, Tie

DRAWER = 20_000  # claims whose rows of keys fit into one drawer, 8 MB that are sorted and copied some times
A_PAGE = 10_000  # rows read back at a time

Task = TypeVar("Task")
Done = TypeVar("Done")


class Hands(Protocol):
    """Whatever does tasks: `map`, or workers that are given them as they are free."""

    def __call__(self, work: Callable[[Task], Done], tasks: Iterable[Task], /) -> Iterator[Done]:
        """What `work` gives for each task, in the order of the tasks."""
        ...


@dataclass(frozen=True, slots=True)
class Merged:
    """All claims merged, as it lies in a folder.

    `pairs` is how many were scored, `marked` the reports of claims that came with marks of their own.
    """

    folder: Path
    plan: Plan
    batches: int
    pairs: int
    marked: tuple[str, ...]

    def groups(self) -> Iterator[Grouped]:
        """All groups in the order of `Merger.groups`, each with the numbers of its claims."""
        return heapq.merge(*(load_things(self.folder / f"groups-{n}.list") for n in range(self.batches)))

    def families(self) -> Iterator[tuple[str, str]]:
        """Each claim with the name of its family, by claim."""
        return heapq.merge(*(load_things(self.folder / f"families-{n}.list") for n in range(self.batches)))

    def marks(self) -> Iterator[tuple[int, int, str]]:
        """The marks under which claims are to be looked up, as numbers, with the rank and the id of the claim, in order."""
        names = Names(self.folder)
        for drawer in range(self.plan.drawers):
            rows = load(self.folder, f"marks-{drawer}")
            for at in range(0, len(rows), A_PAGE):
                page = rows[at : at + A_PAGE]
                for (mark, claim), rank in zip(page.tolist(), names.ranks_of(page["claim"]), strict=True):
                    yield mark, rank, names.of(claim)


def merged_in_windows(source: Source, folder: Path, hands: Hands = map, *, room: int = WINDOW) -> Merged | None:
    """Merge all claims of a source; None if there are none.

    The folder must be empty; what is merged lies in it. `room` is how many claims are at home in a window.
    """
    told = list(hands(partial(steps.spread, folder, source), enumerate(source.parts())))
    plan = _plan(told, room)
    if not plan.claims:
        return None
    (folder / steps.PLAN).write_bytes(pickle.dumps(plan))
    ties = _number(folder, plan, told, hands)
    crowds = _tell(folder, plan, hands)
    for _ in hands(partial(steps.meet, folder), range(plan.drawers)):
        pass
    clear(folder, "rows-*", "rough-*")
    scored = sum(hands(partial(steps.compare, folder), range(plan.windows)))
    clear(folder, "met-*")
    batches = _families(folder, plan, crowds, ties)
    for _ in hands(partial(steps.settle, folder), batches):
        pass
    return Merged(folder, plan, len(batches), scored, tuple(sorted(set().union(*(one.marked for one in told)))))


def _plan(told: Sequence[Spread], room: int) -> Plan:
    counts: Counter[Home] = Counter()
    for one in told:
        counts.update(one.counts)
    return Plan(stretches(counts, room), _power_of_two(counts.total() / DRAWER), room)


def _power_of_two(least: float) -> int:
    found = 1
    while found < least:
        found *= 2
    return found


def _number(folder: Path, plan: Plan, told: Sequence[Spread], hands: Hands) -> list[Tie]:
    """Number all claims by rank; the ties among them."""
    tasks = [(at, [(one.name, *one.days[day]) for one in told for day in stretch.days if day in one.days])
             for at, stretch in enumerate(plan.stretches)]  # fmt: skip
    ties = [tie for found in hands(partial(steps.number, folder), tasks) for tie in found]
    for one in told:
        (folder / one.name).unlink()
    join_names(folder, len(plan.stretches))
    save(folder, "homes", np.concatenate([load(folder, f"homes-{at}") for at in range(len(plan.stretches))]))
    return ties


def _tell(folder: Path, plan: Plan, hands: Hands) -> list[list[int]]:
    """Find who is compared; the crowds of those told alike."""
    found: list[Alike] = list(hands(partial(steps.tell, folder), range(plan.drawers)))
    speaks, divided = np.ones(plan.claims, bool), np.zeros(plan.claims, np.uint8)
    for one in found:
        for crowd in one.crowds:
            speaks[crowd[merger.SPEAKERS :]] = False
        for claim, depth in one.divided.items():
            divided[claim] = depth
    save(folder, "speaks", speaks)
    save(folder, "divided", divided)
    return [crowd for one in found for crowd in one.crowds]


def _families(folder: Path, plan: Plan, crowds: Sequence[Sequence[int]], ties: Sequence[Tie]) -> list[Batch]:
    """Put down which claims hang together, family by family, and cut that into batches of about `plan.room` claims."""
    links = np.concatenate([load(folder, f"links-{window}") for window in range(plan.windows)])
    beside = np.array([*_beside(crowds), *_tied(ties)], np.uint32).reshape(-1, 2)
    ends = (np.concatenate([links[name], beside[:, at]]) for at, name in enumerate(("one", "other")))
    family = connected(plan.claims, *ends)
    members = np.argsort(family, kind="stable")
    save(folder, "members", members.astype(np.uint32))
    order = np.argsort(family[links["one"]], kind="stable")
    save(folder, "links", links[order])
    return list(_batches(family[members], family[links["one"][order]], plan.room))


def _beside(crowds: Iterable[Sequence[int]]) -> Iterator[tuple[int, int]]:
    for crowd in crowds:
        yield from ((crowd[0], other) for other in crowd[1:])


def _tied(ties: Iterable[Tie]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for tie, claim in ties:
        yield first.setdefault(tie, claim), claim


def _batches(of_members: Array, of_links: Array, room: int) -> Iterator[Batch]:
    """Cut two sorted lists of family names at the same names, each cut at the first family behind `room` members."""
    bounds = np.append(np.flatnonzero(np.diff(of_members)) + 1, len(of_members))
    first = number = 0
    while first < len(of_members):
        at = min(int(np.searchsorted(bounds, first + room)), len(bounds) - 1)
        end = int(bounds[at])
        last = of_members[end - 1]
        links = np.searchsorted(of_links, [of_members[first], last + 1]).tolist()
        yield Batch(number, (first, end), (links[0], links[1]))
        first, number = end, number + 1
