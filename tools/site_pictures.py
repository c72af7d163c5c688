"""Pictures of the main pages, made from the packaged example and the training log: `python tools/update_docs.py picture`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from trucewatch.ledger import Ledger
from trucewatch.people import People, Role

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CHROMIUM = "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-sync".split()
NAME, PASSWORD = "r.haddad", "only for the pictures of the manual"
WIDE, PHONE = (1280, 1000), (390, 1400)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file, the address, and how it is looked at; `signed` is True for what only a reviewer sees."""

    name: str
    path: str
    size: tuple[int, int] = WIDE
    scheme: str = "light"
    signed: bool = False
    language: str = "en"


def shots(ledger: Ledger) -> Iterator[Shot]:
    """The main pages; the incident is the one with the most accounts, the reports are two of its accounts."""
    fullest = max(ledger.incidents(), key=lambda incident: (len(incident.accounts), len(incident.comparisons), incident.id))
    a, b = (account.report_id for account in fullest.accounts[:2])
    yield Shot("overview", "/")
    yield Shot("overview-dark", "/", scheme="dark")
    yield Shot("overview-phone", "/", size=PHONE)
    yield Shot("overview-arabic", "/", language="ar")
    yield Shot("incident", f"/incidents/{fullest.id}")
    yield Shot("compare", f"/compare?a={a}&b={b}")
    yield Shot("agreement", "/agreements/SOC18")
    yield Shot("daily-report", "/daily/preview?date=2020-02-10")
    yield Shot("posts", "/posts")
    yield Shot("review", "/review", signed=True)


def write(ledger: Ledger, people: People, address: str) -> None:
    """Take every picture of a site that is served at an address."""
    people.accounts.add(NAME, Role.REVIEWER, PASSWORD, full_name="R. Haddad", by="pictures")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for shot in shots(ledger):
            page = _opened(browser, shot)
            if shot.signed:
                _sign_in(page, address)
            page.goto(address + shot.path, wait_until="networkidle")
            page.evaluate("document.fonts.ready.then(() => true)")
            page.screenshot(path=str(PICTURES / f"{shot.name}.png"))
            page.context.close()
        browser.close()


def _opened(browser: Browser, shot: Shot) -> Page:
    size = {"width": shot.size[0], "height": shot.size[1]}
    scheme = "dark" if shot.scheme == "dark" else "light"
    return browser.new_context(viewport=size, color_scheme=scheme, locale=shot.language).new_page()  # type: ignore[arg-type]


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.locator("input[name=name]").fill(NAME)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
