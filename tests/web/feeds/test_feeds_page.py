"""The health page says in words how each feed stands, and keeps addresses and faults from the public."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.web.conftest import labels
from tests.web.paper import Paper
from tests.web.paper_reports import TODAY
from trucewatch.feeds import FeedHealth, FeedState
from trucewatch.people import People, Role, SignedIn
from trucewatch.web.app import create_app

NOON = datetime(2020, 2, 13, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
WATCHED = (
    FeedHealth("levant-wire", "https://levantwire.example/rss", FeedState.OK, NOON, NOON, NOON, next_try=NOON, every_minutes=30),
    FeedHealth(
        "harbour", "https://harbour.example/feed", FeedState.SILENT, NOON, NOON, NOON - timedelta(days=9), outlet="Harbour"
    ),
    FeedHealth(
        "hostile", "http://10.0.0.7/feed", FeedState.BROKEN, NOON, failures=3, why="<script>alert(1)</script> in 10.0.0.7"
    ),
)


def site(health: tuple[FeedHealth, ...], people: People | None = None, *, closed: bool = False) -> FastAPI:
    ledger = Paper().ledger()
    return create_app(ledger, today=lambda: TODAY, labels=labels, people=people, closed=closed, watched=lambda: health)


@pytest.fixture
def keeper() -> TestClient:
    people = People.open("sqlite://")
    people.accounts.add("vera", Role.VIEWER, PASSWORD)
    found = people.sessions.sign_in("vera", PASSWORD)
    assert isinstance(found, SignedIn)
    client = TestClient(site(WATCHED, people))
    client.cookies.set("trucewatch", found.key)
    return client


def test_whoever_has_signed_in_sees_where_a_feed_is_and_what_is_wrong(keeper: TestClient) -> None:
    text = keeper.get("/feeds").text
    assert "3 feeds watched: 1 well, 1 silent and 1 broken." in text
    assert "https://harbour.example/feed" in text
    assert "3 in a row" in text
    assert "every 30 min" in text


def test_a_feed_that_is_not_heard_is_hatched_and_one_that_is_heard_is_not(keeper: TestClient) -> None:
    text = keeper.get("/feeds").text
    assert text.count('class="state blind"') == 2
    assert text.count('class="state"') == 1


def test_what_a_site_answers_never_becomes_markup(keeper: TestClient) -> None:
    text = keeper.get("/feeds").text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize("path", ["/feeds", "/feeds.csv", "/feeds.json"])
def test_the_public_is_not_told_addresses_and_faults(path: str) -> None:
    text = TestClient(site(WATCHED)).get(path).text
    assert "harbour" in text
    assert "silent" in text
    assert "10.0.0.7" not in text
    assert "harbour.example" not in text


def test_the_files_say_what_the_page_says(keeper: TestClient) -> None:
    rows = keeper.get("/feeds.json").json()["feeds"]
    assert [(row["name"], row["state"], row["failures"]) for row in rows] == [
        ("levant-wire", "ok", 0),
        ("harbour", "silent", 0),
        ("hostile", "broken", 3),
    ]
    assert keeper.get("/feeds.csv").text.splitlines()[0].startswith("name,url,state")


def test_without_feeds_the_page_says_how_to_have_some() -> None:
    text = TestClient(site(())).get("/feeds").text
    assert "No feed is watched" in text
    assert "trucewatch watch" in text


def test_a_closed_site_shows_feeds_to_nobody_else() -> None:
    answer = TestClient(site(WATCHED, closed=True)).get("/feeds.json")
    assert answer.status_code == 401
    assert "harbour" not in answer.text
