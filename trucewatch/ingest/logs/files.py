"""Which of the files given are logs of observation posts, told by their headers; and the door through which they are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from trucewatch.errors import SourceError
from trucewatch.ingest.encodings import decode
from trucewatch.ingest.logs.days import LogDay
from trucewatch.ingest.logs.delimited import find_header, lines_apart
from trucewatch.ingest.logs.grid import HEAD, TITLES
from trucewatch.ingest.logs.objects import is_json_log
from trucewatch.ingest.logs.reading import read_log
from trucewatch.ingest.sources import files_under
from trucewatch.model import Post, Unread

MOST_BYTES = 64 * 1024 * 1024  # of one log: 200,000 lines of 300 letters
CSV = frozenset({".csv", ".tsv", ".tab", ".txt"})
JSON = frozenset({".json", ".jsonl", ".ndjson"})
WORKBOOKS = frozenset({".xlsx", ".xlsm"})  # nothing else is read from a workbook


def log_files(paths: Sequence[str | Path]) -> tuple[tuple[Path, str], ...]:
    """The logs among these files and in these folders, each with the name it goes by, in the order of the names."""
    found = {path: source for path, source in files_under(paths) if is_log(path)}
    return tuple(sorted(found.items(), key=lambda item: item[1]))


def is_log(path: Path) -> bool:
    """True if a file begins with the columns of a log; every workbook is taken for one, what cannot be opened for none."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return False
    suffix = path.suffix.lower()
    if suffix in WORKBOOKS:
        return True
    try:
        text = decode(head).text if suffix in CSV | JSON else ""
    except SourceError:
        return False
    return is_json_log(text) if suffix in JSON else find_header(lines_apart(text).split("\n", TITLES)[:TITLES]) is not None


def read_log_file(
    path: Path,
    source: str,
    posts: Sequence[Post],
    *,
    post: Post | None = None,
    keep: Callable[[bytes, str], object] | None = None,
) -> Iterator[LogDay | Unread]:
    """What the log in a file says; an Unread where it cannot be opened. `keep` is handed its bytes and its name before."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        yield Unread(source, f"cannot be opened: {error.strerror}")
        return
    if len(data) > MOST_BYTES:
        yield Unread(source, f"a log of more than {MOST_BYTES:,} bytes")
        return
    if keep is not None:
        keep(data, source)
    yield from read_log(data, source, posts, post=post)
