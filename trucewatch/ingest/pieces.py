"""Cut files into pieces that can be read apart, and read a piece: together they give what reading the whole file gives."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from trucewatch.errors import SourceError
from trucewatch.ingest.item import RawItem
from trucewatch.ingest.parquet import Rows, row_item
from trucewatch.ingest.sources import (
    HEAD,
    File,
    Form,
    Layout,
    form_of,
    is_packed,
    items_of,
    read_file,
    safely,
    take_layout,
)
from trucewatch.ingest.streams import WIDE_MARKS, Expanding, Tape, lines_of, records_of
from trucewatch.ingest.warc import items_in, records_in, split_warc
from trucewatch.model import Unread

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


class Desk:
    """Reads pieces; the file of the last one stays open, for the next often begins where it ended."""

    def __init__(self) -> None:
        self._path = ""
        self._at = 0
        self._raw: io.BufferedReader | None = None
        self._stream: io.BufferedReader[Any] | None = None
        self._rows: Iterator[tuple[int, bytes]] | None = None
        self._checked: tuple[str, _State] | None = None

    def read(self, piece: Piece) -> Iterator[RawItem | Unread]:
        """What is in a piece; a PieceChanged, at its end at the latest, if it is not what it was cut from."""
        file = File(Path(piece.path), piece.source)
        if piece.fault:
            yield Unread(piece.source, piece.fault)
            return
        try:
            if piece.is_whole:
                with file.path.open("rb") as raw:
                    _check(raw, piece)
                yield from read_file(file, named=piece.named)
            elif piece.form == Form.PARQUET:
                yield from safely(self._some_rows(piece, file, self._checked_file(piece)), piece.source)
            else:
                tape = self._tape(piece)
                yield from _run(piece, tape, file)
                self._at = tape.at
                if tape.digest.hexdigest() != piece.sha256:
                    raise PieceChanged(piece.source, "is not what it was when the plan was made")
            if piece.length is None:
                self.close()
        except PieceChanged:
            self.close()
            raise
        except OSError as error:
            self.close()
            raise PieceChanged(piece.source, f"cannot be read any more: {error.strerror or error}") from error

    def _checked_file(self, piece: Piece) -> io.BufferedReader:
        """The open file of a piece, as it was when it was cut: hashed when it is opened, and again if it was touched since."""
        if self._raw is None or self._path != piece.path or self._checked != (piece.sha256, _state(Path(piece.path).stat())):
            raw = self._open(piece.path)
            state = _state(os.fstat(raw.fileno()))
            _check(raw, piece)
            self._checked = piece.sha256, state
            return raw
        return self._raw

    def _open(self, path: str) -> io.BufferedReader:
        self.close()
        self._raw = Path(path).open("rb")  # noqa: SIM115
        self._path = path
        return self._raw

    def close(self) -> None:
        """Let go of the file."""
        if self._raw is not None:
            self._raw.close()
        self._path, self._raw, self._stream, self._rows, self._checked = "", None, None, None, None

    def _tape(self, piece: Piece) -> Tape:
        """The stream of a file at the beginning of a piece."""
        start = piece.before - piece.skip
        if piece.path != self._path or self._stream is None or not start <= self._at <= piece.before:
            raw = self._open(piece.path)
            if is_packed(raw):
                raw.seek(0)
                self._stream = io.BufferedReader(Expanding(raw, at=piece.offset, written=start), CHUNK)
            else:
                raw.seek(piece.offset)
                self._stream = raw
            self._at = start
        while self._at < piece.before:
            try:
                passed = len(self._stream.read(min(CHUNK, piece.before - self._at)))
            except SourceError as error:  # it was whole up to here when it was cut
                raise PieceChanged(piece.source, f"is not what it was when the plan was made: {error.reason}") from error
            self._at += passed
            if not passed:
                raise PieceChanged(piece.source, "is shorter than it was when the plan was made")
        return Tape(self._stream, at=self._at, most=piece.length)

    def _some_rows(self, piece: Piece, file: File, raw: io.BufferedReader) -> Iterator[RawItem | Unread]:
        end = None if piece.length is None else piece.before + piece.length
        rows = self._rows if self._rows is not None and self._passes(self._rows, piece.before) else None
        self._rows = None  # rows that broke off, or came to their end, are no beginning for the next piece
        if rows is None:
            raw.seek(0)
            rows, self._at = Rows(raw).read(piece.first), piece.before
        while end is None or self._at < end:
            number, line = next(rows, (0, b""))
            if not number:
                return
            self._at += 1
            yield row_item(number, line, file.source, file.stem)
        self._rows = rows

    def _passes(self, rows: Iterator[tuple[int, bytes]], before: int) -> bool:
        """Go on to a row; False where that is behind us, or damaged rows lie between, which a piece behind them need not meet."""
        try:
            while self._at < before and next(rows, None) is not None:
                self._at += 1
        except SourceError:
            return False
        return self._at == before


_State = tuple[int, int, int, int]


def _state(status: os.stat_result) -> _State:
    """What tells a file from another, or from itself before it was written to."""
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _check(raw: io.BufferedReader, piece: Piece) -> None:
    """That a file is as it was."""
    if hashlib.file_digest(raw, "sha256").hexdigest() != piece.sha256:
        raise PieceChanged(piece.source, "is not what it was when the plan was made")


def _run(piece: Piece, tape: Tape, file: File) -> Iterator[RawItem | Unread]:
    if piece.form == Form.WARC:
        yield from split_warc(tape, file.source, file.stem, first=piece.first)
        return
    lines = ((number + piece.first - 1, line) for number, line in lines_of(tape, b""))
    items = items_of(Form(piece.form), lines, file, Layout(piece.encoding, piece.columns, piece.delimiter))
    yield from safely(items, piece.source)
