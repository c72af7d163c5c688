"""Alive, ready, figures behind a token, and a page that says in plain words what is wrong, to each as far as they may know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from fastapi.testclient import TestClient

from tests.web.conftest import labels
from tests.web.paper import Paper
from tests.web.paper_reports import TODAY
from trucewatch.feeds import FeedHealth, FeedState
from trucewatch.health import Condition, Examiner, Fault, Room
from trucewatch.journal import Line, What
from trucewatch.ledger import Ledger
from trucewatch.ledger.standby import Standby
from trucewatch.people import People, Role, SignedIn
from trucewatch.web.app import create_app
from trucewatch.web.status.page import FAULTS

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
PASSWORD = "correct horse battery staple"
FOUND = Condition(
    NOON,
    seq=1_200,
    newest=NOON,
    entries={"report": 1_000, "unread": 17},
    waiting=42,
    feeds=(FeedHealth("wire", "https://wire.example/rss", FeedState.OK), FeedHealth("port", "", FeedState.BROKEN)),
    room=Room(7 * 2**30, 100 * 2**30),
    last={
        What.BACKUP: Line(3, What.BACKUP, NOON, True, "", {}),
        What.RUN: Line(2, What.RUN, NOON, True, "", {"read": 5, "unread": 1}),
    },
)
TOKEN = "figures-" + "x" * 32


@dataclass
class Looking(Examiner):
    found: Condition = FOUND

    def look(self) -> Condition:
        return self.found


def browser(found: Condition = FOUND, role: Role | None = None, *, closed: bool = False, token: str = "") -> TestClient:
    people = People.open("sqlite://")
    looking = Looking(Ledger.open("sqlite://"), lambda: NOON, found=found)
    app = create_app(
        Paper().ledger(),
        today=lambda: TODAY,
        labels=labels,
        people=people,
        closed=closed,
        examiner=looking,
        figures=lambda: b"trucewatch_ready 1.0\n",
        figures_token=token,
    )
    client = TestClient(app, raise_server_exceptions=False)
    if role is not None:
        people.accounts.add("ada", role, PASSWORD)
        signed = people.sessions.sign_in("ada", PASSWORD)
        assert isinstance(signed, SignedIn)
        client.cookies.set("trucewatch", signed.key)
    return client


@pytest.mark.parametrize("closed", [False, True])
def test_alive_and_ready_are_told_to_anybody(closed: bool) -> None:
    hand = browser(closed=closed)
    assert hand.get("/healthz").text == "ok\n"
    assert hand.get("/readyz").text == "ok: ledger\nok: lists\nok: disk\n"


@pytest.mark.parametrize(("fault", "told"), [(Fault.LEDGER, "ledger"), (Fault.LISTS, "lists"), (Fault.DISK, "disk")])
def test_a_site_that_cannot_answer_is_not_ready_and_is_alive(fault: Fault, told: str) -> None:
    hand = browser(replace(FOUND, faults=(fault,)))
    answer = hand.get("/readyz")
    assert answer.status_code == 503
    assert f"not ready: {told}\n" in answer.text
    assert hand.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("standby", "told"),
    [
        (Standby(2), "standby, 2 seconds behind"),
        (Standby(None, since=40), "standby, 40 seconds behind, does not follow the ledger"),
        (Standby(None), "standby, nobody can tell how far behind, does not follow the ledger"),
    ],
)
def test_a_copy_says_by_how_much_it_is_behind(standby: Standby, told: str) -> None:
    well = browser(replace(FOUND, standby=standby)).get("/readyz")
    assert (well.status_code, well.text.splitlines()[-1]) == (200, f"ok: {told}")
    late = browser(replace(FOUND, standby=standby, faults=(Fault.STANDBY,)))
    assert (late.get("/readyz").status_code, late.get("/readyz").text.splitlines()[-1]) == (503, f"not ready: {told}")
    assert "far behind the ledger" in late.get("/status").text


def test_what_hinders_no_page_leaves_the_site_ready() -> None:
    assert browser(replace(FOUND, faults=(Fault.OUTBOX, Fault.NO_BACKUP))).get("/readyz").status_code == 200


def test_figures_are_nowhere_unless_there_is_a_token() -> None:
    assert browser().get("/metrics").status_code == 404
    assert browser().get("/metrics", headers={"Authorization": "Bearer "}).status_code in (401, 404)


def test_figures_are_for_whoever_has_the_token() -> None:
    hand = browser(token=TOKEN, closed=True)
    answer = hand.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.text) == (200, "trucewatch_ready 1.0\n")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert hand.post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405
    for wrong in ({}, {"Authorization": "Bearer x"}, {"Authorization": f"Basic {TOKEN}"}, {"Authorization": "Bearer é"}):
        refused = hand.get("/metrics", headers=[(name.encode(), value.encode()) for name, value in wrong.items()])
        assert refused.status_code == 401
        assert "trucewatch_ready" not in refused.text


def test_the_public_is_told_no_sizes_and_no_upkeep() -> None:
    text = browser(replace(FOUND, faults=tuple(Fault))).get("/status").text
    for kept in ("1,200", "1,000", "42 questions", "GiB", "backup", "disk is nearly full", "Last run", "wire"):
        assert kept not in text, kept
    assert "1 well and 1 broken" in text
    assert "Some feeds are not heard." in text
    assert "Whoever has signed in is told more." in text


def test_who_has_signed_in_is_told_how_much_there_is_and_what_waits() -> None:
    text = browser(role=Role.VIEWER).get("/status").text
    for told in ("1,200", "42 questions", "5 reports read, 1 could not be read", "12:00 on 1 November 2026, UTC"):
        assert told in text, told
    assert "GiB" not in text
    assert "backup" not in text


def test_an_admin_is_told_of_the_disk_the_backups_and_the_versions() -> None:
    text = browser(role=Role.ADMIN).get("/status").text
    for told in ("7.0 GiB of 100.0 GiB", "Last backup", "Language model"):
        assert told in text, told


@pytest.mark.parametrize("fault", Fault)
def test_everything_that_can_be_wrong_is_said_to_an_admin_in_words(fault: Fault) -> None:
    text = browser(replace(FOUND, faults=(fault,)), Role.ADMIN).get("/status").text
    what, means = FAULTS[fault]
    assert what in text
    assert means in text


UNREAD = replace(
    FOUND,
    feeds=(),
    last={},
    untold={"feeds": "/srv/f.sqlite is damaged", "alerts": "/srv/a.sqlite is damaged", "journal": "/srv/j.sqlite is damaged"},
    faults=(Fault.UNTOLD,),
)


@pytest.mark.parametrize("role", [None, Role.VIEWER, Role.ADMIN])
def test_what_cannot_be_read_beside_the_ledger_is_said_instead_of_guessed(role: Role | None) -> None:
    text = browser(UNREAD, role).get("/status").text
    assert text.count("cannot be read</span>") == (3 if role else 1)
    assert "none is watched" not in text
    assert "never, as far as is known here" not in text


def test_why_something_cannot_be_read_is_told_to_admins_alone() -> None:
    for role, told in ((None, 0), (Role.VIEWER, 0), (Role.ADMIN, 3)):
        assert browser(UNREAD, role).get("/status").text.count("is damaged") == told


def test_a_site_that_cannot_read_what_lies_beside_is_ready() -> None:
    assert browser(UNREAD).get("/readyz").status_code == 200


def test_a_closed_site_shows_its_status_to_nobody_else() -> None:
    assert browser(closed=True).get("/status", follow_redirects=False).status_code == 303


def test_the_page_is_kept_by_no_cache() -> None:
    assert browser().get("/status").headers["Cache-Control"] == "private, no-store"
