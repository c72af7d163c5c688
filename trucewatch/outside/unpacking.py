"""Unpack a body as it comes in, and stop where it grows beyond what is wanted."""

from __future__ import annotations

import zlib

from trucewatch.outside.faults import Damaged, Large

PLAIN = frozenset({"", "identity", "none", "utf-8"})  # the last two are a common mistake and mean nothing
GZIP = frozenset({"gzip", "x-gzip"})


class Unpacking:
    """A body in the making: `encoding` is the header's word, `limit` the most bytes that are kept."""

    def __init__(self, encoding: str, limit: int) -> None:
        words = [one for word in encoding.lower().split(",") if (one := word.strip()) not in PLAIN]
        if len(words) > 1 or (words and words[0] not in GZIP | {"deflate"}):
            raise Damaged(f"is packed as {encoding[:60]!r}, which was not asked for")
        self._packed, self._limit = words[0] if words else "", limit
        self._pieces: list[bytes] = []
        self._size = 0
        self._unpacker = zlib.decompressobj(wbits=31) if self._packed in GZIP else None
        self._fed = False

    def add(self, piece: bytes) -> None:
        """The next bytes as they came."""
        if not piece:
            return
        if not self._packed:
            self._keep(piece)
            return
        if self._unpacker is None:  # "deflate" is zlib's form by the standard, and without its head on some servers
            self._unpacker = zlib.decompressobj(wbits=15 if piece[0] & 0x0F == 8 else -15)
        self._fed = True
        while piece:
            try:
                self._keep(self._unpacker.decompress(piece, self._limit - self._size + 1))
            except zlib.error as error:
                raise Damaged(f"its compressed body is damaged: {error}") from error
            piece = self._unpacker.unconsumed_tail
            if self._unpacker.eof:
                piece = self._unpacker.unused_data.lstrip(b"\0")
                if piece and self._packed in GZIP and piece.startswith(b"\x1f"):
                    self._unpacker = zlib.decompressobj(wbits=31)
                else:
                    return

    def whole(self) -> bytes:
        """Everything; Damaged if the compressed data ends early."""
        if self._fed and self._unpacker is not None and not self._unpacker.eof:
            raise Damaged("its compressed body ends early")
        return b"".join(self._pieces)

    def so_far(self) -> bytes:
        """What was unpacked up to now, within the limit."""
        return b"".join(self._pieces)

    def _keep(self, data: bytes) -> None:
        room = self._limit - self._size
        self._size += len(data)
        self._pieces.append(data[:room])
        if len(data) > room:
            raise Large(
                f"unpacks to more than {self._limit:,} bytes" if self._packed else f"sends more than {self._limit:,} bytes"
            )
