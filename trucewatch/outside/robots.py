"""What a site asks robots to leave alone (robots.txt, RFC 9309), and how slowly it wants to be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from trucewatch.errors import OutsideError
from trucewatch.outside.answer import Answer, Limits
from trucewatch.outside.faults import Fault
from trucewatch.outside.fetcher import PRODUCT, Fetcher

KEPT_SECONDS = 24 * 3600  # RFC 9309 §2.4: no longer than a day
TRIED_AGAIN_SECONDS = 3600  # after a site that could not be asked
GIVEN_UP_SECONDS = 30 * 24 * 3600  # RFC 9309 §2.3.1.4: unreachable for so long, it may be taken as not there
MOST_READ = 512 * 1024  # RFC 9309 §2.5 asks for 500 KiB at least
ROBOTS_LIMITS = Limits(whole=30, wire=2 * 1024 * 1024, body=MOST_READ, cut=True)
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class RobotsText:
    """What a site said: `status` is that of its answer (0: none came), `since` the first of the failures in a row.

    Moments are seconds of the epoch.
    """

    status: int
    text: str
    at: float
    since: float | None = None
    why: str = ""

    @property
    def reached(self) -> bool:
        """True if the site answered with rules, or said that it has none."""
        return 200 <= self.status < 500 and self.status != TOO_MANY

    def holds(self, now: float) -> bool:
        """True if it need not be asked for again."""
        return 0 <= now - self.at < (KEPT_SECONDS if self.reached else TRIED_AGAIN_SECONDS)


class RobotsShelf(Protocol):
    """Where answers are kept between runs."""

    def robots(self, origin: str) -> RobotsText | None:
        """What is kept of a site."""

    def keep_robots(self, origin: str, text: RobotsText) -> None:
        """Keep it."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether an address may be asked for, with the reason where not; and the seconds a site wants between two requests.

    `for_good` tells a site's own rule from a robots.txt that could not be asked for.
    """

    allowed: bool
    delay: float = 0.0
    why: str = ""
    for_good: bool = False


def allowance(said: RobotsText, url: str, *, now: float) -> Allowance:
    """What a site's answer means for an address.

    Rules are followed; a site without a robots.txt (any status from 400 to 499) allows all; one that fails or cannot be
    reached forbids all, until that has lasted thirty days.
    """
    if 200 <= said.status < 300:
        rules = _rules(said.text)
        delay = rules.crawl_delay(PRODUCT) or 0.0
        if rules.can_fetch(url, PRODUCT):
            return Allowance(True, float(delay))
        return Allowance(False, float(delay), "the site's robots.txt asks not to fetch it", for_good=True)
    if said.reached:
        return Allowance(True)
    if said.since is not None and now - said.since > GIVEN_UP_SECONDS:
        return Allowance(True)
    told = f"answers {said.status}" if said.status else f"cannot be had: {said.why}"
    return Allowance(False, why=f"nothing of the site is asked for until its robots.txt can be read; it {told}")


@lru_cache(maxsize=200)
def _rules(text: str) -> Protego:
    return Protego.parse(text)


class Robots:
    """Asks each site once a day what it allows."""

    def __init__(self, fetcher: Fetcher, shelf: RobotsShelf, now: Callable[[], float]) -> None:
        self._fetcher, self._shelf, self._now = fetcher, shelf, now

    def allows(self, url: str) -> Allowance:
        """Whether this address may be asked for now; an OutsideError where its site may not be spoken to at all."""
        origin = origin_of(url)
        said = self._shelf.robots(origin)
        if said is None or not said.holds(self._now()):
            said = self._ask(origin, said)
            self._shelf.keep_robots(origin, said)
        return allowance(said, url, now=self._now())

    def _ask(self, origin: str, before: RobotsText | None) -> RobotsText:
        now, why = self._now(), ""
        try:
            answer = self._fetcher.get(f"{origin}/robots.txt", limits=ROBOTS_LIMITS)
            status = answer.status
            if 300 <= status < 400:
                status = 404  # a redirect that leads nowhere
            text = _words(answer) if 200 <= status < 300 else ""
        except OutsideError as error:
            if error.fault == Fault.REFUSED:
                raise
            status, text, why = _status_of(error), "", error.reason
        said = RobotsText(status, text, now, why=why)
        if said.reached:
            return said
        since = before.since if before is not None and before.since is not None else now
        if before is not None and 200 <= before.status < 300:  # its last rules stand, and it is asked again in an hour
            return RobotsText(before.status, before.text, now - KEPT_SECONDS + TRIED_AGAIN_SECONDS, since, why)
        return RobotsText(status, text, now, since, why)


def _words(answer: Answer) -> str:
    """What a robots.txt says; of one that is too large its beginning, without the line that was cut through."""
    words = answer.body.decode("utf-8-sig", "replace")
    return "".join(words.splitlines(keepends=True)[:-1]) if answer.cut else words


def _status_of(error: OutsideError) -> int:
    """A robots.txt that is led in circles counts as not there (RFC 9309 §2.3.1.2); else nothing came."""
    return 404 if error.fault == Fault.REDIRECTS else 0


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"
