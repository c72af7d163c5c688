"""How each printed figure stands in what its account counts: totals, parts, subgroups and earlier figures set apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trucewatch.knowledge.figure_tables import CueMeaning, counts_everybody, counts_subgroup, cue_beside
from trucewatch.knowledge.sides import takes_part
from trucewatch.model import Claim, Counted, Figure, Precision, Report, Standing
from trucewatch.reconcile.accounts.tellings import Telling

LONG = 28  # days from which on a claim's time is a period of its own, such as a month

SHORT = 7  # days up to which it is one happening

ENDS = (". ", "! ", "? ", "\n")  # where the sentence of a figure ends; a full stop inside "2.30 p.m. " cuts too early at worst


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure of one claim, and how it stands in what its account counts."""

    claim: Claim
    figure: Figure
    standing: Standing = Standing.COUNTS
    why: str = ""

    @property
    def of(self) -> str | None:
        """The party it counts; None for "14 people", who need not be the civilians that the sentence is read to be about."""
        of = self.figure.of
        return None if of and not takes_part(of) and counts_everybody(self.figure.span.text) else of


def printed_by(one: Telling, kind: Counted) -> list[Printed]:
    """Every figure of a measure in the order of print, as the words beside it have it stand."""
    found = [Printed(claim, figure) for claim in one.claims for figure in claim.figures if figure.kind is kind]
    found.sort(key=lambda p: (p.figure.span.start, p.figure.span.end, p.claim.id))
    cued = [(item, _cue(one.report, item)) for item in found]
    out: list[Printed] = []
    for item, means in cued:
        if means is CueMeaning.TOTAL:
            item = replace(item, standing=Standing.TOTAL, why="counts more than this happening, by the words beside it")
        elif means is CueMeaning.MIXED:
            item = replace(item, standing=Standing.TOTAL, why="counts dead and wounded together")
        elif means is CueMeaning.RUNNING and any(_size(p.figure) < _size(item.figure) for p, m in cued if m is None):
            item = replace(item, standing=Standing.TOTAL, why="a running total, beside what the account counts here")
        elif means is CueMeaning.EARLIER and any(m is None for _, m in cued):
            item = replace(item, standing=Standing.REPLACED, why="an earlier figure, as the account itself says")
        elif means is CueMeaning.PART and any(_size(p.figure) > _size(item.figure) for p in found if _one_sentence(p, item)):
            item = replace(item, standing=Standing.PART, why="some of those counted beside it")
        out.append(item)
    return out


def _cue(report: Report | None, item: Printed) -> CueMeaning | None:
    before, after = _sentence(report, item)
    row = cue_beside(before, after)
    return row.means if row else None


def _sentence(report: Report | None, item: Printed) -> tuple[str, str]:
    """The words before and after a figure in its sentence, from the report, else from the quote of its claim."""
    span, quote = item.figure.span, item.claim.quote
    text, offset = (report.text, 0) if report else (quote.text, quote.start)
    start, end = span.start - offset, span.end - offset
    begin = max((at + len(mark) for mark in ENDS if (at := text.rfind(mark, 0, start)) >= 0), default=0)
    stop = min((at for mark in ENDS if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[begin:start], text[end:stop]


def _one_sentence(a: Printed, b: Printed) -> bool:
    return a.claim.quote.overlaps(b.claim.quote) or a.claim is b.claim


def totals_apart(printed: Mapping[str, Sequence[Printed]]) -> dict[str, list[Printed]]:
    """Totals and the figures of long periods taken out, unless the happening itself is such a period."""
    every = [item for items in printed.values() for item in items]
    day = any(_days(item.claim) <= SHORT for item in every if item.standing is Standing.COUNTS)
    out: dict[str, list[Printed]] = {}
    for letter, items in printed.items():
        out[letter] = []
        for item in items:
            if _is_period(item.claim) and item.standing in (Standing.COUNTS, Standing.TOTAL):
                standing = Standing.TOTAL if day else Standing.COUNTS
                item = replace(item, standing=standing, why="counts a longer time than this happening" if day else "")
            out[letter].append(item)
    return out


def subgroups_apart(printed: Mapping[str, Sequence[Printed]]) -> dict[str, list[Printed]]:
    """Children, women, medics set apart as a part wherever some account counts more people than these."""
    others = [i for items in printed.values() for i in items if i.standing is Standing.COUNTS and not is_subgroup(i)]
    largest = max((_size(item.figure) for item in others), default=0)
    why = "some of those whom other figures count"
    return {
        letter: [
            replace(i, standing=Standing.PART, why=why)
            if i.standing is Standing.COUNTS and is_subgroup(i) and _size(i.figure) < largest
            else i
            for i in items
        ]
        for letter, items in printed.items()
    }


def is_subgroup(item: Printed) -> bool:
    """True for a figure that counts children, women or medics only."""
    return counts_subgroup(item.figure.span.text)


def _is_period(claim: Claim) -> bool:
    return claim.time is not None and (claim.time.precision in (Precision.MONTH, Precision.YEAR) or _days(claim) >= LONG)


def _days(claim: Claim) -> int:
    return (claim.time.end - claim.time.start).days if claim.time else 1


def parts_apart(printed: Sequence[Printed]) -> list[Printed]:
    """Within one claim a smaller second figure for a party counts some of the same ("48, ten of them children")."""
    largest: dict[tuple[str, str | None], int] = {}
    for item in printed:
        if item.standing is Standing.COUNTS:
            key = item.claim.id, item.of
            largest[key] = max(largest.get(key, 0), _size(item.figure))
    out: list[Printed] = []
    for item in printed:
        if item.standing is Standing.COUNTS and _size(item.figure) < largest[item.claim.id, item.of]:
            item = replace(item, standing=Standing.PART, why="some of those counted beside it")
        out.append(item)
    return out


def _size(figure: Figure) -> int:
    return figure.low if figure.low is not None else figure.high or 0
