"""A public site over a copy of a ledger that nobody may write."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from tests.web.paper_reports import TODAY
from tests.web.review.paper_queue import queue_ledger
from trucewatch.catalogue import Catalogue
from trucewatch.ledger import Ledger
from trucewatch.people import People, Role, SignedIn
from trucewatch.web.app import create_app

PAGES = ("/", "/incidents", "/incidents.csv", "/reports", "/outlets", "/posts", "/agreements", "/deadlines", "/api/v1/incidents")
PASSWORD = "correct horse battery staple"


@pytest.fixture
def url(tmp_path: pathlib.Path) -> Iterator[str]:
    address = f"sqlite:///{tmp_path}/copy.sqlite"
    with queue_ledger(address):
        yield address


def signed_in(ledger: Ledger) -> TestClient:
    people = People.open("sqlite://")
    people.accounts.add("ada", Role.REVIEWER, PASSWORD)
    signed = people.sessions.sign_in("ada", PASSWORD)
    assert isinstance(signed, SignedIn)
    app = create_app(ledger, today=lambda: TODAY, labels=str, people=people)
    client = TestClient(app, raise_server_exceptions=False)
    client.cookies.set("trucewatch", signed.key)
    return client


def read_only(url: str) -> TestClient:
    ledger = Ledger.open(url)
    event.listen(ledger.engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))
    ledger.engine.dispose()
    return TestClient(create_app(ledger, today=lambda: TODAY, labels=str), raise_server_exceptions=False)


def test_pages_are_shown_of_a_copy_whose_lists_were_kept_before_it_was_made(url: str) -> None:
    with Ledger.open(url) as ledger:
        Catalogue(ledger).catch_up()
    site = read_only(url)
    assert {path: site.get(path).status_code for path in PAGES} == dict.fromkeys(PAGES, 200)


def test_a_copy_whose_lists_were_not_kept_says_that_it_cannot_be_written(url: str) -> None:
    answer = read_only(url).get("/incidents")
    assert (answer.status_code, "cannot be written" in answer.text) == (503, True)
    assert read_only(url).get("/healthz").status_code == 200


def test_a_copy_of_a_ledger_whose_review_room_nobody_opened_says_so(url: str) -> None:
    with Ledger.open(url) as ledger:
        Catalogue(ledger).catch_up()
    site = signed_in(Ledger.open(url, reads_only=True))
    for path in ("/review", "/review/merge-1"):
        answer = site.get(path)
        assert answer.status_code == 503
        assert "No questions are kept on this copy." in answer.text
        assert "could not be read" not in answer.text
    assert "No questions are kept on this copy." in site.get("/review.csv").text
    assert site.get("/incidents").status_code == 200


def test_a_copy_shows_the_questions_that_came_over(url: str) -> None:
    with Ledger.open(url) as ledger:
        Catalogue(ledger).catch_up()
        assert signed_in(ledger).get("/review").status_code == 200
    with Ledger.open(url, reads_only=True) as copy:
        assert "questions are kept" not in signed_in(copy).get("/review").text
        assert signed_in(copy).get("/review").status_code == 200
