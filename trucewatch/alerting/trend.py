"""Tell whether a count broke with its own past rate: an exact test that knows how long somebody looked.

With n incidents in the last days and N in these and the history together, and days looked at e and f, a steady Poisson rate
makes n binomial with N trials and chance e / (e + f), whatever the rate is: Przyborowski and Wilenski, "Homogeneity of results
in testing samples from Poisson series", Biometrika 31 (1940), 313-323. Where days of the history vary more than Poisson days do,
counts are taken for negative binomial; given N, n is then beta-binomial with shapes k·e and k·f, k being the shape of one day
(Johnson, Kemp and Kotz, "Univariate Discrete Distributions", 2005, chapter 6: the negative hypergeometric distribution). Nothing
is said of few incidents, as in the low-count rule of Farrington, Andrews, Beale and Catchpole, "A statistical algorithm for the
early detection of outbreaks of infectious disease", Journal of the Royal Statistical Society A 159 (1996), 547-563.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import NormalDist

from trucewatch.alerting.rule import Direction, TrendBreak

SURE = 0.8  # tried 0.5, 0.8, 0.9: bursts alarm 8, 3, 1 times as often as asked for, a doubling is seen 0.83, 0.66, 0.56
LARGEST_SHAPE = 1e6  # a shape above it is Poisson for any count there is


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a count came to.

    `many` incidents on `looked` of the last days, `before` on `looked_before` days of the history; `first` to `last` are the last
    days. `chance` is how often a steady rate would come to this or to something further off; None where nothing can be said, and
    `why` says why. `shape` is the variation of the days (infinite: as Poisson).
    """

    first: date
    last: date
    many: int
    before: int
    looked: int
    looked_before: int
    chance: float | None
    rises: bool = True
    shape: float = math.inf
    why: str = ""

    @property
    def expected(self) -> float:
        """How many the rate of the history gives for the days looked at."""
        return self.before * self.looked / self.looked_before if self.looked_before else 0.0

    def breaks(self, terms: TrendBreak) -> bool:
        """True if the rule asks to be told of it."""
        wanted = terms.direction in (Direction.BOTH, Direction.RISE if self.rises else Direction.FALL)
        return wanted and self.chance is not None and self.chance <= terms.false_alarms


def look(counts: Mapping[date, int], looked: frozenset[date], last: date, terms: TrendBreak) -> Look:
    """One look at the days up to `last`; days that nobody looked at count neither as quiet nor with what is told of them."""
    recent = _days(last, terms.days)
    history = _days(last - timedelta(days=terms.days), terms.history)
    seen, seen_before = ([day for day in days if day in looked] for days in (recent, history))
    many, before = (sum(counts.get(day, 0) for day in days) for days in (seen, seen_before))
    told = (recent[0], last, many, before, len(seen), len(seen_before))
    if not seen:
        return Look(*told, None, why="on none of the last days anybody looked")
    if len(seen_before) < terms.looked:
        return Look(*told, None, why=f"only {len(seen_before)} days of the history were looked at; {terms.looked} are needed")
    if many + before < terms.at_least:
        return Look(*told, None, why=f"{many + before} incidents are too few to compare; {terms.at_least} are needed")
    if terms.direction is Direction.FALL and before * len(seen) < terms.at_least * len(seen_before):
        return Look(*told, None, why="the history is too quiet for a fall to show")
    shape = day_shape([counts.get(day, 0) for day in seen_before], terms.days)
    rises = many * len(seen_before) >= before * len(seen)
    sides = 2 if terms.direction is Direction.BOTH else 1
    chance = min(1.0, sides * tail(many, many + before, len(seen), len(seen_before), shape, above=rises))
    return Look(*told, chance, rises, shape)


def _days(last: date, many: int) -> list[date]:
    first = max(1, last.toordinal() - many + 1)
    return [date.fromordinal(number) for number in range(first, last.toordinal() + 1)]


def day_shape(days: Sequence[int], block: int) -> float:
    """The shape of the negative binomial of one day; infinite where the days vary no more than Poisson days.

    It is estimated by moments from the days and, as incidents come in bursts of several days, from blocks of as many days as are
    looked at; the one that allows for more variation is taken.
    """
    blocks = [sum(days[at : at + block]) for at in range(len(days) % block, len(days), block)]
    return min(_shape(days), _shape(blocks) / block if len(blocks) > 3 else math.inf)


def _shape(values: Sequence[int]) -> float:
    """Mean² / (variance - mean), the moment estimate; the fewer the values, the more is allowed for a variance seen too small.

    What varies more than Poisson has its variance raised to the upper end of its one-sided interval at SURE.
    """
    if len(values) < 2:
        return math.inf
    free = len(values) - 1
    mean = sum(values) / len(values)
    variance = sum((value - mean) ** 2 for value in values) / free
    if mean <= 0 or variance <= mean:
        return math.inf
    raised = variance * free / _chi_square(free, 1 - SURE)
    return mean * mean / (raised - mean)


def _chi_square(free: int, below: float) -> float:
    """The quantile, after Wilson and Hilferty (1931)."""
    ninth = 2 / (9 * free)
    return free * (1 - ninth + NormalDist().inv_cdf(below) * math.sqrt(ninth)) ** 3


def tail(many: int, all_: int, looked: int, looked_before: int, shape: float, *, above: bool) -> float:
    """The chance that at least (or, not `above`, at most) `many` of `all_` incidents fall on the last days of a steady rate."""
    span = range(many, all_ + 1) if above else range(many + 1)
    if shape >= LARGEST_SHAPE:
        share = looked / (looked + looked_before)
        return math.fsum(math.exp(_log_binomial(one, all_, share)) for one in span)
    recent, past = shape * looked, shape * looked_before
    return math.fsum(math.exp(_log_beta_binomial(one, all_, recent, past)) for one in span)


def _log_choose(all_: int, one: int) -> float:
    return math.lgamma(all_ + 1) - math.lgamma(one + 1) - math.lgamma(all_ - one + 1)


def _log_binomial(one: int, all_: int, share: float) -> float:
    return _log_choose(all_, one) + one * math.log(share) + (all_ - one) * math.log1p(-share)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _log_beta_binomial(one: int, all_: int, a: float, b: float) -> float:
    return _log_choose(all_, one) + _log_beta(one + a, all_ - one + b) - _log_beta(a, b)
