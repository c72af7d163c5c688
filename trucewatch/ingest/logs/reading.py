"""Read a log: its sheets, its lines, and what of it cannot be so, named by file and line."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Sequence

from trucewatch.errors import SourceError
from trucewatch.ingest.encodings import decode
from trucewatch.ingest.logs.days import LogDay, days_of
from trucewatch.ingest.logs.delimited import read_delimited
from trucewatch.ingest.logs.entries import Entry, Setting, numbered, read_entry
from trucewatch.ingest.logs.grid import HEAD, Sheet
from trucewatch.ingest.logs.objects import read_objects
from trucewatch.ingest.logs.places import misplaced
from trucewatch.ingest.logs.sheets import OLE, ZIP, read_workbook
from trucewatch.ingest.logs.times import order_of
from trucewatch.model import Post, Unread

MOST_TOLD = 20  # columns


def read_log(data: bytes, source: str, posts: Sequence[Post], *, post: Post | None = None) -> Iterator[LogDay | Unread]:
    """What a log says, post by post and day by day, and an Unread for each line that cannot be so.

    `post` is the post of lines that name none. The source of an Unread is the file (and sheet) with the line behind a colon.
    """
    sha = hashlib.sha256(data).hexdigest()
    try:
        sheets = _sheets(data, source)
    except SourceError as error:
        yield Unread(source, error.reason, sha)
        return
    for sheet in sheets:
        yield from _read_sheet(sheet, Setting(posts, post, order_of(line.words("date") for line in sheet.lines)), sha)


def _sheets(data: bytes, source: str) -> Sequence[Sheet]:
    if not data.strip():
        raise SourceError("", "empty")
    if data.startswith(ZIP):
        return read_workbook(data, source)
    if data.startswith(OLE):
        raise SourceError("", "an old or encrypted workbook; save it as XLSX or CSV")
    if _is_json(data):
        return (read_objects(data, source),)
    sheet = read_delimited(data, source)
    if sheet is None:
        raise SourceError("", "no log: no line names a date and what was perceived")
    return (sheet,)


def _is_json(data: bytes) -> bool:
    return decode(data[:HEAD]).text.lstrip()[:1] in ("[", "{")


def _read_sheet(sheet: Sheet, setting: Setting, sha: str) -> Iterator[LogDay | Unread]:
    yield from sheet.unread
    if sheet.unknown:
        told = ", ".join(sheet.unknown[:MOST_TOLD])
        yield Unread(sheet.source, f"columns that are not known, and were not read: {told}", sha)
    entries: list[Entry] = []
    for line in sheet.lines:
        try:
            entries.append(read_entry(line, setting))
        except SourceError as error:
            yield Unread(f"{sheet.source}:{line.number}", error.reason, sha)
    wrong = {entry.line.number: reason for entry, reason in misplaced(entries)}
    yield from (Unread(f"{sheet.source}:{number}", wrong[number], sha) for number in sorted(wrong))
    yield from days_of(sheet.source, sheet.header, _apart([entry for entry in entries if entry.line.number not in wrong]))


def _apart(entries: Sequence[Entry]) -> list[Entry]:
    """The lines of a log with an id each: what it says twice is logged twice."""
    times: dict[str, int] = {}
    out = []
    for entry in entries:
        again = times.get(entry.record.id, 0)
        times[entry.record.id] = again + 1
        out.append(dataclasses.replace(entry, record=numbered(entry.record, again)) if again else entry)
    return out
