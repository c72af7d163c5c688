"""Read streams piece by piece without ever trusting their size: lines, CSV records, compressed data."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from trucewatch.errors import SourceError
from trucewatch.ingest.encodings import decode
from trucewatch.ingest.item import FREE_EXPANSION, MAX_EXPANSION, MAX_ITEM_BYTES

GZIP = b"\x1f\x8b"
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")  # of UTF-16 and UTF-32, whose lines cannot be cut at a byte
CHUNK = 64 * 1024
MAX_RECORD_LINES = 500  # of one CSV record: beyond, a quote was opened and never closed
QUOTE = re.compile(rb'"')


class Expanding(io.RawIOBase):
    """A gzip stream, unpacked: all its members, and a SourceError instead of a bomb or at a broken end.

    `at` is where in the file unpacking begins, the start of a member, and `written` how much was unpacked before it; from
    there on all is as if it had begun at the start. `members` are the starts of members met: unpacked and packed place.
    """

    def __init__(self, packed: BinaryIO, *, at: int = 0, written: int = 0) -> None:
        self._packed = packed
        self._member = zlib.decompressobj(wbits=31)
        self._waiting = b""
        self._read, self._written = at - at % CHUNK, written
        self._ended = False
        self._fault: SourceError | None = None
        self.members = deque([(written, at)])
        if at:
            packed.seek(self._read)
            self._waiting = packed.read(CHUNK)
            self._read, self._waiting = self._read + len(self._waiting), self._waiting[at % CHUNK :]

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with some unpacked bytes; 0 at the end."""
        data = b""
        while not data and not self._ended:
            data = self._more(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def _more(self, most: int) -> bytes:
        if self._fault is not None:
            self._ended = True
            raise self._fault
        packed = self._waiting or self._packed.read(CHUNK)
        if not self._waiting:
            self._read += len(packed)
        if not packed:
            self._ended = True
            raise SourceError("", "the compressed data ends early")
        before = self._member.copy()
        try:
            data = self._member.decompress(packed, most)
        except zlib.error as error:
            self._fault = SourceError("", f"the compressed data is damaged: {error}")
            return _up_to_damage(before, packed)
        self._waiting = self._member.unconsumed_tail
        self._written += len(data)
        if self._written > max(FREE_EXPANSION, MAX_EXPANSION * self._read):
            self._ended = True
            raise SourceError("", f"unpacks to more than {MAX_EXPANSION} times its size: refused")
        if self._member.eof:
            self._next_member(self._member.unused_data)
        return data

    def _next_member(self, rest: bytes) -> None:
        if not rest:
            rest = self._packed.read(CHUNK)
            self._read += len(rest)
        rest = rest.lstrip(b"\0")  # padding that tape tools leave
        self._waiting = rest
        self._ended = not rest
        self._member = zlib.decompressobj(wbits=31)
        self.members.append((self._written, self._read - len(rest)))


def _up_to_damage(member: zlib._Decompress, packed: bytes) -> bytes:
    """What unpacks before the damage, byte by byte, so that it is the same wherever reading began and however much was asked."""
    data = b""
    while packed:
        try:
            data += member.decompress(packed, 1)
        except zlib.error:
            break
        packed = member.unconsumed_tail
    return data


def unpacked(stream: BinaryIO, *, at: int = 0, written: int = 0) -> io.BufferedReader:
    """A gzip stream as a stream of what is in it, from a member on."""
    return io.BufferedReader(Expanding(stream, at=at, written=written), CHUNK)


class Tape:
    """A stream that knows how far it was read, and the hash of what was; it ends after `most` bytes if that is given."""

    def __init__(self, stream: BinaryIO, *, at: int = 0, most: int | None = None) -> None:
        self._stream, self._end = stream, None if most is None else at + most
        self.at = at
        self.digest, self._ahead = hashlib.sha256(), [hashlib.sha256()][:0]

    def readline(self, limit: int = -1) -> bytes:
        """The next line, or as much of it as the limit allows."""
        return self._passed(self._stream.readline(self._within(limit)))

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as many as there are or as asked."""
        return self._passed(self._stream.read(self._within(size)))

    def fork(self) -> None:
        """Begin a second hash here, beside the first, which goes on."""
        self._ahead = [hashlib.sha256()]

    def drop(self) -> None:
        """Go on with the second hash alone."""
        self.digest, self._ahead = self._ahead[0], []

    def _within(self, size: int) -> int:
        left = -1 if self._end is None else self._end - self.at
        return left if size < 0 else size if left < 0 else min(size, left)

    def _passed(self, data: bytes) -> bytes:
        self.at += len(data)
        self.digest.update(data)
        for digest in self._ahead:
            digest.update(data)
        return data


def read_whole(stream: BinaryIO | Tape) -> bytes:
    """All bytes of one document; a SourceError if there are too many."""
    data = stream.read(MAX_ITEM_BYTES + 1)
    if len(data) > MAX_ITEM_BYTES:
        raise SourceError("", f"more than {MAX_ITEM_BYTES // 2**20} MiB in one document")
    return data


def lines_of(stream: BinaryIO | Tape, head: bytes) -> Iterator[tuple[int, bytes | None]]:
    """The lines with their numbers, from 1; None for one that is too long. `head` shows whether letters are wide."""
    if head.startswith(WIDE_MARKS):
        decoded = decode(read_whole(stream))
        for number, wide in enumerate(re.findall(r"[^\n]*\n|[^\n]+", decoded.text), 1):
            yield number, wide.encode(decoded.encoding)
        return
    number = 0
    while line := stream.readline(MAX_ITEM_BYTES + 1):
        number += 1
        if len(line) <= MAX_ITEM_BYTES:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(CHUNK)
        yield number, None


def records_of(lines: Iterator[tuple[int, bytes | None]], delimiter: str) -> Iterator[tuple[int, bytes | None]]:
    """CSV records: lines joined as long as a quote is open; None for a line that is too long or whose quote never closes."""
    waiting: list[tuple[int, bytes | None]] = []
    while (first := waiting.pop(0) if waiting else next(lines, None)) is not None:
        number, line = first
        if line is None:
            yield number, None
            continue
        taken: list[tuple[int, bytes | None]] = []
        record, is_open = line, _quote_open(line, delimiter.encode(), False)
        while is_open and len(taken) < MAX_RECORD_LINES and len(record) <= MAX_ITEM_BYTES:
            more = waiting.pop(0) if waiting else next(lines, None)
            if more is None:
                break
            taken.append(more)
            if more[1] is None:
                break
            record += more[1]
            is_open = _quote_open(more[1], delimiter.encode(), True)
        if is_open:
            yield number, None
            waiting = taken + waiting
        else:
            yield number, record


def _quote_open(line: bytes, delimiter: bytes, is_open: bool) -> bool:
    """Whether a quoted cell is still open at the end of the line."""
    skip = -1
    for found in QUOTE.finditer(line):
        at = found.start()
        if at == skip:
            continue
        if is_open and line[at + 1 : at + 2] == b'"':
            skip = at + 1
        elif is_open:
            is_open = False
        else:
            is_open = at == 0 or line[at - 1 : at] == delimiter
    return is_open
