"""A page that a feed led to, and where it is on its way into the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from trucewatch.errors import SourceError
from trucewatch.ingest import Kind, RawItem
from trucewatch.ingest.blocks import cut_page
from trucewatch.ingest.encodings import decode
from trucewatch.ingest.page_data import PageData, page_data
from trucewatch.knowledge.addresses import names_an_article, plain_address

KINDS = {
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "application/pdf": Kind.PDF,
    "text/plain": Kind.TEXT,
}
LARGEST_READ = 8 * 1024 * 1024  # bytes of a page whose own words about itself are looked for


class PageState(StrEnum):
    """Where a page is: WAITING to be fetched, KEPT on the disk, READ into the ledger; LOST was given up, and UNREAD is recorded.

    OLD is known and was never asked for, since it was published before the feed's reach.
    """

    WAITING = "waiting"
    KEPT = "kept"
    READ = "read"
    LOST = "lost"
    UNREAD = "unread"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Page:
    """A page under its plain address; `sha256` are the bytes kept last, empty while there are none."""

    address: str
    url: str
    host: str
    feed: str
    title: str
    published: str
    mark: str
    state: PageState
    found: float
    tries: int
    next_try: float
    sha256: str
    media: str
    charset: str
    final: str
    etag: str
    modified: str
    why: str


def address_of(url: str) -> str:
    """What one article is known by, however it is reached."""
    return plain_address(url) or url


def host_of(url: str) -> str:
    """The site a page is on, in lower case, with the port where one is named."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def kind_of(media: str, data: bytes) -> Kind | None:
    """How a body is to be read: as its header says, and where that says nothing by its first bytes; None for no report."""
    if media in KINDS:
        return KINDS[media]
    if media not in ("", "application/octet-stream", "binary/octet-stream"):
        return None
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return Kind.PDF
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return Kind.HTML if start.startswith((b"<!doctype html", b"<html")) else None


def item_of(page: Page, data: bytes, outlet: str) -> RawItem | None:
    """What is handed to the readers: exactly these bytes, under the page's canonical address; None for what is no report.

    A page may name another address of its own site only: nobody speaks for somebody else's article. The day of the feed is
    taken where the page itself says none.
    """
    kind = kind_of(page.media, data)
    if kind is None:
        return None
    says = _says(data, page.charset) if kind is Kind.HTML else PageData()
    url = canonical(page.final or page.url, says.url)
    published = page.published or None if says.published is None else None
    return RawItem(
        source=url,
        data=data,
        kind=kind,
        stem=page.feed,
        outlet=outlet or None,
        published=published,
        url=url,
        encoding=page.charset or None,
    )


def canonical(url: str, named: str | None) -> str:
    """The address that a page names as its own, if it is one of an article on the same site; else the one it came from."""
    if named is None or len(named) > 2000:
        return url
    mine, yours = plain_address(url), plain_address(named)
    if mine is None or yours is None or mine.partition("/")[0] != yours.partition("/")[0]:
        return url
    return url if names_an_article(mine) and not names_an_article(yours) else named  # some sites name their front page on all


def _says(data: bytes, charset: str) -> PageData:
    if len(data) > LARGEST_READ:
        return PageData()
    try:
        return page_data(cut_page(decode(data, declared=charset or None).text))
    except SourceError:  # no text at all: its reader will say so
        return PageData()
