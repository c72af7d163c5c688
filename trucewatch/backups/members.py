"""The members of a tar archive, one after the other: written to a stream and read from one, each held in memory as a whole."""

from __future__ import annotations

import gzip
import tarfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from trucewatch.errors import BackupError

LEVEL = 6
LARGEST = 2**31  # bytes of a member that is taken in: a damaged head could name any size


def write_member(out: BinaryIO, name: str, data: bytes) -> None:
    """One file of the archive, the same bytes whoever writes it and whenever."""
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    out.write(info.tobuf(tarfile.USTAR_FORMAT))
    out.write(data)
    out.write(b"\0" * (-len(data) % tarfile.BLOCKSIZE))


def end_members(out: BinaryIO) -> None:
    """What an archive ends with."""
    out.write(b"\0" * (2 * tarfile.BLOCKSIZE))


def read_members(file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """The files of an archive in their order; a BackupError where it is none, or is cut off."""
    try:
        with tarfile.open(fileobj=file, mode="r|") as archive:
            for info in archive:
                if not info.isfile() or info.size > LARGEST:
                    raise BackupError(f"{info.name!r} is nothing that a backup holds")
                held = archive.extractfile(info)
                data = held.read() if held else b""
                if len(data) != info.size:
                    raise BackupError(f"it is cut off in the middle of {info.name}")
                yield info.name, data
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"it is no backup, or is damaged: {error}") from error


def packed(data: bytes) -> bytes:
    """The data compressed, the same bytes at any time."""
    return gzip.compress(data, LEVEL, mtime=0)


def unpacked(name: str, data: bytes) -> bytes:
    """What `packed` was given."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        out = unpacking.decompress(data, LARGEST)
    except zlib.error as error:
        raise BackupError(f"{name} is damaged: {error}") from error
    if not unpacking.eof:
        raise BackupError(f"{name} is cut off, or larger than a member of a backup can be")
    return out
