"""Gather claims into happenings: average-link over scored pairs, with vetoes, in an order that the input cannot change."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping

Pair = tuple[int, int]
Score = int  # thousandths, so that sums are exact in whatever order they are made

VETO = -1  # the two may not stand in one happening at all


def cluster(
    size: int, scores: Mapping[Pair, Score], unseen: Callable[[int, int], Score], *, cut: Score
) -> tuple[tuple[int, ...], ...]:
    """Groups of the indices 0..size-1, each ascending, ordered by their first member.

    `scores` holds pairs (lower index first), at least all that reach `cut`; `unseen` gives the score of any other, and is asked
    only for pairs between groups of which some pair is in `scores`. Two groups join if the mean over all pairs between them
    reaches `cut` and no pair is vetoed; the highest mean joins first, ties in order of index (average linkage: R. Sokal and
    C. Michener, A statistical method for evaluating systematic relationships, 1958).
    """
    members: dict[int, tuple[int, ...]] = {index: (index,) for index in range(size)}
    links: dict[int, dict[int, Score]] = {index: {} for index in range(size)}
    for (a, b), value in scores.items():
        links[a][b] = links[b][a] = value
    heap = [(-value / 1, a, b) for (a, b), value in sorted(scores.items()) if value >= cut]
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
        for other, total in sorted(links[next_id].items()):
            links[other][next_id] = total
            mean = total / (len(members[next_id]) * len(members[other]))
            if total >= 0 and mean >= cut:
                first, second = sorted((next_id, other), key=lambda key: members[key][0])
                heapq.heappush(heap, (-mean, first, second))
        next_id += 1
    return tuple(sorted(members.values()))


def _join_links(
    a: int,
    b: int,
    members: Mapping[int, tuple[int, ...]],
    links: Mapping[int, Mapping[int, Score]],
    unseen: Callable[[int, int], Score],
) -> dict[int, Score]:
    """The summed scores of the joined group with every group that either half was scored against; a veto stays a veto."""
    out: dict[int, Score] = {}
    for other in sorted({*links[a], *links[b]} - {a, b}):
        halves = [links[half][other] if other in links[half] else _sum(members[half], members[other], unseen) for half in (a, b)]
        out[other] = VETO if VETO in halves else sum(halves)
    return out


def _sum(these: Iterable[int], those: tuple[int, ...], unseen: Callable[[int, int], Score]) -> Score:
    total = 0
    for a in these:
        for b in those:
            value = unseen(min(a, b), max(a, b))
            if value == VETO:
                return VETO
            total += value
    return total
