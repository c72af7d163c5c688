"""Rows as Parquet, with their ground as GeoParquet 1.1 where it is asked for; written in groups, so that memory stays flat."""

from __future__ import annotations

import json
import math
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
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
GEOMETRY, BOX, KIND = "geometry", "bbox", "kind"  # the kind stands in lines only
EDGES = ("xmin", "ymin", "xmax", "ymax")
VERSION = "1.1.0"
LONE = re.compile("[\ud800-\udfff]")  # half a character, which UTF-8 cannot write
HOW = "Parquet needs its library: pip install 'trucewatch[parquet]'"


def parquet(
    pieces: Iterable[str], types: Mapping[str, str], notes: Mapping[str, str], *, geometry: str = "", about: Mapping[str, str]
) -> Iterator[bytes]:
    """The rows under the columns of `types`, each with its note; `about` stands in the file's own metadata.

    The rows come as `json_line` writes them, one or more in a piece. `geometry` names the column that holds a geometry as
    `shape_cells` writes it: it becomes WKB with the box around it, and the file is then GeoParquet. A row without one keeps an
    empty cell. UsageError where pyarrow is not installed.
    """
    arrow, files = _library()
    schema = _schema(arrow, types, notes, geometry)
    sink, seen = Sink(), _Seen()
    rows = (row for piece in pieces for row in piece.split("\n") if row)
    with files.ParquetWriter(arrow.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
        while group := list(islice(rows, GROUP)):
            writer.write_table(_table(arrow, schema, "\n".join(group).encode(), geometry, seen))
            yield sink.rest()
        writer.add_key_value_metadata({**about, **({"geo": json.dumps(seen.metadata())} if geometry else {})})
    yield sink.rest()


def json_line(row: Row) -> str:
    """A row as a line of JSON in which every text can be written as UTF-8."""
    words = json.dumps(row, ensure_ascii=False, default=date.isoformat, separators=(",", ":"))
    return (words if words.isascii() else LONE.sub(_shown, words)) + "\n"


def shape_cells(shape: Mapping[str, object] | None) -> Row:
    """A GeoJSON geometry as the cells of a row: its WKB in Base64, the box around it, its kind; all empty where there is none."""
    wkb, box, kind = (None, None, None) if shape is None else _encoded(json.dumps(shape))
    return {GEOMETRY: wkb, BOX: box and dict(zip(EDGES, box, strict=True)), KIND: kind}


def _shown(found: re.Match[str]) -> str:
    return f"\\\\u{ord(found[0]):04x}"


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


def _table(arrow: Any, schema: Any, lines: bytes, geometry: str, seen: _Seen) -> Any:
    """One group of rows out of their lines."""
    import pyarrow.json as reading

    told = {
        field.name: arrow.string() if field.name == GEOMETRY or field.type == arrow.date32() else field.type for field in schema
    }
    if geometry:
        told[KIND] = arrow.string()
    how = reading.ParseOptions(explicit_schema=arrow.schema(told), unexpected_field_behavior="ignore")
    whole = reading.ReadOptions(use_threads=False, block_size=len(lines) + 1)
    table = reading.read_json(arrow.BufferReader(lines), read_options=whole, parse_options=how)
    if geometry:
        seen.add(table)
        wkb = [None if value is None else b64decode(value) for value in table[GEOMETRY].to_pylist()]
        at = table.schema.get_field_index(GEOMETRY)
        table = table.set_column(at, GEOMETRY, arrow.array(wkb, type=arrow.binary()))
    return table.select(schema.names).cast(schema)


class _Seen:
    """What the footer of a GeoParquet file says of all its geometries: their kinds, and the box around them."""

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.box = [math.inf, math.inf, -math.inf, -math.inf]

    def add(self, table: Any) -> None:
        import pyarrow.compute as compute

        self.kinds.update(kind for kind in compute.unique(table[KIND]).to_pylist() if kind)
        for at, (edge, outer) in enumerate(zip(EDGES, (compute.min, compute.min, compute.max, compute.max), strict=True)):
            value = outer(compute.struct_field(table[BOX], edge)).as_py()
            if value is not None:
                self.box[at] = min(self.box[at], value) if outer is compute.min else max(self.box[at], value)

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


@lru_cache(maxsize=4096)
def _encoded(geojson: str) -> tuple[str, tuple[float, ...], str]:
    """A geometry as WKB in Base64 with its box and its kind; rings around run counterclockwise."""
    import shapely

    shape = shapely.orient_polygons(shapely.from_geojson(geojson))
    return b64encode(shapely.to_wkb(shape)).decode(), tuple(float(edge) for edge in shape.bounds), shape.geom_type
