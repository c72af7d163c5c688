"""Put together the claims that tell one demand with a last day, however often it is told and whatever a report leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.assess.demands import RUNS_DAYS, Demand, fits, same_demand, same_ground
from trucewatch.model import ChangeKind, Place

NEVER = date.max
Pair = tuple[str, str, str]  # who demands, of whom, what kind of demand
LONG_RUN = 36  # months; what runs for longer is compared with every demand of its sides, as is what nothing dates
ANY_TIME = -1


def groups_of(bearers: Sequence[Demand]) -> list[list[Demand]]:
    """Those that tell all first, by themselves; then those that leave something out, each to the only group it can belong to."""
    groups: list[list[Demand]] = []
    for told in (_tells_all, _leaves_out_ground, _leaves_out_more):
        near = _Near(groups)
        found = [(demand, near.only(demand)) for demand in bearers if told(demand)]
        alone = _linked([demand for demand, number in found if number is None])
        for demand, number in found:
            if number is not None:
                groups[number].append(demand)
        groups += alone
    kept = [sorted(group, key=when) for group in groups if any(d.last for d in group)]
    return sorted(kept, key=lambda group: min(d.id for d in group))


def when(demand: Demand) -> tuple[date, int, str]:
    """What claims of one demand are put in order by: when it was made, and where in its report it is told."""
    return (demand.made or NEVER, demand.claim.quote.start, demand.id)


def _tells_all(demand: Demand) -> bool:
    place = demand.claim.place
    return _tells_the_demand(demand) and place is not None and not place.inherited


def _leaves_out_ground(demand: Demand) -> bool:
    return _tells_the_demand(demand) and not _tells_all(demand)


def _leaves_out_more(demand: Demand) -> bool:
    return not _tells_the_demand(demand)


def _tells_the_demand(demand: Demand) -> bool:
    return demand.names_both and bool(demand.asks) and demand.last is not None


class _Near:
    """Groups looked up by what a demand must share with one of theirs: its last day, or its two sides, its kind and its time."""

    def __init__(self, groups: Sequence[Sequence[Demand]]) -> None:
        self._under: dict[object, list[tuple[int, Demand]]] = {}
        self._told_in: dict[str, list[tuple[int, Demand]]] = {}
        for number, group in enumerate(groups):
            for demand in group:
                self.add(number, demand)

    def add(self, number: int, demand: Demand) -> None:
        """One more demand of a group."""
        for key in (*_keys(demand), *_times(demand)):
            self._under.setdefault(key, []).append((number, demand))
        self._told_in.setdefault(demand.claim.report_id, []).append((number, demand))

    def fitting(self, demand: Demand) -> frozenset[int]:
        """The groups of which one tells the same demand."""
        beside = (item for key in _asked_under(demand) for item in self._under.get(key, ()))
        found: set[int] = set()
        for number, other in beside:
            if number not in found and same_demand(demand, other):
                found.add(number)
        return frozenset(found)

    def only(self, demand: Demand) -> int | None:
        """The only group whose demand it can tell; of several the only one that the same report tells."""
        fits_in = self.fitting(demand)
        if len(fits_in) > 1:
            own, beside = set(_keys(demand)), self._told_in.get(demand.claim.report_id, ())
            fits_in &= {number for number, other in beside if not own.isdisjoint(_keys(other))}
        return next(iter(fits_in)) if len(fits_in) == 1 else None


def _keys(demand: Demand) -> list[object]:
    """Two claims of one demand share one of these."""
    return [*_pairs(demand), demand.last] if demand.last else list(_pairs(demand))


def _pairs(demand: Demand) -> list[Pair]:
    return [(a, b, demand.asks) for a in demand.issuer for b in demand.addressee if demand.asks]


def _times(demand: Demand) -> list[object]:
    """Two claims of one demand that give two last days share one of these, if neither is of any time."""
    return [(*pair, month) for pair in _pairs(demand) for month in (_months_run(demand) or (ANY_TIME,))]


def _asked_under(demand: Demand) -> list[object]:
    """The keys and times under which all stand that can tell the same demand."""
    months = _months_run(demand)
    if not months:
        return _keys(demand)
    times = [(*pair, month) for pair in _pairs(demand) for month in (*months, ANY_TIME)]
    return [demand.last, *times]


def _months_run(demand: Demand) -> range:
    """The months from when it was made to its last day, as numbers; none where that is not known, or very long."""
    if demand.made is None or demand.last is None:
        return range(0)
    first, end = _month(demand.made), max(_month(demand.made), _month(demand.last)) + 1
    return range(first, end) if end - first <= LONG_RUN else range(0)


def _month(day: date) -> int:
    return 12 * day.year + day.month


def _linked(demands: Sequence[Demand]) -> list[list[Demand]]:
    """Demands that are the same, directly or through others, together."""
    near = _Near(())
    above = list(range(len(demands)))

    def top(number: int) -> int:
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    for number, demand in enumerate(demands):
        for other in near.fitting(demand):
            above[top(other)] = top(number)
        near.add(number, demand)
    groups: dict[int, list[Demand]] = {}
    for number, demand in enumerate(demands):
        groups.setdefault(top(number), []).append(demand)
    return list(groups.values())


def said_again(groups: Sequence[Sequence[Demand]], others: Iterable[Demand]) -> list[list[Demand]]:
    """For each group the claims without a last day that say its demand again, or change it, while it ran."""
    out: list[list[Demand]] = [[] for _ in groups]
    running = [_Running.of(group) for group in groups]
    by_issuer: dict[tuple[str, int], set[int]] = {}
    for number, one in enumerate(running):
        for side in {side for issuer, _ in one.sides for side in issuer}:
            for month in one.months():
                by_issuer.setdefault((side, month), set()).add(number)
    for demand in others:
        if demand.made is not None:
            near = {number for side in demand.issuer for number in by_issuer.get((side, _month(demand.made)), ())}
            found = [number for number in sorted(near) if _says_again(demand, running[number])]
            if len(found) == 1:
                out[found[0]].append(demand)
    return out


@dataclass(frozen=True, slots=True)
class _Running:
    """One demand by all who tell it: from when to when it ran, its kinds, and each pair of sides and each ground once."""

    begun: date | None
    ends: date
    kinds: frozenset[str]
    sides: frozenset[tuple[frozenset[str], frozenset[str]]]
    grounds: tuple[Place, ...]

    @classmethod
    def of(cls, group: Sequence[Demand]) -> _Running:
        """What its claims tell."""
        places = (demand.claim.place for demand in group)
        grounds = {(place.inherited, place.country, place.admin1): place for place in places if place is not None}
        return cls(
            begun=min((d.made for d in group if d.made), default=None),
            ends=max(d.last for d in group if d.last),
            kinds=frozenset(d.asks for d in group if d.asks),
            sides=frozenset((d.issuer, d.addressee) for d in group),
            grounds=tuple(grounds.values()),
        )

    def months(self) -> range:
        """The months in which it can be said again."""
        if self.begun is None:
            return range(0)
        last = min(self.ends, self.begun + timedelta(days=min(RUNS_DAYS, (date.max - self.begun).days)))
        return range(_month(self.begun), _month(last) + 1)


def _says_again(demand: Demand, group: _Running) -> bool:
    begun = group.begun
    if begun is None or demand.made is None or not demand.issuer or not begun <= demand.made <= group.ends:
        return False
    if demand.made - begun > timedelta(days=RUNS_DAYS) or not (demand.addressee or _taken_back(demand)):
        return False
    if not any(_of_its_sides(demand, *sides) for sides in group.sides):
        return False
    same_sides = all(fits(demand.issuer, issuer) and fits(demand.addressee, addressee) for issuer, addressee in group.sides)
    same_kind = demand.asks in group.kinds or (not demand.asks and demand.change is not None)
    return same_sides and same_kind and all(same_ground(demand.claim.place, place) for place in group.grounds)


def _of_its_sides(demand: Demand, issuer: frozenset[str], addressee: frozenset[str]) -> bool:
    """True if both name one issuer and one addressee; whoever takes a demand back need not say of whom."""
    return bool(demand.issuer & issuer) and (not demand.addressee or bool(demand.addressee & addressee))


def _taken_back(demand: Demand) -> bool:
    return demand.change in (ChangeKind.WITHDRAWN, ChangeKind.EXTENDED)
