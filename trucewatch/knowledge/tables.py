"""Read and check the knowledge tables: every row becomes a record, every fault names its file and line."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import pathlib
import types
import typing
from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from trucewatch.errors import KnowledgeError

FOLDER = pathlib.Path(__file__).parent / "data"
SEPARATOR = ";"  # between several values in one cell, as in ACLED's files

Row = TypeVar("Row")


@cache
def read_table(name: str, row: type[Row], folder: pathlib.Path = FOLDER) -> tuple[Row, ...]:
    """All rows of `name` (a CSV file with a header) as records of the dataclass `row`; the first fault is raised.

    An empty cell is None where the field allows None, () where it is a tuple, and the field's default where it has one.
    Cells of tuple fields are split at `;`. Unknown and missing columns are faults.
    """
    out: list[Row] = []
    for _, one in each_row(name, row, folder):
        if isinstance(one, KnowledgeError):
            raise one
        out.append(one)
    return tuple(out)


@cache
def read_tables(name: str, row: type[Row], folder: pathlib.Path = FOLDER) -> tuple[Row, ...]:
    """The rows of every table in the folder `name`, table by table in the order of their names; the first fault is raised."""
    files = sorted(f"{name}/{path.name}" for path in (folder / name).glob("*.csv"))
    return tuple(one for file in files for one in read_table(file, row, folder))  # type: ignore[arg-type]


def each_row(name: str, row: type[Row], folder: pathlib.Path = FOLDER) -> Iterator[tuple[int, Row | KnowledgeError]]:
    """Every row of a table with its line, or in its place what is wrong with it; a fault of the whole table is raised."""
    adapter = TypeAdapter(row)
    kinds = typing.get_type_hints(row)
    tuples, optional = {key for key in kinds if _is_tuple(kinds[key])}, {key for key in kinds if _allows_none(kinds[key])}
    defaults = {field.name for field in dataclasses.fields(row) if _has_default(field)}  # type: ignore[arg-type]
    reader = csv.DictReader(io.StringIO(_text(name, folder), newline=""), strict=True)
    at = 0
    try:
        _check_header(name, reader.fieldnames or (), kinds, defaults)
        at = reader.line_num
        for cells in reader:
            at = reader.line_num
            if None in cells or None in cells.values():
                yield at, KnowledgeError(name, at, f"a row needs exactly {len(reader.fieldnames or ())} cells")
            elif any("\0" in cell for cell in cells.values()):
                yield at, KnowledgeError(name, at, "a cell holds a NUL byte")
            else:
                try:
                    yield at, adapter.validate_python(_cells_to_values(cells, tuples, optional, defaults))
                except ValidationError as error:
                    yield at, _first_fault(name, at, error)
    except csv.Error as error:
        raise KnowledgeError(name, at + 1, f"the table cannot be read: {error}") from error


def _text(name: str, folder: pathlib.Path) -> str:
    """The whole table; programs for tables begin it with a byte order mark."""
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise KnowledgeError(name, 0, "the table cannot be read") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(name, data.count(b"\n", 0, error.start) + 1, "the table is not UTF-8") from error


def _first_fault(name: str, line: int, error: ValidationError) -> KnowledgeError:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "row"
    fault = KnowledgeError(name, line, f"{where}: {first['msg']} (found {first['input']!r})")
    fault.__cause__ = error
    return fault


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def _check_header(name: str, header: typing.Sequence[str], kinds: dict[str, Any], defaults: set[str]) -> None:
    found = set(header)
    if len(found) < len(header):
        raise KnowledgeError(name, 1, f"columns twice: {sorted(column for column in found if header.count(column) > 1)}")
    if unknown := found - set(kinds):
        raise KnowledgeError(name, 1, f"unknown columns {sorted(unknown)}; known are {sorted(kinds)}")
    if missing := set(kinds) - found - defaults:
        raise KnowledgeError(name, 1, f"missing columns {sorted(missing)}")


def _cells_to_values(cells: dict[str, str], tuples: set[str], optional: set[str], defaults: set[str]) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, cell in cells.items():
        cell = cell.strip()
        if key in tuples:
            values[key] = tuple(part.strip() for part in cell.split(SEPARATOR) if part.strip())
        elif cell or (key not in defaults and key not in optional):
            values[key] = cell
        elif key in optional:
            values[key] = None
    return values


def _is_tuple(kind: Any) -> bool:
    return typing.get_origin(kind) is tuple


def _allows_none(kind: Any) -> bool:
    return typing.get_origin(kind) in (typing.Union, types.UnionType) and type(None) in typing.get_args(kind)


@cache
def knowledge_version(folder: pathlib.Path = FOLDER) -> str:
    """The first 12 hex digits of a hash over every knowledge file: stands on each ledger entry that used them."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
