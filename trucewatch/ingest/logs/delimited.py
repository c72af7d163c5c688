"""Take a log written as CSV apart, whatever its delimiter and encoding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from trucewatch.errors import SourceError
from trucewatch.ingest.encodings import decode
from trucewatch.ingest.logs.grid import MOST_LINES, TITLES, TOO_LONG, Cell, Line, Sheet, fields_of, is_header, line_of, unknown_in
from trucewatch.ingest.rows import cells_of
from trucewatch.model import Unread

DELIMITERS = ",;\t|"
LONGEST_RECORD = 20  # lines: an open quote swallows no more than these


def read_delimited(data: bytes, source: str) -> Sheet | None:
    """The log in a CSV file; None if its first lines name no columns of a log."""
    decoded = decode(data)
    records = list(_records(lines_apart(decoded.text)))
    found = find_header([text for _, text in records[:TITLES]])
    if found is None:
        return None
    place, delimiter = found
    sha = hashlib.sha256(data).hexdigest()
    header = records[place][1]
    columns = [words for words, _ in cells_of(header, delimiter)]
    fields = fields_of(columns)
    lines: list[Line] = []
    unread: list[Unread] = []
    if decoded.damage:
        unread.append(Unread(source, f"read in part: {decoded.damage}", sha))
    for number, text in records[place + 1 :]:
        if not text.strip(delimiter + " \t"):
            continue
        if len(lines) >= MOST_LINES:
            unread.append(Unread(f"{source}:{number}", TOO_LONG, sha))
            break
        try:
            cells = _cells(text, delimiter, len(fields))
        except SourceError as error:
            unread.append(Unread(f"{source}:{number}", error.reason, sha))
        else:
            lines.append(line_of(number, text, fields, cells))
    return Sheet(source, header, tuple(lines), tuple(unread), unknown_in(columns))


def lines_apart(text: str) -> str:
    """The text with line feeds between its lines, where an old program ended them with a carriage return alone."""
    return text if "\n" in text else text.replace("\r", "\n")


def find_header(first: list[str]) -> tuple[int, str] | None:
    """Which of the first records names the columns of a log, and the delimiter by which it does."""
    for place, text in enumerate(first):
        for delimiter in sorted(DELIMITERS, key=text.count, reverse=True):
            try:
                columns = [words for words, _ in cells_of(text, delimiter)]
            except SourceError:
                continue
            if is_header(columns):
                return place, delimiter
    return None


def _records(text: str) -> Iterator[tuple[int, str]]:
    """Each record with the line it begins in; a quoted cell may run over line ends."""
    held: list[str] = []
    begun, number = 1, 0
    for number, line in enumerate(text.split("\n"), 1):
        line = line.removesuffix("\r")
        held.append(line)
        if sum(part.count('"') for part in held) % 2 and len(held) < LONGEST_RECORD:
            continue
        yield from [(begun, "\n".join(held))] if len(held) < LONGEST_RECORD else enumerate(held, begun)
        held, begun = [], number + 1
    yield from enumerate(held, begun)


def _cells(text: str, delimiter: str, columns: int) -> list[Cell]:
    if text.count('"') % 2:
        raise SourceError("", "a quotation mark is opened and never closed")
    found = cells_of(text, delimiter)
    if any(words.strip() for words, _ in found[columns:]):
        raise SourceError("", f"{len(found)} cells under {columns} columns")
    return [
        Cell(
            words,
            places[0].line_start if places else 0,
            places[-1].line_start + places[-1].end - places[-1].start if places else 0,
        )
        for words, places in found
    ]
