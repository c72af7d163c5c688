"""Take the rows out of a Parquet file: each becomes an object of the same fields that a line of JSON Lines has."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, BinaryIO

from trucewatch.errors import SourceError
from trucewatch.ingest.item import MAX_ITEM_BYTES, Kind, RawItem
from trucewatch.ingest.rows import FIELDS, NAMES
from trucewatch.model import Unread

PARQUET = b"PAR1"  # how such a file begins and ends
AT_ONCE = 64  # rows held at a time: a report of a million letters takes 4 MB
BUFFER = 1024 * 1024


class Rows:
    """The rows of an open Parquet file, page by page; a SourceError where it is damaged, or pyarrow is missing."""

    def __init__(self, file: BinaryIO) -> None:
        # Imported here: pyarrow comes with an extra, and only those who read Parquet pay for it.
        try:
            from pyarrow import ArrowException
            from pyarrow.parquet import ParquetFile
        except ImportError as error:
            raise SourceError("", "a Parquet file; reading it needs: pip install 'trucewatch[parquet]'") from error
        self._faults = (ArrowException, OSError, ValueError, OverflowError)
        try:
            self._file: Any = ParquetFile(file, pre_buffer=False, buffer_size=BUFFER)
            names = list(self._file.schema_arrow.names)
            groups = range(self._file.metadata.num_row_groups)
            self.groups = tuple(int(self._file.metadata.row_group(group).num_rows) for group in groups)
        except self._faults as error:
            raise SourceError("", f"no Parquet file that can be read: {_words(error)}") from error
        self._columns = [name for name in names if NAMES.get(name.casefold(), name.casefold()) in FIELDS]
        if "text" not in {NAMES.get(name.casefold(), name.casefold()) for name in self._columns}:
            raise SourceError("", f"no column 'text'; the file has {', '.join(names) or 'no columns'}")

    def read(self, first: int = 1) -> Iterator[tuple[int, bytes]]:
        """The rows from one on, each with its number, as the JSON of what it holds under the names we know."""
        group, behind = 0, first - 1
        while group < len(self.groups) and behind >= self.groups[group]:
            behind, group = behind - self.groups[group], group + 1
        if group == len(self.groups):
            return
        try:
            for number, row in enumerate(_rows(self._batches(group), behind), first):
                yield number, _as_json(row)
        except self._faults as error:
            raise SourceError("", f"the Parquet file is damaged: {_words(error)}") from error

    def _batches(self, first: int) -> Iterator[Any]:
        """The rows of each group by themselves, so that damage costs the same rows wherever reading began."""
        for group in range(first, len(self.groups)):
            yield from self._file.iter_batches(AT_ONCE, row_groups=[group], columns=self._columns)


def _rows(batches: Iterator[Any], skip: int) -> Iterator[dict[str, object]]:
    for batch in batches:
        if skip >= batch.num_rows:
            skip -= batch.num_rows
            continue
        yield from _objects(batch.slice(skip))
        skip = 0


def _objects(batch: Any) -> Iterable[dict[str, object]]:
    """The rows of a batch; cell by cell where one of them holds a moment that Python has no value for."""
    try:
        rows: list[dict[str, object]] = batch.to_pylist()
    except (OverflowError, ValueError):
        return (
            {name: _value(cell) for name, cell in zip(batch.schema.names, cells, strict=True)}
            for cells in zip(*batch.columns, strict=True)
        )
    return rows


def _value(cell: Any) -> object:
    """What stands in a cell: billionths of a second are cut off, a day that no calendar of Python has is told in words."""
    from pyarrow import string, timestamp, types

    try:
        return cell.as_py()
    except (OverflowError, ValueError):
        if types.is_timestamp(cell.type) and cell.type.unit == "ns":
            return cell.cast(timestamp("us", cell.type.tz), safe=False).as_py()
        if types.is_timestamp(cell.type) or types.is_date(cell.type):
            return str(cell.cast(string()))
        raise


def _as_json(row: dict[str, object]) -> bytes:
    """The fields that say something, in their order; days and moments as ISO 8601."""
    said = {name: value for name, value in row.items() if value is not None}
    return json.dumps(said, ensure_ascii=False, default=_told).encode()


def _told(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.isoformat() if isinstance(value, date) else str(value)


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


def split_parquet(file: BinaryIO, source: str, stem: str) -> Iterator[RawItem | Unread]:
    """Every row as an item; the place is its number, from 1."""
    if not file.seekable():
        raise SourceError("", "a packed Parquet file, which is not read here; unpack it first")
    for number, line in Rows(file).read():
        yield row_item(number, line, source, stem)


def row_item(number: int, line: bytes, source: str, stem: str) -> RawItem | Unread:
    """One row as an item."""
    place = f"{source}#{number}"
    if len(line) > MAX_ITEM_BYTES:
        return Unread(place, f"a row of more than {MAX_ITEM_BYTES // 2**20} MiB")
    return RawItem(place, line, Kind.JSON, stem)
