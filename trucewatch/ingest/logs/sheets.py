"""Take a log kept in a workbook (XLSX) apart: the sheets that are shown, stored values only, nothing run."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from xml.etree.ElementTree import ParseError

from trucewatch.errors import SourceError
from trucewatch.ingest.logs.grid import (
    MOST_COLUMNS,
    MOST_LINES,
    TITLES,
    TOO_LONG,
    Cell,
    Line,
    Sheet,
    fields_of,
    is_header,
    line_of,
    unknown_in,
)
from trucewatch.model import Unread

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
MOST_UNPACKED = 192 * 1024 * 1024  # bytes: 200,000 lines of a log take some 60 MiB
MOST_PARTS = 2_000
MOST_MERGED = 20_000  # cells that merged ranges may cover
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
FAULTS = (
    zipfile.BadZipFile, zlib.error, ParseError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError,
    RuntimeError, NotImplementedError, OSError, SyntaxError, AssertionError,
)  # fmt: skip  # what openpyxl and the modules under it raise on files that are none or broken
NO_DAY = (date(1899, 12, 30), date(1899, 12, 31), date(1904, 1, 1))  # on which a time of day without a date is stored
Row = list[str]
Place = tuple[int, int]  # row, column
RawRow = tuple[object, ...]


def read_workbook(data: bytes, source: str) -> tuple[Sheet, ...]:
    """The logs in a workbook, sheet by sheet; a SourceError if it cannot be opened or holds none."""
    sha = hashlib.sha256(data).hexdigest()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _check(archive)
            sheets = tuple(_sheets(data, archive, source, sha))
    except FAULTS as error:
        raise SourceError("", f"a workbook that cannot be read: {str(error) or type(error).__name__}") from error
    if not any(sheet.header for sheet in sheets):
        told = "; ".join(unread.reason for sheet in sheets for unread in sheet.unread)
        raise SourceError("", f"no sheet of the workbook is a log{f' ({told})' if told else ''}")
    return sheets


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse what would unpack to too much, and XML that declares entities."""
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or size > MOST_UNPACKED:
        raise SourceError("", f"a workbook of {size:,} bytes unpacked; the limit is {MOST_UNPACKED:,}")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in opened.read(4096).replace(b"\0", b""):
                    raise SourceError("", f"{part.filename} declares a document type, which no workbook needs")


def _sheets(data: bytes, archive: zipfile.ZipFile, source: str, sha: str) -> Iterator[Sheet]:
    import openpyxl  # a fifth of a second to load, and few logs are workbooks

    values, formulas = (openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=stored) for stored in (True, False))
    for shown, raw in zip(values.worksheets, formulas.worksheets, strict=True):
        name = f"{source}, sheet {shown.title}"
        if shown.sheet_state != "visible":
            yield Sheet(name, "", (), (Unread(name, "a hidden sheet; it was not read", sha),))
            continue
        merged = _merged(archive, str(getattr(shown, "_worksheet_path", "")))
        rows = zip(_rows(shown), _rows(raw), strict=False)
        yield _sheet(name, sha, rows, merged)


def _rows(sheet: object) -> Iterator[tuple[object, ...]]:
    return iter(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))  # type: ignore[attr-defined]


def _sheet(
    name: str,
    sha: str,
    rows: Iterator[tuple[RawRow, RawRow]],
    merged: dict[Place, Place],
) -> Sheet:
    """The log on a sheet; a sheet without a log's header is told only if something stands on it."""
    fields: tuple[str | None, ...] = ()
    unknown: tuple[str, ...] = ()
    header, lines, unread = "", list[Line](), list[Unread]()
    anchors: dict[Place, str] = {}
    wanted, filled = set(merged.values()), False
    for number, (stored, raw) in enumerate(islice(rows, MOST_LINES + TITLES + 1), 1):
        words = _words(number, stored, merged, anchors)
        anchors |= {(number, place): word for place, word in enumerate(words, 1) if (number, place) in wanted}
        if not any(words):
            continue
        filled = True
        if not header:
            if is_header(words):
                header, fields, unknown = "\t".join(words).rstrip("\t"), fields_of(words), unknown_in(words)
            elif number > TITLES:
                break
            continue
        if len(lines) >= MOST_LINES:
            unread.append(Unread(f"{name}:{number}", TOO_LONG, sha))
            break
        if empty := _not_stored(stored, raw):
            unread.append(Unread(f"{name}:{number}", f"column {empty} holds a formula without a stored value", sha))
            continue
        lines.append(_line(number, words, fields))
    if not header and filled:
        unread.append(Unread(name, "no log: none of its first rows names a date and what was perceived", sha))
    return Sheet(name, header, tuple(lines), tuple(unread), unknown)


def _words(number: int, stored: RawRow, merged: dict[Place, Place], anchors: dict[Place, str]) -> Row:
    """The cells of a row as words; what a merged range covers has the words of its first cell."""
    return [
        anchors.get(merged[number, place], "") if (number, place) in merged else _shown(value)
        for place, value in enumerate(stored, 1)
    ]


def _line(number: int, words: Row, fields: tuple[str | None, ...]) -> Line:
    cells, at = [], 0
    for word in words:
        cells.append(Cell(word, at, at + len(word)))
        at += len(word) + 1
    return line_of(number, "\t".join(words).rstrip("\t"), fields, cells)


def _not_stored(stored: RawRow, raw: RawRow) -> int | None:
    """The first column with a formula whose value was never stored."""
    for place, (value, formula) in enumerate(zip(stored, raw, strict=False), 1):
        if value is None and isinstance(formula, str) and formula.startswith("="):
            return place
    return None


def _shown(value: object) -> str:
    """A cell as a person sees it, dates and times as ISO 8601 has them, on one line."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            if value.date() in NO_DAY:
                return _clock(value.time())
            return value.date().isoformat() if value.time() == time() else f"{value.date()} {_clock(value.time())}"
        case date():
            return value.isoformat()
        case time():
            return _clock(value)
        case timedelta():
            minutes, seconds = divmod(round(value.total_seconds()), 60)
            return f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
        case float() if value.is_integer():
            return str(int(value))
    return " ".join(str(value).split())


def _clock(value: time) -> str:
    near = (
        datetime(2000, 1, 1, value.hour, value.minute, value.second) + timedelta(seconds=round(value.microsecond / 1e6))
    ).time()
    return near.isoformat(timespec="seconds" if near.second else "minutes")


def _merged(archive: zipfile.ZipFile, part: str) -> dict[Place, Place]:
    """The cells (row, column) that merged ranges cover, each with the first cell of its range."""
    from openpyxl.utils.cell import range_boundaries

    covered: dict[Place, Place] = {}
    name = part.removeprefix("/")
    for found in MERGED.finditer(archive.read(name)) if name in archive.namelist() else ():
        left, top, right, bottom = range_boundaries(found.group(1).decode())
        if (right - left + 1) * (bottom - top + 1) + len(covered) > MOST_MERGED:
            raise SourceError("", f"merged cells cover more than {MOST_MERGED:,} cells")
        covered |= {(row, column): (top, left) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        del covered[top, left]
    return covered
