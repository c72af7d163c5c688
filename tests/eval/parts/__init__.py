"""The parts of reading, each measured on a set of its own: what an act is, who did it, how many died, whose word it is."""

from __future__ import annotations

from typing import Protocol

from tests.eval.parts import cameo, case21, casualties, gum, muc4, plover, polnear
from tests.eval.parts.common import Measured


class Measure(Protocol):
    """A measure of one part; `full` asks for the whole of a long set."""

    def __call__(self, *, full: bool = False) -> Measured:
        """Measure."""
        ...


PARTS: dict[str, Measure] = {
    "plover": plover.measure,
    "case21": case21.measure,
    "cameo": cameo.measure,
    "casualties": casualties.measure,
    "gum": gum.measure,
    "polnear": polnear.measure,
    "muc4": muc4.measure,
}
