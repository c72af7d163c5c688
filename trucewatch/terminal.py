"""The only place that prints: data on stdout, words for a person on stderr, and nothing in them that could drive a terminal."""

from __future__ import annotations

import io
import os
import pathlib
import sys
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any

import typer

from trucewatch.disk import unfinished
from trucewatch.errors import TrucewatchError

OK, PARTIAL = 0, 3
DATABASE = b"SQLite format 3\0"  # how each begins


_instead: list[Callable[[str, bool], None]] = []  # where notes go in the place of stderr


def hand_notes_to(take: Callable[[str, bool], None] | None) -> None:
    """From here on notes are lines of a log, where a log is kept; None: for the person again."""
    _instead[:] = [take] if take else []


def note(words: str, *, quiet: bool = False, fault: bool = False) -> None:
    """A line for the person at the terminal, on stderr; `fault` says that it ends the command."""
    if quiet:
        return
    if _instead:
        _instead[0](words, fault)
    else:
        print(visible(words), file=sys.stderr)


def put(pieces: Iterable[str]) -> None:
    """Data, on stdout; whoever stops reading it early, such as `head`, ends the command in peace."""
    if sys.stdout is None:
        raise TrucewatchError("stdout is closed: there is nowhere to write to")
    for piece in pieces:
        _write(piece)
    _write("", at_once=True)


def put_bytes(pieces: Iterable[bytes]) -> None:
    """Data that may be no text, on stdout; a person's terminal gets none that is not UTF-8."""
    if sys.stdout is None:
        raise TrucewatchError("stdout is closed: there is nowhere to write to")
    for piece in pieces:
        _write(piece)
    _write("", at_once=True)


def put_file(pieces: Iterable[bytes], output: str) -> None:
    """Data into a file, which appears once it is whole; a device or a pipe is written to as it is, a link stays one.

    A TrucewatchError if it cannot be written; what was there before is then left as it was.
    """
    try:
        path = pathlib.Path(output).resolve()
        if path.exists() and not path.is_file():
            with path.open("wb") as device:
                device.writelines(pieces)
            return
        if _is_database(path):
            raise TrucewatchError(f"{output} is a database, perhaps a ledger; it is not overwritten")
        waiting = unfinished(path)
        try:
            with waiting.open("wb") as file:
                file.writelines(pieces)
            waiting.replace(path)
        finally:
            waiting.unlink(missing_ok=True)
    except BrokenPipeError as error:
        raise typer.Exit(OK) from error
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise TrucewatchError(f"{output} cannot be written: {said}") from error


def _is_database(path: pathlib.Path) -> bool:
    if not path.exists():
        return False
    with path.open("rb") as file:
        return file.read(len(DATABASE)) == DATABASE


def _write(piece: str | bytes, *, at_once: bool = False) -> None:
    if isinstance(piece, bytes):
        if sys.stdout.isatty() and not _is_text(piece):
            raise TrucewatchError("these are no words to show; name a file with --output")
        raw = getattr(sys.stdout, "buffer", None)
        target: Any = sys.stdout if raw is None else raw
        piece = piece.decode("utf-8", "replace") if raw is None else piece
    else:
        target = sys.stdout
    try:
        target.write(piece)
        if at_once:
            sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries again when it ends
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(OK) from error
        raise TrucewatchError(f"stdout cannot be written: {error.strerror}") from error


def _is_text(piece: bytes) -> bool:
    try:
        piece.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def tell(lines: Iterable[str]) -> None:
    """Lines for a person, on stdout."""
    put(visible(line) for line in lines)


def visible(words: str) -> str:
    """The words with control characters escaped, so that no report can move the cursor or recolour the terminal."""
    return "".join(f"\\x{ord(mark):02x}" if unicodedata.category(mark) == "Cc" and mark not in "\n\t" else mark for mark in words)


def settle_streams() -> None:
    """UTF-8 in every locale; a stdin or stderr that the caller closed is an empty one, a closed stdout is left to `put`."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # a lone surrogate in JSON: its escape


def progress(*, quiet: bool) -> Progress:
    """A counter of reports on a terminal; silent elsewhere."""
    return Progress(shown=not quiet and sys.stderr.isatty())


class Progress:
    """Counts reports on one line of the terminal."""

    def __init__(self, *, shown: bool) -> None:
        self.shown, self.count = shown, 0

    def __call__(self, source: str) -> None:
        """One more report."""
        self.count += 1
        if self.shown:
            print(f"\r{self.count} read, {visible(source)[-60:]:<60}", end="", file=sys.stderr, flush=True)

    def done(self) -> None:
        """End the line."""
        if self.shown and self.count:
            print(file=sys.stderr)
