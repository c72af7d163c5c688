"""From raw documents to reports: text, HTML, PDF, web archives, feeds, JSON Lines, CSV; each keeps the way back to its bytes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from trucewatch.errors import SourceError
from trucewatch.ingest.feed import read_feed
from trucewatch.ingest.item import Kind, RawItem
from trucewatch.ingest.page import read_page
from trucewatch.ingest.pdf import read_pdf
from trucewatch.ingest.plain import read_plain, read_row
from trucewatch.ingest.sources import open_sources
from trucewatch.model import Report, Span, Unread

__all__ = ["Kind", "RawItem", "ingest", "open_sources", "raw_place", "read_item", "renamed"]

READERS = {
    Kind.TEXT: read_plain,
    Kind.HTML: read_page,
    Kind.PDF: read_pdf,
    Kind.FEED: read_feed,
    Kind.JSON: read_row,
    Kind.CSV: read_row,
}

LONGEST_ID = 1_900  # characters as JSON escapes them; the ledger keeps keys so, and takes 2,000


def ingest(
    paths: Sequence[str | Path],
    *,
    published: date | None = None,
    stdin: BinaryIO | None = None,
    without: Collection[Path] = (),
    items: Iterable[RawItem | Unread] = (),
) -> Iterator[Report | Unread]:
    """Every report under these paths and then of these items, each content once, and an Unread for all that cannot be read.

    Sources are read in the order of their names, so neither the order of `paths` nor of a folder changes any id. A second
    content under an id already given gets the first eight hex digits of its hash behind the id. The files in
    `without` are left out.
    """
    seen: set[tuple[str, str]] = set()
    ids: dict[str, str] = {}
    for item in chain(open_sources(paths, stdin=stdin, without=without), items):
        if isinstance(item, Unread):
            yield item
            continue
        for found in read_item(item, published=published):
            if isinstance(found, Report):
                content = (found.raw_sha256, found.text)
                if content in seen:
                    continue
                seen.add(content)
                if len(json.dumps(found.id)) > LONGEST_ID:
                    yield Unread(found.source, f"its id is too long ({len(found.id):,} characters)", found.raw_sha256)
                    continue
                if ids.setdefault(found.id, found.raw_sha256) != found.raw_sha256:
                    found = renamed(found, f"{found.id}-{found.raw_sha256[:8]}")
            yield found


def read_item(item: RawItem, *, published: date | None = None) -> Iterator[Report | Unread]:
    """The report or reports in one item; `published` is for those that have no date of their own."""
    try:
        yield from READERS[item.kind](item, given=published)
    except SourceError as error:
        yield Unread(item.source, error.reason, item.sha256)


def renamed(report: Report, id: str) -> Report:
    """The same report under another id, its spans with it."""

    def moved(span: Span | None) -> Span | None:
        return dataclasses.replace(span, report_id=id) if span else None

    published = report.published and dataclasses.replace(report.published, span=moved(report.published.span))
    outlet = report.outlet and dataclasses.replace(report.outlet, span=moved(report.outlet.span))
    return dataclasses.replace(report, id=id, published=published, outlet=outlet)


def raw_place(report: Report, start: int, end: int) -> tuple[int, int] | None:
    """The raw bytes that hold these characters; None where the way back is not exact (PDF, entities, escapes)."""
    for run in report.bytes_map:
        if run.start <= start and end <= run.end and report.encoding is not None:
            first = run.raw_start + len(report.text[run.start : start].encode(report.encoding))
            return first, first + len(report.text[start:end].encode(report.encoding))
    return None
