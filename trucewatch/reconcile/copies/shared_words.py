"""Find the passages that two texts share, word for word but for small edits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from trucewatch.reconcile.copies.wording import RUN, Numbers, runs

GAP = 6  # words that may differ between two runs of one passage, on either side: a figure, a name, a clause put in
FEWEST_WORDS = 12  # a shorter passage proves nothing: there are few ways to say that two states agreed
MOST_PLACES = 8  # places of one run that are tried; a text that says one thing a million times costs no more


@dataclass(frozen=True, slots=True)
class Tile:
    """A stretch of words in two texts: `a..a_end` of the first, `b..b_end` of the second; `words` are equal in both."""

    a: int
    a_end: int
    b: int
    b_end: int
    words: int


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """The words of a text, where each run of them stands, and at which words a new stretch of the text begins."""

    words: Sequence[int]
    places: dict[int, list[int]]
    breaks: Sequence[int]

    @classmethod
    def of(cls, words: Numbers, breaks: Sequence[int] = ()) -> Runs:
        """The runs of these words."""
        places: dict[int, list[int]] = {}
        for at, number in enumerate(runs(words).tolist()):
            known = places.setdefault(number, [])
            if len(known) < MOST_PLACES:
                known.append(at)
        return cls(words.tolist(), places, breaks)


def shared_passages(a: Runs, b: Numbers, *, breaks: Sequence[int] = (), fewest: int = FEWEST_WORDS) -> tuple[Tile, ...]:
    """The passages that both have, in the order of the second text, each word of it once.

    A passage has at least `fewest` equal words; one that goes on behind a break, where a stretch of either text that is no
    evidence was left out, is told in pieces.
    """
    chains = (chain for chain in _chains(_tiles(a, b)) if sum(tile.words for tile in chain) >= fewest)
    return tuple(piece for chain in chains for piece in _pieces(chain, a.breaks, breaks))


def _tiles(a: Runs, b: Numbers) -> Iterator[Tile]:
    """Runs of equal words, each as long as it goes; among several the one that goes on where the last one ended."""
    words, at, expected = b.tolist(), 0, 0
    numbers = runs(b).tolist()
    while at < len(numbers):
        best, length = 0, 0
        for place in a.places.get(numbers[at], ()):
            size = _equal(a.words, place, words, at)
            if (size, -abs(place - expected), -place) > (length, -abs(best - expected), -best):
                best, length = place, size
        if length < RUN:
            at += 1
            continue
        yield Tile(best, best + length, at, at + length, length)
        at, expected = at + length, best + length


def _equal(a: Sequence[int], i: int, b: Sequence[int], j: int) -> int:
    """How many words are equal from here on."""
    size, most = 0, min(len(a) - i, len(b) - j)
    while size < most and a[i + size] == b[j + size]:
        size += 1
    return size


def _chains(tiles: Iterator[Tile]) -> Iterator[list[Tile]]:
    """Tiles that follow each other in both texts with no more than `GAP` words between them, together."""
    chain: list[Tile] = []
    for tile in tiles:
        if chain and not (0 <= tile.a - chain[-1].a_end <= GAP and tile.b - chain[-1].b_end <= GAP):
            yield chain
            chain = []
        chain.append(tile)
    if chain:
        yield chain


def _pieces(chain: Sequence[Tile], breaks_a: Sequence[int], breaks_b: Sequence[int]) -> Iterator[Tile]:
    """The chain as one passage, or as several where a break lies in it."""
    last: Tile | None = None
    for tile in (piece for whole in chain for piece in _cut(whole, breaks_a, breaks_b)):
        if last and not _between(last.a_end, tile.a, breaks_a) and not _between(last.b_end, tile.b, breaks_b):
            last = Tile(last.a, tile.a_end, last.b, tile.b_end, last.words + tile.words)
            continue
        if last:
            yield last
        last = tile
    if last:
        yield last


def _cut(tile: Tile, breaks_a: Sequence[int], breaks_b: Sequence[int]) -> Iterator[Tile]:
    """Equal words, cut where either text breaks."""
    inside = {at - tile.a for at in breaks_a if tile.a < at < tile.a_end}
    inside |= {at - tile.b for at in breaks_b if tile.b < at < tile.b_end}
    for start, end in pairwise([0, *sorted(inside), tile.words]):
        yield Tile(tile.a + start, tile.a + end, tile.b + start, tile.b + end, end - start)


def _between(end: int, start: int, breaks: Sequence[int]) -> bool:
    """True if a new stretch begins behind `end`, up to `start`."""
    return bisect_left(breaks, end) < bisect_right(breaks, start)


def covered(passages: Sequence[Tile], *, first: bool) -> int:
    """How many words of the first (or second) text the passages hold; where two overlap, their words count once."""
    stretches = sorted((p.a, p.a_end, p.words) if first else (p.b, p.b_end, p.words) for p in passages)
    count = reached = 0
    for start, end, words in stretches:
        fresh = end - max(start, reached)
        count += min(words, max(0, fresh))
        reached = max(reached, end)
    return count
