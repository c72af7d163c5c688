"""The overview in a browser: with scripts and without, with the map and without, by keyboard, on a phone, in the dark."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.web.browsing import CHROMIUM, serve

pytestmark = pytest.mark.browser

PLAIN = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split()
)
FIRST_VIEW = 700_000  # bytes on the wire
WAIT = 20_000  # milliseconds


@pytest.fixture(scope="module")
def site(site_app: FastAPI) -> Iterator[str]:
    yield from serve(site_app)


@pytest.fixture(scope="module")
def driver() -> Iterator[Playwright]:
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"{CHROMIUM} is not there: `apt-get install chromium` brings it")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(driver: Playwright) -> Iterator[Browser]:
    with driver.chromium.launch(executable_path=CHROMIUM, args=PLAIN) as started:
        yield started


@pytest.fixture(scope="module")
def flat_browser(driver: Playwright) -> Iterator[Browser]:
    with driver.chromium.launch(executable_path=CHROMIUM, args=[*PLAIN, "--disable-3d-apis"]) as started:
        yield started


class Wire:
    """An app of which the bytes sent are counted, those to the map's own thread too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.sent = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the answer on, counted."""

        async def counted(message: Message) -> None:
            self.sent += len(message.get("body", b""))
            await send(message)

        await self.app(scope, receive, counted)


class Watched:
    """A page that notes what goes wrong in it, and what it asks for and where."""

    def __init__(self, browser: Browser, *, width: int = 1440, scheme: str = "light", script: bool = True) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 1000},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
        )
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if said.type == "error" else None)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def until(self, words: str, what: Callable[[], object]) -> None:
        """Wait until something holds: the page's policy forbids the driver's own way of waiting."""
        for _ in range(WAIT // 100):
            if what():
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"{words}; {self.wrong}")

    def ready(self, name: str) -> None:
        """Wait until the scripts have drawn the map or the days."""
        self.page.locator(f"#{name}").scroll_into_view_if_needed()
        self.until(f"{name} was not drawn", lambda: self.page.locator(f"#{name}[data-ready]").count())


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    found = Watched(browser)
    yield found
    found.context.close()


def test_nothing_breaks_the_policy_and_nothing_is_asked_elsewhere(watched: Watched, site: str) -> None:
    watched.page.goto(site + "/")
    watched.ready("map")
    watched.ready("days")
    assert watched.wrong == []
    assert [url for url in watched.asked if not url.startswith((site, "blob:", "data:"))] == []


def test_the_map_in_the_browser_holds_what_the_drawing_holds(watched: Watched, site: str) -> None:
    watched.page.goto(site + "/")
    drawn = watched.page.locator("svg.map.only-wide a[href^='/incidents/']").count()
    watched.ready("map")
    pins = watched.page.locator(".live .pin")
    assert pins.count() == drawn == 1
    assert "Contested" in (pins.first.get_attribute("aria-label") or "")
    assert not watched.page.locator("svg.map.only-wide").is_visible()


def test_without_scripts_the_page_shows_map_days_and_feed(browser: Browser, site: str) -> None:
    plain = Watched(browser, script=False)
    plain.page.goto(site + "/")
    assert plain.page.locator("svg.map.only-wide").is_visible()
    assert plain.page.locator("svg.days.only-wide").is_visible()
    assert plain.page.locator("#feed .item").count() == 4
    plain.page.get_by_label("Type", exact=True).select_option("ASSAULT")
    plain.page.get_by_role("button", name="Show").first.click()
    plain.page.wait_for_url(site + "/?type=ASSAULT")
    assert plain.page.locator("#feed .item").count() == 2
    plain.context.close()


def test_without_webgl_the_drawing_stays(site: str, flat_browser: Browser) -> None:
    plain = Watched(flat_browser)
    plain.page.goto(site + "/")
    plain.ready("days")
    assert plain.page.locator("svg.map.only-wide").is_visible()
    assert not [url for url in plain.asked if "maplibre" in url]
    assert plain.wrong == []
    plain.context.close()


def test_a_filter_changes_the_results_and_the_address_and_back_restores_both(watched: Watched, site: str) -> None:
    watched.page.goto(site + "/")
    watched.ready("days")
    watched.page.get_by_label("Type", exact=True).select_option("ASSAULT")
    watched.page.get_by_role("button", name="Show").first.click()
    watched.until("the results did not change", lambda: watched.page.locator("#feed .item").count() == 2)
    assert watched.page.url == site + "/?type=ASSAULT"
    assert watched.page.locator("#ask-shown").inner_text() == "2 incidents of 4"
    watched.page.reload()
    assert watched.page.locator("#feed .item").count() == 2
    watched.page.go_back()
    watched.until("the results did not come back", lambda: watched.page.locator("#feed .item").count() == 4)
    assert watched.page.url == site + "/"
    watched.until("the field did not come back", lambda: watched.page.get_by_label("Type", exact=True).input_value() == "")
    assert watched.wrong == []


def test_days_are_chosen_with_the_arrow_keys(watched: Watched, site: str) -> None:
    watched.page.goto(site + "/")
    watched.ready("days")
    first = watched.page.get_by_role("slider", name="First day")
    before = first.get_attribute("aria-valuetext")
    first.press("ArrowRight")
    assert first.get_attribute("aria-valuetext") != before
    watched.until("the days were not asked for", lambda: "from=" in watched.page.url)
    assert "to=" in watched.page.url
    watched.until("the chip is missing", lambda: watched.page.get_by_role("link", name="from ").count())


def test_keys_step_through_the_feed_and_can_be_switched_off(watched: Watched, site: str) -> None:
    page = watched.page
    page.goto(site + "/")
    watched.ready("days")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator(".item.is-here").get_attribute("id") == "item-2"
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('.item').id") == "item-1"
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f-q"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    page.get_by_label("Switch single-key shortcuts off").check()
    page.get_by_role("button", name="Close").click()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.locator(".item.is-here").get_attribute("id") == "item-1"


def test_a_box_drawn_on_the_map_becomes_a_filter(watched: Watched, site: str) -> None:
    page = watched.page
    page.goto(site + "/")
    watched.ready("map")
    page.get_by_role("button", name="Draw a box").click()
    frame = page.locator(".live").bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + 40, frame["y"] + 60)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] - 60, frame["y"] + frame["height"] - 60, steps=4)
    page.mouse.up()
    watched.until("no box was asked for", lambda: "box=" in page.url)
    watched.until("the chip is missing", lambda: page.get_by_role("link", name="inside the box").count())
    assert page.locator("#feed .item").count() == 1


def test_the_map_takes_the_colours_of_the_scheme_when_it_changes(watched: Watched, site: str) -> None:
    watched.page.goto(site + "/")
    watched.ready("map")
    light = watched.page.locator(".live canvas").screenshot()
    watched.page.emulate_media(color_scheme="dark")
    watched.until("the map stayed light", lambda: watched.page.locator(".live canvas").screenshot()[:4000] != light[:4000])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_feed_comes_before_the_map_and_nothing_is_cut_off(browser: Browser, site: str, scheme: str) -> None:
    phone = Watched(browser, width=390, scheme=scheme)
    phone.page.goto(site + "/")
    phone.ready("map")
    phone.ready("days")
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390
    feed, chart = phone.page.locator("#feed").bounding_box(), phone.page.locator("#map").bounding_box()
    assert feed is not None
    assert chart is not None
    assert feed["y"] < chart["y"]
    assert phone.wrong == []
    phone.context.close()


@pytest.mark.parametrize("path", ["/", "/?lang=ar", "/?lang=tr"])
def test_the_first_view_is_small_on_the_wire_with_its_map_and_four_scripts(
    browser: Browser, site_app: FastAPI, path: str
) -> None:
    wire = Wire(site_app)
    for site in serve(wire):
        first = Watched(browser)
        first.page.goto(site + path)
        first.ready("map")
        first.context.close()
    assert 100_000 < wire.sent < FIRST_VIEW


def test_a_past_moment_stays_in_what_the_map_asks(watched: Watched, site: str) -> None:
    watched.page.goto(site + "/?asof=2020-02-14")
    watched.ready("map")
    asked = [url for url in watched.asked if "/map.geojson" in url]
    assert asked
    assert all("asof=2020-02-14" in url for url in asked)


def test_new_entries_wait_behind_a_line(watched: Watched, site: str) -> None:
    watched.page.route("**/head", lambda route: route.fulfill(json={"seq": 10**6}))
    watched.page.clock.install()
    watched.page.goto(site + "/")
    assert not watched.page.locator("#newer").is_visible()
    items = watched.page.locator("#feed .item").count()
    watched.page.clock.run_for(61_000)
    watched.until("no line came", lambda: watched.page.locator("#newer").is_visible())
    assert "new entries since" in watched.page.locator("#newer").inner_text()
    assert watched.page.locator("#feed .item").count() == items
