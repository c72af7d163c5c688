"""Counts that were given lately: of one entry and question they never change."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property
from threading import Lock
from typing import TypeVar, cast

MOST_KEPT = 1_000
MOST_LARGE = 32  # of those that others are made from: each may have some thousand counts
MOST_ROWS = 5_000  # of an answer that is kept

Given = TypeVar("Given")


class Answers:
    """The latest answers of one catalogue, each under the number of its entry and what was asked."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._lock, self._most = Lock(), most
        self._kept: dict[Hashable, object] = {}

    @cached_property
    def few(self) -> Answers:
        """The latest of the large answers that others are made from."""
        return Answers(MOST_LARGE)

    def get(self, asked: Hashable, make: Callable[[], Given]) -> Given:
        """The answer given before, or the one that is made now."""
        with self._lock:
            if asked in self._kept:
                found = self._kept[asked] = self._kept.pop(asked)  # the latest stand last
                return cast(Given, found)
        made = make()
        if not isinstance(made, tuple) or len(made) <= MOST_ROWS:
            with self._lock:
                self._kept[asked] = made
                while len(self._kept) > self._most:
                    self._kept.pop(next(iter(self._kept)))
        return made
