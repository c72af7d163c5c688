"""Ask one feed what is new: its listing or sitemaps, politely, and keep what they say in one step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from trucewatch.errors import OutsideError
from trucewatch.feeds.configured import Feed
from trucewatch.feeds.listings import Listing, moment_of, read_listing
from trucewatch.feeds.manners import next_poll, pause, retry_after
from trucewatch.feeds.pages import host_of
from trucewatch.feeds.store import Feeds, Known, Read
from trucewatch.outside import Allowance, Answer, Fault, Fetcher, Robots

ACCEPTED = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.5"
)
MOST_SITEMAPS = 20  # of one index in one poll, those that changed last first; the rest is met at the next
LONGEST_PAUSE = 30.0  # seconds that a poll waits between two sitemaps of a site; slower sites give one in each poll
LONG_AGO = datetime.min.replace(tzinfo=UTC)
HOLDING = frozenset({429, 503})
UNFORESEEN = "broken"  # the fault of a feed that met none of `Fault`


@dataclass(frozen=True, slots=True)
class Means:
    """What watching needs: the network, its manners, what is kept, a clock that can be waited on, and whether it is to end."""

    fetcher: Fetcher
    robots: Robots
    feeds: Feeds
    now: Callable[[], float]
    sleep: Callable[[float], None]
    ending: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Polled:
    """What came of asking a feed: pages to fetch, or why it could not be read."""

    gained: int = 0
    why: str = ""


class Fell(Exception):
    """The feed cannot be read: which fault, in words, and for how long its site is to be left alone."""

    def __init__(self, fault: str, why: str, hold: float | None = None) -> None:
        self.fault, self.why, self.hold = fault, why, hold
        super().__init__(why)


def poll(means: Means, feed: Feed) -> Polled:
    """Ask a feed once; whatever it answers, how it stands is kept and when it is asked next."""
    name, rhythm = feed.name, feed.every_minutes
    before = means.feeds.failures(name)
    try:
        listings, entries, remark, fault = _listings(means, feed)
    except Fell as fell:
        later = next_poll(name, rhythm, failures=before + 1, now=means.now(), hold=fell.hold)
        means.feeds.failed(name, fault=fell.fault, why=fell.why, now=means.now(), next_try=later)
        return Polled(0, fell.why)
    now = means.now()
    usual = next_poll(name, rhythm, failures=0, now=now)
    gained = means.feeds.answered(
        feed, listings, entries=entries, why=remark, now=now, next_try=usual, fault=fault, failures=before + 1 if fault else 0
    )
    return Polled(gained, fault)


def fell_over(means: Means, feed: Feed, error: Exception) -> Polled:
    """What a feed brought us to that nobody foresaw is kept as its fault, in words, so that it ends no watch."""
    why = unforeseen_words(error)
    later = next_poll(feed.name, feed.every_minutes, failures=means.feeds.failures(feed.name) + 1, now=means.now())
    means.feeds.failed(feed.name, fault=UNFORESEEN, why=why, now=means.now(), next_try=later)
    return Polled(0, why)


def unforeseen_words(error: Exception) -> str:
    """A fault of our own, for whoever can report it."""
    said = " ".join(str(error).replace("\0", "").split())[:200].encode("utf-8", "replace").decode()
    return f"brings us to a fault of our own ({type(error).__name__}: {said}); please report it"


def _listings(means: Means, feed: Feed) -> tuple[list[Read], int, str, str]:
    """What was read, how many entries the feed has, a remark for its keeper, and what is broken in it though it could be read."""
    known = means.feeds.known(feed.name, feed.url)
    answer = ask(means, feed, feed.url, known)
    remark = f"has moved for good to {answer.url}; change its address" if answer.moved else ""
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return [], known.entries, remark, ""
    listing = _read(answer, feed)
    if listing.sitemaps:
        read = _sitemaps(means, feed, listing)
        return read, max(len(listing.entries), len(listing.sitemaps)), remark, listing.fault
    validators = Known() if listing.fault else _validators(answer, "", len(listing.entries))
    return [Read(feed.url, validators, listing.entries)], len(listing.entries), remark, listing.fault


def _sitemaps(means: Means, feed: Feed, index: Listing) -> list[Read]:
    """The sitemaps of an index that changed since they were read; one that fails is met again at the next poll."""
    changed = [
        (address, mark, known)
        for address, mark in index.sitemaps
        for known in [means.feeds.known(feed.name, address)]
        if not mark or known.mark != mark
    ]
    changed.sort(key=lambda one: moment_of(one[1]) or LONG_AGO, reverse=True)
    read: list[Read] = []
    for address, mark, known in changed[:MOST_SITEMAPS]:
        left = means.feeds.free_at([host_of(address)])[host_of(address)] - means.now()
        if left > LONGEST_PAUSE:
            break
        means.sleep(max(left, 0.0))
        if means.ending():
            break
        try:
            answer = ask(means, feed, address, known)
        except Fell as fell:
            if fell.hold is not None:
                break
            continue
        if answer.status == HTTPStatus.NOT_MODIFIED:
            read.append(Read(address, Known(known.etag, known.modified, mark, known.entries), ()))
            continue
        listing = read_listing(answer.body, answer.url, kind=feed.kind, content_type=answer.headers.get("content-type", ""))
        read.append(Read(address, Known() if listing.fault else _validators(answer, mark, len(listing.entries)), listing.entries))
    return read


def ask(means: Means, feed: Feed, url: str, known: Known) -> Answer:
    """A good answer or "not modified"; Fell for everything else."""
    headers = {"Accept": ACCEPTED} | language_header(feed) | validators(known.etag, known.modified)
    allowed = allowance(means, url)
    try:
        answer = means.fetcher.get(url, headers=headers, beforehand=forbidding(means))
    except OutsideError as error:
        leave_alone(means, url, feed, allowed)
        raise Fell(error.fault, error.reason) from error
    hold = hold_of(answer, means.now())
    leave_all_alone(means, answer, feed, allowed, hold)
    if answer.status == HTTPStatus.NOT_MODIFIED and (known.etag or known.modified):
        return answer
    if not answer.ok:
        raise Fell(Fault.UNREACHABLE, f"answers {status_words(answer.status)}", hold)
    return answer


def allowance(means: Means, url: str) -> Allowance:
    """What the site allows; Fell where it forbids the address."""
    try:
        found = means.robots.allows(url)
    except OutsideError as error:
        raise Fell(error.fault, error.reason) from error
    if not found.allowed:
        raise Fell(Fault.FORBIDDEN if found.for_good else Fault.UNREACHABLE, found.why)
    return found


def forbidding(means: Means) -> Callable[[str], None]:
    """Refuse what a redirect leads to where its site forbids it."""

    def check(url: str) -> None:
        found = means.robots.allows(url)
        if not found.allowed:
            fault = Fault.FORBIDDEN if found.for_good else Fault.UNREACHABLE
            raise OutsideError(url, fault, f"is led to {url[:200]}: {found.why}")

    return check


def leave_alone(means: Means, url: str, feed: Feed, allowed: Allowance, hold: float | None = None) -> None:
    """Ask the site again only after the pause it wants."""
    seconds = max(pause(own=feed.delay_seconds, asked=allowed.delay), hold or 0.0)
    means.feeds.hold(host_of(url), means.now() + seconds)


def leave_all_alone(means: Means, answer: Answer, feed: Feed, allowed: Allowance, hold: float | None) -> None:
    """Leave alone the site that was asked, as well as each that a redirect led to, with the pause that each wants."""
    leave_alone(means, answer.asked, feed, allowed, hold)
    for led in (*answer.passed, answer.url):
        if host_of(led) != host_of(answer.asked):
            leave_alone(means, led, feed, means.robots.allows(led), hold)


def hold_of(answer: Answer, now: float) -> float | None:
    """The seconds for which an answer asks to be left alone; None where it does not."""
    if answer.status not in HOLDING:
        return None
    return retry_after(answer.headers.get("retry-after", ""), now)


def language_header(feed: Feed) -> dict[str, str]:
    """The language in which a feed's pages are wanted."""
    return {"Accept-Language": f"{feed.language}, *;q=0.5"} if feed.language else {}


def validators(etag: str, modified: str) -> dict[str, str]:
    """What lets a site say that nothing has changed."""
    return ({"If-None-Match": etag} if etag else {}) | ({"If-Modified-Since": modified} if modified else {})


def status_words(status: int) -> str:
    """`404 Not Found`."""
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _read(answer: Answer, feed: Feed) -> Listing:
    listing = read_listing(answer.body, answer.url, kind=feed.kind, content_type=answer.headers.get("content-type", ""))
    if listing.fault and not listing.entries and not listing.sitemaps:
        raise Fell(Fault.DAMAGED, listing.fault)
    return listing


def _validators(answer: Answer, mark: str, entries: int) -> Known:
    return Known(answer.headers.get("etag", "")[:500], answer.headers.get("last-modified", "")[:100], mark, entries)
