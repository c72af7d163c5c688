"""Part a long text into leaves that can each be a page: at the end of a paragraph, else of a sentence, else between two words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

LEAF = 14_000  # characters of a report on one page: some 2,300 words; a leaf with 60 claims is made in some 40 ms
SLACK = LEAF // 4  # a leaf may be that much shorter or longer, so that it ends where a paragraph does
STOP = re.compile(r"[.!?؟。][\"'”’»)\]]*\s+")


def leaves(text: str) -> tuple[int, ...]:
    """Where each leaf begins; the first begins at 0, and a text that fits is one leaf."""
    return (0,) if len(text) <= LEAF + SLACK else _leaves(text)


@lru_cache(maxsize=32)
def _leaves(text: str) -> tuple[int, ...]:
    begins = [0]
    while len(text) - begins[-1] > LEAF + SLACK:
        begins.append(_edge(text, begins[-1] + LEAF))
    return tuple(begins)


def _edge(text: str, near: int) -> int:
    """Where to begin anew near a place: behind the last line end before it, else the next one, else a stop, else a blank."""
    line = text.rfind("\n", near - SLACK, near)
    line = line if line >= 0 else text.find("\n", near, near + SLACK)
    if line >= 0:
        return line + 1
    stops = [found.end() for found in STOP.finditer(text, near - SLACK, near)]
    blank = text.rfind(" ", near - SLACK, near)
    return stops[-1] if stops else blank + 1 if blank >= 0 else near


def leaf_of(begins: Sequence[int], place: int) -> int:
    """The number of the leaf in which a character stands, from 1."""
    return max(1, bisect_right(begins, place))
