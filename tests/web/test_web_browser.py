"""The pages in a real browser: accessible in light and dark, nothing cut off on a phone, no script, no request elsewhere."""

from __future__ import annotations

import importlib.util
import pathlib
import shutil
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.types import ASGIApp

pytestmark = pytest.mark.browser

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync"
).split()
PAGES = {
    "incidents": "/",
    "filtered": "/?state=contested&from=2020-02-01",
    "table of incidents": "/incidents",
    "days": "/days",
    "incident": "/incidents/inc-saraqib",
    "planned": "/incidents/inc-convoy",
    "hostile incident": "/incidents/inc-hostile",
    "history of an incident": "/incidents/inc-saraqib/history",
    "accounts of an incident": "/incidents/inc-saraqib/accounts",
    "comparisons of an incident": "/incidents/inc-saraqib/compared",
    "why it is one incident": "/incidents/inc-saraqib/joined",
    "reports": "/reports",
    "report": "/reports/levant-post-11",
    "report in Arabic": "/reports/minbar-11",
    "hostile report": "/reports/hostile",
    "deadlines": "/deadlines?on=2020-03-05",
    "agreements": "/agreements",
    "agreement": "/agreements/SOC18",
    "choice to compare": "/compare",
    "compare": "/compare?a=levant-post-11&b=minbar-11",
    "outlets": "/outlets",
    "outlet": "/outlets/The%20Levant%20Post",
    "outlet in Arabic": "/outlets/%D9%85%D9%86%D8%A8%D8%B1%20%D8%A7%D9%84%D8%B4%D9%85%D8%A7%D9%84",
    "search in a report": "/reports/levant-post-11?find=soldiers",
    "search to compare": "/compare?a=minbar-11&qb=soldiers",
    "naming": "/naming",
    "naming over time": "/naming?party=SYR&by=month",
    "method": "/method",
    "nowhere": "/nowhere",
}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe_script() -> str:
    """The accessibility checker's own script, from the package that ships it."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("axe-playwright-python is not installed: `uv sync` brings it")
    return (pathlib.Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def serve(app: ASGIApp) -> Iterator[str]:
    """The site on a free port of this machine, until the test is done."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def site(site_app: FastAPI) -> Iterator[str]:
    yield from serve(site_app)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if shutil.which(CHROMIUM) is None:
        pytest.skip(f"{CHROMIUM} is not there: `apt-get install chromium` brings it")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


def opened(browser: Browser, width: int, scheme: str = "light", *, script: bool = True) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=script,
        bypass_csp=script,  # only so that the checker itself can be put into the page
    )
    return context.new_page()


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_barrier(browser: Browser, site: str, scheme: str, width: int) -> None:
    page, script = opened(browser, width, scheme), axe_script()
    found: list[str] = []
    for name, path in PAGES.items():
        page.goto(site + path)
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        page.add_script_tag(content=script)
        result = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
        found += [f"{name}: {v['id']} at {[node['target'] for node in v['nodes'][:3]]}" for v in result["violations"]]
    page.context.close()
    assert found == []


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_no_page_scrolls_sideways(browser: Browser, site: str, width: int) -> None:
    page = opened(browser, width)
    wide = []
    for name, path in PAGES.items():
        page.goto(site + path)
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(name)
    page.context.close()
    assert wide == []


def test_nothing_is_asked_of_another_host_and_nothing_is_refused_by_the_policy(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    for name, path in PAGES.items():
        page.goto(site + path)
        page.evaluate("document.fonts.ready.then(() => true)")
        complaints = [text for text in complaints if not (name == "nowhere" and "404" in text)]
    context.close()
    assert [url for url in asked if not url.startswith(site)] == []
    assert complaints == []


def test_the_site_works_without_scripts(browser: Browser, site: str) -> None:
    page = opened(browser, 1440, script=False)
    page.goto(site + "/")
    page.get_by_label("Grade", exact=True).select_option("contested")
    page.get_by_role("button", name="Show").click()
    assert page.url.endswith("state=contested")
    page.get_by_role("link", name="attributed to Syrian government forces").last.click()
    assert "/incidents/inc-saraqib" in page.url
    page.get_by_text("the words it rests on").first.click()
    assert page.locator(".said details[open] blockquote").first.is_visible()
    page.locator(".said details[open]").get_by_role("link", name="open in the report").click()
    assert "/reports/levant-post-11#claim-" in page.url
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
