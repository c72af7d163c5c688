"""Where a report took its words from: the agencies it credits, and the passages it shares with another report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from trucewatch.knowledge.parties import fold
from trucewatch.knowledge.reconcile_tables import source_rows
from trucewatch.model import Claim, Report
from trucewatch.reconcile.facts import source_name

SHINGLE = 4  # words; three are shared by chance ("the Turkish Defence Ministry"), five break at each dropped comma
COPIED = 0.6  # share of the shorter passage's shingles; wire copies in the development reports lie above .7, retellings below .4
FEWEST_SHINGLES = 12  # a passage of less than fifteen words proves nothing: there are few ways to say that two states agreed
_STOP = re.compile(r"[.!?…](?=\s)|\n")


class Credits:
    """Who may be credited: the known agencies and every outlet among the reports at hand."""

    def __init__(self, reports: Iterable[Report]) -> None:
        wires = [name for row in source_rows() if row.kind == "wire" for name in (row.name, *row.also)]
        outlets = [report.outlet.name for report in reports if report.outlet]
        names = "|".join(re.escape(name) for name in sorted({*wires, *outlets}, key=lambda name: (-len(name), name)))
        self._credit = re.compile(
            rf"\((?P<a>{names})\)|\b(?:with|told|by|from)\s+(?:the\s+)?(?P<b>{names})\b"
            rf"|\b(?P<c>{names})\s+(?:reported|reports|said)\b|[-—–]\s?(?P<d>{names})\W*$"
        )

    def credited(self, report: Report) -> str | None:
        """The agency or other outlet that a report names as where it got its words; None if it names none but itself."""
        own = fold(report.outlet.name) if report.outlet else ""
        for found in self._credit.finditer(report.text):
            name = next(group for group in found.groups() if group)
            name = source_name(name) or name
            if fold(name) != own:
                return name
        return None


def passage_shingles(report: Report | None, claims: Sequence[Claim]) -> frozenset[str]:
    """Every run of four words in the sentences that carry these claims."""
    out: set[str] = set()
    for claim in claims:
        words = fold(_sentence(report.text, claim) if report else claim.quote.text).split()
        out.update(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    return frozenset(out)


def _sentence(text: str, claim: Claim) -> str:
    """The quote, out to the ends of its sentences."""
    starts = [found.end() for found in _STOP.finditer(text, max(0, claim.quote.start - 600), claim.quote.start)]
    end = _STOP.search(text, max(claim.quote.start, claim.quote.end - 1))
    return text[starts[-1] if starts else claim.quote.start : end.start() if end else claim.quote.end]


def copied(a: frozenset[str], b: frozenset[str]) -> bool:
    """True if one passage is nearly all in the other."""
    shorter = min(len(a), len(b))
    return shorter >= FEWEST_SHINGLES and len(a & b) >= COPIED * shorter
