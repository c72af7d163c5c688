"""Read one line of JSON Lines or one row of CSV: its fields, and where their characters stand in the raw line."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trucewatch.errors import SourceError
from trucewatch.ingest.encodings import REPLACEMENT

NAMES = {"date": "published", "body": "text", "source": "outlet", "link": "url", "headline": "title"}  # other common names
FIELDS = ("id", "text", "title", "outlet", "published", "url")
SPACE = re.compile(r"[ \t\r\n]*")
PIECE = re.compile(r'(?:\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2})|\\u[0-9a-f]{4}|\\.|[^\\"]+', re.IGNORECASE | re.DOTALL)
SURROGATE = re.compile("[\ud800-\udfff]")
CONTROL = re.compile("[\x01-\x1f\x7f-\x9f]+")  # in an id they would lead to no page, in a title to a second line
MAX_DEPTH = 200  # a record is flat; deeper nesting is an attack on the parser, which recurses


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters `start..end` of a value, and where they begin in the line."""

    start: int
    end: int
    line_start: int


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one line; `stretches` are those of `text`, without what was written as an escape."""

    text: str
    id: str | None = None
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    stretches: tuple[Stretch, ...] = ()


def read_json(line: str) -> Row:
    """The row in a JSON object; a SourceError says what is wrong with it."""
    if line.count("{") + line.count("[") > MAX_DEPTH and _deepest(line) > MAX_DEPTH:
        raise SourceError("", "not valid JSON: nested too deeply")
    values: dict[str, object] = {}
    stretches: dict[str, tuple[Stretch, ...]] = {}
    try:
        for key, value, start, end in members_of(line):
            name = key if key in FIELDS else NAMES.get(key.casefold(), key.casefold())
            if key != name and name in values:
                continue  # "published" wins over "date"
            values[name] = value
            stretches[name] = tuple(_json_stretches(line, start, end)) if isinstance(value, str) else ()
    except (ValueError, RecursionError) as error:
        raise SourceError("", f"not valid JSON: {error}") from error
    return _row(values, stretches.get("text", ()))


def _deepest(line: str) -> int:
    depth = deepest = 0
    for character in re.sub(r'"(?:[^"\\]|\\.)*"', "", line):
        depth += (character in "{[") - (character in "}]")
        deepest = max(deepest, depth)
    return deepest


def members_of(line: str) -> Iterator[tuple[str, object, int, int]]:
    """The keys and values of the one object in a line, with the places of the values."""
    decoder = json.JSONDecoder(strict=False)
    at = _skip(line, 0)
    if line[at : at + 1] != "{":
        raise ValueError("an object {…} is expected")
    at = _skip(line, at + 1)
    while line[at : at + 1] != "}":
        key, at = decoder.raw_decode(line, at)
        if not isinstance(key, str):
            raise ValueError(f"a key in quotes is expected at character {at}")
        at = _expect(line, at, ":")
        value, end = decoder.raw_decode(line, at)
        yield key, value, at, end
        at = _skip(line, end)
        if line[at : at + 1] == ",":
            at = _skip(line, at + 1)
        elif line[at : at + 1] != "}":
            raise ValueError(f"',' or '}}' is expected at character {at + 1}")
    if _skip(line, at + 1) != len(line):
        raise ValueError(f"more after the object, at character {at + 2}")


def _skip(line: str, at: int) -> int:
    found = SPACE.match(line, at)
    return found.end() if found else at


def _expect(line: str, at: int, mark: str) -> int:
    at = _skip(line, at)
    if line[at : at + 1] != mark:
        raise ValueError(f"{mark!r} is expected at character {at + 1}")
    return _skip(line, at + 1)


def _json_stretches(line: str, start: int, end: int) -> Iterator[Stretch]:
    at = 0
    for found in PIECE.finditer(line, start + 1, end - 1):
        if found.group().startswith("\\"):
            at += 1
        else:
            size = found.end() - found.start()
            yield Stretch(at, at + size, found.start())
            at += size


def _row(values: dict[str, object], stretches: tuple[Stretch, ...]) -> Row:
    text = values.get("text")
    if not isinstance(text, str):
        raise SourceError("", "no text: a field 'text' with words is needed")
    words = {name: _words(values.get(name)) for name in FIELDS if name != "text"}
    return Row(text=SURROGATE.sub(REPLACEMENT, text).replace("\0", REPLACEMENT), stretches=stretches, **words)


def _words(value: object) -> str | None:
    """A field as words: numbers as they print, a nested {"name": …} by its name, everything else as nothing; on one line."""
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return CONTROL.sub(" ", SURROGATE.sub(REPLACEMENT, str(value)).replace("\0", "")).strip() or None


def read_csv(line: str, columns: Sequence[str], delimiter: str) -> Row:
    """The row in one record of a CSV file with these columns."""
    cells = cells_of(line, delimiter)
    if len(cells) > len(columns):
        raise SourceError("", f"{len(cells)} cells under {len(columns)} columns")
    values: dict[str, object] = {}
    places: dict[str, tuple[Stretch, ...]] = {}
    for column, (words, stretches) in zip(columns, cells, strict=False):
        key = column.strip().casefold()
        name = NAMES.get(key, key)
        if name != key and name in values:
            continue
        values[name], places[name] = words, stretches
    if not values.get("text"):
        raise SourceError("", "no text: a column 'text' with words is needed")
    return _row(values, places.get("text", ()))


def cells_of(line: str, delimiter: str) -> list[tuple[str, tuple[Stretch, ...]]]:
    """The cells of a record as the csv module reads them, with the stretches of each."""
    cell = re.compile(rf'"((?:[^"]|"")*+)"?([^{re.escape(delimiter)}\r\n]*)|([^{re.escape(delimiter)}\r\n]*)')
    out: list[tuple[str, tuple[Stretch, ...]]] = []
    at = 0
    while True:
        found = cell.match(line, at)
        if found is None:
            raise SourceError("", "not valid CSV")
        out.append(_cell(found))
        at = found.end()
        if line[at : at + 1] != delimiter:
            return out
        at += 1


def _cell(found: re.Match[str]) -> tuple[str, tuple[Stretch, ...]]:
    if found.group(3) is not None:
        return found.group(3), (Stretch(0, len(found.group(3)), found.start(3)),)
    words, stretches = "", []
    for number, part in enumerate(found.group(1).split('""')):
        words += '"' if number else ""
        if part:
            line_start = found.start(1) + len(words) + (number)
            stretches.append(Stretch(len(words), len(words) + len(part), line_start))
            words += part
    return words + found.group(2), tuple(stretches)


def csv_layout(first_line: str) -> tuple[tuple[str, ...], str]:
    """The columns of a CSV file and its delimiter: the one of `,` `;` and tab that cuts the header into most cells."""
    delimiter = max(",;\t", key=first_line.count)
    try:
        columns = tuple(name.strip() for name in next(csv.reader([first_line], delimiter=delimiter), []))
    except csv.Error as error:
        raise SourceError("", f"the first line names no columns: {error}") from error
    if "text" not in {NAMES.get(name.casefold(), name.casefold()) for name in columns}:
        raise SourceError("", f"no column 'text'; the first line names {', '.join(columns) or 'no columns'}")
    return columns, delimiter
