"""Merge in pieces what one merging of all would merge: who is compared, which of them are linked, and the groups of the linked.

Each function rests on the claims it is given alone; which claims it must be given, its docstring says.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from trucewatch.reconcile.facts import Facts
from trucewatch.reconcile.merging import merger
from trucewatch.reconcile.merging.alike import CUT, compared
from trucewatch.reconcile.merging.blocking import rank
from trucewatch.reconcile.merging.clustering import Score
from trucewatch.reconcile.merging.matching import clash, score
from trucewatch.reconcile.merging.merger import Group, Merger, Step

WORDS, IDS = 1, 2  # how far claims told alike were divided: by their words too, or all apart


def rough_telling(facts: Facts) -> str:
    """What all claims told alike have in common, and some others too: whoever is told alike with one has the same."""
    place = facts.place.name if facts.place is not None else ""
    sides = sorted(facts.actor), sorted(facts.recipient)
    days = facts.published, facts.since, facts.until, facts.deadline
    return repr((days, facts.type.value, facts.mode, facts.realis.value, sides, place, facts.source, facts.logged is None))


@dataclass(frozen=True, slots=True)
class Tellings:
    """Of claims told roughly alike: the crowds of which not all are compared, each in order of rank, and how far claims were
    divided, by claim, where they were."""

    crowds: tuple[Group, ...]
    divided: Mapping[str, int]


class _Told(Merger):
    """Only who is told like whom: nobody is compared."""

    def tell(self, facts: Iterable[Facts]) -> Tellings:
        step = Step()
        held = sorted(facts, key=rank)
        for item in held:
            self._come(item, step)
        crowds = (tuple(item.id for item in told) for told in self._told.values() if len(told) > merger.SPEAKERS)
        depths = {item.id: len(self._telling(item)) - len(compared(item)) for item in held}
        return Tellings(tuple(sorted(crowds)), {key: depth for key, depth in depths.items() if depth})

    def _enter(self, facts: Facts, step: Step) -> None:
        pass

    def _withdraw(self, facts: Facts, step: Step) -> None:
        pass


def tellings_among(facts: Iterable[Facts]) -> Tellings:
    """Who goes with others told alike; to be given all claims of the same rough telling."""
    return _Told().tell(facts)


def link(one: Facts, other: Facts) -> Score:
    """Thousandths of the score of two claims, 0 if it is too low to link them."""
    if other.id < one.id:
        one, other = other, one
    value = 0 if clash(one, other) else round(1000 * score(one, other))
    return value if value >= CUT else 0


@dataclass(frozen=True, slots=True)
class Kin:
    """Claims that hang together by links, tellings or decisions: their groups, and for each claim the name of its family."""

    groups: tuple[Group, ...]
    families: Mapping[str, str]
    orders: Mapping[str, tuple[int, str]]


class _Settled(Merger):
    """The groups that follow from links that were found before."""

    def __init__(self, facts: Collection[Facts], links: Iterable[tuple[str, str, Score]], divided: Mapping[str, int]) -> None:
        super().__init__()
        for item in sorted(facts, key=rank):
            self._facts[item.id] = item
            self._bind(item)
            if depth := divided.get(item.id):
                self._apart.update({compared(item), (*compared(item), item.words)} if depth == IDS else {compared(item)})
        for item in self._facts.values():
            insort(self._told.setdefault(self._telling(item), []), item, key=rank)
        for told in self._told.values():
            self._count("", told)
        near = set[str]()
        for one, other, value in links:
            near.update((one, other))
            kept = self._links if self._facts[one].denies is self._facts[other].denies else self._across
            kept.setdefault(one, {})[other] = kept.setdefault(other, {})[one] = value
        self._settle(Step(near=near))


def settled(facts: Collection[Facts], links: Iterable[tuple[str, str, Score]], divided: Mapping[str, int]) -> Kin:
    """The groups of claims; to be given with every claim all that hang together with it, and every link between them."""
    found = _Settled(facts, links, divided)
    return Kin(found.groups(), found.families(), {item.id: item.order for item in facts})


def in_order(groups: Iterable[Group], orders: Mapping[str, tuple[int, str]]) -> Iterator[Group]:
    """Groups as `Merger.groups` orders them: by the first claim of each."""
    return iter(sorted(groups, key=lambda group: orders[group[0]]))
