"""Open files and archives that come from elsewhere: piece by piece, and never more than they may swell to."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Protocol

from trucewatch.errors import SourceError
from trucewatch.knowledge.dump_tables import PlaceFault

LARGEST_PIECE = 128 << 20  # bytes of one GeoJSON file, which takes ten times as much memory while it is read
LONGEST_LINE = LARGEST_PIECE  # bytes of a line: a feature may stand on one
SWELLING = 200  # times its packed size; real dumps grow five to twenty times, a bomb a thousand times
UNSUSPICIOUS = 64 << 20  # bytes that may come out of a packed file however small it is
CHUNK = 1 << 16
BROKEN = (
    EOFError, OSError, ValueError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, tarfile.TarError, RuntimeError,
    NotImplementedError,
)  # fmt: skip


class Damaged(Exception):
    """A stream that cannot be read on; the words say why."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: the name to show, and its bytes."""

    name: str
    stream: BinaryIO

    @property
    def file_name(self) -> str:
        """The file's own name, without archive and folders."""
        return self.name.rpartition("::")[2].rpartition("/")[2]


class Unpacking(Protocol):
    """A stream of unpacked bytes that can give what it has."""

    def read1(self, size: int = -1, /) -> bytes:
        """Up to so many bytes, b"" at the end."""
        ...


class Guarded(io.RawIOBase):
    """A stream of unpacked bytes that ends with `Damaged` where it is cut off, garbled, or swells beyond belief."""

    def __init__(self, stream: Unpacking, packed: Callable[[], int]) -> None:
        self._stream, self._packed, self._count = stream, packed, 0

    def readable(self) -> bool:
        """True, as for every file that is read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer from the stream."""
        view = memoryview(buffer)  # type: ignore[arg-type]
        try:
            piece = self._stream.read1(len(view))  # `read` would lose what stands before a fault
        except BROKEN as error:
            raise Damaged(why(error)) from error
        self._count += len(piece)
        if self._count > UNSUSPICIOUS and self._count > SWELLING * max(self._packed(), 1):
            raise Damaged(f"unpacks to more than {SWELLING} times its size; it is not unpacked any further")
        view[: len(piece)] = piece
        return len(piece)


def why(error: BaseException) -> str:
    """What a fault of unpacking means, for a person."""
    if isinstance(error, EOFError) or "truncated" in str(error) or "unexpected end" in str(error):
        return "is cut off: it ends before its end"
    if isinstance(error, RuntimeError) and "encrypted" in str(error):
        return "is locked with a password"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"cannot be unpacked ({str(error) or type(error).__name__})"


@contextmanager
def unpacked(path: Path) -> Iterator[io.BufferedReader]:
    """The bytes of a file, unpacked if it is a gzip or bzip2 file; `Damaged` comes up while they are read."""
    with _opened(path) as raw:
        start = raw.peek(3)[:3]
        if start[:2] == b"\x1f\x8b":
            yield io.BufferedReader(Guarded(gzip.GzipFile(fileobj=raw), raw.tell), CHUNK)
        elif start == b"BZh":
            yield io.BufferedReader(Guarded(bz2.BZ2File(raw), raw.tell), CHUNK)
        else:
            yield raw


def _opened(path: Path) -> io.BufferedReader:
    if path.exists() and not path.is_file():
        raise SourceError(str(path), "is no file")  # a pipe would be waited for, a device never ends
    try:
        return path.open("rb")
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from error


def peek(path: Path, size: int) -> bytes:
    """The first bytes of a file, unpacked; SourceError if there are none to be had."""
    with unpacked(path) as stream:
        try:
            start = stream.peek(size)[:size]
        except Damaged as error:
            raise SourceError(str(path), str(error)) from error
    if not start:
        raise SourceError(str(path), "is empty")
    return start


def zip_members(path: Path) -> Iterator[Member | PlaceFault]:
    """The files in a zip archive in its own order; one that cannot be opened is a fault, a ruined archive a SourceError."""
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise SourceError(str(path), why(error)) from error
    with archive:
        for info in archive.infolist():
            name = f"{path}::{info.filename}"
            try:
                packed = archive.open(info)
            except BROKEN as error:
                yield PlaceFault(name, 0, why(error))
                continue
            with packed:
                guarded = Guarded(packed, partial(int, info.compress_size))  # type: ignore[arg-type]
                yield Member(name, io.BufferedReader(guarded, CHUNK))


def tar_members(path: Path) -> Iterator[Member | PlaceFault]:
    """The plain files of a tar archive, packed or not, one after the other; where it breaks off, a fault ends it."""
    with unpacked(path) as stream:
        try:
            with tarfile.open(fileobj=stream, mode="r|") as archive:
                for info in archive:
                    body = archive.extractfile(info) if info.isfile() else None
                    if body is not None:
                        yield Member(f"{path}::{info.name}", body)  # type: ignore[arg-type]
        except (Damaged, *BROKEN) as error:
            yield PlaceFault(str(path), 0, str(error) if isinstance(error, Damaged) else why(error))


def whole(stream: BinaryIO) -> bytes:
    """All bytes of a stream, up to the largest that a piece may be."""
    try:
        body = stream.read(LARGEST_PIECE + 1)
    except BROKEN as error:
        raise Damaged(why(error)) from error
    return within_limits(body)


def within_limits(body: object) -> bytes:
    """The bytes, unless they are more than a piece may have, or none."""
    if not isinstance(body, bytes):
        raise Damaged("holds nothing to read")
    if len(body) > LARGEST_PIECE:
        raise Damaged(f"is larger than {LARGEST_PIECE >> 20} MB")
    return body


def text_of(body: bytes) -> str:
    """UTF-8 as text; `Damaged` says what is wrong with other bytes."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Damaged(f"is not UTF-8: byte {error.start + 1} is 0x{body[error.start]:02x}") from error


def lines(stream: BinaryIO, source: str) -> Iterator[tuple[int, str] | PlaceFault]:
    """The lines of a text with their numbers, without empty ones; one that is no text is a fault, and the next follows."""
    number = 0
    while True:
        number += 1
        try:
            line = stream.readline(LONGEST_LINE)
            if not line:
                return
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                _skip_line(stream)
                yield PlaceFault(source, number, f"the line is longer than {LONGEST_LINE >> 20} MB")
                continue
        except (Damaged, *BROKEN) as error:
            yield PlaceFault(source, number, str(error) if isinstance(error, Damaged) else why(error))
            return
        try:
            words = text_of(line).rstrip("\r\n")
        except Damaged as error:
            yield PlaceFault(source, number, str(error))
            continue
        if words.strip():
            yield number, words


def _skip_line(stream: BinaryIO) -> None:
    while (piece := stream.readline(CHUNK)) and not piece.endswith(b"\n"):
        pass
