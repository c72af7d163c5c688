"""How often the test for a break of trend alarms at a steady rate, and how often it sees a rise: `python -m bench.trend [LOOKS]`.

A steady rate is drawn as Poisson days, as days that vary more (negative binomial), and as bursts of several days (a rate that
wanders); a rise as the same with another rate in the last seven days. With gaps, four days of ten were looked at by nobody.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from trucewatch.alerting.rule import TrendBreak
from trucewatch.alerting.trend import look

START = date(2020, 1, 1)
GAPS = 0.4
NORMAL_FROM = 50.0

Series = Callable[[random.Random, int], list[int]]


def poisson(rng: random.Random, rate: float) -> int:
    """One Poisson number; of a large rate as a rounded normal one."""
    if rate > NORMAL_FROM:
        return max(0, round(rng.gauss(rate, math.sqrt(rate))))
    end, many, product = math.exp(-rate), 0, rng.random()
    while product > end:
        many, product = many + 1, product * rng.random()
    return many


def even(rate: float) -> Series:
    """Poisson days."""
    return lambda rng, days: [poisson(rng, rate) for _ in range(days)]


def uneven(rate: float, shape: float) -> Series:
    """Negative binomial days."""
    return lambda rng, days: [poisson(rng, rng.gammavariate(shape, rate / shape)) for _ in range(days)]


def bursts(rate: float, shape: float, holds: float = 0.7) -> Series:
    """Days whose rate wanders and holds on for a few days."""

    def draw(rng: random.Random, days: int) -> list[int]:
        found, now = [], 1.0
        for _ in range(days):
            now = holds * now + (1 - holds) * rng.gammavariate(shape, 1 / shape)
            found.append(poisson(rng, rate * now))
        return found

    return draw


STEADY: dict[str, Series] = {
    "Poisson, 1 a day": even(1),
    "Poisson, 5 a day": even(5),
    "Poisson, 40 a day": even(40),
    "uneven (shape 1), 5 a day": uneven(5, 1),
    "uneven (shape 2), 20 a day": uneven(20, 2),
    "bursts, 5 a day": bursts(5, 0.5),
    "bursts, 20 a day": bursts(20, 0.5),
}
RISES: dict[str, tuple[Series, Series]] = {
    "Poisson, 1 to 3 a day": (even(1), even(3)),
    "Poisson, 5 to 10 a day": (even(5), even(10)),
    "uneven (shape 3), 5 to 10 a day": (uneven(5, 3), uneven(10, 3)),
    "bursts, 5 to 15 a day": (bursts(5, 0.5), bursts(15, 0.5)),
}


def alarms(draw: Series, terms: TrendBreak, looks: int, gaps: float, seed: str) -> float:
    """The share of looks that alarm."""
    rng, days = random.Random(seed), [START + timedelta(days=number) for number in range(terms.history + terms.days)]
    fired = 0
    for _ in range(looks):
        counts = dict(zip(days, draw(rng, len(days)), strict=True))
        looked = frozenset(day for day in days if rng.random() >= gaps)
        fired += look(counts, looked, days[-1], terms).breaks(terms)
    return fired / looks


def rising(before: Series, after: Series, days: int) -> Series:
    """The first until the last days, then the second."""
    return lambda rng, all_: before(rng, all_)[:-days] + after(rng, all_)[-days:]


def lines(looks: int) -> Iterator[str]:
    """What came out, a line each."""
    for asked in (0.01, 0.001):
        terms = TrendBreak(false_alarms=asked)
        for name, draw in STEADY.items():
            rates = [alarms(draw, terms, looks, gaps, f"{name} {gaps}") for gaps in (0.0, GAPS)]
            yield f"steady, asked {asked:g}: {name}: {rates[0]:.4f}, with gaps {rates[1]:.4f}"
    terms = TrendBreak()
    for name, (before, after) in RISES.items():
        seen = alarms(rising(before, after, terms.days), terms, looks, 0.0, name)
        yield f"rise, asked {terms.false_alarms:g}: {name}: seen {seen:.2f}"


if __name__ == "__main__":
    for line in lines(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000):
        print(line, flush=True)
