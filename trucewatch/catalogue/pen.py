"""What is to be written into the tables of the catalogue, all at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, bindparam, text, update

from trucewatch.ledger.rows import FEW, insert_rows, stream_rows

Row = dict[str, object]  # the values of a row by the names of its columns


@dataclass(slots=True)
class Pen:
    """What is to be written: new rows, and the entries at which standing ones end."""

    rows: dict[Table, list[Row]] = field(default_factory=dict)
    ends: dict[Table, list[Row]] = field(default_factory=dict)
    texts: dict[Table, dict[int, str]] = field(default_factory=dict)

    def add(self, table: Table, **values: object) -> None:
        """A new row."""
        self.rows.setdefault(table, []).append(values)

    def end(self, table: Table, row: int, seq: int) -> None:
        """A row that stood before ends."""
        self.ends.setdefault(table, []).append({"of": row, "at": seq})

    def write(self, connection: Connection) -> None:
        """Write all of it."""
        for table, ended in self.ends.items():
            _write_ends(connection, table, ended)
        for table, rows in self.rows.items():
            insert_rows(connection, table, rows)
        for table, docs in self.texts.items():
            if docs:
                _write_words(connection, table, docs)


def _write_ends(connection: Connection, table: Table, ended: list[Row]) -> None:
    if connection.dialect.name == "sqlite":
        connection.execute(update(table).where(table.c.row == bindparam("of")).values(until=bindparam("at")), ended)
        return
    statement = text(
        f"UPDATE {table.name} SET until = ended.at"
        " FROM unnest(CAST(:rows AS bigint[]), CAST(:ends AS bigint[])) AS ended (number, at)"
        f' WHERE {table.name}."row" = ended.number'
    )
    connection.execute(statement, {"rows": [row["of"] for row in ended], "ends": [row["at"] for row in ended]})


def _write_words(connection: Connection, table: Table, docs: dict[int, str]) -> None:
    rows = [{"doc": doc, "words": docs[doc]} for doc in sorted(docs)]
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT INTO {table.name} (rowid, words) VALUES (:doc, :words)"), rows)
        return
    if len(rows) > FEW:
        told = ((row["doc"], " ".join(f"'{word}'" for word in str(row["words"]).split(" ") if word)) for row in rows)
        stream_rows(connection, table, ("doc", "words"), told)
        return
    statement = text(
        f"INSERT INTO {table.name} (doc, words) VALUES (:doc, array_to_tsvector(array_remove(string_to_array(:words, ' '), '')))"
    )
    connection.execute(statement, rows)
