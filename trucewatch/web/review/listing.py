"""The queue as a file: what waits, in its order, and why it stands there."""

from __future__ import annotations

from collections.abc import Iterator

from trucewatch.publish.exports import Row
from trucewatch.reviewing.queue import Waiting, signs_at, weight_at
from trucewatch.web.lists import FeedEntry, Listing
from trucewatch.web.review.asked import question_words
from trucewatch.web.review.page import item_href, query_of
from trucewatch.web.review.view import Look

PAGE, MOST = 500, 100_000
COLUMNS = (
    "id",
    "question",
    "group",
    "asked",
    "kind",
    "subject",
    "incident",
    "weight",
    "why",
    "since",
    "deadline",
    "grade",
    "url",
)


def listing_of(look: Look) -> Listing:
    """The questions asked for, as files."""
    counts = look.waiting.count(look.wanted)
    many = counts.get(look.wanted.group, 0) if look.wanted.group else sum(counts.values())
    return Listing(
        name="review",
        title="Questions that wait for review",
        path="/review",
        columns=COLUMNS,
        rows=lambda: (_row(look, item) for item in _all(look)),
        query=query_of(look.wanted).lstrip("?"),
        count=many,
        as_of=look.room.desk.as_of(),
        entries=lambda: [_entry(look, item) for item in look.waiting.page(look.wanted, limit=50)],
    )


def _all(look: Look) -> Iterator[Waiting]:
    for first in range(0, MOST, PAGE):
        page = look.waiting.page(look.wanted, first=first, limit=PAGE)
        yield from page
        if len(page) < PAGE:
            return


def _row(look: Look, item: Waiting) -> Row:
    return {
        "id": item.id,
        "question": question_words(item),
        "group": item.group,
        "asked": item.asked,
        "kind": item.kind,
        "subject": item.subject,
        "incident": item.incident,
        "weight": weight_at(item, look.now),
        "why": "; ".join(sign.words for sign in signs_at(item, look.now)),
        "since": item.since.isoformat(timespec="seconds"),
        "deadline": item.deadline.isoformat() if item.deadline else "",
        "grade": item.grade,
        "url": item_href(item.id, look.wanted),
    }


def _entry(look: Look, item: Waiting) -> FeedEntry:
    why = "; ".join(sign.words for sign in signs_at(item, look.now))
    return FeedEntry(
        f"review/{item.id}", question_words(item), item_href(item.id, look.wanted), item.since, item.since, why, (item.group,)
    )
