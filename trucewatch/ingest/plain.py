"""Read plain text, a JSON line or a CSV row as a report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from trucewatch.ingest.build import build_report
from trucewatch.ingest.encodings import Decoded, RawPlaces, decode
from trucewatch.ingest.item import Kind, RawItem
from trucewatch.ingest.rows import Row, read_csv, read_json
from trucewatch.model import ByteRun, Report, Unread


def read_plain(item: RawItem, *, given: date | None = None) -> Iterator[Report | Unread]:
    """The report in a text file: every character of it, as it stands."""
    decoded = decode(item.data, declared=item.encoding)
    yield from build_report(
        item,
        decoded.text,
        id=item.report_id,
        title=item.title,
        outlet=item.outlet,
        published=item.published,
        url=item.url,
        encoding=decoded.encoding,
        bytes_map=tuple(ByteRun(piece.start, piece.end, piece.raw_start, piece.raw_end) for piece in decoded.pieces),
        given=given,
    )
    yield from damage_of(item, decoded)


def read_row(item: RawItem, *, given: date | None = None) -> Iterator[Report | Unread]:
    """The report in one JSON object or one CSV record."""
    decoded = decode(item.data, declared=item.encoding)
    row = read_json(decoded.text) if item.kind is Kind.JSON else read_csv(decoded.text, item.columns, item.delimiter)
    yield from build_report(
        item,
        row.text,
        id=row.id or item.report_id,
        title=row.title,
        outlet=row.outlet,
        published=row.published,
        url=row.url,
        encoding=decoded.encoding,
        bytes_map=tuple(_runs(decoded, row)),
        given=given,
    )
    yield from damage_of(item, decoded)


def _runs(decoded: Decoded, row: Row) -> Iterator[ByteRun]:
    places = RawPlaces(decoded)
    for stretch in row.stretches:
        size = stretch.end - stretch.start
        yield from places.runs(stretch.line_start, stretch.line_start + size, stretch.start)


def damage_of(item: RawItem, decoded: Decoded) -> Iterator[Unread]:
    """The Unread for bytes of an item that could not be read, though the rest could."""
    if decoded.damage is not None and decoded.text.strip():
        yield Unread(item.source, f"read in part: {decoded.damage}", item.sha256)
