"""Which entry was the last of a moment, remembered where it can no longer change.

Once an entry was recorded after an instant, the last entry that belongs to the instant stays what it is: entries are only added
behind all others.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine

MOST_KEPT = 256

_KEPT: WeakKeyDictionary[Engine, dict[str, int]] = WeakKeyDictionary()
_LOCK = Lock()


def settled(engine: Engine, moment: str, find: Callable[[], tuple[int, bool]]) -> int:
    """The number of the last entry of a moment; `find` tells it, and whether a later one follows, where it is not known yet."""
    with _LOCK:
        kept = _KEPT.setdefault(engine, {})
        if moment in kept:
            return kept[moment]
    seq, follows = find()
    if follows:
        with _LOCK:
            while len(kept) >= MOST_KEPT:
                kept.pop(next(iter(kept)))
            kept[moment] = seq
    return seq
