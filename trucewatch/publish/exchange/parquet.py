"""Rows as Parquet, with their ground as GeoParquet 1.1 where it is asked for; written in groups, so that memory stays flat."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from trucewatch.errors import UsageError
from trucewatch.publish.exchange.parcel import Sink
from trucewatch.publish.exports import Row

if TYPE_CHECKING:
    import pyarrow

GROUP = 20_000  # rows of a row group: what is held in memory, and what a reader skips at once
GEOMETRY, BOX = "geometry", "bbox"
EDGES = ("xmin", "ymin", "xmax", "ymax")
VERSION = "1.1.0"
HOW = "Parquet needs its library: pip install 'trucewatch[parquet]'"


def parquet(
    rows: Iterable[Row], types: Mapping[str, str], notes: Mapping[str, str], *, geometry: str = "", about: Mapping[str, str]
) -> Iterator[bytes]:
    """The rows under the columns of `types`, each with its note; `about` stands in the file's own metadata.

    `geometry` names the column that holds a GeoJSON geometry: it is written as WKB with the box around it, and the file is
    then GeoParquet. A row without one keeps an empty cell. UsageError where pyarrow is not installed.
    """
    arrow, files = _library()
    schema = _schema(arrow, types, notes, geometry)
    sink, seen = Sink(), _Seen()
    source = iter(rows)
    with files.ParquetWriter(arrow.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        while group := list(islice(source, GROUP)):
            columns = [_column(arrow, schema.field(name), group, name) for name in types if name != geometry]
            if geometry:
                columns += _geometries(arrow, schema, [row.get(geometry) for row in group], seen)
            writer.write_table(arrow.Table.from_arrays(columns, schema=schema))
            yield sink.rest()
        writer.add_key_value_metadata({**about, **({"geo": json.dumps(seen.metadata())} if geometry else {})})
    yield sink.rest()


def _library() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise UsageError(HOW) from error
    return pyarrow, pyarrow.parquet


def _schema(arrow: Any, types: Mapping[str, str], notes: Mapping[str, str], geometry: str) -> pyarrow.Schema:
    kinds = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "day": arrow.date32(),
        "instant": arrow.string(),
        "yes or no": arrow.bool_(),
        "list": arrow.list_(arrow.string()),
        "json": arrow.string(),
    }
    fields = [
        arrow.field(name, kinds[kind], metadata={"description": notes.get(name, "")})
        for name, kind in types.items()
        if name != geometry
    ]
    if geometry:
        fields.append(arrow.field(GEOMETRY, arrow.binary(), metadata={"description": notes.get(geometry, "")}))
        fields.append(arrow.field(BOX, arrow.struct([arrow.field(edge, arrow.float64()) for edge in EDGES])))
    return arrow.schema(fields)


def _column(arrow: Any, field: Any, group: Sequence[Row], name: str) -> Any:
    values: list[Any] = [row.get(name) for row in group]
    if field.type == arrow.date32():
        values = [date.fromisoformat(value) if isinstance(value, str) else value for value in values]
    elif field.type == arrow.string():
        values = [_text(value) for value in values]
    elif field.type == arrow.list_(arrow.string()):
        values = [None if value is None else [_text(one) for one in value] for value in values]
    return arrow.array(values, type=field.type)


def _text(value: object) -> str | None:
    """A text that can be written as UTF-8; a record as JSON."""
    if value is None:
        return None
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return words.encode("utf-8", "backslashreplace").decode() if not words.isascii() else words


class _Seen:
    """What the footer of a GeoParquet file says of all its geometries: their kinds, and the box around them."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.box = [math.inf, math.inf, -math.inf, -math.inf]

    def add(self, kind: str, box: Sequence[float]) -> None:
        self.kinds.add(kind)
        self.box = [min(self.box[0], box[0]), min(self.box[1], box[1]), max(self.box[2], box[2]), max(self.box[3], box[3])]

    def metadata(self) -> dict[str, object]:
        about: dict[str, object] = {
            "encoding": "WKB",
            "geometry_types": sorted(self.kinds),
            "orientation": "counterclockwise",
            "covering": {"bbox": {edge: [BOX, edge] for edge in EDGES}},
        }
        if self.kinds:
            about["bbox"] = self.box
        return {"version": VERSION, "primary_column": GEOMETRY, "columns": {GEOMETRY: about}}


def _geometries(arrow: Any, schema: Any, shapes: Sequence[Any], seen: _Seen) -> list[Any]:
    known: list[bytes | None] = []
    boxes: list[dict[str, float] | None] = []
    for shape in shapes:
        if shape is None:
            known.append(None)
            boxes.append(None)
            continue
        wkb, box, kind = _encoded(json.dumps(shape))
        seen.add(kind, box)
        known.append(wkb)
        boxes.append(dict(zip(EDGES, box, strict=True)))
    return [arrow.array(known, type=arrow.binary()), arrow.array(boxes, type=schema.field(BOX).type)]


@lru_cache(maxsize=4096)
def _encoded(geojson: str) -> tuple[bytes, tuple[float, ...], str]:
    """A geometry as WKB with its box and its kind; rings around run counterclockwise."""
    import shapely

    shape = shapely.orient_polygons(shapely.from_geojson(geojson))
    return shapely.to_wkb(shape), tuple(float(edge) for edge in shape.bounds), shape.geom_type
