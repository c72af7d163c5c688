"""Fetch one page that a feed led to, and keep its bytes before anything is known about them."""

from __future__ import annotations

from http import HTTPStatus

from trucewatch.errors import OutsideError
from trucewatch.feeds.configured import Feed
from trucewatch.feeds.manners import next_page_try
from trucewatch.feeds.pages import KINDS, Page
from trucewatch.feeds.polling import (
    Means,
    forbidding,
    hold_of,
    language_header,
    leave_all_alone,
    leave_alone,
    status_words,
    unforeseen_words,
    validators,
)
from trucewatch.outside import Answer, Fault
from trucewatch.raw import RawStore

ACCEPTED = "text/html, application/xhtml+xml, application/pdf;q=0.9, text/plain;q=0.8, */*;q=0.1"
TYPES = frozenset({*KINDS, "application/octet-stream", "binary/octet-stream"})
FOR_NOW = frozenset({Fault.UNREACHABLE, Fault.TLS, Fault.SLOW, Fault.DAMAGED})  # faults that may pass by themselves
PASSING = frozenset({408, 425, 429})  # and, with them, all statuses from 500 on


def fetch(means: Means, raw: RawStore, page: Page, feed: Feed) -> bool:
    """Ask for a page once; True if its bytes are kept now. What became of it is kept too."""
    try:
        allowed = means.robots.allows(page.url)
    except OutsideError as error:
        _failed(means, page, error.reason, passing=False)
        return False
    if not allowed.allowed:
        _failed(means, page, allowed.why, passing=not allowed.for_good)
        return False
    headers = {"Accept": ACCEPTED} | language_header(feed)
    if page.sha256:
        headers |= validators(page.etag, page.modified)
    try:
        answer = means.fetcher.get(page.url, headers=headers, accept=TYPES, beforehand=forbidding(means))
    except OutsideError as error:
        leave_alone(means, page.url, feed, allowed)
        _failed(means, page, error.reason, passing=error.fault in FOR_NOW)
        return False
    hold = hold_of(answer, means.now())
    leave_all_alone(means, answer, feed, allowed, hold)
    if answer.status == HTTPStatus.NOT_MODIFIED and page.sha256:
        means.feeds.unchanged(page)
        return False
    if not answer.ok:
        passing = answer.status in PASSING or answer.status >= 500
        _failed(means, page, f"answers {status_words(answer.status)}", passing=passing, hold=hold)
        return False
    return _keep(means, raw, page, answer)


def fell_over(means: Means, page: Page, error: Exception) -> str:
    """What a page brought us to that nobody foresaw is kept with it, in words; it is tried again some times, then given up."""
    why = unforeseen_words(error)
    _failed(means, page, why, passing=True)
    return why


def _keep(means: Means, raw: RawStore, page: Page, answer: Answer) -> bool:
    """First the bytes, then that they are there: killed in between, the page is fetched once more."""
    if not answer.body:
        _failed(means, page, "answers with nothing at all", passing=True)
        return False
    sha256 = raw.keep(answer.body)
    if sha256 == page.sha256:
        means.feeds.unchanged(page)
        return False
    means.feeds.fetched(
        page,
        sha256=sha256,
        media=answer.media_type,
        charset=answer.charset or "",
        final=answer.url,
        etag=answer.headers.get("etag", "")[:500],
        modified=answer.headers.get("last-modified", "")[:100],
    )
    return True


def _failed(means: Means, page: Page, why: str, *, passing: bool, hold: float | None = None) -> None:
    """Try it again later, or give it up; a page that was read before and cannot be read now stays as it was read."""
    later = next_page_try(page.tries + 1, now=means.now(), hold=hold) if passing else None
    if later is not None:
        means.feeds.put_off(page, why=why, next_try=later)
    else:
        means.feeds.lost(page, why=why)
