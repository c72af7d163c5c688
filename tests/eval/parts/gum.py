"""Dated expressions of GUM against the day of publication: is the window exactly the marked one?

The measure is that of `tests.eval.resolving`; it stands here so that one table shows every part of reading.
"""

from __future__ import annotations

from tests.eval import resolving
from tests.eval.parts.common import Figure, Measured, Miss

SET = "gum_dates"
BAR = 0.80


def measure(*, full: bool = False) -> Measured:
    """Every expression; `full` changes nothing."""
    values, misses = resolving.measure_dates()
    return Measured(
        (
            Figure(SET, "value, exact", values["all"], int(values["n"]), BAR),
            Figure(SET, "value, exact, news only", values["news"], int(values["n_news"])),
        ),
        tuple(Miss(line.split()[0], line) for line in misses),
    )
