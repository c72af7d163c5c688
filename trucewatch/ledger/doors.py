"""Open the database that holds a ledger: the address, the settings of each engine, the upgrade, and errors in plain words."""

from __future__ import annotations

import pathlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import platformdirs
from sqlalchemy import URL, Connection, Engine, Inspector, MetaData, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from trucewatch.errors import LedgerError
from trucewatch.ledger.schema import APPLICATION_ID, KNOWN, REVISION, VERSION_TABLE, entry_table

WAIT_SECONDS = 60  # how long a writer waits for its turn
WRITER_LOCK = 0x5452554345  # the key of PostgreSQL's advisory lock ("TRUCE")
LISTS_LOCK, NAMES_LOCK, QUEUE_LOCK, LINES_LOCK = (WRITER_LOCK + number for number in range(1, 5))  # of what is worked out
BUSY = 0x100  # between the key of a transaction and that of whoever is at work for longer
READS_ONLY = "ledger_reads_only"
OLDEST_SQLITE = (3, 37)  # the first with STRICT tables
SMALLEST_SQLITE = 512  # bytes of the smallest database; SQLite itself refuses whatever is larger and none
SQLITE_MAGIC = b"SQLite format 3\0"
POSTGRESQL = ("postgresql", "postgres", "postgresql+psycopg")


SECRETS = frozenset({"password", "passfile", "sslpassword"})  # of the query of a PostgreSQL address


def shown(address: URL) -> str:
    """An address as it may be read by anybody: without passwords, wherever they stand in it."""
    return address.difference_update_query(SECRETS).render_as_string()


def default_url(file_name: str = "ledger.sqlite") -> str:
    """A ledger in the user's data folder, which is created if it is missing."""
    folder = pathlib.Path(platformdirs.user_data_dir("trucewatch", appauthor=False))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerError(
            f"{folder}: the data folder cannot be created ({error.strerror}); name another with --ledger"
        ) from error
    return URL.create("sqlite", database=str(folder / file_name)).render_as_string()


def open_engine(url: str, *, reads_only: bool = False) -> Engine:
    """An engine on a ledger that exists and is of this version; it is created or upgraded first where needed.

    With `reads_only` nothing is ever written, as in a standby of a PostgreSQL server; a ledger of another version is refused.
    """
    engine = connect(url)
    try:
        with plain_errors(engine):
            if reads_only:
                _check_readable(engine)
                return engine.execution_options(**{READS_ONLY: True})
            _upgrade(engine)
    except LedgerError:
        engine.dispose()
        raise
    return engine


def connect(url: str) -> Engine:
    """An engine with the settings of ours on whatever stands at this address."""
    address = _parse(url)
    if address.get_backend_name() == "sqlite":
        _check_path(address)
    return _connect(address)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state and holds nobody up."""
    with plain_errors(engine), engine.connect() as connection, connection.begin():
        yield connection


def is_writable(engine: Engine) -> bool:
    """False of a ledger that was opened for reading only."""
    return not engine.get_execution_options().get(READS_ONLY, False)


@contextmanager
def writing(engine: Engine, *, lock: int = WRITER_LOCK) -> Iterator[Connection]:
    """A transaction in which nobody else writes under this lock; it is committed at the end, or not at all.

    PostgreSQL lets those who wait for a lock in by turns, first come first served. Whoever fills tables that are worked out from
    the entries takes a lock of their own, and one only: neither waits for the other.
    """
    if not is_writable(engine):
        raise LedgerError(f"{shown(engine.url)} is opened for reading only")
    with plain_errors(engine), engine.connect() as connection, connection.execution_options(ledger_writes=True).begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock})
        yield connection


@contextmanager
def alone(engine: Engine, lock: int) -> Iterator[bool]:
    """Whether nobody else is at the work that goes by this lock; whoever is, is let go of when it is done, or killed.

    For work of many transactions, each of which takes the lock itself. SQLite has no such lock: there it is always so.
    """
    if engine.dialect.name != "postgresql":
        yield True
        return
    key = {"key": lock + BUSY}
    with plain_errors(engine), engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key))
        try:
            yield mine
        finally:
            if mine:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)


def make_tables(engine: Engine, tables: MetaData) -> None:
    """Make those of these tables that are missing; where nothing can be written, only what is asked of them fails."""
    if not is_writable(engine):
        return
    with reading(engine) as connection:
        if set(tables.tables) <= set(inspect(connection).get_table_names()):
            return
    with suppress(LedgerError), writing(engine) as connection:
        tables.create_all(connection)


@contextmanager
def plain_errors(engine: Engine) -> Iterator[None]:
    """Say what the database said, with the address but without the password."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        said = str(cause).strip().splitlines() or [type(cause).__name__]
        raise LedgerError(f"{shown(engine.url)}: {_explain(said[0])}") from error
    except SQLAlchemyError as error:
        raise LedgerError(f"{shown(engine.url)}: {error}") from error


def _explain(said: str) -> str:
    for words, meaning in (
        ("file is not a database", "is no ledger: not a SQLite file"),
        ("malformed", "the file is damaged; take the last good copy"),
        ("unable to open database file", "cannot be opened: no such folder, or no rights to read and write there"),
        ("readonly database", "cannot be written: no rights to this file or its folder"),
        ("database is locked", f"another program has been writing for {WAIT_SECONDS} seconds"),
    ):
        if words in said:
            return f"{meaning} ({said})"
    return said


def _parse(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise LedgerError(f"{url!r} is no ledger URL; write sqlite:///FILE or postgresql://USER@HOST/DATABASE") from error
    if address.drivername in ("sqlite", "sqlite+pysqlite"):
        return address
    if address.drivername in POSTGRESQL:
        return address.set(drivername="postgresql+psycopg")
    raise LedgerError(f"a ledger lives in SQLite or PostgreSQL, not in {address.drivername!r}")


def _check_path(address: URL) -> None:
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise LedgerError(f"SQLite {sqlite3.sqlite_version} is too old for a ledger; 3.37 or newer is needed")
    if not address.database or address.database == ":memory:":
        return
    if "\0" in address.database:
        raise LedgerError(f"{address.database!r} cannot be the name of a ledger")
    path = pathlib.Path(address.database)
    try:
        if path.is_dir():
            raise LedgerError(f"{path} is a folder, not a ledger; name a file in it")
        if not path.absolute().parent.is_dir():
            raise LedgerError(f"{path}: the folder {path.absolute().parent} does not exist")
        if path.is_file() and 0 < path.stat().st_size < SMALLEST_SQLITE and not _starts_like_sqlite(path):
            raise LedgerError(f"{path} is no ledger: not a SQLite file")
    except (OSError, ValueError) as error:
        raise LedgerError(f"{address.database!r} cannot be opened as a ledger: {error}") from error


def _starts_like_sqlite(path: pathlib.Path) -> bool:
    """SQLite itself takes any file of a few bytes for an empty database, and writes over it.

    Asked of small files only: to open and close the file of a ledger takes away every lock that this process holds on it, and
    another process may then remove what was written last.
    """
    with path.open("rb") as file:
        return file.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC


def _connect(address: URL) -> Engine:
    if address.get_backend_name() == "sqlite":
        options: dict[str, Any] = {"connect_args": {"timeout": WAIT_SECONDS, "check_same_thread": False}}
        if not address.database or address.database == ":memory:":
            options |= {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}  # one connection is the whole database
        engine = create_engine(address, **options)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        # a snapshot from before the wait for the lock would not see the last entry: hence READ COMMITTED
        engine = create_engine(
            address,
            isolation_level="READ COMMITTED",
            pool_pre_ping=True,
            connect_args={"client_encoding": "utf8"},  # or a database in SQL_ASCII answers in bytes
        )
    except ImportError as error:
        raise LedgerError("PostgreSQL needs its driver: pip install 'trucewatch[postgres]'") from error
    event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_sqlite` says, not at the first INSERT
    for setting in ("synchronous = FULL", "recursive_triggers = ON", "trusted_schema = OFF"):
        connection.execute(f"PRAGMA {setting}")


def _set_up_postgresql(connection: Any, _: object) -> None:
    """Plan each query for what it asks, and run it as it is.

    A plan for any value takes nearly all that stands for nearly nothing, since most values of where a row ended are rare; and to
    compile a query takes longer than our queries do.
    """
    connection.execute("SET plan_cache_mode = force_custom_plan; SET jit = off")
    connection.commit()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("ledger_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        if layout_of(connection) == REVISION:
            return
    if engine.dialect.name == "sqlite":
        switch_to_wal(engine)
    with writing(engine) as connection:
        if layout_of(connection) != REVISION:  # another process may have been quicker
            run_migrations(connection)


def _check_readable(engine: Engine) -> None:
    with engine.connect() as connection, connection.begin():
        found = layout_of(connection)
    if found != REVISION:
        what = f"has version {found}" if found else "holds no ledger"
        raise LedgerError(f"{_name(connection)} {what}, and cannot be brought to {REVISION} where nothing may be written")


def layout_of(connection: Connection) -> str | None:
    """The revision of the ledger found; None where the database is ready to receive one; a LedgerError where it is not."""
    tables = inspect(connection)
    if connection.dialect.name == "sqlite":
        _check_owner(connection, tables)
    if not tables.has_table(VERSION_TABLE):
        if tables.has_table(entry_table.name):
            raise LedgerError(f"{_name(connection)} has a table {entry_table.name} that is none of Trucewatch's")
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if found is not None and found not in KNOWN:
        raise LedgerError(
            f"{_name(connection)} was written by a newer Trucewatch (ledger version {found}, this one knows {REVISION}): "
            "upgrade with pip install --upgrade trucewatch"
        )
    return None if found is None else str(found)


def _check_owner(connection: Connection, tables: Inspector) -> None:
    owner = connection.exec_driver_sql("PRAGMA application_id").scalar()
    if owner != APPLICATION_ID and (owner or tables.get_table_names()):
        raise LedgerError(f"{_name(connection)} is the database of another program, not a ledger")


def switch_to_wal(engine: Engine) -> None:
    """Let readers read while one writes. SQLite does not wait by itself when two processes switch at once."""
    for attempt in range(WAIT_SECONDS * 10):
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or attempt == WAIT_SECONDS * 10 - 1:
                raise LedgerError(f"{shown(engine.url)}: {_explain(str(error))}") from error
            time.sleep(0.1)
        finally:
            raw.close()


def run_migrations(connection: Connection, to: str = REVISION) -> None:
    """Bring the tables to a version, be it an earlier one, in the transaction of this connection."""
    from alembic import command  # a quarter of a second that only a new or old ledger costs
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "trucewatch.ledger:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    if KNOWN.index(to) >= KNOWN.index(layout_of(connection) or KNOWN[0]):
        command.upgrade(config, to)
    else:
        command.downgrade(config, to)


def _name(connection: Connection) -> str:
    return shown(connection.engine.url)
