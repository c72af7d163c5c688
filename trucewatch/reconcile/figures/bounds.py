"""The lowest and highest number that figures leave open, either of which may be open: added up, ranged, put in words."""

from __future__ import annotations

from collections.abc import Iterable

Bounds = tuple[int | None, int | None]


def add(parts: Iterable[Bounds]) -> Bounds:
    """The sum of some bounds: open where one of them is."""
    known = list(parts)
    if not known:
        return None, None
    lows, highs = [low for low, _ in known], [high for _, high in known]
    return sum(low or 0 for low in lows) or None, None if None in highs else sum(high or 0 for high in highs)


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


def within(part: Bounds, total: Bounds) -> bool:
    """True if a figure without a party is smaller than the parties together, so that it counts only some of them."""
    top, whole = part[1] if part[1] is not None else part[0], total[0] if total[0] is not None else total[1]
    return top is not None and whole is not None and top < whole


def bounds_words(low: int | None, high: int | None) -> str:
    """A figure in words: "13", "at least 330", "up to 50", "24 to 99"."""
    if low is None or high is None:
        return f"at least {low:,}" if low is not None else f"up to {high:,}" if high is not None else "an open number"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
