"""What was fetched, handed on to be read: exactly the bytes that were kept, and an Unread for every page that was given up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from trucewatch.errors import RawGone
from trucewatch.feeds.configured import Feed
from trucewatch.feeds.pages import Page, PageState, item_of
from trucewatch.ingest import RawItem, read_item
from trucewatch.knowledge.addresses import plain_address
from trucewatch.ledger import Ledger
from trucewatch.model import Report, Unread
from trucewatch.raw import RawStore


@dataclass(frozen=True, slots=True)
class Arrived:
    """What is to be read of some pages, and the pages whose kept bytes are gone."""

    items: tuple[RawItem | Unread, ...]
    gone: tuple[Page, ...] = ()
    same: int = 0


def arrived(pages: Iterable[Page], raw: RawStore, feeds: Mapping[str, Feed], ledger: Ledger) -> Arrived:
    """What these pages hold that the ledger does not say yet.

    A page with other bytes but the words and the day of the report that stands (its advertisements changed) is no version.
    """
    items: list[RawItem | Unread] = []
    gone: list[Page] = []
    same = 0
    for page in pages:
        if page.state is PageState.LOST:
            items.append(Unread(page.url, page.why, page.sha256))
            continue
        try:
            data = raw.read(page.sha256)
        except RawGone:
            gone.append(page)
            continue
        outlet = feeds[page.feed].outlet if page.feed in feeds else ""
        item = item_of(page, data, outlet)
        if item is None:
            items.append(Unread(page.url, f"answers with {page.media or 'something'} that is no report", page.sha256))
        elif says_nothing_new(item, ledger):
            same += 1
        else:
            items.append(item)
    return Arrived(tuple(items), tuple(gone), same)


def says_nothing_new(item: RawItem, ledger: Ledger) -> bool:
    """True if the ledger's report at this address has the same words and day."""
    address = plain_address(item.url)
    held = list(ledger.reports(address=address)) if address else []
    if not held:
        return False
    found = [one for one in read_item(item) if isinstance(one, Report)]
    return bool(found) and all(any(_told(one) == _told(report) for report in held) for one in found)


def _told(report: Report) -> tuple[str, object]:
    return report.text, report.published and report.published.day
