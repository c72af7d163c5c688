"""The review room in a real browser: by keyboard alone, on a desk and a phone, in light and dark, two at once, after a session."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.browsing import serve
from tests.web.review.conftest import PASSWORD, Room, make_room
from trucewatch.model import Decision

pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Served:
    """The room on a port."""

    room: Room
    address: str


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with make_room(f"sqlite:///{tmp_path}/ledger.sqlite", f"sqlite:///{tmp_path}/ledger.people.sqlite") as room:
        for address in serve(room.app):
            yield Served(room, address)


def sign_in(context: BrowserContext, served: Served, name: str) -> Page:
    """Sign in by keyboard, and arrive at the first question."""
    page = context.new_page()
    page.goto(f"{served.address}/sign-in?next=/review")
    page.locator("input[name=name]").focus()
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_visible()
    return page


def ready(page: Page) -> None:
    """Wait until the page listens to keys."""
    expect(page.locator("html[data-keys=ready]")).to_be_attached()


def press(page: Page, *keys: str) -> None:
    """Press keys on a page that listens."""
    ready(page)
    for key in keys:
        page.keyboard.press(key)


def question(page: Page) -> str:
    return page.locator("#question").inner_text()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_review_is_done_by_keyboard_alone_from_sign_in_to_undo(browser: Browser, served: Served, size: dict[str, int]) -> None:
    page = sign_in(browser.new_context(viewport=size), served, "mira")  # type: ignore[arg-type]
    first = question(page)
    press(page, "j")
    expect(page.locator("#question")).not_to_have_text(first)
    press(page, "k")
    expect(page.locator("#question")).to_have_text(first)
    press(page, "n")
    expect(page.locator("#why")).to_be_focused()
    page.keyboard.type("the report says may; a and x are letters here")
    press(page, "Control+Enter")
    expect(page.locator("#last")).to_contain_text("Called not to be told")
    expect(page.locator("#question")).to_be_focused()
    assert question(page) != first
    press(page, "u")
    expect(page.locator("#last")).to_contain_text("Taken back")
    expect(page.locator("#question")).to_have_text(first)
    assert [review.decision for review in served.room.ledger.reviews()].count(Decision.UNDO) == 1


def test_a_value_is_corrected_by_keyboard(browser: Browser, served: Served) -> None:
    page = sign_in(browser.new_context(viewport=DESK), served, "mira")  # type: ignore[arg-type]
    page.goto(f"{served.address}/review?group=contradictions")
    press(page, "4")
    expect(page.locator("#new-4")).to_be_focused()
    press(page, "Control+a")
    page.keyboard.type("killed 9 of TUR:MIL")
    press(page, "Enter")  # does not send anything
    press(page, "Escape")
    press(page, "e")
    expect(page.locator("#why")).to_be_focused()
    page.keyboard.type("the table under the text")
    press(page, "Control+Enter")
    expect(page.locator("#last")).to_contain_text("It waits for a second reviewer")
    [review] = served.room.ledger.reviews()
    assert review.new == "killed 9 of TUR:MIL"


def test_single_keys_can_be_switched_off_and_stay_off(browser: Browser, served: Served) -> None:
    page = sign_in(browser.new_context(viewport=DESK), served, "mira")  # type: ignore[arg-type]
    first = question(page)
    page.locator("#keys-on").uncheck()
    page.locator("#question").focus()
    press(page, "j")
    press(page, "a")
    page.wait_for_timeout(300)
    assert question(page) == first
    expect(page.locator("kbd").first).to_be_hidden()
    page.reload()
    press(page, "j")
    page.wait_for_timeout(300)
    assert question(page) == first
    assert list(served.room.ledger.reviews()) == []


def test_all_keys_find_and_places_open_by_key(browser: Browser, served: Served) -> None:
    page = sign_in(browser.new_context(viewport=DESK), served, "mira")  # type: ignore[arg-type]
    press(page, "?")
    expect(page.locator("#all-keys")).to_have_attribute("open", "")
    press(page, "/")
    expect(page.locator("#f-words")).to_be_focused()
    page.keyboard.type("Saraqib")
    press(page, "Enter")
    expect(page).to_have_url(re.compile("words=Saraqib"))
    press(page, "g", "i")
    expect(page).to_have_url(re.compile("/incidents/"))


@pytest.mark.parametrize("width", [390, 1024])
def test_on_a_narrow_screen_the_decisions_come_right_after_the_question(browser: Browser, served: Served, width: int) -> None:
    page = sign_in(browser.new_context(viewport={"width": width, "height": 844}), served, "mira")
    boxes = [page.locator(part).bounding_box() for part in (".review .mid", ".review .side:not(.more)", ".review .side.more")]
    tops = [box["y"] for box in boxes if box]
    assert len(tops) == 3
    assert tops == sorted(tops)


def test_without_scripts_every_decision_is_a_plain_form(browser: Browser, served: Served) -> None:
    context = browser.new_context(viewport=DESK, java_script_enabled=False)  # type: ignore[arg-type]
    page = sign_in(context, served, "mira")
    first = question(page)
    page.get_by_role("button", name="Cannot be told").click()
    expect(page.locator("#why-again")).to_contain_text("asks for a reason")
    page.locator("#why").fill("the report says may")
    page.get_by_role("button", name="Cannot be told").click()
    expect(page.locator("#last")).to_contain_text("Called not to be told")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#question")).to_have_text(first)


def test_of_two_browsers_the_second_sees_the_change_and_keeps_his_words(browser: Browser, served: Served) -> None:
    mira = sign_in(browser.new_context(viewport=DESK), served, "mira")  # type: ignore[arg-type]
    jan = sign_in(browser.new_context(viewport=DESK), served, "jan")  # type: ignore[arg-type]
    for page in (mira, jan):
        page.goto(f"{served.address}/review?group=contradictions")
    expect(jan.locator("#held")).to_contain_text("Mira")
    press(jan, "1")
    jan.locator("#new-1").select_option("measures that look alike")
    jan.locator("#why").fill("two groups")
    jan.get_by_role("button", name="Correct a value").click()
    expect(jan.locator("#last")).to_contain_text("Corrected")
    press(mira, "r")
    mira.keyboard.type("no such numbers")
    press(mira, "Control+Enter")
    expect(mira.locator("#why-again")).to_contain_text("Others changed this")
    expect(mira.locator("#why-again ins")).to_have_text("measures that look alike")
    expect(mira.locator("#why")).to_have_value("no such numbers")
    expect(mira.locator("#why")).to_be_focused()
    press(mira, "Escape")
    press(mira, "r")
    expect(mira.locator("#last")).to_contain_text("Rejected")


def test_after_a_session_ran_out_the_form_is_as_it_was(browser: Browser, served: Served) -> None:
    page = sign_in(browser.new_context(viewport=DESK), served, "mira")  # type: ignore[arg-type]
    first = question(page)
    page.locator("#why").fill("typed for an hour")
    served.room.people.accounts.sign_out_everywhere("mira")
    page.get_by_role("button", name="Cannot be told").click()
    page.locator("input[name=name]").fill("mira")
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_have_text(first)
    expect(page.locator("#why")).to_have_value("typed for an hour")
    assert list(served.room.ledger.reviews()) == []
