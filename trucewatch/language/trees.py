"""Find the best dependency tree with a single root among scored arcs (Chu-Liu-Edmonds where the best heads form none)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Heads = NDArray[np.int64]
NEVER = -1e12


def is_tree(heads: Heads) -> bool:
    """True if every word reaches the root (place 0) and exactly one hangs on it directly; `heads[0]` is not looked at."""
    n = len(heads)
    if int(np.count_nonzero(heads[1:] == 0)) != (1 if n > 1 else 0):
        return False
    parent = heads.tolist()
    reached = [False] * n
    reached[0] = True
    for word in range(1, n):
        path: list[int] = []
        seen = set[int]()
        at = word
        while not reached[at]:
            if at in seen:
                return False
            seen.add(at)
            path.append(at)
            at = parent[at]
        for step in path:
            reached[step] = True
    return True


def best_tree(scores: NDArray[np.float32]) -> Heads:
    """Heads of the highest-scoring tree with one root; `scores[d, h]` is that of d under h, place 0 is the root."""
    n = len(scores)
    arcs = scores.astype(np.float64)
    arcs.reshape(-1)[:: n + 1] = NEVER  # no word is its own head
    arcs[0] = NEVER
    heads = _best_heads(arcs)
    if is_tree(heads):
        return heads
    possible = arcs[1:][arcs[1:] > NEVER]
    arcs[1:, 0] -= (possible.max() - possible.min()) * n + 1  # dear enough that the best tree has one root, not two
    return _maximum_arborescence(arcs)


def _best_heads(arcs: Scores) -> Heads:
    """The best head of each word by itself; these may go round in circles."""
    heads: Heads = arcs.argmax(1)
    heads[0] = 0
    return heads


def _cycle(heads: Heads) -> list[int]:
    """The words of one cycle, or nothing."""
    parent = heads.tolist()
    colour = [0] * len(parent)
    colour[0] = -1
    for word in range(1, len(parent)):
        path = []
        at = word
        while colour[at] == 0:
            colour[at] = word
            path.append(at)
            at = parent[at]
        if colour[at] == word:
            return path[path.index(at) :]
    return []


def _maximum_arborescence(arcs: Scores) -> Heads:
    """Chu-Liu-Edmonds: contract a cycle into one word, solve the smaller problem, open the cycle where it was entered."""
    heads = _best_heads(arcs)
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = np.array(cycle)
    outside = np.setdiff1d(np.arange(len(arcs)), inside)
    n = len(outside)
    smaller = np.full((n + 1, n + 1), NEVER * 2)
    smaller[:n, :n] = arcs[np.ix_(outside, outside)]
    entering = arcs[np.ix_(inside, outside)] - arcs[inside, heads[inside]][:, None]
    enters_at = entering.argmax(0)
    smaller[n, :n] = entering[enters_at, np.arange(n)]
    leaving = arcs[np.ix_(outside, inside)]
    leaves_at = leaving.argmax(1)
    smaller[:n, n] = leaving[np.arange(n), leaves_at]
    smaller[0] = NEVER * 2
    solved = _maximum_arborescence(smaller)
    for place in range(1, n):
        head = solved[place]
        heads[outside[place]] = inside[leaves_at[place]] if head == n else outside[head]
    entrance = solved[n]
    heads[inside[enters_at[entrance]]] = outside[entrance]
    return heads
