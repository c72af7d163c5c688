"""What `read --explain` prints: for each claim what made it, and why other happenings became none."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain

from trucewatch.ingest import ingest
from trucewatch.model import Report, Unread
from trucewatch.publish.explanations import explanation_lines, why_rows
from trucewatch.publish.exports import write_rows
from trucewatch.read.explaining import Explained
from trucewatch.reader import load_reader
from trucewatch.terminal import progress, put, tell


def explain_reports(
    paths: Sequence[str], *, published: date | None, model: str, as_json: bool, quiet: bool
) -> tuple[Unread, ...]:
    """Print what was read in these reports with the reasons; what could not be read is returned."""
    reader, bar = load_reader(model=model), progress(quiet=quiet)
    unread: list[Unread] = []

    def explained() -> Iterator[tuple[Report, Explained]]:
        for item in ingest(paths, published=published, stdin=sys.stdin.buffer):
            found = item if isinstance(item, Unread) else reader.explain(item)
            if isinstance(found, Explained) and isinstance(item, Report):
                bar(item.source)
                yield item, found
            elif isinstance(found, Unread):
                unread.append(found)

    if as_json:
        put(write_rows(chain.from_iterable(why_rows(found) for _, found in explained()), "json"))
    else:
        blocks = (explanation_lines(report, found, reader.parties.label) for report, found in explained())
        tell(chain.from_iterable(chain(("\n",) if number else (), block) for number, block in enumerate(blocks)))
    bar.done()
    return tuple(unread)
