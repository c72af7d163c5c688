"""Gather claims into happenings by what ties group to group, with vetoes, in an order that the input cannot change."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

Pair = tuple[int, int]
Score = int  # thousandths, so that sums are exact in whatever order they are made

VETO = -1  # the two may not stand in one happening at all
BEST_SHARE = 0.15  # of the best pair in what ties two groups; 0 to .5 differ by about .01 of F1 (tests/eval/merging.py)


class Link(NamedTuple):
    """The scores of all pairs between two groups, summed, and the best of them."""

    total: Score
    best: Score


FORBIDDEN = Link(VETO, VETO)


def cluster(
    size: int,
    scores: Mapping[Pair, Score],
    unseen: Callable[[int, int], Score],
    *,
    cut: Score,
    best_share: float = BEST_SHARE,
) -> tuple[tuple[int, ...], ...]:
    """Groups of the indices 0..size-1, each ascending, ordered by their first member.

    `scores` holds pairs (lower index first), at least all that reach `cut`; `unseen` gives the score of any other, and is asked
    only for pairs between groups of which some pair is in `scores`. Two groups join if what they have in common (`_strength`)
    reaches `cut` and no pair is vetoed; the strongest join first, ties in order of index.
    """
    members: dict[int, tuple[int, ...]] = {index: (index,) for index in range(size)}
    links: dict[int, dict[int, Link]] = {index: {} for index in range(size)}
    for (a, b), value in scores.items():
        links[a][b] = links[b][a] = Link(value, value)
    heap: list[tuple[float, int, int]] = [(-value, a, b) for (a, b), value in sorted(scores.items()) if value >= cut]
    heapq.heapify(heap)
    next_id = size
    while heap:
        _, a, b = heapq.heappop(heap)
        if a not in members or b not in members:
            continue
        members[next_id] = tuple(sorted(members[a] + members[b]))
        links[next_id] = _join_links(a, b, members, links, unseen)
        for gone in (a, b):
            for other in links.pop(gone):
                links[other].pop(gone, None)
            members.pop(gone)
        for other, link in sorted(links[next_id].items()):
            links[other][next_id] = link
            strength = _strength(link, len(members[next_id]) * len(members[other]), best_share)
            if strength >= cut:
                first, second = sorted((next_id, other), key=lambda key: members[key][0])
                heapq.heappush(heap, (-strength, first, second))
        next_id += 1
    return tuple(sorted(members.values()))


def _strength(link: Link, pairs: int, best_share: float) -> float:
    """The mean of all scores between two groups (average linkage: R. Sokal and C. Michener, A statistical method for evaluating
    systematic relationships, 1958), moved towards the best of them: a report that tells one happening ten times says little with
    each telling, and much with the fullest."""
    if link == FORBIDDEN:
        return VETO
    return (1 - best_share) * link.total / pairs + best_share * link.best


def _join_links(
    a: int,
    b: int,
    members: Mapping[int, tuple[int, ...]],
    links: Mapping[int, Mapping[int, Link]],
    unseen: Callable[[int, int], Score],
) -> dict[int, Link]:
    """What ties the joined group to every group that either half was scored against; a veto stays a veto."""
    out: dict[int, Link] = {}
    for other in sorted({*links[a], *links[b]} - {a, b}):
        one, two = (
            links[half][other] if other in links[half] else _between(members[half], members[other], unseen) for half in (a, b)
        )
        out[other] = FORBIDDEN if FORBIDDEN in (one, two) else Link(one.total + two.total, max(one.best, two.best))
    return out


def _between(these: Iterable[int], those: tuple[int, ...], unseen: Callable[[int, int], Score]) -> Link:
    total = best = 0
    for a in these:
        for b in those:
            value = unseen(min(a, b), max(a, b))
            if value == VETO:
                return FORBIDDEN
            total, best = total + value, max(best, value)
    return Link(total, best)
