"""The pages in a real browser: accessible in light and dark, nothing cut off on a phone, no script, no request elsewhere."""

from __future__ import annotations

import importlib.util
import pathlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Literal

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, expect

from tests.web.browsing import opened, serve
from tests.web.walked import COOKIE, FAILING, Walk, make_walk

pytestmark = pytest.mark.browser

Scheme = Literal["light", "dark"]
SCHEMES: dict[int, tuple[Scheme, ...]] = {1440: ("light", "dark"), 390: ("dark",)}  # a phone in one: the colours are the same
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that can differ between the themes
ACROSS = {1440: (1440, 1024, 768), 390: (390, 320)}  # widths that a page is seen in, by the width it was opened in
CHECK = """async rules => {
  document.querySelectorAll('details').forEach(fold => { fold.open = true });
  await document.fonts.ready;
  const found = await axe.run(document, {runOnly: rules, resultTypes: ['violations']});
  return found.violations.map(one => `${one.id} at ${one.nodes.slice(0, 3).map(node => node.target).join(' | ')}`);
}"""
UNSEEN = """(() => {
  const here = document.activeElement;
  if (!here || here === document.body) return '';
  const style = getComputedStyle(here), ring = here.querySelector('.ring');
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  return outlined || ring || here.closest('.u-over, canvas') ? '' : here.outerHTML.slice(0, 120);
})()"""
MOVING = """[...document.querySelectorAll('body *')].filter(one => getComputedStyle(one).transitionDuration.split(',')
  .concat(getComputedStyle(one).animationDuration.split(',')).some(time => parseFloat(time) > 0)).map(one => one.className)"""
WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def axe_script() -> str:
    """The accessibility checker's own script, from the package that ships it."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("axe-playwright-python is not installed: `uv sync` brings it")
    return (pathlib.Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


served = contextmanager(serve)


@pytest.fixture(scope="module")
def site(site_app: FastAPI) -> Iterator[str]:
    yield from serve(site_app)


@dataclass
class Walker:
    """A browser at one width that goes from page to page and notes what is wrong."""

    page: Page
    width: int
    schemes: tuple[Scheme, ...]
    wrong: list[str] = field(default_factory=list)
    now: str = ""
    sites: tuple[str, ...] = ()  # where pages may ask: one that is being left may still be asking while the next opens

    def start(self) -> None:
        """Listen to what the page says and asks for."""
        self.page.on("pageerror", lambda error: self.note(str(error)))
        self.page.on("console", lambda said: self.note(said.text) if said.type in ("error", "warning") else None)
        self.page.context.on("request", lambda asked: self.asks(asked.url))
        self.page.context.on("serviceworker", lambda worker: self.asks(worker.url))

    def note(self, words: str) -> None:
        """Something is wrong with the page now open."""
        told = self.now in FAILING and f"status of {FAILING[self.now]}" in words
        if not told and "GPU stall" not in words:  # what a browser without a graphics card says about itself
            self.wrong.append(f"{self.now}: {words}")

    def asks(self, url: str) -> None:
        """Nothing is asked of another host."""
        if not url.removeprefix("blob:").startswith((*self.sites, "data:")):
            self.note(f"asked for {url}")

    def visit(self, site: str, name: str, path: str) -> None:
        """Open a page and look at it in its themes and in all widths near this one."""
        self.now = name
        answer = self.page.goto(site + path)
        status = answer.status if answer else 0
        if status != FAILING.get(name, 200):
            self.note(f"answered {status}")
        for scheme in self.schemes:
            self.page.emulate_media(color_scheme=scheme)
            for barrier in self.page.evaluate(CHECK, RULES if scheme == self.schemes[0] else COLOURS):
                self.note(f"{scheme}: {barrier}")
        for width in ACROSS[self.width]:
            self.page.set_viewport_size({"width": width, "height": 900})
            if over := self.page.evaluate(WIDE):
                self.note(f"{over} px too wide at {width}")
        self.page.set_viewport_size({"width": self.width, "height": 900})
        self.page.emulate_media(color_scheme=self.schemes[0])


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Walk, dict[str, str]]]:
    """Every site there is, and the address of each."""
    with ExitStack() as stack:
        made = stack.enter_context(make_walk(tmp_path_factory.mktemp("walk")))
        yield made, {name: stack.enter_context(served(site.app)) for name, site in made.sites.items()}


@pytest.mark.parametrize(
    ("width", "signed_in"),
    [
        pytest.param(width, signed_in, marks=pytest.mark.xdist_group(f"walk-{width}"), id=f"{width}-{who}")
        for width in (1440, 390)
        for signed_in, who in ((False, "reading"), (True, "signed-in"))
    ],
)
def test_every_page_is_open_to_all_fits_and_keeps_to_itself(
    browser: Browser, walk: tuple[Walk, dict[str, str]], width: int, signed_in: bool
) -> None:
    made, addresses = walk
    schemes = SCHEMES[width]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=schemes[0], reduced_motion="reduce")
    context.add_init_script(axe_script())
    walker = Walker(context.new_page(), width, schemes, sites=tuple(addresses.values()))
    walker.start()
    for name, site in made.sites.items():
        if signed_in:
            context.add_cookies([{"name": COOKIE, "value": made.key, "url": addresses[name]}])
        for title, path in (site.signed_in if signed_in else site.reading).items():
            walker.visit(addresses[name], title, path)
    context.close()
    assert not walker.wrong, "\n" + "\n".join(walker.wrong)


@pytest.mark.xdist_group("walk-390")
def test_whatever_is_reached_by_keyboard_is_seen_to_be_reached_and_nothing_moves(
    browser: Browser, walk: tuple[Walk, dict[str, str]]
) -> None:
    made, addresses = walk
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page, unseen, moving = context.new_page(), [], []
    for name, path in (
        ("desk", "/"),
        ("desk", "/incidents/inc-saraqib"),
        ("queue", "/review"),
        ("posts", "/posts/TRN-01/observe"),
    ):
        context.add_cookies([{"name": COOKIE, "value": made.key, "url": addresses[name]}])
        page.goto(addresses[name] + path)
        moving += page.evaluate(MOVING)
        for _ in range(45):
            page.keyboard.press("Tab")
            if told := page.evaluate(UNSEEN):
                unseen.append(f"{path}: {told}")
    context.close()
    assert unseen == []
    assert moving == []


def test_two_reports_are_printed_side_by_side_without_what_only_a_screen_needs(browser: Browser, site: str) -> None:
    page = opened(browser, 1000)
    page.goto(site + "/compare?a=levant-post-11&b=minbar-11")
    page.emulate_media(media="print")
    lefts = [page.locator(f".cmp .row {side}").nth(1).bounding_box() for side in (".a", ".b")]
    assert lefts[0]
    assert lefts[1]
    assert lefts[0]["x"] + lefts[0]["width"] <= lefts[1]["x"]
    assert not page.locator(".mast nav").is_visible()
    assert not page.locator(".choose").first.is_visible()
    assert page.evaluate(WIDE) <= 0
    page.context.close()


def test_the_room_open_now_is_in_view_on_a_phone(browser: Browser, site: str) -> None:
    page = opened(browser, 390)
    for path in ("/", "/posts", "/naming"):
        page.goto(site + path)
        box = page.locator(".mast nav [aria-current]").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390, path
    page.context.close()


def test_the_site_works_without_scripts(browser: Browser, site: str) -> None:
    page = opened(browser, 1440, script=False)
    page.goto(site + "/")
    page.get_by_label("Grade", exact=True).select_option("contested")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**/?state=contested")  # with its style: before that both maps, the wide and the narrow, can be seen
    page.locator(".map.only-wide").get_by_role("link", name="attributed to Syrian government forces").click()
    page.wait_for_url("**/incidents/inc-saraqib")
    page.get_by_text("the words it rests on").first.click()
    expect(page.locator(".said details[open] blockquote").first).to_be_visible()
    page.locator(".said details[open]").get_by_role("link", name="open in the report").click()
    page.wait_for_url("**/reports/levant-post-11#claim-*")
    assert page.locator("mark:target").inner_text().endswith("At least 8 soldiers")
    page.context.close()


def test_a_page_in_arabic_runs_from_right_to_left_and_the_frame_does_not(browser: Browser, site: str) -> None:
    page = opened(browser, 390)
    page.goto(site + "/reports/minbar-11")
    assert page.evaluate("getComputedStyle(document.querySelector('.paper .text')).direction") == "rtl"
    assert page.evaluate("getComputedStyle(document.body).direction") == "ltr"
    page.context.close()


def test_the_scheme_follows_the_reader_and_print_is_light(browser: Browser, site: str) -> None:
    page = opened(browser, 1440, "dark")
    page.goto(site + "/")
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(media="print")
    printed = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.context.close()
    assert dark == "rgb(19, 23, 26)"
    assert printed == "rgb(255, 255, 255)"
