"""Open the database that holds people: a file of its own beside the ledger, or tables of its own in the same PostgreSQL."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, inspect, make_url, select

from trucewatch.errors import LedgerError, PeopleError
from trucewatch.ledger import doors
from trucewatch.people.schema import APPLICATION_ID, VERSION, metadata, version_table

WRITER_LOCK = 0x54525750  # not the ledger's: nobody who signs in waits for a long run
ONLY_MINE = 0o600
SUFFIX = ".people.sqlite"


def people_url(ledger_url: str) -> str:
    """Where the people of a ledger are kept, so that a copied ledger carries no passwords along."""
    address = make_url(ledger_url)
    if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
        return ledger_url
    path = pathlib.Path(address.database)
    own = path.with_name(f"{path.stem}{SUFFIX}")
    return address.set(database=str(own)).render_as_string(hide_password=False)


def open_engine(url: str) -> Engine:
    """An engine on a database of people of this version, created where it is missing."""
    _keep_private(url)
    engine = doors.connect(url)
    try:
        if engine.dialect.name == "sqlite":
            doors.switch_to_wal(engine)
        with writing(engine) as connection:
            _create(connection)
    except (LedgerError, PeopleError):
        engine.dispose()
        raise
    return engine


reading = doors.reading


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction in which nobody else writes about people; it is committed at the end, or not at all."""
    with doors.writing(engine, lock=WRITER_LOCK) as connection:
        yield connection


def _keep_private(url: str) -> None:
    """A file that only its owner may read, from its first byte on; what SQLite puts beside it takes its mode."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
        return
    path = pathlib.Path(address.database)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, ONLY_MINE))
        if path.stat().st_mode & 0o777 != ONLY_MINE:
            path.chmod(ONLY_MINE)
    except (OSError, ValueError) as error:
        raise PeopleError(f"{str(path)!r} cannot be opened to keep people in: {error}") from error


def _create(connection: Connection) -> None:
    tables = inspect(connection).get_table_names()
    if version_table.name in tables:
        found = connection.execute(select(version_table.c.version)).scalar_one()
        if found > VERSION:
            raise PeopleError(f"the people were written by a newer Trucewatch (version {found}, this one knows {VERSION})")
        return
    if connection.dialect.name == "sqlite":
        if tables:
            raise PeopleError(f"{connection.engine.url.render_as_string()} is the database of another program")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    metadata.create_all(connection)
    connection.execute(version_table.insert().values(version=VERSION))
