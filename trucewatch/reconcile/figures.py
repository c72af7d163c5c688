"""Put the figures of all accounts side by side: lowest to highest, measure by measure, with the words of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trucewatch.knowledge.sides import side_of
from trucewatch.model import Claim, Counted, Figure, FigureRange, Span
from trucewatch.reconcile.accounts import Telling
from trucewatch.reconcile.facts import source_key

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
    kinds = [kind for kind in Counted if any(f.kind is kind for one in told for c in one.claims for f in c.figures)]
    return tuple(
        _tally(one, kind) for kind in kinds for one in told if any(f.kind is kind for c in one.claims for f in c.figures)
    )


def _tally(one: Telling, kind: Counted) -> Tally:
    """What the sources of one account come to, from the lowest to the highest of them."""
    printed = [figure for claim in one.claims for figure in claim.figures if figure.kind is kind]
    by_source: dict[str, list[list[Figure]]] = {}
    for claim in one.claims:
        source = source_key(claim.speaker) if claim.speaker else ""
        if wholes := _wholes(claim, kind):
            by_source.setdefault(source, []).append(wholes)
    if "" in by_source and len(by_source) > 1:  # in the report's own voice: part of what its first source is cited for
        unsourced = by_source.pop("")
        next(iter(by_source.values())).extend(unsourced)
    low, high = envelope(_count(claims) for claims in by_source.values())
    ordered = sorted(dict.fromkeys(printed), key=lambda figure: (figure.span.start, figure.span.end))
    return Tally(one.letter, kind, tuple(ordered), low, high)


def _count(claims: Sequence[Sequence[Figure]]) -> Bounds:
    """One source's figures: for different parties they add up ("seven soldiers, a contractor"), for one they are rivals."""
    groups: list[tuple[set[str], list[Bounds]]] = []
    totals: list[Bounds] = []
    for figures in claims:
        totals += [(figure.low, figure.high) for figure in figures if not figure.of]
        sides = {side_of(figure.of) for figure in figures if figure.of}
        bounds = _sum([(figure.low, figure.high) for figure in figures if figure.of])
        rival = next((group for group in groups if group[0] & sides), None)
        if not sides:
            continue
        if rival:
            rival[0].update(sides)
            rival[1].append(bounds)
        else:
            groups.append((sides, [bounds]))
    if groups:
        counted = _sum([envelope(bounds) for _, bounds in groups])
        totals = [*(total for total in totals if not _within(total, counted)), counted]
    return envelope(totals)


def _wholes(claim: Claim, kind: Counted) -> list[Figure]:
    """One figure for each party of a claim: a smaller second one counts some of the same ("48, ten of them children")."""
    largest: dict[str | None, Figure] = {}
    for figure in claim.figures:
        if figure.kind is kind and (figure.of not in largest or _size(figure) > _size(largest[figure.of])):
            largest[figure.of] = figure
    return list(largest.values())


def _size(figure: Figure) -> int:
    return figure.low if figure.low is not None else figure.high or 0


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
    low, high = envelope([*((tally.low, tally.high) for tally in counted), *_shared_parts(counted)])
    by_account: list[tuple[str, int | None, int | None, Span]] = []
    for tally in counted:
        for figure in tally.figures:
            if (entry := (tally.letter, figure.low, figure.high, figure.span)) not in by_account:
                by_account.append(entry)
    return FigureRange(kind, low, high, tuple(by_account))


def _shared_parts(counted: Sequence[Tally]) -> Iterable[Bounds]:
    """Parts that an account with the same sum gives to another's only party: beside "8 soldiers", "7 soldiers and a guide"."""
    for whole in counted:
        sides = {side_of(figure.of) for figure in whole.figures if figure.of and not whole.parts}
        for split in counted:
            if split.parts and (split.low, split.high) == (whole.low, whole.high):
                yield from ((part.low, part.high) for part in split.parts if part.of and side_of(part.of) in sides)


def bounds_words(low: int | None, high: int | None) -> str:
    """A figure in words: "13", "at least 330", "up to 50", "24 to 99"."""
    if low is None or high is None:
        return f"at least {low:,}" if low is not None else f"up to {high:,}" if high is not None else "an open number"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
