"""Cut files into pieces that can be read apart (`desk`): together they give what reading the whole file gives."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from trucewatch.errors import SourceError
from trucewatch.ingest.parquet import Rows
from trucewatch.ingest.sources import (
    HEAD,
    File,
    Form,
    form_of,
    is_packed,
    take_layout,
)
from trucewatch.ingest.streams import WIDE_MARKS, Expanding, Tape, lines_of, records_of
from trucewatch.ingest.warc import items_in, records_in

PAGE_SHARE = 0.05  # most of a page's bytes are no text
CUT = frozenset({Form.JSON_LINES, Form.CSV, Form.WARC, Form.PARQUET})
CHUNK = 64 * 1024
NOTHING = "nothing to read in it"


class PieceChanged(SourceError):
    """The bytes of a piece are no longer those it was cut from."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of one file: whole, or some of its lines, records or rows.

    `path` is where it is opened, `source` the name it goes by, `sha256` the hash of the bytes of the run as they are unpacked
    (of Parquet that of the file). The run begins `skip` unpacked bytes behind byte `offset` of the file, where unpacking can
    begin, and `before` unpacked bytes (or rows) from its start; it is `length` of them long, or goes to the end where that is
    None. `first` is the number of its first line, record or row. With a `fault` there is nothing to open: that is what is wrong.
    """

    path: str
    source: str
    form: str = ""
    sha256: str = ""
    offset: int = 0
    skip: int = 0
    before: int = 0
    length: int | None = None
    first: int = 1
    named: bool = True
    encoding: str | None = None
    columns: tuple[str, ...] = ()
    delimiter: str = ","
    fault: str = ""

    @property
    def is_whole(self) -> bool:
        """True if it is all of its file, which is read like any other."""
        return not self.form and not self.fault

    @property
    def range(self) -> str:
        """The run in words: whole, or its bytes or rows and the number it begins with."""
        if not self.form:
            return "whole"
        end = "end" if self.length is None else self.before + self.length
        return f"{'rows' if self.form == Form.PARQUET else 'bytes'} {self.before}-{end}, from #{self.first}"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a piece may hold: so many items, so many characters of text as far as bytes tell. One item may be more."""

    items: int = 400  # at 17 reports a second and process half a minute: what a killed worker costs
    characters: int = 1_000_000


class Sized(NamedTuple):
    """A piece, how many characters of text it may hold, and how many items, as far as was looked."""

    piece: Piece
    characters: int
    items: int


def cut_file(file: File, *, named: bool, bounds: Bounds) -> Iterator[Sized]:
    """The pieces of a file, in order; a file that cannot be cut, or need not be, is one. Its bytes are read once."""
    whole = Piece(str(file.path), file.source, named=named)
    try:
        with file.path.open("rb") as raw:
            form, packed = _form(raw, file)
            small = file.path.stat().st_size <= bounds.characters // 4 and not packed
            if form not in CUT or (small and form is not Form.PARQUET):
                yield _whole(raw, whole, form, file)
            elif form is Form.PARQUET:
                yield from _cut_rows(raw, whole, file, bounds)
            else:
                yield from _cut_stream(raw, whole, form, file, bounds, packed=packed)
    except OSError as error:
        words = f"cannot be opened: {error.strerror or error}"
        yield Sized(replace(whole, path="", fault=words), 0, 1)


def _form(raw: io.BufferedReader, file: File) -> tuple[Form | None, bool]:
    """What a file is, and whether it is packed; None for one whose beginning cannot be read, which reading it will tell."""
    packed = is_packed(raw)
    try:
        stream = io.BufferedReader(Expanding(raw), CHUNK) if packed else raw
        head = stream.peek(HEAD)[:HEAD]
        return (form_of(file, head) if head and not head.startswith(WIDE_MARKS) else None), packed
    except SourceError:
        return None, packed
    finally:
        raw.seek(0)


def _whole(raw: io.BufferedReader, whole: Piece, form: Form | None, file: File) -> Sized:
    digest = hashlib.file_digest(raw, "sha256").hexdigest()
    size = raw.tell()
    share = PAGE_SHARE if form in (Form.HTML, Form.PDF, Form.WARC) else 1.0
    return Sized(replace(whole, sha256=digest), int(size * share), 1)


def _cut_rows(raw: io.BufferedReader, whole: Piece, file: File, bounds: Bounds) -> Iterator[Sized]:
    """Runs of rows; each row group is cut evenly, so that no run asks for more than its bounds by the size of the file."""
    digest = hashlib.file_digest(raw, "sha256").hexdigest()
    size = raw.tell()
    whole = replace(whole, sha256=digest)
    try:
        groups = Rows(raw).groups
    except SourceError:  # reading it will tell
        yield Sized(whole, 0, 1)
        return
    rows = sum(groups)
    step = min(bounds.items, max(1, int(rows * bounds.characters / max(1, size))))
    if rows <= step:
        yield Sized(whole, size, rows)
        return
    for before in range(0, rows, step):
        length = step if before + step < rows else None
        piece = replace(whole, form=Form.PARQUET, before=before, length=length, first=before + 1)
        yield Sized(piece, int(size * step / rows), min(step, rows - before))


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place where a piece may begin: unpacked bytes before it, where unpacking begins, and the number of what follows."""

    before: int
    offset: int
    skip: int
    first: int


class _Step(NamedTuple):
    """A line or record passed: how much text, if it is an item, and the number of the next where a piece may end here."""

    characters: int
    is_item: bool
    next: int | None


class _Walk:
    """A walk along the stream of a file; it closes a piece that is full once the next item is there to begin another."""

    def __init__(self, stream: io.BufferedReader[Any], members: Expanding | None, head: bytes) -> None:
        self.stream, self.head = stream, head
        self.tape = Tape(stream)
        self._members = members
        self.broke_off = False

    def mark(self, first: int) -> _Mark:
        """This place."""
        at = self.tape.at
        if self._members is None:
            return _Mark(at, at, 0, first)
        starts = self._members.members
        while len(starts) > 1 and starts[1][0] <= at:
            starts.popleft()
        return _Mark(at, starts[0][1], at - starts[0][0], first)

    def pieces(self, steps: Iterator[_Step], whole: Piece, bounds: Bounds, first: int) -> Iterator[Sized]:
        """The pieces that the steps make; where the stream breaks off the last goes to the end."""
        begin, ahead = self.mark(first), None
        self.tape.digest = hashlib.sha256()
        characters = items = 0
        for step in self._unbroken(steps):
            if ahead is not None and step.is_item:
                mark, digest = ahead
                yield Sized(_between(whole, begin, mark, digest), characters, items)
                begin, ahead, characters, items = mark, None, 0, 0
                self.tape.drop()
            characters, items = characters + step.characters, items + step.is_item
            full = items >= bounds.items or characters >= bounds.characters
            if full and ahead is None and step.next is not None:
                ahead = self.mark(step.next), self.tape.digest.hexdigest()
                self.tape.fork()
        yield Sized(_between(whole, begin, None, self.tape.digest.hexdigest()), characters, items)

    def _unbroken(self, steps: Iterator[_Step]) -> Iterator[_Step]:
        try:
            yield from steps
        except (SourceError, OSError, EOFError):  # whoever reads the last piece meets it again, and tells
            self.broke_off = True

    def past_blank_lines(self) -> None:
        """Go on to the next line with something in it: there a record of its own begins, and often a gzip member."""
        while self.stream.peek(2)[:2] == b"\r\n" or self.stream.peek(1)[:1] == b"\n":
            self.tape.readline()


def _between(whole: Piece, begin: _Mark, end: _Mark | None, sha256: str) -> Piece:
    length = None if end is None else end.before - begin.before
    placed = replace(whole, offset=begin.offset, skip=begin.skip, before=begin.before, first=begin.first)
    return replace(placed, sha256=sha256, length=length)


def _cut_stream(raw: io.BufferedReader, whole: Piece, form: Form, file: File, bounds: Bounds, *, packed: bool) -> Iterator[Sized]:
    """Runs of lines or records; a file that is one run is read whole."""
    members = Expanding(raw) if packed else None
    stream = raw if members is None else io.BufferedReader(members, CHUNK)
    walk = _Walk(stream, members, stream.peek(HEAD)[:HEAD])
    pieces = _pages(walk, replace(whole, form=form), bounds, file) if form is Form.WARC else _lines(walk, whole, form, bounds)
    first = next(pieces)
    second = next(pieces, None)
    if second is None:
        raw.seek(0)
        digest = hashlib.file_digest(raw, "sha256").hexdigest()
        yield Sized(replace(whole, sha256=digest), first.characters, max(1, first.items))
        return
    yield first
    yield second
    yield from pieces


def _lines(walk: _Walk, whole: Piece, form: Form, bounds: Bounds) -> Iterator[Sized]:
    lines = _Counted(lines_of(walk.tape, walk.head))
    try:
        layout = take_layout(form, lines, walk.head)
    except (SourceError, OSError, EOFError):  # it has no layout that could be read, which reading it will tell
        yield Sized(whole, 0, 1)
        return
    whole = replace(whole, form=form, encoding=layout.encoding, columns=layout.columns, delimiter=layout.delimiter)
    steps = _record_steps(lines, layout.delimiter) if form is Form.CSV else _line_steps(lines)
    yield from walk.pieces(steps, whole, bounds, lines.last + 1)


class _Counted(Iterator[tuple[int, bytes | None]]):
    """Numbered lines, and the number of the last one taken."""

    def __init__(self, lines: Iterator[tuple[int, bytes | None]]) -> None:
        self._lines, self.last = lines, 0

    def __next__(self) -> tuple[int, bytes | None]:
        line = next(self._lines)
        self.last = line[0]
        return line


def _line_steps(lines: _Counted) -> Iterator[_Step]:
    for number, line in lines:
        yield _Step(len(line or b""), line is None or bool(line.strip()), number + 1)


def _record_steps(lines: _Counted, delimiter: str) -> Iterator[_Step]:
    for number, record in records_of(lines, delimiter):
        size = 0 if record is None else record.count(b"\n") + (not record.endswith(b"\n"))
        ends_here = lines.last == number + size - 1  # not so where lines were taken ahead to look for the end of a quote
        yield _Step(len(record or b""), record is None or bool(record.strip()), lines.last + 1 if ends_here else None)


def _pages(walk: _Walk, whole: Piece, bounds: Bounds, file: File) -> Iterator[Sized]:
    found = False

    def steps() -> Iterator[_Step]:
        nonlocal found
        for number, record in enumerate(records_in(walk.tape), 1):
            found = found or any(True for _ in items_in(record, file.source, file.stem))
            if record.header:
                walk.past_blank_lines()
            share = 1.0 if record.is_text else PAGE_SHARE
            is_item = bool(record.body or record.fault)
            yield _Step(int(len(record.body) * share), is_item, number + 1 if record.header else None)

    cut = False
    for sized in walk.pieces(steps(), whole, bounds, 1):
        cut = cut or sized.piece.length is not None
        yield sized
    if cut and not found and not walk.broke_off:
        yield Sized(Piece("", whole.source, fault=NOTHING), 0, 1)
