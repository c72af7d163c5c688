"""Put the figures of all accounts side by side: lowest to highest, measure by measure, with the words of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.model import Counted, Figure, FigureRange, Span
from trucewatch.reconcile.accounts import Telling

Bounds = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one account counts under one measure: every figure it prints, and what they come to."""

    letter: str
    kind: Counted
    figures: tuple[Figure, ...]
    low: int | None
    high: int | None

    @property
    def parts(self) -> tuple[Figure, ...]:
        """One figure for each party counted apart, the first printed; () where nothing is counted apart."""
        firsts = {figure.of: figure for figure in reversed(self.figures) if figure.of}
        return tuple(figure for figure in self.figures if figure in firsts.values()) if len(firsts) > 1 else ()

    @property
    def approximate(self) -> bool:
        """True if some figure is printed as "about", "nearly", "dozens"."""
        return any(figure.approx for figure in self.figures)

    @property
    def summed(self) -> bool:
        """True if the bounds are a sum of parts that the account never adds up itself."""
        return len(self.parts) > 1 and all((figure.low, figure.high) != (self.low, self.high) for figure in self.figures)


def tallies(told: Sequence[Telling]) -> tuple[Tally, ...]:
    """The tallies of all accounts, by measure, then by letter."""
    found: dict[tuple[int, Counted], list[Figure]] = {}
    for index, one in enumerate(told):
        for claim in one.claims:
            for figure in claim.figures:
                figures = found.setdefault((index, figure.kind), [])
                if figure not in figures:
                    figures.append(figure)
    order = list(Counted)
    keys = sorted(found, key=lambda key: (order.index(key[1]), key[0]))
    return tuple(_tally(told[index].letter, kind, found[index, kind]) for index, kind in keys)


def _tally(letter: str, kind: Counted, figures: list[Figure]) -> Tally:
    """Figures for different parties add up ("seven soldiers and a contractor"); for the same party they are rival counts."""
    ordered = tuple(sorted(figures, key=lambda figure: (figure.span.start, figure.span.end)))
    by_party: dict[str, list[Bounds]] = {}
    for figure in ordered:
        if figure.of:
            by_party.setdefault(figure.of, []).append((figure.low, figure.high))
    parts = [envelope(bounds) for bounds in by_party.values()]
    totals = [(figure.low, figure.high) for figure in ordered if not figure.of]
    if parts and kind is not Counted.OTHER:
        total = _sum(parts)
        totals = [bounds for bounds in totals if not _within(bounds, total)] + [total]
    low, high = envelope(totals or [(figure.low, figure.high) for figure in ordered])
    return Tally(letter, kind, ordered, low, high)


def _sum(parts: Sequence[Bounds]) -> Bounds:
    lows, highs = [low for low, _ in parts], [high for _, high in parts]
    return sum(low or 0 for low in lows) or None, None if None in highs else sum(high or 0 for high in highs)


def _within(part: Bounds, total: Bounds) -> bool:
    """True if a figure without a party is smaller than the parts together, so that it counts only some of them."""
    top, whole = part[1] if part[1] is not None else part[0], total[0] if total[0] is not None else total[1]
    return top is not None and whole is not None and top < whole


def envelope(bounds: Iterable[Bounds]) -> Bounds:
    """Lowest and highest number printed; an open end stays open unless another figure reaches past it.

    "At least 6" and "10" are 6 to 10; "at least 12" and "10" are 10 and up.
    """
    known = list(bounds)
    numbers = [number for pair in known for number in pair if number is not None]
    if not numbers:
        return None, None
    lowest, highest = min(numbers), max(numbers)
    closed_above = any(high == highest for _, high in known)
    closed_below = any(low == lowest for low, _ in known)
    return lowest if closed_below else None, highest if closed_above else None


def figure_ranges(counted: Sequence[Tally]) -> tuple[FigureRange, ...]:
    """One range for each measure."""
    kinds = dict.fromkeys(tally.kind for tally in counted)
    return tuple(_range(kind, [tally for tally in counted if tally.kind is kind]) for kind in kinds)


def _range(kind: Counted, counted: Sequence[Tally]) -> FigureRange:
    low, high = envelope((tally.low, tally.high) for tally in counted)
    by_account: list[tuple[str, int | None, int | None, Span]] = []
    for tally in counted:
        for figure in tally.figures:
            if (entry := (tally.letter, figure.low, figure.high, figure.span)) not in by_account:
                by_account.append(entry)
    return FigureRange(kind, low, high, tuple(by_account))


def bounds_words(low: int | None, high: int | None) -> str:
    """A figure in words: "13", "at least 330", "up to 50", "24 to 99"."""
    if low is None or high is None:
        return f"at least {low:,}" if low is not None else f"up to {high:,}" if high is not None else "an open number"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
