"""The door: the only part that opens files. It hands out raw items one by one, and an Unread for what cannot be opened."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from trucewatch.errors import SourceError
from trucewatch.ingest.encodings import decode, guess_8bit
from trucewatch.ingest.item import MAX_ITEM_BYTES, Kind, RawItem
from trucewatch.ingest.parquet import PARQUET, split_parquet
from trucewatch.ingest.rows import csv_layout
from trucewatch.ingest.streams import GZIP, lines_of, read_whole, records_of, unpacked
from trucewatch.ingest.warc import split_warc
from trucewatch.model import Unread

STDIN = "-"
HEAD = 64 * 1024  # bytes by which form and encoding are told


class Form(StrEnum):
    """What a file is: one document of a kind, or a container of several."""

    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    FEED = "feed"
    JSON_LINES = "json lines"
    JSON_ARRAY = "json array"
    CSV = "csv"
    WARC = "warc"
    PARQUET = "parquet"


FORMS = {
    ".txt": Form.TEXT,
    ".text": Form.TEXT,
    ".md": Form.TEXT,
    ".html": Form.HTML,
    ".htm": Form.HTML,
    ".xhtml": Form.HTML,
    ".pdf": Form.PDF,
    ".xml": Form.FEED,
    ".rss": Form.FEED,
    ".atom": Form.FEED,
    ".rdf": Form.FEED,
    ".jsonl": Form.JSON_LINES,
    ".ndjson": Form.JSON_LINES,
    ".json": Form.JSON_LINES,
    ".csv": Form.CSV,
    ".tsv": Form.CSV,
    ".warc": Form.WARC,
    ".wet": Form.WARC,
    ".parquet": Form.PARQUET,
}
DOCUMENTS = {Form.TEXT: Kind.TEXT, Form.HTML: Kind.HTML, Form.PDF: Kind.PDF, Form.FEED: Kind.FEED}
FOREIGN = ((b"PK\x03\x04", "a ZIP archive or office document"), (b"\xd0\xcf\x11\xe0", "an old office document"))


@dataclass(frozen=True, slots=True)
class File:
    """A file to be read: where it is, and the name it goes by."""

    path: Path
    source: str

    @property
    def stem(self) -> str:
        """The name without folder, without ".gz" and without extension."""
        name = Path(self.source).name
        name = name[:-3] if name.lower().endswith(".gz") and len(name) > 3 else name
        return Path(name).stem or name


def files_under(paths: Sequence[str | Path]) -> Iterator[tuple[Path, str]]:
    """The files at these paths and in these folders, each with the name it goes by; each file once, under its first name."""
    found: dict[Path, tuple[Path, str]] = {}
    for path in paths:
        for file in () if str(path) == STDIN else _list(Path(path)):
            if isinstance(file, File):
                known = found.setdefault(file.path.resolve(), (file.path, file.source))
                if file.source < known[1]:
                    found[file.path.resolve()] = (file.path, file.source)
    return iter(sorted(found.values(), key=lambda item: item[1]))


def open_sources(
    paths: Sequence[str | Path], *, stdin: BinaryIO | None = None, without: Collection[Path] = ()
) -> Iterator[RawItem | Unread]:
    """Every document, line, row and record under these paths, in the order of their names; "-" is JSON Lines from `stdin`.

    Folders are read with all below them, hidden files left out. A file met twice is read once. What a source is called
    never holds more of the machine's folders than the name of the folder given. The files in `without` are left out.
    """
    found = listed(paths, without=without)
    shared = shared_stems(found)
    for file in found:
        if isinstance(file, Unread):
            yield file
        else:
            yield from read_file(file, named=file.stem not in shared)
    if any(str(path) == STDIN for path in paths):
        yield from _read_stdin(stdin)


def listed(paths: Sequence[str | Path], *, without: Collection[Path] = ()) -> tuple[File | Unread, ...]:
    """The files at these paths and in these folders in the order of their names, each once, and what is wrong with a path."""
    left_out = {path.resolve() for path in without}
    files: dict[Path, File] = {}
    unread: list[Unread] = []
    for path in paths:
        for found in () if str(path) == STDIN else _list(Path(path)):
            if isinstance(found, Unread):
                unread.append(found)
            elif found.path.resolve() not in left_out:
                known = files.setdefault(found.path.resolve(), found)
                if found.source < known.source:
                    files[found.path.resolve()] = found
    return tuple(sorted([*files.values(), *dict.fromkeys(unread)], key=lambda found: (found.source, str(found))))


def _list(path: Path) -> Iterator[File | Unread]:
    if not path.is_dir():
        yield _checked(path, path.name)
        return
    name = path.name if path.name not in ("", "..") else path.resolve().name if path.name == ".." else ""
    found = tuple(_walk(path, name, frozenset()))
    yield from found or (Unread(name or ".", "no readable file in this folder"),)


def _checked(path: Path, source: str) -> File | Unread:
    if path.is_file():
        return File(path, source)
    if path.is_symlink():
        return Unread(source, "a link that leads nowhere")
    return Unread(source, "not a regular file" if path.exists() else "does not exist")


def _walk(folder: Path, name: str, above: frozenset[Path]) -> Iterator[File | Unread]:
    """Files below a folder; a folder that lies in itself through a link is entered once."""
    try:
        here = folder.resolve()
        entries = sorted(folder.iterdir()) if here not in above else []
    except (OSError, RuntimeError) as error:
        yield Unread(name, f"the folder cannot be read: {_why(error)}")
        return
    for entry in entries:
        source = f"{name}/{entry.name}" if name else entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            yield from _walk(entry, source, above | {here})
        else:
            yield _checked(entry, source)


def _why(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def shared_stems(files: Sequence[File | Unread]) -> frozenset[str]:
    """Stems that stand for more than one content."""
    by_stem: dict[str, list[File]] = {}
    for file in (file for file in files if isinstance(file, File)):
        by_stem.setdefault(file.stem, []).append(file)
    return frozenset(stem for stem, same in by_stem.items() if len(same) > 1 and len({_hash(file.path) for file in same}) > 1)


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return str(path)


def _read_stdin(stdin: BinaryIO | None) -> Iterator[RawItem | Unread]:
    if stdin is None:
        yield Unread("stdin", "nothing to read from")
        return
    yield from safely(
        _split(Form.JSON_LINES, io.BufferedReader(_Peekable(stdin), HEAD), File(Path("stdin"), "stdin"), None), "stdin"
    )


class _Peekable(io.RawIOBase):
    """A stream made peekable, whatever it is."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the stream."""
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def read_file(file: File, *, named: bool) -> Iterator[RawItem | Unread]:
    """What is in a file; where the `named` reports of a document carry its stem as their id."""
    try:
        raw = file.path.open("rb")
    except OSError as error:
        yield Unread(file.source, f"cannot be opened: {_why(error)}")
        return
    with raw:
        yield from safely(_unpack(raw, file, named), file.source)


def safely(items: Iterator[RawItem | Unread], source: str) -> Iterator[RawItem | Unread]:
    """The items, and an Unread where the stream breaks; the place is that after the last good one."""
    last = source
    found = False
    try:
        for item in items:
            last, found = item.source, True
            yield item
        if not found:
            yield Unread(source, "nothing to read in it")
    except (SourceError, OSError, EOFError) as error:
        where = source if last == source else f"{source} (after {last.removeprefix(source)})"
        yield Unread(where, error.reason if isinstance(error, SourceError) else _why(error))


def _unpack(raw: io.BufferedReader, file: File, named: bool) -> Iterator[RawItem | Unread]:
    stream = unpacked(raw) if is_packed(raw) else raw
    head = stream.peek(HEAD)[:HEAD]
    if not head:
        yield Unread(file.source, "empty", hashlib.sha256(b"").hexdigest())
        return
    for magic, what in FOREIGN:
        if head.startswith(magic):
            raise SourceError("", f"{what}, which is not read here")
    yield from _split(form_of(file, head), stream, file, file.stem if named else None)


def is_packed(raw: io.BufferedReader) -> bool:
    """True if a file begins as gzip does."""
    return raw.peek(2)[:2] == GZIP


def form_of(file: File, head: bytes) -> Form:
    """What a file is: by its first bytes where they leave no doubt, else by its extension."""
    name = file.source.lower().removesuffix(".gz")
    by_name = FORMS.get(Path(name).suffix)
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"%pdf-" in head[:1024].lower():
        return Form.PDF
    if start.startswith(b"warc/"):
        return Form.WARC
    if head.startswith(PARQUET):
        return Form.PARQUET
    if by_name in (Form.JSON_LINES, Form.CSV, Form.WARC, Form.PARQUET):
        return Form.JSON_ARRAY if by_name is Form.JSON_LINES and name.endswith(".json") else by_name
    if start.startswith((b"<!doctype html", b"<html")) or (start.startswith(b"<?xml") and b"<html" in start):
        return Form.HTML
    if start.startswith((b"<rss", b"<feed", b"<rdf")) or (start.startswith(b"<?xml") and by_name is not Form.HTML):
        return Form.FEED
    if by_name is None and start.startswith(b"{"):
        return Form.JSON_LINES
    return by_name or Form.TEXT


def _split(form: Form, stream: BinaryIO, file: File, id: str | None) -> Iterator[RawItem | Unread]:
    if form in DOCUMENTS:
        yield RawItem(file.source, read_whole(stream), DOCUMENTS[form], file.stem, id)
    elif form is Form.WARC:
        yield from split_warc(stream, file.source, file.stem)
    elif form is Form.JSON_ARRAY:
        yield from _split_array(read_whole(stream), file)
    elif form is Form.PARQUET:
        yield from split_parquet(stream, file.source, file.stem)
    else:
        yield from _split_lines(form, stream, file)


@dataclass(frozen=True, slots=True)
class Layout:
    """How the lines of a file are to be read: its code page if it is not Unicode, and its columns if it has any."""

    encoding: str | None = None
    columns: tuple[str, ...] = ()
    delimiter: str = ","


def _split_lines(form: Form, stream: BinaryIO, file: File) -> Iterator[RawItem | Unread]:
    head = stream.peek(HEAD)[:HEAD] if isinstance(stream, io.BufferedReader) else b""
    lines = lines_of(stream, head)
    layout = take_layout(form, lines, head)
    yield from items_of(form, lines, file, layout)


def take_layout(form: Form, lines: Iterator[tuple[int, bytes | None]], head: bytes) -> Layout:
    """The layout that the beginning of a file shows; of CSV the first line is taken."""
    encoding = guess_8bit(head)
    if form is not Form.CSV:
        return Layout(encoding)
    _, first = next(lines, (1, b""))
    if first is None:
        raise SourceError("", "the first line is too long to name columns")
    return Layout(encoding, *csv_layout(decode(first, declared=encoding).text.rstrip("\r\n")))


def items_of(form: Form, lines: Iterator[tuple[int, bytes | None]], file: File, layout: Layout) -> Iterator[RawItem | Unread]:
    """The items in numbered lines, of which some may belong to one record of CSV."""
    kind = Kind.CSV if form is Form.CSV else Kind.JSON
    for number, line in records_of(lines, layout.delimiter) if form is Form.CSV else lines:
        source = f"{file.source}#{number}"
        if line is None:
            long = f"a line of more than {MAX_ITEM_BYTES // 2**20} MiB"
            yield Unread(source, f"{long}, or a quote that is never closed" if form is Form.CSV else long)
        elif line.strip():
            yield RawItem(
                source,
                line,
                kind,
                file.stem,
                encoding=layout.encoding,
                columns=layout.columns,
                delimiter=layout.delimiter,
            )


def _split_array(data: bytes, file: File) -> Iterator[RawItem | Unread]:
    """The objects of a JSON array, or the lines where the file is JSON Lines after all."""
    text = decode(data).text
    if not text.lstrip().startswith("["):
        whole = _is_one_object(text)
        stream = io.BufferedReader(io.BytesIO(data))
        yield from [RawItem(file.source, data, Kind.JSON, file.stem)] if whole else _split_lines(Form.JSON_LINES, stream, file)
        return
    decoder, at, number = json.JSONDecoder(strict=False), text.index("[") + 1, 0
    while (at := _next_value(text, at)) < len(text) and text[at] != "]":
        number += 1
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            raise SourceError("", f"not valid JSON from element {number} on: {error}") from error
        yield RawItem(f"{file.source}#{number}", text[at:end].encode(), Kind.JSON, file.stem)
        at = end


def _is_one_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text, strict=False), dict)
    except (ValueError, RecursionError):
        return False


def _next_value(text: str, at: int) -> int:
    while at < len(text) and (text[at].isspace() or text[at] == ","):
        at += 1
    return at
