"""Write rows out as JSON Lines, CSV or GeoJSON, one at a time, so that a large ledger needs little memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from trucewatch.errors import UsageError

Row = dict[str, object]
COORDINATES = ("longitude", "latitude")
GROUND = "ground"  # a GeoJSON geometry
FORMULA = ("=", "+", "@", "\t", "\r", "-")


def to_jsonl(rows: Iterable[Row]) -> Iterator[str]:
    """One object a line, keys in the rows' order, characters as they are."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def to_json(rows: Iterable[Row]) -> Iterator[str]:
    """One array, an object a line."""
    return as_array(to_jsonl(rows))


def as_array(pieces: Iterable[str], begin: str = "[", end: str = "]\n", empty: str = "[]\n") -> Iterator[str]:
    """Lines of JSON, one or more in a piece, as the items of one array; `empty` is written where there are none."""
    separator = f"{begin}\n"
    for piece in pieces:
        yield separator + piece[:-1].replace("\n", ",\n")
        separator = ",\n"
    yield f"\n{end}" if separator == ",\n" else empty


def to_csv(rows: Iterable[Row], header: Sequence[str] = ()) -> Iterator[str]:
    """A header and a line per row; several values stand in one cell, parted by `;`, records as JSON.

    The header is that of the first row unless it is given (an empty table then still has one). A cell that a spreadsheet
    would take for a formula gets an apostrophe in front; a NUL is written as its picture.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    columns = list(header)
    if columns:
        writer.writerow(columns)
    for row in rows:
        if not columns:
            columns = list(row)
            writer.writerow(columns)
        writer.writerow([_cell(row.get(key)) for key in columns])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ";".join(value)
    elif isinstance(value, list | dict):
        value = json.dumps(value, ensure_ascii=False)
    text = str(value).replace("\0", "␀")
    return no_formula(text)


def no_formula(text: str) -> str:
    """The text of a cell with an apostrophe in front where a spreadsheet takes it for a formula; `-3.5` is none."""
    return f"'{text}" if text.startswith(FORMULA) and not (text.startswith("-") and _is_number(text)) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def to_geojson(rows: Iterable[Row]) -> Iterator[str]:
    """A feature collection; where there is no point the ground stands, and where neither, a null geometry: nothing is lost."""
    return as_features(map(feature_line, rows))


def feature_line(row: Row) -> str:
    """A row as a feature on a line."""
    longitude, latitude = (row.get(key) for key in COORDINATES)
    known = longitude is not None and latitude is not None
    feature = {
        "type": "Feature",
        "id": row.get("id"),
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if known else right_handed(row.get(GROUND)),
        "properties": {key: value for key, value in row.items() if key != GROUND},
    }
    return json.dumps(feature, ensure_ascii=False) + "\n"


def as_features(pieces: Iterable[str]) -> Iterator[str]:
    """Lines of features as a collection."""
    begin = '{"type": "FeatureCollection", "features": ['
    return as_array(pieces, begin, "]}\n", f"{begin}\n]}}\n")


def right_handed(geometry: object) -> object:
    """A geometry whose outer rings run against the clock and whose holes with it, as RFC 7946 wants; others are as they were."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return geometry
    if geometry["type"] == "Polygon":
        return {**geometry, "coordinates": _turned(geometry["coordinates"])}
    return {**geometry, "coordinates": [_turned(piece) for piece in geometry["coordinates"]]}


def _turned(rings: Sequence[Sequence[Sequence[float]]]) -> list[list[Sequence[float]]]:
    return [list(ring) if (_area(ring) >= 0) is (at == 0) else list(reversed(ring)) for at, ring in enumerate(rings)]


def _area(ring: Sequence[Sequence[float]]) -> float:
    """Twice the area, above zero where the ring runs against the clock."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))


FORMATS: dict[str, Callable[[Iterable[Row]], Iterator[str]]] = {
    "jsonl": to_jsonl,
    "csv": to_csv,
    "json": to_json,
    "geojson": to_geojson,
}


def write_rows(rows: Iterable[Row], format_name: str) -> Iterator[str]:
    """The rows in a named format, piece by piece; an unknown name is a UsageError that lists the known ones."""
    if format_name not in FORMATS:
        raise UsageError(f"no format {format_name!r}; known are {', '.join(FORMATS)}")
    return FORMATS[format_name](rows)
