"""The box that outlives a process: how many cases it tried, and the case it was trying when it ended."""

from __future__ import annotations

import mmap
import struct
from pathlib import Path

HEAD = struct.Struct("<QQ")  # cases begun, bytes of the one being tried


class Box:
    """A file shared between a worker and the room."""

    def __init__(self, path: Path, longest: int) -> None:
        size = HEAD.size + longest
        if not path.exists() or path.stat().st_size < size:
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), size)
        self._longest = longest

    def begin(self, case: bytes) -> None:
        """Note the case that is tried next."""
        kept = case[: self._longest]
        begun, _ = HEAD.unpack_from(self._map)
        HEAD.pack_into(self._map, 0, begun + 1, len(kept))
        self._map[HEAD.size : HEAD.size + len(kept)] = kept

    @property
    def begun(self) -> int:
        """How many cases were begun."""
        return int(HEAD.unpack_from(self._map)[0])

    def case(self) -> bytes:
        """The case begun last."""
        _, size = HEAD.unpack_from(self._map)
        return bytes(self._map[HEAD.size : HEAD.size + size])

    def close(self) -> None:
        """Let go of the file."""
        self._map.close()
