"""Where a report took its words from: the agencies it credits, and the passages it shares with another report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from trucewatch.knowledge.parties import fold
from trucewatch.knowledge.reconcile_tables import source_rows
from trucewatch.model import Claim, Report
from trucewatch.reconcile.facts import source_name

SHINGLE = 4  # words; three are shared by chance ("the Turkish Defence Ministry"), five break at each dropped comma
COPIED = 0.6  # share of the shorter passage's shingles; wire copies in the development reports lie above .7, retellings below .4
FEWEST_SHINGLES = 12  # a passage of less than fifteen words proves nothing: there are few ways to say that two states agreed
ONE_TEXT = (
    0.4  # share of the shorter report's shingles: of 152 pairs of reports on one incident 40 lie above, none between .31 and .4
)
HEAD, TAIL = 400, 200  # characters in which a dateline, byline or sign-off credits the whole report
BESIDE = 300  # characters around a claim in which a credit is its own
_STOP = re.compile(r"[.!?…](?=\s)|\n")


class Credits:
    """Who may be credited: the known agencies and every outlet among the reports at hand."""

    def __init__(self, reports: Iterable[Report]) -> None:
        wires = [name for row in source_rows() if row.kind == "wire" for name in (row.name, *row.also)]
        outlets = [report.outlet.name for report in reports if report.outlet]
        names = "|".join(re.escape(name) for name in sorted({*wires, *outlets}, key=lambda name: (-len(name), name)))
        self._whole = re.compile(
            rf"\((?P<a>{names})\)|\b(?:with|by|from)\s+(?:the\s+)?(?P<b>{names})\b|[-—–]\s?(?P<c>{names})\W*$"
        )
        self._beside = re.compile(rf"\b(?:told|to)\s+(?:the\s+)?(?P<a>{names})\b|\b(?P<b>{names})\s+(?:reported|reports|said)\b")
        self._shingles: dict[str, frozenset[str]] = {}

    def credited(self, report: Report, claims: Sequence[Claim]) -> str | None:
        """The agency or other outlet that a report names as where it got these claims; None if it names none but itself."""
        places = [(self._whole, report.text[:HEAD]), (self._whole, report.text[-TAIL:])]
        for claim in claims:
            places.append((self._beside, report.text[max(0, claim.quote.start - BESIDE) : claim.quote.end + BESIDE]))
        own = fold(report.outlet.name) if report.outlet else ""
        for pattern, text in places:
            for found in pattern.finditer(text):
                name = next(group for group in found.groups() if group)
                name = source_name(name) or name
                if fold(name) != own:
                    return name
        return None

    def one_text(self, a: Report, b: Report) -> bool:
        """True if two reports are in large part the same text."""
        mine, yours = self._all_shingles(a), self._all_shingles(b)
        shorter = min(len(mine), len(yours))
        return shorter >= FEWEST_SHINGLES and len(mine & yours) >= ONE_TEXT * shorter

    def _all_shingles(self, report: Report) -> frozenset[str]:
        if report.id not in self._shingles:
            self._shingles[report.id] = frozenset(_shingles(report.text))
        return self._shingles[report.id]


def passage_shingles(report: Report | None, claims: Sequence[Claim]) -> frozenset[str]:
    """Every run of four words in the sentences that carry these claims."""
    passages = (_sentence(report.text, claim) if report else claim.quote.text for claim in claims)
    return frozenset(run for passage in passages for run in _shingles(passage))


def _shingles(text: str) -> Iterator[str]:
    words = fold(text).split()
    return (" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def _sentence(text: str, claim: Claim) -> str:
    """The quote, out to the ends of its sentences."""
    starts = [found.end() for found in _STOP.finditer(text, max(0, claim.quote.start - 600), claim.quote.start)]
    end = _STOP.search(text, max(claim.quote.start, claim.quote.end - 1))
    return text[starts[-1] if starts else claim.quote.start : end.start() if end else claim.quote.end]


def copied(a: frozenset[str], b: frozenset[str]) -> bool:
    """True if one passage is nearly all in the other."""
    shorter = min(len(a), len(b))
    return shorter >= FEWEST_SHINGLES and len(a & b) >= COPIED * shorter
