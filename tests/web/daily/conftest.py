"""A site whose reviewers issue reports of the day that the desk tells of, and change their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.people.conftest import PASSWORD
from tests.web.paper_desk import make_desk
from tests.web.paper_reports import NATIVE, TODAY
from trucewatch.ledger import Ledger
from trucewatch.people import People, Role, keys
from trucewatch.web.app import create_app
from trucewatch.web.policy import Policy

Hand = Callable[[str], TestClient]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
DAY = "2020-02-13"
PREVIEW = f"/daily/preview?date={DAY}&edition=daily&zone=Asia%2FDamascus&lang=en"


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(keys, "_nobody", [])


@pytest.fixture
def ledger() -> Ledger:
    return make_desk().ledger()


@pytest.fixture
def people() -> Iterator[People]:
    with People.open("sqlite://") as people:
        for name, role in (("vera", Role.VIEWER), ("cleo", Role.CONTRIBUTOR), ("mira", Role.REVIEWER)):
            people.accounts.add(name, role, PASSWORD, full_name=name.title())
        yield people


def site(ledger: Ledger, people: People, policy: Policy | None = None) -> FastAPI:
    """The site over a ledger."""
    return create_app(ledger, today=lambda: TODAY, labels=str, native=NATIVE.get, people=people, policy=policy)


def hand_on(app: FastAPI, name: str = "") -> TestClient:
    """A browser without scripts; with a name, one on which that person has signed in."""
    client = TestClient(app, headers={"sec-fetch-site": "same-origin"}, raise_server_exceptions=False)
    if name:
        fields = hidden(client.get("/sign-in").text)
        client.post("/sign-in", data=fields | {"name": name, "password": PASSWORD})
    return client


def hidden(html: str, form: str = "") -> dict[str, str]:
    """The hidden fields of a form, named by where it is sent; of the page if none is named."""
    part = html[html.index(f'action="{form}"') :] if form else html
    end = part.find("</form>")
    return {name: unescape(value) for name, value in HIDDEN.findall(part[:end] if form else part)}


@pytest.fixture
def hand(ledger: Ledger, people: People) -> Hand:
    app = site(ledger, people)
    return lambda name: hand_on(app, name)


def issued(client: TestClient) -> str:
    """Issue the report of the day; where that leads."""
    fields = hidden(client.get(PREVIEW).text, "/daily/issue")
    answer = client.post("/daily/issue", data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def reworded(client: TestClient, new: str, *, reason: str = "plainer", act: str = "write") -> str:
    """Change the wording of the first incident's sentence; where that leads."""
    page = client.get(first_edit(client)).text
    fields = hidden(page, "/daily/wording") | {"new": new, "reason": reason, "act": act}
    return str(client.post("/daily/wording", data=fields, follow_redirects=False).headers["location"])


def first_edit(client: TestClient) -> str:
    """The address at which the first incident's sentence is edited."""
    page = client.get(PREVIEW).text
    part = page[page.index('id="incidents"') :]
    found = re.search(r'href="(/daily/wording[^"]+)"', part)
    assert found is not None
    return unescape(found[1])


MORNING = datetime(2020, 2, 14, 6, tzinfo=UTC)
