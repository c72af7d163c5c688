"""Lay the clauses of all agreements out so that an incident meets only those that can concern it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from trucewatch.assess.answers import Asked, can_meet
from trucewatch.assess.told import Told
from trucewatch.assess.verdicts import Question, questions
from trucewatch.model import Agreement, EventType

Key = tuple[object, ...]  # of an act: its type, its mode, the country it lies in, the sides who did it and who were hit
MOST_KEPT = 20_000  # keys; a war has some hundreds


class Docket:
    """The questions of all agreements in order; `near` gives those whose answer can be other than "not applicable"."""

    def __init__(self, agreements: Sequence[Agreement]) -> None:
        self.agreements = tuple(sorted(agreements, key=lambda agreement: (agreement.signed, agreement.id)))
        self.questions: tuple[Question, ...] = tuple(one for agreement in self.agreements for one in questions(agreement))
        self._by_type: dict[EventType, list[tuple[int, Asked]]] = {}
        for number, question in enumerate(self.questions):
            for test in question.every_test:
                for kind in test.act.types:
                    self._by_type.setdefault(kind, []).append((number, test))
        self._kept: dict[Key, tuple[tuple[int, int, int], ...]] = {}

    def near(self, told: Told) -> Iterator[Question]:
        """The questions that an incident may answer with yes or "cannot be told", in order."""
        incident = told.incident
        key = incident.type, incident.mode, told.country, told.doers, told.hit
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            kept = self._kept[key] = tuple(self._sorted_out(told))
        first, last = told.first, told.last
        found = -1
        for number, begun, over in kept:
            if number != found and (first is None or last is None or (first <= over and last >= begun)):
                found = number
                yield self.questions[number]

    def _sorted_out(self, told: Told) -> Iterator[tuple[int, int, int]]:
        """The questions that the kind of act, the parties and the country leave, each with its first and last day."""
        mode = told.incident.mode
        for number, test in self._by_type.get(told.incident.type, ()):
            if (mode is None or not test.act.modes or mode in test.act.modes) and can_meet(told, test):
                yield number, test.first, test.last


@lru_cache(maxsize=4)
def docket_of(agreements: tuple[Agreement, ...]) -> Docket:
    """The docket of some agreements, made once."""
    return Docket(agreements)
