"""Decisions whose outcome is worked out beside the requests, and decisions that the ledger could not take."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import pytest

from tests.web.review.conftest import Hand, Room
from trucewatch.errors import LedgerError
from trucewatch.ledger import Ledger
from trucewatch.reviewing import deciding
from trucewatch.web.following import Following

SignIn = Callable[[str], Hand]


def test_a_decision_that_would_keep_its_reviewer_waiting_is_followed_up_beside_the_answer(
    sign_in: SignIn, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deciding, "MOST_AT_ONCE", 0)
    mira = sign_in("mira")
    standing = {one.id for one in room.ledger.incidents()}
    mira.decide(mira.find("happened or not"), "reject", "it says may")
    assert room.app.state.following.wait()
    assert len(standing - {one.id for one in room.ledger.incidents()}) == 1
    [review] = room.ledger.reviews()
    gone = [entry for entry in room.ledger.entries(after=review.seen) if entry.stamp.author == "machine"]
    assert review.id in gone[-1].stamp.reason


def test_what_follows_is_worked_out_one_at_a_time_and_once_more_if_asked_meanwhile() -> None:
    done: list[None] = []
    begun, go_on = Event(), Event()

    def work() -> None:
        begun.set()
        assert go_on.wait(10)
        done.append(None)

    following = Following(work)
    following.ask()
    assert begun.wait(10)
    for _ in range(5):
        following.ask()
    assert following.busy
    go_on.set()
    assert following.wait(10)
    assert len(done) == 2


def test_what_failed_once_is_worked_out_the_next_time() -> None:
    tries: list[None] = []

    def work() -> None:
        tries.append(None)
        if len(tries) == 1:
            raise LedgerError("database or disk is full")

    following = Following(work)
    for _ in range(2):
        following.ask()
        assert following.wait(10)
    assert len(tries) == 2


def test_where_the_disk_is_full_nothing_typed_is_lost(sign_in: SignIn, room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    mira = sign_in("mira")
    path = mira.find("happened or not")

    def full(*_: object, **__: object) -> None:
        raise LedgerError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "append_decided", full)
        answer = mira.decide(path, "reject", "typed for an hour")
    assert "typed for an hour" in answer.text
    assert "disk is full" in answer.text
    assert not list(room.ledger.reviews())
    mira.decide(path, "reject", "typed for an hour")
    assert len(list(room.ledger.reviews())) == 1
