"""Take a log written as JSON apart: a list of objects, one object with such a list in it, or an object a line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from trucewatch.errors import SourceError
from trucewatch.ingest.encodings import decode
from trucewatch.ingest.logs.grid import MOST_LINES, TOO_LONG, Cell, Line, Sheet, is_header, unknown_in
from trucewatch.ingest.rows import MAX_DEPTH, members_of
from trucewatch.knowledge.log_tables import field_of
from trucewatch.model import Unread

LISTS = frozenset({"lines", "log", "entries", "observations", "records", "events"})  # where one object holds the whole log
KEY = re.compile(r'"([^"\\]{1,60})"\s*:')
LOOKED_AT = 8_000  # characters in which the names of a log's fields show
OPENED = re.compile(r"[\[{]")


def is_json_log(head: str) -> bool:
    """True if the first objects of a JSON file name the fields of a log."""
    return is_header(dict.fromkeys(KEY.findall(head[:LOOKED_AT])))


def read_objects(data: bytes, source: str) -> Sheet:
    """The log in a JSON file; what is no object, or is broken, is named by its line."""
    text = decode(data).text
    sha = hashlib.sha256(data).hexdigest()
    lines: list[Line] = []
    unread: list[Unread] = []
    unknown: dict[str, None] = {}
    for number, part, shared in _parts(text):
        if len(lines) >= MOST_LINES:
            unread.append(Unread(f"{source}:{number}", TOO_LONG, sha))
            break
        try:
            lines.append(_line(number, part, shared))
            unknown |= dict.fromkeys(unknown_in(key for key, *_ in members_of(part)))
        except (ValueError, RecursionError) as error:
            unread.append(Unread(f"{source}:{number}", f"not valid JSON: {error}", sha))
    return Sheet(source, "", tuple(lines), tuple(unread), tuple(unknown))


def _parts(text: str) -> Iterator[tuple[int, str, tuple[tuple[str, Cell], ...]]]:
    """Each line's object with the line of the file it begins in, and the cells that hold for all."""
    at = len(text) - len(text.lstrip())
    if text[at : at + 1] == "[":
        yield from ((number, part, ()) for number, part in _elements(text, at))
        return
    found = _list_inside(text)
    if found is None:
        yield from ((number, line, ()) for number, line in enumerate(text.split("\n"), 1) if line.strip())
        return
    start, shared = found
    yield from ((number, part, shared) for number, part in _elements(text, start))


def _list_inside(text: str) -> tuple[int, tuple[tuple[str, Cell], ...]] | None:
    """Where the list of lines begins in the one object that a file is, and what stands beside it; None if it is none."""
    _check_depth(text)
    try:
        members = list(members_of(text))
    except (ValueError, RecursionError):
        return None
    starts = [start for key, value, start, _ in members if key.casefold() in LISTS and isinstance(value, list)]
    beside = ((field_of(key), _shown(value)) for key, value, _, _ in members if key.casefold() not in LISTS)
    return (starts[0], tuple((field, Cell(words, 0, 0)) for field, words in beside if field and words)) if starts else None


def _check_depth(text: str) -> None:
    if len(OPENED.findall(text)) > MAX_DEPTH:
        depth = 0
        for mark in re.sub(r'"(?:[^"\\]|\\.)*"', "", text):
            depth += (mark in "[{") - (mark in "]}")
            if depth > MAX_DEPTH:
                raise SourceError("", "not valid JSON: nested too deeply")


def _elements(text: str, at: int) -> Iterator[tuple[int, str]]:
    """The elements of the list that begins at a place, each with its line; the rest is one part where it breaks."""
    _check_depth(text)
    decoder, number = json.JSONDecoder(strict=False), 1
    last, at = 0, at + 1
    while True:
        while at < len(text) and (text[at].isspace() or text[at] == ","):
            at += 1
        if at >= len(text) or text[at] == "]":
            return
        number, last = number + text.count("\n", last, at), at
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = len(text)
        yield number, text[at:end]
        at = end


def _line(number: int, part: str, shared: tuple[tuple[str, Cell], ...]) -> Line:
    cells: dict[str, Cell] = {}
    for key, value, start, end in members_of(part):
        field = field_of(key)
        if field and field not in cells:
            inside = (start + 1, end - 1) if isinstance(value, str) else (start, end)
            cells[field] = Cell(_shown(value), *inside)
    return Line(number, part, (*cells.items(), *(item for item in shared if item[0] not in cells)))


def _shown(value: object) -> str:
    """A value as a cell: yes and no for true and false, nothing for null, JSON for what is no plain value."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case float() if value.is_integer():
            return str(int(value))
        case int() | float():
            return str(value)
    return json.dumps(value, ensure_ascii=False)
