"""The review room over a ledger that was really refreshed, with people who may sign in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Protocol

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web.review.paper_queue import queue_ledger
from trucewatch.ledger import Ledger
from trucewatch.people import People, Role, SignedIn
from trucewatch.web.app import create_app

PASSWORD = "correct horse battery staple"
TODAY = date(2020, 2, 14)


class Answer(Protocol):
    """What a test asks of an answer."""

    status_code: int

    @property
    def text(self) -> str: ...

    @property
    def url(self) -> object: ...


@dataclass(frozen=True)
class Room:
    """A site with people, its ledger and its app."""

    app: FastAPI
    ledger: Ledger
    people: People


@contextmanager
def make_room(ledger_url: str = "sqlite://", people_url: str = "sqlite://") -> Iterator[Room]:
    """A room with two reviewers, a contributor and a viewer."""
    with queue_ledger(ledger_url) as ledger, People.open(people_url) as people:
        for name, role in (("mira", Role.REVIEWER), ("jan", Role.REVIEWER), ("cleo", Role.CONTRIBUTOR), ("vera", Role.VIEWER)):
            people.accounts.add(name, role, PASSWORD, full_name=name.capitalize())
        yield Room(create_app(ledger, today=lambda: TODAY, labels=str, people=people), ledger, people)


@pytest.fixture
def room() -> Iterator[Room]:
    with make_room() as found:
        yield found


@dataclass(frozen=True)
class Hand:
    """Somebody's browser without scripts: it opens pages and sends their forms as they stand."""

    client: TestClient

    def page(self, path: str = "/review") -> str:
        """The text of a page."""
        return self.client.get(path).text

    def queue(self) -> list[dict[str, object]]:
        """What waits, as the JSON file has it."""
        rows = self.client.get("/review.json").json()["review"]
        assert isinstance(rows, list)
        return rows

    def find(self, asked: str) -> str:
        """The address of the first question of a sort."""
        return next(str(row["url"]) for row in self.queue() if row["asked"] == asked)

    def fields(self, path: str) -> dict[str, str]:
        """The fields of the form of decisions on a page, as a browser would send them."""
        html = self.page(path)
        form = html[html.index('id="decision"') :].partition("</form>")[0]
        inputs = re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', form)
        areas = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', form)
        chosen = [
            (name, next(iter(re.findall(r'value="([^"]*)" selected', body)), ""))
            for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL)
        ]
        return {name: unescape(value) for name, value in (*inputs, *areas, *chosen)}

    def decide(self, path: str, decision: str, reason: str = "", **more: str) -> Answer:
        """Open a question and decide it."""
        fields = self.fields(path) | {"decision": decision, "reason": reason} | more
        return self.client.post(path.partition("?")[0], data=fields)

    def send(self, path: str, fields: dict[str, str]) -> Answer:
        """Send fields that were read from a page before."""
        return self.client.post(path.partition("?")[0], data=fields)


@pytest.fixture
def sign_in(room: Room) -> Callable[[str], Hand]:
    def enter(name: str) -> Hand:
        found = room.people.sessions.sign_in(name, PASSWORD)
        assert isinstance(found, SignedIn)
        client = TestClient(room.app, headers={"sec-fetch-site": "same-origin"})
        client.cookies.set("trucewatch", found.key)
        return Hand(client)

    return enter
