"""The trace of a shard being read: at which item, so that one over which processes end is found and costs only itself."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path

WIDTH = 12  # of a line: one attempt, and the item it is at
DOUBTED, GIVEN_UP = 2, 3  # attempts that ended at an item: it is read last; it is read no more
BEFORE_ALL = -1


class Trace:
    """A small file with a line for each attempt. What a finished or orderly ended attempt wrote is taken back."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        lines = os.read(self._handle, 4096).split(b"\n")
        self.ends = Counter(int(line) for line in lines if line.strip().lstrip(b"-").isdigit())
        self._place = self.ends.total() * WIDTH
        os.pwrite(self._handle, _line(BEFORE_ALL), self._place)

    def at(self, item: int) -> None:
        """Reading is at this item now."""
        with suppress(OSError):  # a full disk is told by whoever writes what is needed
            os.pwrite(self._handle, _line(item), self._place)

    def doubts(self, item: int) -> bool:
        """True if earlier attempts ended at this item, so that the others had better be read first."""
        return self.ends[item] >= DOUBTED

    def gives_up(self, item: int) -> bool:
        """True if so many attempts ended at this item that it is read no more."""
        return self.ends[item] >= GIVEN_UP

    def forget(self) -> None:
        """This attempt ends, and for no fault of an item."""
        with suppress(OSError):
            os.ftruncate(self._handle, self._place)

    def close(self, *, done: bool) -> None:
        """The shard is read, or this attempt was ended by an error that is told otherwise."""
        if done:
            self._path.unlink(missing_ok=True)
        else:
            self.forget()
        os.close(self._handle)


def _line(item: int) -> bytes:
    return f"{item:{WIDTH - 1}}\n".encode()
