"""Find the reports worth comparing, without comparing all with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from trucewatch.reconcile.report_facts import ReportFacts

WITHIN_DAYS = 3  # days between two reports of one happening; all marked pairs lie within 2
WORDS, DAYLESS_WORDS = 20, 8  # weightiest words a report is looked up under; alone within days, two at a time whatever the day
NEIGHBOURS = 60  # reports looked at under one key, the nearest before in order of publication; bounds what many copies cost


def candidates(facts: Sequence[ReportFacts]) -> Iterator[tuple[int, int]]:
    """Index pairs of reports, lower first and each once, that share a weighty word within days, or two of the weightiest.

    The second finds pairs whose days are unknown or misprinted. `facts` stand in order of publication, or else the order of the
    input would say which neighbours are looked at.
    """
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, one in enumerate(facts):
        met: set[int] = set()
        for key in _keys(one):
            block = blocks[key]
            met.update(block[-NEIGHBOURS:])
            block.append(index)
        for word in _weightiest(one, WORDS) if one.day is not None else ():
            for day in range(one.day - WITHIN_DAYS, one.day + 1):
                met.update(blocks[word, str(day), ""][-NEIGHBOURS:] if (word, str(day), "") in blocks else ())
            blocks[word, str(one.day), ""].append(index)
        for other in sorted(met):
            yield other, index


def _keys(one: ReportFacts) -> Iterator[tuple[str, ...]]:
    """Two at a time of the weightiest words."""
    yield from combinations(sorted(_weightiest(one, DAYLESS_WORDS)), 2)


def _weightiest(one: ReportFacts, count: int) -> list[str]:
    """The words of the beginning, the headline and the places that weigh most."""
    weights: dict[str, float] = {}
    for vector in (one.lead, one.headline, one.names):
        for word, weight in vector.items():
            weights[word] = max(weights.get(word, 0.0), weight)
    return sorted(weights, key=lambda word: (-weights[word], word))[:count]
