"""The observation form in a real browser: on a phone, with the network gone and back, from two tabs, and by touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.web.browsing import serve
from tests.web.posts.conftest import PASSWORD, Watch, make_watch

pytestmark = pytest.mark.browser
HERE = "/posts/TRN-01/observe"


@dataclass(frozen=True)
class Served:
    """The site on a port."""

    watch: Watch
    address: str


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with make_watch(f"sqlite:///{tmp_path}/ledger.sqlite", f"sqlite:///{tmp_path}/ledger.people.sqlite") as watch:
        for address in serve(watch.app):
            yield Served(watch, address)


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    yield context
    context.close()


def form(context: BrowserContext, served: Served, name: str = "cleo") -> Page:
    """The form, opened by somebody who has just signed in."""
    page = context.new_page()
    page.goto(f"{served.address}/sign-in?next={HERE}")
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form[action='/sign-in'] button").first.click()
    expect(page.locator("#observe")).to_be_visible()
    page.wait_for_load_state("load")  # with its styles
    return page


def type_in(page: Page, time: str, remark: str = "") -> None:
    page.locator("#date").fill("2024-03-11")
    page.locator("#time").fill(time)
    page.locator("#phenomenon").select_option("explosion")
    page.locator("#means").select_option("heard")
    page.locator("#remark").fill(remark)


def kept_at_hand(page: Page) -> None:
    """Wait until the browser has the form for times without a network."""
    ready = (
        "async () => { const shelf = await caches.open('trucewatch-observe-1');"
        " return Boolean(await shelf.match(location.pathname) && (await shelf.keys()).length > 3"
        " && navigator.serviceWorker.controller); }"
    )
    for _ in range(100):
        if page.evaluate(ready):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the browser did not keep the form")


def entered(served: Served) -> list[str]:
    return sorted(seen.start[11:16] for seen in served.watch.ledger.observations())


def test_what_is_typed_without_a_network_waits_and_is_sent_when_it_is_back(served: Served, phone: BrowserContext) -> None:
    page = form(phone, served)
    kept_at_hand(page)
    phone.set_offline(True)
    for time in ("14:05", "15:10"):
        type_in(page, time)
        page.locator("#observe button[type=submit]").click()
    expect(page.locator("#state")).to_contain_text("Waiting for the network: 2")
    expect(page.locator("#queue li")).to_have_count(2)
    assert entered(served) == []
    page.reload()
    expect(page.locator("#state")).to_contain_text("Waiting for the network: 2")
    phone.set_offline(False)
    expect(page.locator("#queue")).to_be_hidden(timeout=20_000)
    assert entered(served) == ["14:05", "15:10"]


def test_after_a_try_that_failed_another_comes_soon(served: Served, phone: BrowserContext) -> None:
    page = form(phone, served)
    failed: list[str] = []

    def first_fails(route: Route) -> None:
        if route.request.method != "POST" or failed:
            route.continue_()
            return
        failed.append(route.request.url)
        route.abort()

    page.route("**/observe", first_fails)
    type_in(page, "14:05")
    page.locator("#observe button[type=submit]").click()
    expect(page.locator("#state")).to_contain_text("Entered: 1", timeout=15_000)
    assert len(failed) == 1
    assert entered(served) == ["14:05"]


def test_two_tabs_send_what_waits_once(served: Served, phone: BrowserContext) -> None:
    page = form(phone, served)
    kept_at_hand(page)
    phone.set_offline(True)
    type_in(page, "14:05")
    page.locator("#observe button[type=submit]").click()
    expect(page.locator("#state")).to_contain_text("Waiting for the network: 1")
    other = phone.new_page()
    other.goto(f"{served.address}{HERE}")
    expect(other.locator("#queue li")).to_have_count(1)
    phone.set_offline(False)
    expect(page.locator("#queue")).to_be_hidden(timeout=20_000)
    assert entered(served) == ["14:05"]
    assert len(list(served.watch.ledger.reports())) == 1


def test_what_was_typed_is_there_after_a_reload(served: Served, phone: BrowserContext) -> None:
    page = form(phone, served)
    type_in(page, "14:05", "behind the ridge")
    page.reload()
    expect(page.locator("#remark")).to_have_value("behind the ridge")
    expect(page.locator("#time")).to_have_value("14:05")


def test_an_entry_waits_for_a_sign_in_when_the_session_has_ended(served: Served, phone: BrowserContext) -> None:
    page = form(phone, served)
    phone.clear_cookies()
    type_in(page, "14:05")
    page.locator("#observe button[type=submit]").click()
    expect(page.locator("#state")).to_contain_text("no longer signed in")
    expect(page.locator("#signin")).to_be_visible()
    assert entered(served) == []
    form(phone, served)
    expect(page.locator("#queue")).to_be_hidden(timeout=40_000)
    assert entered(served) == ["14:05"]


def test_what_the_site_refuses_comes_back_into_the_form_with_the_reason(served: Served, phone: BrowserContext) -> None:
    page = form(phone, served)
    type_in(page, "14:05", "behind the ridge")
    page.locator("#count").fill("lots")
    page.locator("#observe button[type=submit]").click()
    expect(page.locator("#count-wrong")).to_contain_text("is no count")
    expect(page.locator("#remark")).to_have_value("behind the ridge")
    page.locator("#count").fill("3")
    page.locator("#observe button[type=submit]").click()
    expect(page.locator("#state")).to_contain_text("Entered: 1")
    assert entered(served) == ["14:05"]


def test_it_works_as_a_plain_form_without_scripts(served: Served, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = form(context, served)
    type_in(page, "14:05")
    page.locator("#observe button[type=submit]").click()
    expect(page.locator("main")).to_contain_text("Entered:")
    assert entered(served) == ["14:05"]
    context.close()


def test_every_target_is_large_enough_for_a_thumb(served: Served, phone: BrowserContext) -> None:
    page = form(phone, served)
    sizes = page.evaluate(
        "() => [...document.querySelectorAll('#observe :is(input:not([type=hidden],[type=radio],[type=checkbox]), select, textarea,"
        " button, .kinds label, summary)')].filter(e => e.offsetParent).map(e => [e.name || e.textContent, e.offsetHeight])"
    )
    assert [one for one in sizes if one[1] < 44] == []
