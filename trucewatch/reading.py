"""Read what lies under some paths: here, or in worker processes where there is enough to read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import BinaryIO

from trucewatch.ingest import ingest
from trucewatch.language import FULL
from trucewatch.llm_reader import Endpoint
from trucewatch.model import Report, Unread
from trucewatch.reader import Reading, load_reader
from trucewatch.workers import Pool

# A worker takes 1.3 s of a core to load, as long as 18 reports of 400 words take to read; two of them pay from about
# this many characters on. `python -m bench.read --threshold` shows it; run it again when loading or reading gets faster.
MUCH = 80_000
PAGES, PAGE_SHARE = frozenset({".html", ".htm", ".xhtml", ".pdf", ".warc"}), 0.05  # most of a page's bytes are no text


def read(
    paths: Sequence[str | Path],
    *,
    published: date | None = None,
    stdin: BinaryIO | None = None,
    workers: int = 1,
    endpoint: Endpoint | None = None,
    model: str = FULL,
) -> Iterator[Reading | Unread]:
    """Each report with its claims, or what could not be read, in the order of the inputs; with an endpoint, read there."""
    items = ingest(paths, published=published, stdin=stdin)
    return read_reports(items, workers=workers, much=is_much(paths), endpoint=endpoint, model=model)


def read_reports(
    items: Iterable[Report | Unread],
    *,
    workers: int = 1,
    much: bool = False,
    endpoint: Endpoint | None = None,
    model: str = FULL,
) -> Iterator[Reading | Unread]:
    """Each report with its claims, in order; what is Unread passes through.

    With several `workers` the first reports are read here all the same, and the workers started once that was `MUCH`; at once
    if it is known that there is `much` to read.
    """
    feed = iter(items)
    with ExitStack() as stack:
        pool = stack.enter_context(Pool(workers, endpoint, model)) if much and workers > 1 else None
        characters = 0
        for item in feed if pool is None else ():
            yield item if isinstance(item, Unread) else load_reader(endpoint, model).read(item)
            characters += len(item.text) if isinstance(item, Report) else 0
            if pool is None and workers > 1 and characters >= MUCH:
                pool = stack.enter_context(Pool(workers, endpoint, model))
            if pool is not None and pool.ready():
                break
        if pool is not None:
            yield from pool.read(feed)


def is_much(paths: Sequence[str | Path]) -> bool:
    """True if the files under these paths are large enough for worker processes to pay; stdin tells nothing beforehand."""
    total = 0.0
    for path in map(Path, paths):
        for file in path.rglob("*") if path.is_dir() else (path,):
            total += _characters(file)
            if total >= MUCH:
                return True
    return False


def _characters(file: Path) -> float:
    """About how many characters of text a file holds."""
    try:
        size = file.stat().st_size if file.is_file() else 0
    except OSError:  # ingest will say what is wrong with it
        return 0.0
    return size * (PAGE_SHARE if PAGES & set(map(str.lower, file.suffixes)) else 1.0)
