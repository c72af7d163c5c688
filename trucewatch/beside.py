"""Databases that belong to a ledger but are no part of it: a file of its own beside it, or tables of its own in its PostgreSQL.

People, alerts that are to be sent and feeds that are polled are kept so: a copied ledger carries none of it along.
"""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, MetaData, Table, inspect, make_url, select

from trucewatch.errors import LedgerError, TrucewatchError
from trucewatch.ledger import doors

ONLY_MINE = 0o600


@dataclass(frozen=True)
class Beside:
    """One such database.

    A database of an earlier version is given the tables that it lacks. `what` names it in errors ("people"), `suffix` ends
    its file (`.people.sqlite`), `application` stands in the header of the SQLite file, `version_table` has one column
    `version`, `lock` is the key of its own writers on PostgreSQL (never the ledger's: nobody here waits for a long run),
    and `error` is raised where it cannot be opened.
    """

    what: str
    suffix: str
    application: int
    version: int
    metadata: MetaData
    version_table: Table
    lock: int
    error: type[TrucewatchError]

    def url(self, ledger_url: str) -> str:
        """Where that of a ledger is kept."""
        address = make_url(ledger_url)
        if address.get_backend_name() != "sqlite" or not address.database or address.database == ":memory:":
            return ledger_url
        path = pathlib.Path(address.database)
        own = path.with_name(f"{path.stem}{self.suffix}")
        return address.set(database=str(own)).render_as_string(hide_password=False)

    def open(self, url: str) -> Engine:
        """An engine on a database of this version, created where it is missing, that only its owner may read."""
        self._keep_private(url)
        engine = doors.connect(url)
        try:
            if engine.dialect.name == "sqlite":
                doors.switch_to_wal(engine)
            with self.writing(engine) as connection:
                self._create(connection)
        except (LedgerError, self.error):
            engine.dispose()
            raise
        return engine

    @contextmanager
    def seen(self, ledger_url: str) -> Iterator[Connection | None]:
        """A connection that sees one state of that of a ledger; None where it was never made. It makes nothing."""
        own = self.url(ledger_url)
        address = make_url(own)
        if address.get_backend_name() == "sqlite" and not (address.database and pathlib.Path(address.database).is_file()):
            yield None
            return
        engine = doors.connect(own)
        try:
            sqlite = engine.dialect.name == "sqlite"
            with reading(engine if sqlite else engine.execution_options(isolation_level="REPEATABLE READ")) as connection:
                yield connection if inspect(connection).has_table(self.version_table.name) else None
        finally:
            engine.dispose()

    def check_version(self, connection: Connection) -> int:
        """The version it is of; an error where that is one which only a later program knows."""
        found = int(connection.execute(select(self.version_table.c.version)).scalar_one())
        if found > self.version:
            raise self.error(
                f"the {self.what} were written by a newer Trucewatch (version {found}, this one knows {self.version})"
            )
        return found

    @contextmanager
    def writing(self, engine: Engine) -> Iterator[Connection]:
        """A transaction in which nobody else writes to it; it is committed at the end, or not at all."""
        with doors.writing(engine, lock=self.lock) as connection:
            yield connection

    def _keep_private(self, url: str) -> None:
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
            raise self.error(f"{str(path)!r} cannot be opened to keep {self.what} in: {error}") from error

    def _create(self, connection: Connection) -> None:
        tables = inspect(connection).get_table_names()
        if self.version_table.name in tables:
            if self.check_version(connection) < self.version:  # a later version only ever adds tables
                self.metadata.create_all(connection)
                connection.execute(self.version_table.update().values(version=self.version))
            return
        if connection.dialect.name == "sqlite":
            if tables:
                raise self.error(f"{doors.shown(connection.engine.url)} is the database of another program")
            connection.exec_driver_sql(f"PRAGMA application_id = {self.application}")
        self.metadata.create_all(connection)
        connection.execute(self.version_table.insert().values(version=self.version))


reading = doors.reading
