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
    return [TimeFound(*span) for span in _both(scene, start, end)[0]]


def deadlines_in(scene: Scene, start: int, end: int) -> list[TimeFound]:
    """The deadlines of a stretch of text, in order."""
    return [TimeFound(*span) for span in _both(scene, start, end)[1]]


def _both(scene: Scene, start: int, end: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Times and deadlines, searched for once in each stretch."""
    if (start, end) not in scene.times:
        days = [m.span() for m in _search(scene.lexicon.deadlines, scene, start, end)]
        found = [_trimmed(scene, TimeFound(*m.span())) for m in _search(scene.lexicon.times, scene, start, end)]
        times = [(t.start, t.end) for t in found if not any(first < t.end and t.start < last for first, last in days)]
        scene.times[start, end] = (times, days)
    return scene.times[start, end]


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


def only_when_said(tree: Tree, time: TimeFound, saying: int, top: int) -> bool:
    """True for the Tuesday of "said on Tuesday that the army had struck": it had struck before."""
    before = any(tree.words[kid] == "had" and tree.rel(kid) == "aux" for kid in tree.kids[top])
    return before and any(time.start <= tree.tokens[kid].start < time.end for kid in tree.kids[saying])
