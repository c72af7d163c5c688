"""Read pieces of files, each as it was when it was cut: together they give what reading the whole files gives."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trucewatch.errors import SourceError
from trucewatch.ingest.item import RawItem
from trucewatch.ingest.parquet import Rows, row_item
from trucewatch.ingest.pieces import CHUNK, Piece, PieceChanged
from trucewatch.ingest.sources import File, Form, Layout, is_packed, items_of, read_file, safely
from trucewatch.ingest.streams import Expanding, Tape, lines_of
from trucewatch.ingest.warc import split_warc
from trucewatch.model import Unread


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
