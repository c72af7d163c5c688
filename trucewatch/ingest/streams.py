"""Read streams piece by piece without ever trusting their size: lines, CSV records, compressed data."""

from __future__ import annotations

import io
import re
import zlib
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
    """A gzip stream, unpacked: all its members, and a SourceError instead of a bomb or at a broken end."""

    def __init__(self, packed: BinaryIO) -> None:
        self._packed = packed
        self._member = zlib.decompressobj(wbits=31)
        self._waiting = b""
        self._read = self._written = 0
        self._ended = False

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
        packed = self._waiting or self._packed.read(CHUNK)
        if not self._waiting:
            self._read += len(packed)
        if not packed:
            self._ended = True
            raise SourceError("", "the compressed data ends early")
        try:
            data = self._member.decompress(packed, most)
        except zlib.error as error:
            self._ended = True
            raise SourceError("", f"the compressed data is damaged: {error}") from error
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


def unpacked(stream: BinaryIO) -> io.BufferedReader:
    """A gzip stream as a stream of what is in it."""
    return io.BufferedReader(Expanding(stream), CHUNK)


def read_whole(stream: BinaryIO) -> bytes:
    """All bytes of one document; a SourceError if there are too many."""
    data = stream.read(MAX_ITEM_BYTES + 1)
    if len(data) > MAX_ITEM_BYTES:
        raise SourceError("", f"more than {MAX_ITEM_BYTES // 2**20} MiB in one document")
    return data


def lines_of(stream: BinaryIO, head: bytes) -> Iterator[tuple[int, bytes | None]]:
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
