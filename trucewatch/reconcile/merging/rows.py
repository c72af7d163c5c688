"""Keys of claims as rows of numbers: cut off where a key is crowded, then paired, without a claim at hand.

A claim is known here by its number: its place among all claims in the order of `blocking.rank`. So whoever is first under a key
is the lower number, and what is compared can be found on disk for any number of claims, key by key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from trucewatch.reconcile.facts import Facts
from trucewatch.reconcile.merging.blocking import WIDE, keys, limit, placed

Rows = npt.NDArray[np.void]  # of ROW
Numbers = npt.NDArray[np.uint32]
Pairs = npt.NDArray[np.uint64]  # the lower number in the upper half

MARK_BITS = 63  # of a mark's hash: what a database takes for a number
ROW = np.dtype([("mark", "<u8"), ("check", "<u8"), ("claim", "<u4"), ("sort", "u1")])
IS_WIDE, IS_PLACED, IS_ONLY_KEPT = 1, 2, 4  # bits of `sort`; what is only kept brings nobody together
LOWER = np.uint64(32)
STEP = 2_000_000  # pairs made at a time


def mark_number(mark: str) -> int:
    """A mark as the number under which a ledger keeps it: 63 bits of its hash."""
    return int.from_bytes(blake2b(mark.encode("utf-8", "surrogatepass"), digest_size=8).digest()) % (1 << MARK_BITS)


def _check(mark: str) -> int:
    """Further 64 bits, so that two keys of billions are never taken for one."""
    return int.from_bytes(blake2b(mark.encode("utf-8", "surrogatepass"), digest_size=8, person=b"check").digest())


def key_rows(facts: Iterable[Facts], first: int) -> Rows:
    """The rows of claims that follow each other in rank, from the number `first` on: one for each key of each claim."""
    found: list[tuple[int, int, int, int]] = []
    for number, item in enumerate(facts, first):
        spot = IS_PLACED * placed(item)
        found += [(mark_number(key), _check(key), number, spot | IS_WIDE * key.startswith(WIDE)) for key in keys(item)]
    return np.array(found, ROW)


def kept_rows(marks: Iterable[tuple[int, Sequence[str]]]) -> Rows:
    """The rows of claims, by number, for marks under which they are only looked up later."""
    return np.array([(mark_number(mark), 0, number, IS_ONLY_KEPT) for number, some in marks for mark in some], ROW)


def in_order(rows: Rows) -> Rows:
    """The rows key by key, under each by number."""
    return rows[np.lexsort((rows["claim"], rows["check"], rows["mark"]))]


def marks_of(rows: Rows) -> Rows:
    """Of rows in order, each mark of a claim once."""
    rows = rows[np.lexsort((rows["claim"], rows["mark"]))]
    return rows[_is_first(rows["mark"], rows["claim"])]


def compared_under(rows: Rows) -> Rows:
    """Of rows in order, those of claims that are compared under their key: the first so many, where they are two at least."""
    rows = rows[rows["sort"] & IS_ONLY_KEPT == 0]
    starts = _starts(rows)
    place = np.arange(len(rows)) - starts
    most = np.where(rows["sort"] & IS_WIDE, limit(WIDE), limit(""))
    rows = rows[place < most]
    starts = _starts(rows)
    return rows[_ends(starts) - starts > 1]


def _starts(rows: Rows) -> npt.NDArray[np.int64]:
    """For each row, where those of its key begin."""
    at = np.arange(len(rows))
    if not len(rows):
        return at
    other = (rows["mark"][1:] != rows["mark"][:-1]) | (rows["check"][1:] != rows["check"][:-1])
    first = np.concatenate([np.array([True]), other])
    starts: npt.NDArray[np.int64] = np.maximum.accumulate(np.where(first, at, 0))
    return starts


def _ends(starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """For each row, where those of its key end."""
    bounds = np.append(np.flatnonzero(starts == np.arange(len(starts))), len(starts))
    ends: npt.NDArray[np.int64] = bounds[np.searchsorted(bounds, starts, side="right")]
    return ends


def by_window(rows: Rows, window_of: npt.NDArray[np.uint32]) -> tuple[Rows, npt.NDArray[np.uint32]]:
    """Of the rows of `compared_under`, for each window those of every key that a claim at home there is compared under.

    They come window by window, and beside them for each row its window. A window needs no claims that come before its first
    under a key: their pairs are made in their own windows.
    """
    starts = _starts(rows)
    ends, home = _ends(starts), window_of[rows["claim"]]
    order = np.lexsort((np.arange(len(rows)), home, starts))
    first = order[_is_first(starts[order], home[order])]  # of each key and window, the lowest claim at home
    first = first[first + 1 < ends[first]]  # the last under a key meets nobody there
    counts = ends[first] - first
    out = np.repeat(first, counts) + _count_up(counts)
    at = np.repeat(home[first], counts)
    order = np.argsort(at, kind="stable")
    return rows[out[order]], at[order]


def _is_first(*columns: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    """Where sorted columns say something else than the line before."""
    changed = np.zeros(len(columns[0]), bool)
    if len(changed):
        changed[0] = True
    for column in columns:
        changed[1:] |= column[1:] != column[:-1]
    return changed


def _count_up(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """0, 1, … for each count, one after the other."""
    total = int(counts.sum())
    found: npt.NDArray[np.int64] = np.arange(total) - np.repeat(np.cumsum(counts) - counts, counts)
    return found


def pairs(rows: Rows, at_home: npt.NDArray[np.bool_]) -> Pairs:
    """The pairs that meet under keys, each once and in order, of which the lower number is of a claim at home.

    `at_home` says so of each row. Two claims with a point on the ground do not meet under a wide key.
    """
    starts = _starts(rows)
    counts = np.where(at_home, _ends(starts) - np.arange(len(rows)) - 1, 0)
    found, begin = [np.empty(0, np.uint64)], 0
    bounds = np.searchsorted(np.cumsum(counts), np.arange(STEP, int(counts.sum()) + STEP, STEP), side="right")
    for end in (*bounds.tolist(), len(rows)):
        found.append(_pairs_of(rows, np.arange(begin, end), counts[begin:end]))
        begin = max(begin, end)
    return np.unique(np.concatenate(found))


def _pairs_of(rows: Rows, lower: npt.NDArray[np.int64], counts: npt.NDArray[np.int64]) -> Pairs:
    one = np.repeat(lower, counts)
    other = one + 1 + _count_up(counts)
    both = rows["sort"][one] & rows["sort"][other]
    met = both & (IS_WIDE | IS_PLACED) != IS_WIDE | IS_PLACED
    low, high = rows["claim"][one[met]].astype(np.uint64), rows["claim"][other[met]].astype(np.uint64)
    return np.unique(low << LOWER | high)


def connected(size: int, one: Numbers, other: Numbers) -> Numbers:
    """For each of the numbers below `size`, the lowest that links lead to; `one` and `other` are the ends of the links."""
    lowest = np.arange(size, dtype=np.uint32)
    while True:
        a, b = lowest[one], lowest[other]
        apart = a != b
        if not apart.any():
            return lowest
        one, other = one[apart], other[apart]
        a, b = a[apart], b[apart]
        np.minimum.at(lowest, np.maximum(a, b), np.minimum(a, b))
        while True:
            further = lowest[lowest]
            if np.array_equal(further, lowest):
                break
            lowest = further
