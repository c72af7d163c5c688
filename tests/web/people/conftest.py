"""A site with people, and browsers of theirs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, MutableMapping
from typing import Protocol, cast

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.people.conftest import PASSWORD, Clock
from tests.web.paper import Paper
from tests.web.paper_reports import TODAY
from trucewatch.people import Limits, People, Role, keys
from trucewatch.web.app import create_app

Browser = Callable[..., TestClient]


class Answer(Protocol):
    """What tests read of an answer."""

    @property
    def text(self) -> str: ...

    @property
    def status_code(self) -> int: ...

    @property
    def headers(self) -> MutableMapping[str, str]: ...


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of real strength are tried in tests/people; here they would only take time."""
    monkeypatch.setattr(keys, "hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(keys, "_nobody", [])


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def people(clock: Clock) -> Iterator[People]:
    with People.open("sqlite://", limits=Limits(idle=3600, whole=86_400), now=clock) as people:
        for name, role in (("vera", Role.VIEWER), ("rana", Role.REVIEWER), ("ada", Role.ADMIN)):
            people.accounts.add(name, role, PASSWORD, full_name=name.title())
        yield people


@pytest.fixture
def app(desk: Paper, people: People) -> FastAPI:
    return create_app(desk.ledger(), today=lambda: TODAY, labels=str, people=people)


@pytest.fixture
def browser(app: FastAPI) -> Browser:
    """A new browser; with a name, one on which that person has signed in."""

    def new(name: str = "", base: str = "http://testserver") -> TestClient:
        client = TestClient(app, base_url=base, follow_redirects=False, raise_server_exceptions=False)
        if name:
            assert sign_in(client, name).status_code == 303
        return client

    return new


def sign_in(client: TestClient, name: str, password: str = PASSWORD, **more: str) -> Answer:
    token = token_on(client.get("/sign-in"))
    answer = client.post("/sign-in", data={"_csrf": token, "name": name, "password": password, **more})
    return cast(Answer, answer)


def token_on(page: object) -> str:
    text = cast(Answer, page).text
    found = re.search(r'name="_csrf" value="(\w+)"', text)
    assert found, text
    return found[1]
