"""Under which keys logged claims are looked up: a family of phenomena, a stretch of time, a stretch of ground.

Two lines that meet (`meeting`) share a key: lines of minutes stand under slots of five, lines of hours under slots of an hour,
and what is between under both.
"""

from __future__ import annotations

import math

from trucewatch.knowledge.observing_tables import alike_phenomena, kin_of, observing_limits
from trucewatch.reconcile.observing.meeting import HOUR
from trucewatch.reconcile.perceived import Perceived

CELL = 0.1  # degrees to a side, about 11 km: a sector of ten km stands in four to nine
MOST_CELLS = 60  # of a wider ground the middle ones: it says too little to be looked up everywhere
SHORT_SLOT, LONG_SLOT = 300, HOUR  # seconds
LONG = 1200  # seconds from which a line stands under slots of an hour


def log_keys(told: Perceived) -> tuple[str, ...]:
    """The keys of a logged claim; none where it has neither ground nor place, or is told of too long a time."""
    limits = observing_limits()
    if told.seconds > limits.longest_h * HOUR:
        return ()
    kin = kin_of(told.phenomenon)
    marks = _marks(told)
    slack = (limits.clock_s + limits.sound_s) / 2 + 1
    pad = slack + limits.stretch * told.seconds
    out: list[str] = []
    if told.seconds < LONG:
        out += [f"log {kin}|{slot}|{mark}" for slot in _slots(told.start, pad, SHORT_SLOT) for mark in marks]
    if told.seconds >= LONG * (1 - 2 * limits.stretch) - 4 * slack:  # as short as what meets a line of twenty minutes
        out += [f"log {kin}|h{slot}|{mark}" for slot in _slots(told.start, pad, LONG_SLOT) for mark in marks]
    return tuple(dict.fromkeys(out))


def _slots(start: int, pad: float, length: int) -> range:
    return range(math.floor((start - pad) / length), math.floor((start + pad) / length) + 1)


def _marks(told: Perceived) -> list[str]:
    if alike_phenomena().get((told.phenomenon, told.phenomenon), False):
        return [f"at {told.place} {told.sort}"] if told.place else []
    if not told.box:
        return []
    west, south, east, north = (math.floor(edge / CELL) for edge in told.box)
    cells = [f"{row}:{column}" for row in range(south, north + 1) for column in range(west, east + 1)]
    spare = max(0, len(cells) - MOST_CELLS) // 2
    return cells[spare : len(cells) - spare] if spare else cells
