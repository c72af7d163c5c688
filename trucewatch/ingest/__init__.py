"""From raw documents to reports: text, HTML, PDF, web archives, feeds, JSON Lines, CSV; each keeps the way back to its bytes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
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

__all__ = ["Kind", "Once", "RawItem", "ingest", "open_sources", "raw_place", "read_item", "renamed"]

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
    keep: Callable[[bytes], object] | None = None,
) -> Iterator[Report | Unread]:
    """Every report under these paths and then of these items, each content once, and an Unread for all that cannot be read.

    Sources are read in the order of their names, so neither the order of `paths` nor of a folder changes any id. A second
    content under an id already given gets the first eight hex digits of its hash behind the id. The files in
    `without` are left out. `keep` is handed the bytes of each document under the paths before anything is known about them.
    """
    once = Once()
    for item in chain(_handed(open_sources(paths, stdin=stdin, without=without), keep), items):
        for found in (item,) if isinstance(item, Unread) else read_item(item, published=published):
            taken = once.take(found)
            if taken is not None:
                yield taken


def _handed(items: Iterator[RawItem | Unread], keep: Callable[[bytes], object] | None) -> Iterator[RawItem | Unread]:
    for item in items:
        if keep is not None and isinstance(item, RawItem):
            keep(item.data)
        yield item


class Once:
    """What was given out before: a content is given out once, and an id stands for one content."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, str]] = set()
        self._ids: dict[str, str] = {}

    def take(self, found: Report | Unread) -> Report | Unread | None:
        """The item as it is to be given out, None if it was already; an Unread if it has no usable id."""
        if isinstance(found, Unread):
            return found
        if not self.is_new(found):
            return None
        if len(json.dumps(found.id)) > LONGEST_ID:
            return Unread(found.source, f"its id is too long ({len(found.id):,} characters)", found.raw_sha256)
        if self.owner(found) != found.raw_sha256:
            return renamed(found, f"{found.id}-{found.raw_sha256[:8]}")
        return found

    def is_new(self, report: Report) -> bool:
        """True if its content was not met before; from now on it was."""
        content = (report.raw_sha256, report.text)
        if content in self._seen:
            return False
        self._seen.add(content)
        return True

    def owner(self, report: Report) -> str:
        """The hash of the bytes that have its id: its own, if nobody had it before."""
        return self._ids.setdefault(report.id, report.raw_sha256)


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
