"""Set aside what an outlet prints in or under its reports for weeks: footers, lists of other news, background paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import numpy as np

from trucewatch.reconcile.copies.wording import RUN, WINDOW, Numbers, fingerprints, runs

FEWEST_TEXTS = 3  # different texts of one outlet in which a passage stands
LONGEST_STORY = 7  # days; a story that is told anew for longer keeps its passages too, but seldom in so many texts
EACH_END = 8  # texts looked at for a passage: the first and the latest that have it
AGAIN = 0.8  # share of a text that, where it is stock, is the text itself, printed again and again


def own_words(words: Sequence[Numbers], outlets: Sequence[str | None], days: Sequence[date | None]) -> list[Numbers]:
    """The words of each text with those of stock passages made unlike any other, so that nobody shares them.

    A passage is stock where one outlet has it in at least `FEWEST_TEXTS` different texts that lie more than `LONGEST_STORY` days
    apart. A text that is nearly all stock stays as it is: an outlet prints it again. Outlets and days that are not known
    (None) tell nothing.
    """
    prints = [fingerprints(text) for text in words]
    stock = _stock(prints, outlets, days)
    if not len(stock):
        return list(words)
    return [
        _masked(text, np.intersect1d(own, stock), number) for number, (text, own) in enumerate(zip(words, prints, strict=True))
    ]


def _stock(prints: Sequence[Numbers], outlets: Sequence[str | None], days: Sequence[date | None]) -> Numbers:
    """The fingerprints of stock passages, sorted."""
    numbers, counts = np.unique(np.concatenate(prints), return_counts=True) if prints else (np.empty(0, np.uint64), np.empty(0))
    shared = numbers[counts >= FEWEST_TEXTS]
    holders: list[list[int]] = [[] for _ in shared]
    for index, own in enumerate(prints):
        if outlets[index] is not None and days[index] is not None:
            for number in places_of(own, shared):
                note(holders[number], index)
    found = [len(held) >= FEWEST_TEXTS and _is_stock([(outlets[i], days[i]) for i in held]) for held in holders]
    kept: Numbers = shared[np.array(found, bool)]
    return kept


def places_of(own: Numbers, shared: Numbers) -> list[int]:
    """Where in the sorted `shared` these fingerprints stand, those that do not left out."""
    if not len(shared):
        return []
    at = np.minimum(np.searchsorted(shared, own), len(shared) - 1)
    places: list[int] = at[shared[at] == own].tolist()
    return places


def note(holders: list[int], index: int) -> None:
    """Keep the first and the latest texts that hold a fingerprint, however many there are."""
    if len(holders) == 2 * EACH_END:
        del holders[EACH_END]
    holders.append(index)


def _is_stock(held: Sequence[tuple[str | None, date | None]]) -> bool:
    by_outlet: dict[str, list[date]] = {}
    for outlet, day in held:
        if outlet is not None and day is not None:
            by_outlet.setdefault(outlet, []).append(day)
    return any(len(days) >= FEWEST_TEXTS and (max(days) - min(days)).days > LONGEST_STORY for days in by_outlet.values())


def _masked(words: Numbers, stock: Numbers, number: int) -> Numbers:
    """The words with each stock word replaced by a number that no other text has."""
    if not len(stock):
        return words
    mask = np.zeros(len(words), bool)
    for start, end in _stretches(np.flatnonzero(np.isin(runs(words), stock)).tolist()):
        mask[start:end] = True
    if mask.mean() >= AGAIN:
        return words
    fresh = np.arange(len(words), dtype=np.uint64) + (np.uint64(number + 1) << np.uint64(32))
    return np.where(mask, fresh, words)


def _stretches(starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """From each run to the next where no more than one window lies between them."""
    for at, start in enumerate(starts):
        reach = start + RUN + WINDOW
        yield start, starts[at + 1] if at + 1 < len(starts) and starts[at + 1] <= reach else start + RUN
