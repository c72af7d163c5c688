"""Find the words that say when: time expressions and deadlines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.read.phrases import Scene
from trucewatch.read.tree import Tree

CLAUSES = frozenset({"acl", "acl:relcl", "advcl", "ccomp", "parataxis", "advcl:relcl"})
DAY = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|yesterday|tomorrow|tonight|overnight|night|morning|evening|hours?|days?)"
    r"|\b\d{1,2}(?:st|nd|rd|th)?\b(?!\d)|weeks?\b|weekend",
    re.IGNORECASE,
)


MONTH_DAY = re.compile(
    r"(?:(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?P<day>\d{1,2})"
    r"|(?P<first>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<later>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*)"
    r"\b(?:\D{0,3}(?P<year>\d{4}))?",
    re.IGNORECASE,
)
HINT = re.compile(  # some of it stands in every expression of `times.csv` and `deadlines.csv`
    r"\d|day|week|month|year|hour|night|morn|even|noon|dawn|tomorr|spring|summer|autumn|fall|winter"
    r"|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
)
LETTERS = str.maketrans("ıſ", "is")  # what counts as these where capitals do not
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
FRESH = 3  # days between a date and publication within which it is what a report is about


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
    """Times and deadlines, searched for once in each stretch, and only where some word of time stands in it."""
    if (start, end) not in scene.times and HINT.search(scene.text(start, end).lower().translate(LETTERS)) is None:
        scene.times[start, end] = ([], [])
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


def time_of(scene: Scene, tree: Tree, nodes: Sequence[int], told: Sequence[int]) -> TimeFound | None:
    """When a happening took place: of the expressions in its own words the one that hangs nearest on what tells of it (`told`).

    A month or year of another clause ("the truce agreed in February") is left alone. Without any, the sentence's only one.
    """
    start, end = tree.extent(range(len(tree)))
    everywhere = times_in(scene, start, end)
    low, high = tree.extent(nodes)
    at = tree.tokens[told[0]].start
    far = {time: clauses_between(tree, time, told) for time in everywhere}
    near = [t for t in everywhere if far[t] == 0 or _names_a_day(scene, t)]
    inside = [t for t in near if low <= t.start and t.end <= high]
    if inside:
        return min(inside, key=lambda t: (far[t], abs(t.start - at), t.start))
    return near[0] if len(near) == len(everywhere) == 1 else None


def clauses_between(tree: Tree, time: TimeFound, told: Sequence[int]) -> int:
    """How many clauses stand between an expression and the words that tell of a happening; 0 if it hangs on one of them."""
    crossed, over = 0, set(tree.up(told[0]))
    for node in _above(tree, time):
        if node in told or node in over:
            return crossed
        if tree.rel(node) in CLAUSES and tree.heads[node] not in told:
            crossed += 1
    return crossed + 1


def _above(tree: Tree, time: TimeFound) -> Iterator[int]:
    """The words above an expression in the tree, nearest first."""
    inside = [n for n in range(len(tree)) if time.start <= tree.tokens[n].start < time.end]
    top = next((n for n in inside if tree.heads[n] not in inside), None)
    return iter(()) if top is None else tree.up(top)


def _names_a_day(scene: Scene, time: TimeFound) -> bool:
    """True for "on Tuesday", "yesterday" and "May 16", false for "in 2011", "last year" and "in May"."""
    words = scene.text(time.start, time.end)
    return DAY.search(words) is not None


def is_of_the_news(scene: Scene, time: TimeFound) -> bool:
    """True for a day that later sentences may go on from: a weekday, today, or a date within days of publication."""
    words = scene.text(time.start, time.end)
    dated = MONTH_DAY.search(words)
    if dated is None or scene.day is None:
        return _names_a_day(scene, time)
    month = 1 + MONTHS.index((dated["month"] or dated["later"])[:3].lower())
    day, year = int(dated["day"] or dated["first"]), dated["year"]
    try:
        found = date(int(year) if year else scene.day.year, month, day)
    except ValueError:
        return False
    return abs((found - scene.day).days) <= FRESH


def is_of_saying(tree: Tree, time: TimeFound, saying: int, told: Sequence[int]) -> bool:
    """True for the Tuesday of "the army, it said on Tuesday, has struck": the day on which it was said."""
    for node in _above(tree, time):
        if node in told or node == saying:
            return node == saying and node not in told
    return False
