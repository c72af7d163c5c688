"""Which figures of one account count the same people, and what they come to: rivals are ranged, parties added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from trucewatch.knowledge.reconcile_tables import party_kin
from trucewatch.knowledge.sides import side_of
from trucewatch.model import Standing
from trucewatch.reconcile.figures.bounds import Bounds, add, envelope, within
from trucewatch.reconcile.figures.printed import Printed

Key = tuple[str, int, int, str | None]  # a figure's claim, where it stands, whom it counts


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the figures of one origin come to, and which of them say less than another."""

    bounds: Bounds
    everybody: bool
    ours: bool
    lost: Mapping[Key, Standing]
    why: str = "the account gives a larger figure from the same origin"


Bundle = tuple[frozenset[str], Bounds, tuple[Printed, ...]]  # the sides one claim counts, what they add up to, the figures


def reckon(items: Sequence[Printed]) -> Reckoned:
    """Totals for everybody on the one hand, parties on the other: the same people in another claim are rivals, others add up."""
    totals: list[Bundle] = [(frozenset(), (i.figure.low, i.figure.high), (i,)) for i in items if not i.of]
    groups: list[list[Bundle]] = []
    for bundle in _bundles(items):
        rival = next((group for group in groups if any(_same_people(bundle[0], other[0]) for other in group)), None)
        if rival is None:
            groups.append([bundle])
        else:
            rival.append(bundle)
    if len(groups) < 2:  # one party: a number without a party counts the same people
        rivals = sorted([*totals, *(bundle for group in groups for bundle in group)], key=place_of)
        bounds, lost = reduce_rivals(rivals)
        inner = [item for _, _, figures in rivals for item in figures]
        ours = bool(rivals) and all((i.figure.low, i.figure.high) != bounds for i in inner) and any(len(r[2]) > 1 for r in rivals)
        return Reckoned(bounds, any(key_of(i) not in lost for t in totals for i in t[2]), ours, lost)
    reduced = [reduce_rivals(group) for group in groups]
    lost = {key: standing for _, some in reduced for key, standing in some.items()}
    counted = add(bounds for bounds, _ in reduced)
    whole = [total for total in totals if not within(total[1], counted)]
    lost |= {key_of(item): Standing.PART for total in totals if total not in whole for item in total[2]}
    if whole:
        bounds, some = reduce_rivals(whole)
        return Reckoned(bounds, True, False, {**lost, **some})
    return Reckoned(counted, False, True, lost)


def key_of(item: Printed) -> Key:
    """What tells one printed figure from another."""
    return item.claim.id, item.figure.span.start, item.figure.span.end, item.of


def _bundles(items: Sequence[Printed]) -> list[Bundle]:
    """The parties of each claim, added up."""
    by_claim: dict[str, list[Printed]] = {}
    for item in items:
        if item.of:
            by_claim.setdefault(item.claim.id, []).append(item)
    out: list[Bundle] = []
    for some in by_claim.values():
        once = {(item.of, item.figure.low, item.figure.high): item for item in reversed(some)}
        sides = frozenset(side_of(item.of) for item in some if item.of)
        out.append((sides, add((i.figure.low, i.figure.high) for i in once.values()), tuple(some)))
    return sorted(out, key=place_of)


def place_of(bundle: Bundle) -> int:
    """Where the first figure of a bundle is printed."""
    return min(item.figure.span.start for item in bundle[2])


def _same_people(a: frozenset[str], b: frozenset[str]) -> bool:
    return any(same_party(x, y) for x in a for y in b)


@cache
def same_party(a: str, b: str) -> bool:
    """True if two sides are one, or one under a wider or rival label: "rebels" here, "terrorists" there."""
    return a == b or (a, b) in party_kin()


def reduce_rivals(rivals: Sequence[Bundle]) -> tuple[Bounds, dict[Key, Standing]]:
    """The number printed first and every larger one; a smaller one is a part, and "dozens" beside a number says no more."""
    exact = [bundle for bundle in rivals if not _is_vague(bundle)]
    first = (exact or list(rivals))[:1]
    kept: list[Bundle] = []
    lost: dict[Key, Standing] = {}
    for bundle in rivals:
        size = _top(first[0][1])
        if exact and _is_vague(bundle) and _low(bundle[1]) <= max(_top(b[1]) for b in exact):
            lost |= {key_of(item): Standing.VAGUE for item in bundle[2]}
        elif bundle is not first[0] and _top(bundle[1]) < size:
            lost |= {key_of(item): Standing.PART for item in bundle[2]}
        else:
            kept.append(bundle)
    open_at = {bundle[1][0] for bundle in kept if bundle[1][1] is None}  # "at least 40" here and "40" there is at least 40
    return envelope((low, None) if low in open_at else (low, high) for _, (low, high), _ in kept), lost


def _is_vague(bundle: Bundle) -> bool:
    return all(i.figure.approx and i.figure.low is not None and i.figure.high not in (None, i.figure.low) for i in bundle[2])


def _low(bounds: Bounds) -> int:
    return bounds[0] or 0


def _top(bounds: Bounds) -> int:
    """The number a figure goes up to, as far as it says."""
    return bounds[1] if bounds[1] is not None else bounds[0] or 0
