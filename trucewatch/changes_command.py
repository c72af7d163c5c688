"""The command `changes`: what was added, changed, merged, split, withdrawn and restored since a day or an entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby, islice
from typing import TYPE_CHECKING, Annotated

import typer

from trucewatch.errors import LedgerError, UsageError
from trucewatch.options import AsJson, LedgerUrl, opened
from trucewatch.terminal import note, put, tell

if TYPE_CHECKING:
    from trucewatch.ledger import Ledger
    from trucewatch.publish.revisions import Revision, Wanted


class KindName(StrEnum):
    """A kind of record whose changes are told."""

    INCIDENT = "incident"
    FINDING = "finding"
    ULTIMATUM = "ultimatum"
    REPORT = "report"
    AGREEMENT = "agreement"
    REVIEW = "review"
    BULLETIN = "bulletin"


class WhatName(StrEnum):
    """What was done to it."""

    ADDED = "added"
    CHANGED = "changed"
    MERGED = "merged"
    SPLIT = "split"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    DECIDED = "decided"


class FormatName(StrEnum):
    """How they are written."""

    TEXT = "text"
    JSONL = "jsonl"
    CSV = "csv"
    JSON = "json"


def changes_command(
    since: Annotated[
        str, typer.Option("--since", metavar="D|SEQ", help="A day (from its start, UTC), an instant, or after an entry number.")
    ] = "",
    until: Annotated[
        str, typer.Option("--until", metavar="D|SEQ", help="A day (to its end, UTC), an instant, or an entry number.")
    ] = "",
    kind: Annotated[list[KindName] | None, typer.Option("--kind", help="Only this kind of record; may be repeated.")] = None,
    what: Annotated[list[WhatName] | None, typer.Option("--what", help="Only what was done so; may be repeated.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="At most N, the oldest first.")] = None,
    format_name: Annotated[FormatName, typer.Option("--format", "-f", help="text, jsonl, csv or json.")] = FormatName.TEXT,
    ledger: LedgerUrl = "",
    as_json: AsJson = False,
) -> None:
    """What changed in the ledger, entry by entry, with old and new values, authors and reasons; deletions included."""
    from trucewatch.knowledge.parties import load_parties
    from trucewatch.publish.exports import to_csv, write_rows
    from trucewatch.publish.revisions import COLUMNS, flat_row, revision_row, revisions

    with opened(ledger) as book:
        wanted = _wanted(book, since, until, kind or (), what or ())
        found = islice(revisions(book, wanted, load_parties().label), limit)
        if as_json:
            put(write_rows((revision_row(one) for one in found), "json"))
        elif format_name is FormatName.CSV:
            put(to_csv((flat_row(one) for one in found), COLUMNS))
        elif format_name is not FormatName.TEXT:
            put(write_rows((revision_row(one) for one in found), format_name.value))
        else:
            tell(_lines(found))
        note(f"up to entry {wanted.until}: the next time --since {wanted.until}", quiet=limit is not None)


def _wanted(book: Ledger, since: str, until: str, kinds: Iterable[KindName], whats: Iterable[WhatName]) -> Wanted:
    from trucewatch.ledger import Kind
    from trucewatch.publish.revisions import Wanted, What
    from trucewatch.publish.since import after_of, until_of

    try:
        after, last = after_of(book, since), until_of(book, until)
    except (ValueError, OverflowError, LedgerError) as error:
        raise UsageError(f"--since and --until take an entry number, a day as 2020-02-13 or an instant: {error}") from error
    last = book.position() if last is None else last
    return Wanted(after, last, tuple(Kind(one.value) for one in kinds), tuple(What(one.value) for one in whats))


def _lines(found: Iterable[Revision]) -> Iterator[str]:
    from trucewatch.publish.revisions import change_words, into_words, revision_words

    for (at, author, reason), some in groupby(found, key=lambda one: (one.at, one.author, one.reason)):
        yield f"{at:%Y-%m-%d %H:%M:%S} UTC  {author}{f': {reason}' if reason else ''}\n"
        for one in some:
            yield f"  {one.seq:>8}  {revision_words(one)}  ({one.id})\n"
            yield from (f"            {change_words(change)}\n" for change in one.changes)
            if words := into_words(one):
                yield f"            {words}\n"
