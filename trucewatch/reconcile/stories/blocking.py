"""Find the reports worth comparing, without comparing all with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from trucewatch.reconcile.stories.report_facts import ReportFacts

WITHIN_DAYS = 3  # days between two reports of one happening; all marked pairs lie within 2
PAIRED = 6  # rarest words of a report that are looked up two at a time, whatever the day
# Reports looked at under one key, the nearest before in order of publication; bounds what many copies cost.
NEIGHBOURS, FAR_NEIGHBOURS = 60, 8
Key = tuple[str, str, str]


def candidates(facts: Sequence[ReportFacts]) -> Iterator[tuple[int, int]]:
    """Index pairs of reports, lower first and each once, that share a rare word within days, or two of the rarest.

    The second finds pairs whose days are unknown or misprinted. `facts` stand in order of publication, or else the order of the
    input would say which neighbours are looked at.
    """
    near: dict[Key, list[int]] = defaultdict(list)
    far: dict[Key, list[int]] = defaultdict(list)
    for index, one in enumerate(facts):
        met = {other for key in _sought(one) if key in near for other in near[key][-NEIGHBOURS:]}
        met |= {other for key in _pairs(one) if key in far for other in far[key][-FAR_NEIGHBOURS:]}
        for key in _days(one, 0):
            near[key].append(index)
        for key in _pairs(one):
            far[key].append(index)
        for other in sorted(met):
            yield other, index


def _pairs(one: ReportFacts) -> list[Key]:
    """Two at a time of the rarest words, whatever the day."""
    return [(a, b, "") for a, b in combinations(sorted(one.marks[:PAIRED]), 2)]


def _sought(one: ReportFacts) -> Iterator[Key]:
    """The rare words on the day of publication and the days before; younger reports look back themselves."""
    return (key for back in range(WITHIN_DAYS + 1 if one.day is not None else 1) for key in _days(one, back))


def _days(one: ReportFacts, back: int) -> list[Key]:
    """Each rare word on a day so many days before publication; reports without a day stand together under none."""
    return [(word, "", "" if one.day is None else str(one.day - back)) for word in one.marks]
