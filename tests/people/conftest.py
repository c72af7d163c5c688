"""People in a database of their own, with a clock that tests can turn."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.ledger.conftest import ENGINES, postgres
from trucewatch.people import Limits, People

__all__ = ["postgres"]

PASSWORD = "four words nobody joins"
_numbers = count(1)


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


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty place for people, on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/ledger.people.sqlite"
        return
    server = make_url(request.getfixturevalue("postgres"))
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"people_{os.getpid()}_{next(_numbers)}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield server.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text("SET client_min_messages = warning"))
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture
def people(url: str, clock: Clock) -> Iterator[People]:
    with People.open(url, limits=Limits(idle=3600, whole=86_400), now=clock) as opened:
        yield opened
