"""Read the entries of an RSS or Atom file, each as a report."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from trucewatch.errors import SourceError
from trucewatch.ingest.blocks import Block, Page, Piece, cut_page
from trucewatch.ingest.build import build_report
from trucewatch.ingest.encodings import BROKEN, REPLACEMENT
from trucewatch.ingest.item import RawItem
from trucewatch.ingest.page import Chosen, compose
from trucewatch.model import Report, Role, Unread

MAX_ENTRIES = 10_000
FEEDPARSER_BREAKS = (ValueError, OverflowError, LookupError, TypeError, AttributeError, AssertionError, RecursionError)


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as the feed gives it."""

    title: str | None
    markup: str
    published: str | None
    modified: str | None
    url: str | None
    outlet: str | None


def read_feed(item: RawItem, *, given: date | None = None) -> Iterator[Report | Unread]:
    """A report for every entry, its headline first; the place is the number of the entry, from 1.

    An entry's hash is that of its title, address and content, so that it stays when the feed moves on; there is no way back
    to the raw bytes.
    """
    found = parse_feed(item.data)
    outlet = _words(found.feed, "title")
    for number, raw in enumerate(found.entries[:MAX_ENTRIES], 1):
        entry = _entry(raw, outlet)
        yield from _read_entry(item, entry, f"{item.source}#{number}", given)
    if len(found.entries) > MAX_ENTRIES:
        yield Unread(
            f"{item.source}#{MAX_ENTRIES + 1}",
            f"only the first {MAX_ENTRIES} of {len(found.entries)} entries are read",
            item.sha256,
        )
    if found.bozo and not _harmless(found.get("bozo_exception")):
        where = f"{item.source}#{len(found.entries) + 1}" if found.entries else item.source
        yield Unread(where, f"the feed is broken here: {found.bozo_exception}"[:300], item.sha256)
    elif not found.entries:
        yield Unread(item.source, "no entries: not a feed, or an empty one", item.sha256)


def parse_feed(data: bytes, headers: Mapping[str, str] | None = None) -> Any:
    """What feedparser makes of it; a SourceError for markup that it breaks on, such as a number of no character."""
    # Imported here: only a reader of feeds pays for it.
    import feedparser

    try:
        return feedparser.parse(BytesIO(data), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except FEEDPARSER_BREAKS as error:
        raise SourceError("", f"the feed is broken: {error}"[:300]) from error


def _harmless(error: object) -> bool:
    """True for what feedparser only remarks on: an encoding declared wrongly but read, a media type that is not XML."""
    return type(error).__name__ in ("CharacterEncodingOverride", "NonXMLContentType")


def _entry(raw: Any, outlet: str | None) -> Entry:
    contents = [_words(one, "value") or "" for one in raw.get("content", ())]
    source = raw.get("source")
    return Entry(
        title=_words(raw, "title"),
        markup=max([*contents, _words(raw, "summary") or ""], key=len),
        published=_words(raw, "published"),
        modified=_words(raw, "updated"),
        url=link if (link := _words(raw, "link")) and link.startswith(("http://", "https://")) else None,
        outlet=(_words(source, "title") if source else None) or outlet,
    )


def _words(raw: Any, name: str) -> str | None:
    # `in` first: feedparser gives "published" for a missing "updated", with a warning
    value = raw[name] if name in raw.keys() else None  # noqa: SIM118
    return BROKEN.sub(REPLACEMENT, value).strip() or None if isinstance(value, str) else None


def _read_entry(item: RawItem, entry: Entry, source: str, given: date | None) -> Iterator[Report | Unread]:
    title = _plain(entry.title or "")
    chosen = [Chosen(Block("title", Role.HEADLINE, False, False, [Piece(title, None)]), Role.HEADLINE)] if title else []
    text, marks = compose([*chosen, *_body(cut_page(entry.markup), title)])
    inner = dataclasses.replace(item, source=source, data=f"{entry.title}\n{entry.url}\n{entry.markup}".encode(), id=None)
    yield from build_report(
        inner,
        text,
        id=inner.report_id,
        title=title or None,
        outlet=entry.outlet,
        published=entry.published,
        modified=entry.modified,
        url=entry.url,
        known=marks,
        given=given,
    )


def _plain(markup: str) -> str:
    return " ".join(block.text for block in cut_page(markup).blocks)


def _body(page: Page, title: str) -> Sequence[Chosen]:
    return [
        Chosen(block, Role.RELATED if block.link_only else block.role if block.role is Role.CAPTION else Role.BODY)
        for block in page.blocks
        if block.text != title
    ]
