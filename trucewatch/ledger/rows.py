"""Write many rows at once: PostgreSQL takes them in one stream, SQLite by one prepared statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert
from sqlalchemy.exc import DBAPIError

FEW = 20  # rows up to which a stream costs more than it saves


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """All these rows, each with the same columns; triggers and keys are kept as with any other INSERT."""
    if not rows:
        return
    if len(rows) <= FEW:
        connection.execute(insert(table), list(rows))
        return
    names = tuple(rows[0])
    if connection.dialect.name == "sqlite":  # by its driver: to have SQLAlchemy look at each row takes longer than to write it
        columns, values = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
        statement = f"INSERT INTO {table.name} ({columns}) VALUES ({values})"
        connection.exec_driver_sql(statement, [tuple(row[name] for name in names) for row in rows])
        return
    stream_rows(connection, table, names, ([row[name] for name in names] for row in rows))


def stream_rows(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Rows as sequences of values in the order of these columns, by COPY; on PostgreSQL only."""
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"COPY {table.name} ({columns}) FROM STDIN"
    driver = connection.connection.driver_connection
    assert driver is not None
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as stream:
            for row in rows:
                stream.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(statement, None, error) from error
