"""The changes as files: every one behind a number exactly once and in order, and the newest as a feed with deletions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from trucewatch.ledger import Kind
from trucewatch.publish.exports import Row
from trucewatch.publish.revisions import (
    COLUMNS,
    Revision,
    Source,
    What,
    change_words,
    flat_row,
    into_words,
    revision_row,
    revision_words,
    revisions,
)
from trucewatch.web.changes.asking import Asked
from trucewatch.web.changes.page import PATH
from trucewatch.web.lists import ENTRIES, FeedEntry, Listing
from trucewatch.web.parts import Room

LONGEST_TITLE = 240
FEEDS = {  # under which name a kind of record stands in the site's other feeds
    Kind.INCIDENT: "incidents",
    Kind.FINDING: "findings",
    Kind.REPORT: "reports",
    Kind.AGREEMENT: "agreements",
}
GONE = frozenset((What.MERGED, What.SPLIT, What.WITHDRAWN))


def changes_listing(room: Room, source: Source, asked: Asked, *, feed: bool) -> Listing:
    """The changes asked for: rows from the oldest on, entries of a feed from the newest on.

    `until` at the head of the JSON file is the last entry that it covers: the `since` of the next time, also where nothing that
    was asked for came before it.
    """
    labels, wanted = room.labels, asked.wanted

    def some() -> Iterator[Revision]:
        return islice(revisions(source, wanted, labels), asked.limit)

    newest = list(islice(revisions(source, asked.newest_first, labels), ENTRIES + 1)) if feed else []
    following, reached = "", wanted.until or 0
    if feed and len(newest) > ENTRIES:
        following = asked.query(until=str(newest[-1].seq), limit="")
    elif not feed and asked.limit is not None:
        page = list(islice(revisions(source, wanted, labels), asked.limit + 1))
        if len(page) > asked.limit:
            reached = page[asked.limit - 1].seq
            following = asked.query(since=str(reached))
    return Listing(
        name="changes",
        title="What changed in the ledger",
        path=PATH,
        columns=COLUMNS,
        rows=lambda: (flat_row(one) for one in some()),
        full=lambda: (_full(one) for one in some()),
        query=asked.query(),
        as_of=room.desk.as_of(),
        next=following,
        entries=lambda: (_entry(one) for one in newest[:ENTRIES]),
        version=f"{source.position()} {room.visitor.role}",
        told=(("since", wanted.after), ("until", reached)),
    )


def _full(one: Revision) -> Row:
    return revision_row(one)


def _entry(one: Revision) -> FeedEntry:
    """An entry of its own for every change, so that none replaces another; a record that is gone is told to other feeds."""
    words = [change_words(change) for change in one.changes]
    told = [f"{one.author}: {one.reason}".rstrip(": "), into_words(one), *words]
    stands_no_more = one.what in GONE and one.kind in FEEDS and one.id not in one.into
    return FeedEntry(
        subject=f"changes/{one.seq}/{one.sha256}",
        title=revision_words(one)[:LONGEST_TITLE],
        href=one.href,
        updated=one.at,
        published=one.at,
        summary=" ".join(f"{part}." if not part.endswith((".", "”")) else part for part in told if part),
        categories=(one.kind.value, one.what.value),
        gone=f"{FEEDS[one.kind]}/{one.id}" if stands_no_more else "",
    )
