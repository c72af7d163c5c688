"""The forms, the tombstone and the history in a real browser: no barrier, nothing cut off, and the keyboard alone is enough."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page

from tests.web.browsing import opened, serve
from tests.web.conftest import labels
from tests.web.incident.conftest import PASSWORD
from tests.web.incident.shelling import shelling
from tests.web.incident.test_incident_decisions import EVENING
from tests.web.paper_reports import NATIVE, TODAY
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.ledger import Ledger, Stamp
from trucewatch.model import Decision
from trucewatch.people import People, Role
from trucewatch.reviewing.deciding import Draft, decide
from trucewatch.web.app import create_app

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Room:
    """A site with a reviewer, its ledger, and pages of interest by name."""

    address: str
    ledger: Ledger
    pages: dict[str, str]


@contextmanager
def room(ledger: Ledger, pages: dict[str, str]) -> Iterator[Room]:
    people = People.open("sqlite://")
    people.accounts.add("haddad", Role.REVIEWER, PASSWORD)
    app = create_app(ledger, today=lambda: TODAY, labels=labels, native=NATIVE.get, people=people)
    for address in serve(app):
        yield Room(address, ledger, pages)


@pytest.fixture(scope="module")
def story() -> Iterator[Room]:
    ledger = shelling()
    alone, joint = sorted(ledger.incidents(), key=lambda one: len(one.accounts))
    claim = alone.claim_ids[0]
    draft = Draft(Decision.REJECT, "claim", claim, "A page of fiction.")
    decide(ledger, draft, seen=ledger.head()[0], gazetteer=load_gazetteer(), stamp=Stamp(EVENING, "osei", "test", "", ""))
    pages = {
        "incident": f"/incidents/{joint.id}",
        "search": f"/incidents/{joint.id}?find=zeppelin",
        "correct": f"/incidents/{joint.id}/correct?claim={joint.claim_ids[0]}",
        "gone": f"/incidents/{alone.id}",
        "history": f"/incidents/{joint.id}/history",
    }
    with room(ledger, pages) as made:
        yield made


def signed_in(browser: Browser, address: str, width: int, scheme: str = "light") -> Page:
    page = opened(browser, width, scheme)
    page.goto(f"{address}/sign-in")
    page.fill("input[name=name]", "haddad")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def test_the_keyboard_alone_splits_an_incident_and_takes_it_back(browser: Browser, story: Room) -> None:
    page = signed_in(browser, story.address, 1440)
    page.goto(story.address + story.pages["incident"])
    before = len(list(story.ledger.incidents()))
    page.locator("#arrange summary").first.focus()
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator('#arrange input[type="checkbox"]:checked').count() == 1
    page.locator("#split-reason").focus()
    page.keyboard.type("The Herald tells of another post.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#history")
    assert len(list(story.ledger.incidents())) == before + 1
    page.get_by_role("button", name="Undo split").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Taken back by haddad.").wait_for()
    assert len(list(story.ledger.incidents())) == before
    page.context.close()


def test_a_printed_incident_keeps_its_accounts_side_by_side_and_leaves_the_forms_out(browser: Browser, story: Room) -> None:
    page = signed_in(browser, story.address, 1000)
    page.goto(story.address + story.pages["incident"])
    page.emulate_media(media="print")
    lefts = page.evaluate("[...document.querySelectorAll('.account')].map(a => Math.round(a.getBoundingClientRect().left))")
    assert len(set(lefts)) == 2
    assert not page.locator("#arrange").is_visible()
    assert page.locator("#history").is_visible()
    page.context.close()
