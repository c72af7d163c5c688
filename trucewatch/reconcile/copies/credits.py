"""Where a report says that it took its words from: the agencies and other outlets that it credits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.origin_tables import cited_name
from trucewatch.knowledge.reconcile_tables import source_rows
from trucewatch.model import Claim, Report

HEAD, TAIL = 400, 200  # characters in which a dateline, byline or sign-off credits the whole report
BESIDE = 300  # characters around a claim in which a credit is its own
BRACKETS = re.compile(r"\(([^()\n]{2,60})\)")
FROM = re.compile(r"\b(?:with|by|from)\s+(?:the\s+)?(?=\S)")
SIGNED = re.compile(r"[-—–]\s?(?=[^\s—–-][^\n—–]{0,60}$)")
TOLD = re.compile(r"\b(?:told|to)\s+(?:the\s+)?(?=\S)")
REPORTED = re.compile(r"\s+(?=(?:reported|reports|said)\b)")
WORD = re.compile(r"\S+")
STOP = re.compile(r"[.!?…](?=\s)|\n")


class Credits:
    """Who may be credited: the known agencies and every outlet among the reports at hand.

    Names are looked up, not searched for one by one, so that a hundred thousand outlets cost no more than ten.
    """

    def __init__(self, reports: Iterable[Report]) -> None:
        wires = [name for row in source_rows() if row.kind == "wire" for name in (row.name, *row.also)]
        outlets = [report.outlet.name for report in reports if report.outlet]
        self._names = frozenset({*wires, *outlets})
        self._longest = max(len(name.split()) for name in self._names)
        self._whole: dict[str, str | None] = {}

    def credited(self, report: Report, claims: Sequence[Claim]) -> str | None:
        """The agency or other outlet that a report names as where it got these claims; None if it names none but itself."""
        if name := self.whole(report):
            return name
        around = (report.text[max(0, claim.quote.start - BESIDE) : claim.quote.end + BESIDE] for claim in claims)
        return self._first(report, (name for text in around for name in self._beside(text)))

    def whole(self, report: Report) -> str | None:
        """The agency or other outlet that a report credits as a whole, in its first or last lines."""
        if report.id not in self._whole:
            ends = (report.text[:HEAD], report.text[-TAIL:])
            self._whole[report.id] = self._first(report, (name for text in ends for name in self._credit_lines(text)))
        return self._whole[report.id]

    def _first(self, report: Report, names: Iterable[str]) -> str | None:
        """The first that is not the report's own outlet, under its best-known name."""
        own = fold(report.outlet.name) if report.outlet else ""
        known = (cited_name(name) or name for name in names)
        return next((name for name in known if fold(name) != own), None)

    def _credit_lines(self, text: str) -> Iterator[str]:
        """ "(Reuters)", "with AFP", "- Anadolu" at the end: in the order of the text."""
        found = [(match.start(), match[1].strip()) for match in BRACKETS.finditer(text)]
        found += [(match.start(), self._after(text, match.end())) for match in FROM.finditer(text)]
        found += [(match.start(), text[match.end() :].strip(" .!?)\"'\r\n\t")) for match in SIGNED.finditer(text.rstrip())]
        yield from (name for _, name in sorted(found) if name in self._names)

    def _beside(self, text: str) -> Iterator[str]:
        """ "told AFP", "Levant Wire reported": in the order of the text."""
        found = [(match.start(), self._after(text, match.end())) for match in TOLD.finditer(text)]
        found += [(match.start(), self._before(text, match.start())) for match in REPORTED.finditer(text)]
        yield from (name for _, name in sorted(found) if name)

    def _after(self, text: str, at: int) -> str:
        """The longest name that stands at this place; empty if none does."""
        ends = []
        for match in WORD.finditer(text, at, at + 100):
            bare = match.end() - (len(match[0]) - len(match[0].rstrip(".,;:!?)”\"'’")))
            ends += [match.end(), bare, *(end for end in (bare - 2,) if text[end:bare] in ("'s", "’s"))]
            if len(ends) > 3 * self._longest:
                break
        return next((text[at:end] for end in reversed(ends) if text[at:end] in self._names), "")

    def _before(self, text: str, end: int) -> str:
        """The longest name that ends at this place; empty if none does."""
        starts, low = [], max(0, end - 100)
        for match in reversed(list(WORD.finditer(text, low, end))[-self._longest :]):
            starts += [match.start(), match.start() + (len(match[0]) - len(match[0].lstrip("(“\"'‘—–-")))]
        return next((text[start:end] for start in reversed(starts) if text[start:end] in self._names), "")


def passage_of(report: Report | None, claims: Sequence[Claim]) -> str:
    """The sentences that carry these claims, each once, in the order of the text."""
    if report is None:
        return "\n".join(dict.fromkeys(claim.quote.text for claim in claims))
    stretches = dict.fromkeys(_sentence(report.text, claim) for claim in sorted(claims, key=lambda claim: claim.quote.start))
    return "\n".join(report.text[start:end] for start, end in stretches)


def _sentence(text: str, claim: Claim) -> tuple[int, int]:
    """Where the quote stands, out to the ends of its sentences."""
    starts = [found.end() for found in STOP.finditer(text, max(0, claim.quote.start - 600), claim.quote.start)]
    end = STOP.search(text, max(claim.quote.start, claim.quote.end - 1))
    return starts[-1] if starts else claim.quote.start, end.start() if end else claim.quote.end
