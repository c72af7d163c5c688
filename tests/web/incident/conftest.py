"""A site over the story of two reports that tell of one shelling, and somebody who may review."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import labels
from tests.web.incident.shelling import shelling
from tests.web.paper_reports import NATIVE, TODAY
from trucewatch.ledger import Ledger
from trucewatch.model import Incident
from trucewatch.people import People, Role
from trucewatch.web.app import create_app

PASSWORD = "four words nobody joins"


@dataclass(frozen=True)
class Watch:
    """A browser with somebody at it, and the ledger behind the site."""

    client: TestClient
    ledger: Ledger

    @property
    def incidents(self) -> list[Incident]:
        return list(self.ledger.incidents())

    def sign_in(self, name: str) -> None:
        page = self.client.get("/sign-in").text
        token = _hidden(page)
        self.client.post("/sign-in", data={**token, "name": name, "password": PASSWORD}, headers=HERE)

    def send(self, page: str, form: str, **fields: str) -> Any:
        """Fill in the form of this address on a page, as it is shown, and send it."""
        html = self.client.get(page).text
        start = html.index(f'action="{form}"')
        part = html[start : html.index("</form>", start)]
        return self.client.post(form, data={**_hidden(part), **fields}, headers=HERE, follow_redirects=False)


HERE = {"sec-fetch-site": "same-origin"}


def _hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


@pytest.fixture
def people() -> People:
    people = People.open("sqlite://")
    for name in ("haddad", "osei"):
        people.accounts.add(name, Role.REVIEWER, PASSWORD)
    people.accounts.add("reader", Role.VIEWER, PASSWORD)
    return people


@pytest.fixture
def watch(people: People) -> Iterator[Watch]:
    ledger = shelling()
    app = create_app(ledger, today=lambda: TODAY, labels=labels, native=NATIVE.get, people=people)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield Watch(client, ledger)
