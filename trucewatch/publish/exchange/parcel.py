"""Several files as one: a zip archive made while it is sent, or a folder; each file with its length and SHA-256."""

from __future__ import annotations

import hashlib
import io
import pathlib
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from trucewatch.disk import unfinished

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first time a zip can hold: the same content is the same bytes on every day
PLAIN_FILE = 0o644 << 16
PIECE = 64 * 1024  # bytes sent at once

Pieces = Iterable[str | bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written: its media type, its length in bytes and its SHA-256 in hex digits."""

    name: str
    media: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a parcel; `pieces` is told of those before it, and makes the content while it is written."""

    name: str
    media: str
    pieces: Callable[[Mapping[str, Written]], Pieces]


def zipped(members: Iterable[Member]) -> Iterator[bytes]:
    """The files as a zip archive, piece by piece; no more than a piece is held."""
    sink = Sink()
    done: dict[str, Written] = {}
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for member in members:
            entry = zipfile.ZipInfo(member.name, EARLIEST)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, PLAIN_FILE, 3
            with archive.open(entry, "w", force_zip64=True) as out:
                counted = _Counted(member)
                for piece in counted.pieces(done):
                    out.write(piece)
                    yield from sink.full()
            done[member.name] = counted.written()
    yield sink.rest()


def unfolded(members: Iterable[Member], folder: pathlib.Path) -> tuple[Written, ...]:
    """The files in a folder, which is made where it is missing; a file of the same name is replaced once the new one is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    done: dict[str, Written] = {}
    for member in members:
        path, counted = folder / member.name, _Counted(member)
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting = unfinished(path)
        try:
            with waiting.open("wb") as out:
                out.writelines(counted.pieces(done))
            waiting.replace(path)
        finally:
            waiting.unlink(missing_ok=True)
        done[member.name] = counted.written()
    return tuple(done.values())


class Sink(io.RawIOBase):
    """A file to write to, whose bytes are taken away again as soon as there are enough of them."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = self._sent = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """What was sent cannot be changed."""
        return False

    def tell(self) -> int:
        """How many bytes were written."""
        return self._sent + self._size

    def write(self, data: object) -> int:
        """Hold these bytes."""
        taken = bytes(data)  # type: ignore[call-overload]
        self._held.append(taken)
        self._size += len(taken)
        return len(taken)

    def full(self) -> Iterator[bytes]:
        """What is held, if it is enough to be sent."""
        if self._size >= PIECE:
            yield self.rest()

    def rest(self) -> bytes:
        """What is held."""
        out = b"".join(self._held)
        self._sent += self._size
        self._held, self._size = [], 0
        return out


class _Counted:
    """The content of a file, counted while it goes by."""

    def __init__(self, member: Member) -> None:
        self._member, self._size, self._digest = member, 0, hashlib.sha256()

    def pieces(self, done: Mapping[str, Written]) -> Iterator[bytes]:
        held: list[bytes] = []
        size = 0
        for piece in self._member.pieces(done):
            held.append(piece.encode("utf-8", "backslashreplace") if isinstance(piece, str) else piece)
            size += len(held[-1])
            if size >= PIECE:
                yield self._count(b"".join(held))
                held, size = [], 0
        yield self._count(b"".join(held))

    def _count(self, data: bytes) -> bytes:
        self._size += len(data)
        self._digest.update(data)
        return data

    def written(self) -> Written:
        return Written(self._member.name, self._member.media, self._size, self._digest.hexdigest())
