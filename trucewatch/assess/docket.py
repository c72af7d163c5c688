"""Lay the clauses of all agreements out so that an incident meets only those that can concern it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from trucewatch.assess.answers import Asked, can_hold
from trucewatch.assess.told import Told
from trucewatch.assess.verdicts import Question, questions
from trucewatch.model import Agreement, EventType

Key = tuple[EventType, str | None, str | None]  # of an act: its type, its mode, and the country it lies in


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
        self._kept: dict[Key, tuple[tuple[int, Asked], ...]] = {}

    def near(self, told: Told) -> Iterator[Question]:
        """The questions that an incident may answer with yes or "cannot be told", in order."""
        incident = told.incident
        key = incident.type, incident.mode, told.country
        if key not in self._kept:
            self._kept[key] = tuple(self._sorted_out(*key))
        found = -1
        for number, test in self._kept[key]:
            if number != found and can_hold(told, test):
                found = number
                yield self.questions[number]

    def _sorted_out(self, kind: EventType, mode: str | None, country: str | None) -> Iterator[tuple[int, Asked]]:
        for number, test in self._by_type.get(kind, ()):
            if mode is not None and test.act.modes and mode not in test.act.modes:
                continue
            if country is None or not test.countries or country in test.countries:
                yield number, test


@lru_cache(maxsize=4)
def docket_of(agreements: tuple[Agreement, ...]) -> Docket:
    """The docket of some agreements, made once."""
    return Docket(agreements)
