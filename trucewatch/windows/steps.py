"""The tasks of merging in windows, each of which any process can do: what it is given lies in the folder, and so does its work.

The order is that of `merged.merged_in_windows`; docs/reconcile.md says why the outcome is that of merging all at once.
"""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from trucewatch.reconcile.facts import Facts
from trucewatch.reconcile.merging import merger
from trucewatch.reconcile.merging.alike import telling_mark
from trucewatch.reconcile.merging.blocking import rank
from trucewatch.reconcile.merging.plan import Home, Stretch, day_of, region_of
from trucewatch.reconcile.merging.rows import (
    IS_ONLY_KEPT,
    LOWER,
    MARK_BITS,
    by_window,
    compared_under,
    in_order,
    kept_rows,
    key_rows,
    mark_number,
    marks_of,
    pairs,
)
from trucewatch.reconcile.merging.settling import Kin, link, rough_telling, settled, tellings_among
from trucewatch.windows.source import Part, Source, Told
from trucewatch.windows.spool import FactsOnDisk, load, load_cut, save, save_cut, save_facts, save_things, things_of

PLAN = "plan.pickle"
ROUGH = np.dtype([("mark", "<u8"), ("claim", "<u4")])
LINK = np.dtype([("one", "<u4"), ("other", "<u4"), ("value", "<u2")])


@dataclass(frozen=True, slots=True)
class Plan:
    """How the claims are cut: into stretches and their windows, and rows of keys into `drawers` by their marks."""

    stretches: tuple[Stretch, ...]
    drawers: int
    room: int

    @property
    def claims(self) -> int:
        """How many claims there are."""
        return sum(one.claims for one in self.stretches)

    @property
    def windows(self) -> int:
        """How many windows there are."""
        return sum(one.windows for one in self.stretches)

    def facts(self, folder: Path) -> FactsOnDisk:
        """The claims by number."""
        return FactsOnDisk(folder, [one.first for one in self.stretches])


def plan_of(folder: Path) -> Plan:
    """The plan that was put down in the folder."""
    found: Plan = things_of(folder / PLAN)
    return found


@dataclass(frozen=True, slots=True)
class Spread:
    """One part, put down day by day: how many claims of each day and region, and where in its file each day lies.

    `marked` are the reports of claims that came with marks of their own.
    """

    name: str
    counts: Counter[Home]
    days: dict[int, tuple[int, int]]
    marked: frozenset[str]


def spread(folder: Path, source: Source, numbered: tuple[int, Part]) -> Spread:
    """Put the claims of a part down day by day."""
    number, part = numbered
    by_day: dict[int, list[Told]] = {}
    counts: Counter[Home] = Counter()
    marked = set[str]()
    for item in source.told(part):
        facts, marks = item
        by_day.setdefault(day_of(facts), []).append(item)
        counts[day_of(facts), region_of(facts)] += 1
        marked.update((facts.report_id,) if marks else ())
    found = Spread(f"part-{number}.bin", counts, {}, frozenset(marked))
    with (folder / found.name).open("wb") as file:
        for day in sorted(by_day):
            packed = pickle.dumps(by_day[day], pickle.HIGHEST_PROTOCOL)
            found.days[day] = file.tell(), len(packed)
            file.write(packed)
    return found


Lying = tuple[str, int, int]  # a file, from where on, how many bytes
Tie = tuple[str, int]


def number(folder: Path, task: tuple[int, Sequence[Lying]]) -> list[Tie]:
    """Number the claims of a stretch by rank; put them down, their homes, and the rows of their keys and tellings.

    What comes back are the ties that persons made, by the number of the claim.
    """
    at, lying = task
    plan = plan_of(folder)
    stretch = plan.stretches[at]
    told = sorted(_read(folder, lying), key=lambda item: rank(item[0]))
    facts = [item for item, _ in told]
    save_facts(folder, at, facts)
    save(folder, f"homes-{at}", np.fromiter(stretch.homes(facts, plan.room), np.uint32, len(facts)))
    marks = ((n, (telling_mark(item), *more)) for n, (item, more) in enumerate(told, stretch.first))
    rows = np.concatenate([key_rows(facts, stretch.first), kept_rows(marks)])
    save_cut(folder, f"rows-{at}", rows, _drawers(rows["mark"], plan.drawers), plan.drawers)
    rough = np.array([(mark_number(rough_telling(item)), n) for n, item in enumerate(facts, stretch.first)], ROUGH)
    save_cut(folder, f"rough-{at}", rough, _drawers(rough["mark"], plan.drawers), plan.drawers)
    return [(item.bond.tie, n) for n, item in enumerate(facts, stretch.first) if item.bond.tie]


def _read(folder: Path, lying: Sequence[Lying]) -> Iterator[Told]:
    for name, first, size in lying:
        with (folder / name).open("rb") as file:
            file.seek(first)
            yield from pickle.loads(file.read(size))


def _drawers(marks: np.ndarray[tuple[int], np.dtype[np.uint64]], drawers: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The drawer of each mark: its upper bits, so that drawer after drawer gives marks in order."""
    return marks >> np.uint64(MARK_BITS - (drawers.bit_length() - 1))


@dataclass(frozen=True, slots=True)
class Alike:
    """Claims by number: crowds told alike of which the first are compared, and how far some were divided."""

    crowds: list[list[int]]
    divided: dict[int, int]


def tell(folder: Path, drawer: int) -> Alike:
    """Find who is told alike among the claims whose rough tellings lie in a drawer."""
    plan = plan_of(folder)
    rows = load_cut(folder, [f"rough-{at}" for at in range(len(plan.stretches))], drawer)
    marks, counts = np.unique(rows["mark"], return_counts=True)
    many = rows[np.isin(rows["mark"], marks[counts > merger.SPEAKERS])]
    found = Alike([], {})
    for mark in np.unique(many["mark"]):
        held = plan.facts(folder).of(sorted(many["claim"][many["mark"] == mark].tolist()))
        numbers = {item.id: n for n, item in held.items()}
        told = tellings_among(held.values())
        found.crowds.extend([numbers[key] for key in crowd] for crowd in told.crowds)
        found.divided.update((numbers[key], depth) for key, depth in told.divided.items())
    return found


def meet(folder: Path, drawer: int) -> None:
    """Cut off the keys of a drawer where they are crowded, and put down for each window those that it needs; marks beside."""
    plan = plan_of(folder)
    rows = load_cut(folder, [f"rows-{at}" for at in range(len(plan.stretches))], drawer)
    speaks = load(folder, "speaks")
    rows = in_order(rows[(rows["sort"] & IS_ONLY_KEPT != 0) | speaks[rows["claim"]]])
    save(folder, f"marks-{drawer}", marks_of(rows)[["mark", "claim"]].astype(ROUGH))
    met, at = by_window(compared_under(rows), load(folder, "homes"))
    save_cut(folder, f"met-{drawer}", met, at, plan.windows)


def compare(folder: Path, window: int) -> int:
    """Score the pairs whose first claim is at home in a window, and put down those that are linked; how many were scored."""
    plan = plan_of(folder)
    rows = load_cut(folder, [f"met-{drawer}" for drawer in range(plan.drawers)], window)
    met = pairs(rows, load(folder, "homes")[rows["claim"]] == window)
    one, other = (met >> LOWER).tolist(), (met & np.uint64(0xFFFFFFFF)).tolist()
    facts = plan.facts(folder).of(np.unique(rows["claim"]).tolist())
    found = [(a, b, value) for a, b in zip(one, other, strict=True) if (value := link(facts[a], facts[b]))]
    save(folder, f"links-{window}", np.array(found, LINK))
    return len(met)


@dataclass(frozen=True, slots=True)
class Batch:
    """Whole families, as stretches of the lists in which members and links stand family by family."""

    number: int
    members: tuple[int, int]
    links: tuple[int, int]


def settle(folder: Path, batch: Batch) -> None:
    """Cluster the families of a batch, and put down their groups and their names."""
    numbers = load(folder, "members")[slice(*batch.members)].tolist()
    links = load(folder, "links")[slice(*batch.links)]
    facts = plan_of(folder).facts(folder).of(sorted(numbers))
    divided = load(folder, "divided")
    depths = {facts[n].id: int(divided[n]) for n in numbers if divided[n]}
    kin = settled(facts.values(), ((facts[a].id, facts[b].id, value) for a, b, value in links.tolist()), depths)
    save_things(folder / f"groups-{batch.number}.list", _grouped(kin, facts))
    save_things(folder / f"families-{batch.number}.list", sorted(kin.families.items()))


Grouped = tuple[tuple[int, str], list[tuple[int, str]]]  # where a group stands among all, and its claims by number and id


def _grouped(kin: Kin, facts: dict[int, Facts]) -> Iterator[Grouped]:
    numbers = {item.id: n for n, item in facts.items()}
    for group in kin.groups:
        yield kin.orders[group[0]], [(numbers[key], key) for key in group]
