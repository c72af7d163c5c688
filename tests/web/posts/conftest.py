"""The rooms of posts and agreements over ledgers made here, with people who may sign in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import unescape

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from trucewatch.ledger import Ledger
from trucewatch.people import People, Role
from trucewatch.web.app import create_app

PASSWORD = "correct horse battery staple"
TODAY = date(2026, 11, 20)
STAMPED = datetime(2026, 11, 20, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Watch:
    """A site with people, its ledger and its app."""

    app: FastAPI
    ledger: Ledger
    people: People


@pytest.fixture
def watch() -> Iterator[Watch]:
    """A ledger with nothing in it, two contributors and a viewer."""
    with make_watch("sqlite://", "sqlite://") as made:
        yield made


@contextmanager
def make_watch(ledger_url: str, people_url: str) -> Iterator[Watch]:
    """The same at other addresses."""
    ledger, people = Ledger.open(ledger_url), People.open(people_url)
    for name, role in (("cleo", Role.CONTRIBUTOR), ("omar", Role.CONTRIBUTOR), ("vera", Role.VIEWER)):
        people.accounts.add(name, role, PASSWORD, full_name=name.capitalize())
    yield Watch(create_app(ledger, today=lambda: TODAY, labels=str, people=people), ledger, people)
    people.close()


@dataclass(frozen=True)
class Hand:
    """Somebody's browser without scripts."""

    client: TestClient

    def fields(self, path: str) -> dict[str, str]:
        """The hidden fields of the form of a page."""
        page = self.client.get(path).text
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
        return {name: unescape(value) for name, value in found}

    def send(self, path: str, **typed: str) -> tuple[int, str]:
        """Send the form of a page; the status and the page it leads to."""
        hidden = self.fields(path) | typed
        answer = self.client.post(path, data=hidden, headers={"Sec-Fetch-Site": "same-origin"})
        return answer.status_code, answer.text


@pytest.fixture
def hand(watch: Watch) -> Iterator[Callable[[str], Hand]]:
    """Signs somebody in: `hand("cleo")`; `hand("")` is nobody."""
    clients: list[TestClient] = []

    def signed_in(name: str) -> Hand:
        client = TestClient(watch.app, base_url="http://testserver")
        clients.append(client)
        if name:
            page = client.get("/sign-in").text
            hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
            client.post(
                "/sign-in", data={**hidden, "name": name, "password": PASSWORD}, headers={"Sec-Fetch-Site": "same-origin"}
            )
        return Hand(client)

    yield signed_in
    for client in clients:
        client.close()
