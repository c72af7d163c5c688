"""Find the words that say when: time expressions and deadlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from trucewatch.read.phrases import Scene
from trucewatch.read.tree import Tree


@dataclass(frozen=True, slots=True)
class TimeFound:
    """A time expression at its place in the report."""

    start: int
    end: int


def times_in(scene: Scene, start: int, end: int) -> list[TimeFound]:
    """The time expressions of a stretch of text, in order, without deadlines."""
    last_days = deadlines_in(scene, start, end)
    found = [TimeFound(m.start(), m.end()) for m in _search(scene.lexicon.times, scene, start, end)]
    return [_trimmed(scene, t) for t in found if not any(d.start < t.end and t.start < d.end for d in last_days)]


def deadlines_in(scene: Scene, start: int, end: int) -> list[TimeFound]:
    """The deadlines of a stretch of text, in order."""
    return [TimeFound(m.start(), m.end()) for m in _search(scene.lexicon.deadlines, scene, start, end)]


def _search(pattern: re.Pattern[str], scene: Scene, start: int, end: int) -> list[re.Match[str]]:
    return [m for m in pattern.finditer(scene.report.text, start, end) if m.end() > m.start()]


def _trimmed(scene: Scene, found: TimeFound) -> TimeFound:
    """Without blanks at either end."""
    words = scene.text(found.start, found.end)
    return TimeFound(found.start + len(words) - len(words.lstrip()), found.end - len(words) + len(words.rstrip()))


def time_of(scene: Scene, tree: Tree, nodes: Sequence[int], top: int) -> TimeFound | None:
    """When a happening took place: the expression in its own words nearest its trigger, else the sentence's only one."""
    start, end = tree.extent(range(len(tree)))
    everywhere = times_in(scene, start, end)
    low, high = tree.extent(nodes)
    inside = [t for t in everywhere if low <= t.start and t.end <= high]
    at = tree.tokens[top].start
    if inside:
        return min(inside, key=lambda t: (abs(t.start - at), t.start))
    return everywhere[0] if len(everywhere) == 1 else None
