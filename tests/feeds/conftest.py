"""Feeds in a database of their own, on each engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.ledger.conftest import ENGINES, postgres

__all__ = ["postgres"]

_numbers = count(1)


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty place for feeds, on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/ledger.feeds.sqlite"
        return
    server = make_url(request.getfixturevalue("postgres"))
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"feeds_{os.getpid()}_{next(_numbers)}"
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield server.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text("SET client_min_messages = warning"))
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()
