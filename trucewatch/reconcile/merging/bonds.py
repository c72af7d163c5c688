"""Unite and part groups of claims by what persons decided: those called one happening stand together, those kept apart do not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from trucewatch.reconcile.facts import Facts

Order = tuple[int, str]


def conflicts(facts: Iterable[Facts]) -> bool:
    """True if a person keeps any two of these claims apart."""
    bound = [item for item in facts if item.bond.apart]
    names = {item.bound_name for item in bound}
    return any(not names.isdisjoint(item.bond.apart) for item in bound)


def united(groups: Sequence[Sequence[str]], facts: Mapping[str, Facts]) -> Iterator[tuple[str, ...]]:
    """The groups, those joined that a tie runs through, and of these whoever is kept apart standing for himself.

    What comes out rests on the groups alone, not on their order: groups and claims go by day of publication and id.
    """
    by_tie: dict[str, list[int]] = {}
    for at, group in enumerate(groups):
        for tie in {facts[key].bond.tie for key in group if facts[key].bond.tie}:
            by_tie.setdefault(tie, []).append(at)
    for some in _connected(len(groups), by_tie.values()):
        held = [groups[at] for at in some]
        yield from parted(held, facts)


def _connected(size: int, ties: Iterable[Sequence[int]]) -> Iterator[list[int]]:
    root = list(range(size))

    def find(at: int) -> int:
        while root[at] != at:
            root[at] = root[root[at]]
            at = root[at]
        return at

    for tied in ties:
        first = min(find(at) for at in tied)
        for at in tied:
            root[find(at)] = first
    found: dict[int, list[int]] = {}
    for at in range(size):
        found.setdefault(find(at), []).append(at)
    yield from found.values()


@dataclass(slots=True)
class _Core:
    """The claims that stay together, in the order of their coming: whoever is kept apart from one of them is not let in."""

    names: set[str] = field(default_factory=set)
    apart: set[str] = field(default_factory=set)
    units: list[str] = field(default_factory=list)

    def lets_in(self, name: str, apart: Collection[str]) -> bool:
        return name not in self.apart and self.names.isdisjoint(apart)

    def take(self, name: str, apart: Collection[str]) -> None:
        self.names.add(name)
        self.apart.update(apart)
        self.units.append(name)


def parted(groups: Sequence[Sequence[str]], facts: Mapping[str, Facts]) -> Iterator[tuple[str, ...]]:
    """Groups that ties join, as one; where two of its claims are kept apart, the one told first stays and the other stands alone.

    Claims that nobody decided on go with the first decided on in their own group.
    """
    whole = sorted((key for group in groups for key in group), key=_order(facts))
    if not conflicts(facts[key] for key in whole):
        yield tuple(whole)
        return
    core = _Core()
    alone: set[str] = set()
    for key in whole:
        item = facts[key]
        if _is_bound(item) and item.bound_name not in core.names | alone:
            if core.lets_in(item.bound_name, item.bond.apart):
                core.take(item.bound_name, item.bond.apart)
            else:
                alone.add(item.bound_name)
    pieces: dict[str, list[str]] = {}
    for group in groups:
        lead = min((key for key in group if _is_bound(facts[key])), key=_order(facts), default="")
        for key in group:
            name = facts[key if _is_bound(facts[key]) else lead].bound_name if lead else ""
            pieces.setdefault("" if name in core.names else name, []).append(key)
    yield from (tuple(sorted(piece, key=_order(facts))) for piece in pieces.values())


def _is_bound(item: Facts) -> bool:
    return bool(item.bond.tie or item.bond.apart)


def _order(facts: Mapping[str, Facts]) -> Callable[[str], Order]:
    return lambda key: facts[key].order
