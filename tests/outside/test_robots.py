"""robots.txt as RFC 9309 has it: rules are followed, none allows all, an unreachable one forbids all for a while."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from tests.outside.unruly import Unruly, serving, silent
from trucewatch.errors import OutsideError
from trucewatch.outside import Fetcher, Guard, Limits, Robots, RobotsText
from trucewatch.outside.robots import MOST_READ, allowance, origin_of

HOUR, DAY = 3600.0, 86_400.0
RULES = "User-agent: *\nDisallow: /archive\nAllow: /archive/open\nCrawl-delay: 7\n\nUser-agent: trucewatch\nDisallow: /drafts\n"


@dataclass
class Shelf:
    kept: dict[str, RobotsText] = field(default_factory=dict)

    def robots(self, origin: str) -> RobotsText | None:
        return self.kept.get(origin)

    def keep_robots(self, origin: str, text: RobotsText) -> None:
        self.kept[origin] = text


@dataclass
class Clock:
    at: float = 1_000_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def site() -> Iterator[Unruly]:
    with serving() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def robots(clock: Clock) -> Iterator[Robots]:
    with Fetcher(guard=Guard.of(["127.0.0.1"]), limits=Limits(read=0.5, whole=1)) as fetcher:
        yield Robots(fetcher, Shelf(), clock)


def test_rules_for_us_stand_before_rules_for_all(site: Unruly, robots: Robots) -> None:
    site.says("/robots.txt", RULES, kind="text/plain")
    assert not robots.allows(site.url("/drafts/1")).allowed
    assert robots.allows(site.url("/archive/1")).allowed


def test_rules_for_all_hold_where_there_are_none_for_us(site: Unruly, robots: Robots) -> None:
    site.says("/robots.txt", RULES.split("\n\n")[0], kind="text/plain")
    forbidden = robots.allows(site.url("/archive/1"))
    assert (forbidden.allowed, forbidden.for_good) == (False, True)
    open_page = robots.allows(site.url("/archive/open/1"))
    assert (open_page.allowed, open_page.delay) == (True, 7.0)


def test_a_site_is_asked_once_a_day(site: Unruly, robots: Robots, clock: Clock) -> None:
    site.says("/robots.txt", RULES, kind="text/plain")
    for path in ("/a", "/b", "/c"):
        robots.allows(site.url(path))
    assert site.asked(robots=True) == ["/robots.txt"]
    clock.at += DAY + 1
    robots.allows(site.url("/a"))
    assert len(site.seen) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_a_robots_txt_allows_all(site: Unruly, robots: Robots, status: int) -> None:
    site.says("/robots.txt", "no", status=status)
    assert robots.allows(site.url("/a")).allowed


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_that_fails_forbids_all_and_is_asked_again_in_an_hour(
    site: Unruly, robots: Robots, clock: Clock, status: int
) -> None:
    site.says("/robots.txt", "sorry", status=status)
    found = robots.allows(site.url("/a"))
    assert (found.allowed, found.for_good) == (False, False)
    assert str(status) in found.why
    site.says("/robots.txt", "User-agent: *\nDisallow:\n", kind="text/plain")
    assert not robots.allows(site.url("/a")).allowed
    clock.at += HOUR + 1
    assert robots.allows(site.url("/a")).allowed


def test_a_site_that_says_nothing_forbids_all(site: Unruly, robots: Robots) -> None:
    site.pages["/robots.txt"] = silent(3)
    assert not robots.allows(site.url("/a")).allowed


def test_the_last_rules_stand_while_a_site_fails(site: Unruly, robots: Robots, clock: Clock) -> None:
    site.says("/robots.txt", RULES, kind="text/plain")
    assert robots.allows(site.url("/a")).allowed
    site.says("/robots.txt", "sorry", status=500)
    for _ in range(3):
        clock.at += DAY + 1
        assert robots.allows(site.url("/a")).allowed
        assert not robots.allows(site.url("/drafts/1")).allowed


def test_after_thirty_days_of_failure_a_site_may_be_taken_to_have_no_rules() -> None:
    failing = RobotsText(500, "", at=31 * DAY, since=0.0)
    assert not allowance(failing, "https://x.example/a", now=29 * DAY).allowed
    assert allowance(failing, "https://x.example/a", now=31 * DAY).allowed


def test_a_robots_txt_without_end_or_sense_is_no_way_to_stop_us(site: Unruly, robots: Robots) -> None:
    site.says("/robots.txt", b"\x00\xff" * 300_000 + b"\nUser-agent: *\nDisallow: /\n", kind="text/plain")
    assert robots.allows(site.url("/a")).allowed


def test_redirects_of_a_robots_txt_are_followed_and_circles_count_as_none(site: Unruly, robots: Robots) -> None:
    site.says("/robots.txt", "", status=301, Location="/rules.txt")
    site.says("/rules.txt", "User-agent: *\nDisallow: /\n", kind="text/plain")
    assert not robots.allows(site.url("/a")).allowed
    with serving() as other:
        other.says("/robots.txt", "", status=302, Location="/robots.txt")
        assert robots.allows(other.url("/a")).allowed


def test_an_address_that_may_not_be_spoken_to_is_not_asked_for_its_rules(robots: Robots) -> None:
    with pytest.raises(OutsideError, match="not a public address"):
        robots.allows("http://10.0.0.1/feed")


def test_each_scheme_host_and_port_has_rules_of_its_own() -> None:
    assert origin_of("https://News.Example:8443/a?b#c") == "https://news.example:8443"


@pytest.mark.parametrize("lines", [60_000, 600_000], ids=["larger than is parsed", "larger than is taken at all"])
def test_of_a_robots_txt_that_is_far_too_large_the_beginning_holds(site: Unruly, robots: Robots, lines: int) -> None:
    site.says("/robots.txt", "User-agent: *\nDisallow: /drafts\n" + "# a remark\n" * lines, kind="text/plain")
    forbidden = robots.allows(site.url("/drafts/1"))
    assert (forbidden.allowed, forbidden.for_good) == (False, True)
    assert robots.allows(site.url("/a")).allowed


def test_a_robots_txt_that_unpacks_to_far_too_much_holds_in_its_beginning(site: Unruly, robots: Robots) -> None:
    packed = gzip.compress(b"User-agent: *\nDisallow: /drafts\n" + b"# a remark\n" * 1_000_000)
    site.says("/robots.txt", packed, kind="text/plain", Content_Encoding="gzip")
    assert not robots.allows(site.url("/drafts/1")).allowed


def test_a_line_of_a_robots_txt_that_is_cut_through_is_no_rule(site: Unruly, robots: Robots) -> None:
    head = "User-agent: *\n"
    head += "#" * (MOST_READ - len(head) - len("\nDisallow: /a")) + "\n"
    site.says("/robots.txt", head + "Disallow: /archive\n" + "# a remark\n" * 9, kind="text/plain")
    assert robots.allows(site.url("/a")).allowed
