"""Find the best dependency tree with a single root among scored arcs (Chu-Liu-Edmonds where the best heads form none)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Heads = NDArray[np.int64]
NEVER = -1e12


def is_tree(heads: Heads) -> bool:
    """True if every word reaches the root (place 0) and exactly one hangs on it directly; `heads[0]` is not looked at."""
    parent = heads.tolist()
    if parent[1:].count(0) != (1 if len(parent) > 1 else 0):
        return False
    return not _cycle(parent)


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


def _cycle(parent: Sequence[int]) -> list[int]:
    """The words of one cycle, or nothing; `parent[0]` is not looked at."""
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
    cycle = _cycle(heads.tolist())
    if not cycle:
        return heads
    inside = np.array(cycle)
    apart = np.ones(len(arcs), np.bool_)
    apart[inside] = False
    outside = np.flatnonzero(apart)
    n = len(outside)
    smaller = np.full((n + 1, n + 1), NEVER * 2)
    smaller[:n, :n] = arcs[outside[:, None], outside]
    entering = arcs[inside[:, None], outside] - arcs[inside, heads[inside]][:, None]
    enters_at = entering.argmax(0)
    smaller[n, :n] = entering[enters_at, np.arange(n)]
    leaving = arcs[outside[:, None], inside]
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
