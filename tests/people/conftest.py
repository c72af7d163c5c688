"""People in a database of their own, with a clock that tests can turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.ledger.conftest import new_url, postgres, url
from trucewatch.people import Limits, People

__all__ = ["new_url", "postgres", "url"]

PASSWORD = "four words nobody joins"


@dataclass
class Clock:
    """A clock that stands until it is turned."""

    seconds: float = 1_600_000_000

    def __call__(self) -> float:
        return self.seconds

    def turn(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(url: str, clock: Clock) -> Iterator[People]:
    with People.open(url, limits=Limits(idle=3600, whole=86_400), now=clock) as opened:
        yield opened
