"""Merge claims by windows in a folder of their own, and hold what comes out against one merging of all of them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from trucewatch.reconcile.facts import Facts
from trucewatch.reconcile.merging.merger import Merger
from trucewatch.reconcile.merging.rows import mark_number
from trucewatch.windows.merged import Hands, merged_in_windows
from trucewatch.windows.source import Part, Told

Outcome = tuple[list[tuple[str, ...]], dict[str, str], list[tuple[int, int, str]]]


@dataclass(frozen=True)
class FactsAtHand:
    """Facts in parts of so many, in the order in which they are given."""

    facts: tuple[Facts, ...]
    a_part: int = 7

    def parts(self) -> Iterable[Part]:
        """Where each part begins."""
        return [(str(at),) for at in range(0, len(self.facts), self.a_part)]

    def told(self, part: Part) -> Sequence[Told]:
        """So many from there."""
        return [(item, ()) for item in self.facts[int(part[0]) : int(part[0]) + self.a_part]]


def by_windows(facts: Iterable[Facts], room: int, hands: Hands = map) -> Outcome:
    """Groups, families and marks, merged with `room` claims at home in a window."""
    with tempfile.TemporaryDirectory() as folder:
        found = merged_in_windows(FactsAtHand(tuple(facts)), Path(folder), hands, room=room)
        if found is None:
            return [], {}, []
        groups = [tuple(key for _, key in group) for _, group in found.groups()]
        return groups, dict(found.families()), sorted(found.marks())


def at_once(facts: Iterable[Facts]) -> Outcome:
    """The same, merged in one piece."""
    merger = Merger()
    merger.add(facts)
    places = merger.places()
    marks = {(mark_number(mark), places[key], key) for key, some in merger.marks().items() for mark in some}
    return list(merger.groups()), merger.families(), sorted(marks)
