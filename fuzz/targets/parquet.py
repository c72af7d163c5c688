"""Target: Parquet files: tables of any columns, written anew, and files with their bytes changed."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow
import pyarrow.parquet

from fuzz.mutation import mutate
from fuzz.target import Target
from fuzz.targets.documents import ROW_WORDS, TEXT_WORDS, check_read

NAMES = (
    "text",
    "Text",
    "body",
    "id",
    "title",
    "headline",
    "outlet",
    "source",
    "published",
    "date",
    "url",
    "link",
    "",
    "x",
    "te\0xt",
    "text",
)
TYPES: tuple[pyarrow.DataType, ...] = (
    pyarrow.string(), pyarrow.string(), pyarrow.string(), pyarrow.large_string(), pyarrow.binary(), pyarrow.int64(), pyarrow.float64(), pyarrow.bool_(),
    pyarrow.date32(), pyarrow.timestamp("ns"), pyarrow.timestamp("us", "UTC"), pyarrow.timestamp("s", "Asia/Damascus"), pyarrow.time64("us"),
    pyarrow.duration("ms"), pyarrow.decimal128(12, 3), pyarrow.null(), pyarrow.list_(pyarrow.string()), pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
    pyarrow.struct([("name", pyarrow.string()), ("language", pyarrow.string())]), pyarrow.map_(pyarrow.string(), pyarrow.string()),
)  # fmt: skip
PACKED = ("none", "snappy", "gzip", "zstd", "brotli", "lz4")
MOST_ROWS = 12
ODD_NUMBERS = (0, -1, 2**40, 2**63 - 1, -(2**63), 20200213)
ODD_MOMENTS = (datetime(2020, 2, 13, 18, 11), datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59), datetime(1677, 9, 22))


def parquet(data: bytes) -> None:
    """A Parquet file gives reports and Unreads, as any other form of file."""
    check_read("x.parquet", data)


def change_parquet(data: bytes, draw: random.Random, target: Target) -> bytes:
    """A table written anew, half the time whole; else some bytes of a file changed, mostly of what describes it."""
    if draw.random() < 0.6:
        data = written(draw, target.words)
    if draw.random() < 0.5 or len(data) < 12:
        return data
    if draw.random() < 0.3:
        return mutate(data, draw, words=target.words, others=target.cases(), longest=target.longest)
    foot = min(len(data) - 8, int.from_bytes(data[-8:-4], "little"))
    first = len(data) - 8 - foot if draw.random() < 0.5 else 4
    changed = bytearray(data)
    for _ in range(1 + draw.randrange(4)):
        changed[draw.randrange(first, len(data) - 4)] = draw.choice((0, 1, 0x7F, 0x80, 0xFF, draw.randrange(256)))
    return bytes(changed)


def written(draw: random.Random, words: Sequence[str]) -> bytes:
    """A file of a few columns and rows; what no file can hold is left out."""
    many = draw.randrange(MOST_ROWS)
    columns = {"text": _column(pyarrow.string(), many, draw, words)} if draw.random() < 0.8 else {}
    for _ in range(draw.randrange(4)):
        columns[draw.choice(NAMES)] = _column(draw.choice(TYPES), many, draw, words)
    out = io.BytesIO()
    size = draw.choice((1, 3, 1000))
    try:
        pyarrow.parquet.write_table(
            pyarrow.table(columns), out, compression=draw.choice(PACKED), row_group_size=size, use_dictionary=draw.random() < 0.5
        )
    except (pyarrow.ArrowException, ValueError, OSError):
        return b"PAR1"
    return out.getvalue()


def _column(kind: pyarrow.DataType, many: int, draw: random.Random, words: Sequence[str]) -> pyarrow.Array:
    values = [None if draw.random() < 0.15 else _value(kind, draw, words) for _ in range(many)]
    try:
        return pyarrow.array(values, kind)
    except (pyarrow.ArrowException, ValueError, OverflowError):
        return pyarrow.nulls(many, kind)


def _value(kind: pyarrow.DataType, draw: random.Random, words: Sequence[str]) -> object:
    """A value of a type, now and then an odd one."""
    text = " ".join(draw.choice(words) for _ in range(draw.randrange(9)))
    types = pyarrow.types
    if types.is_string(kind) or types.is_large_string(kind) or types.is_dictionary(kind):
        return _odd(text, draw)
    if types.is_binary(kind):
        return mutate(text.encode(), draw, words=words, others=(), longest=300)
    if types.is_integer(kind) or types.is_floating(kind):
        return draw.choice((*ODD_NUMBERS, draw.randrange(3000)))
    if types.is_boolean(kind):
        return draw.random() < 0.5
    if types.is_date(kind):
        return date(draw.choice((1, 1969, 2020, 9999)), 2, 13)
    if types.is_timestamp(kind):
        return draw.choice(ODD_MOMENTS).replace(tzinfo=UTC if kind.tz else None)
    if types.is_time(kind):
        return draw.choice(ODD_MOMENTS).time()
    if types.is_duration(kind):
        return timedelta(days=draw.choice((0, -1, 90_000_000)))
    if types.is_decimal(kind):
        return Decimal(draw.choice((0, -1, 10**8)))
    if types.is_struct(kind):
        return {"name": _odd(text, draw), "language": "ar"}
    if types.is_map(kind):
        return [("name", text), ("name", None)]
    return [text, json.dumps(text)] if types.is_list(kind) else None


def _odd(text: str, draw: random.Random) -> str:
    if draw.random() < 0.7:
        return text
    return mutate(text.encode(), draw, words=(), others=(), longest=300).decode("utf-8", "replace")


WORDS = (
    *TEXT_WORDS,
    *ROW_WORDS[:4],
    "Two shells fell near Saraqib on Monday.",
    "<p>",
    "2020-02-13",
    "Wire",
    "https://news.example/a",
)
TARGETS = (Target("parquet", parquet, WORDS, change_parquet, longest=20_000),)
