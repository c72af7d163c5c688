"""The command `trucewatch review`: decide, look and take back without the site."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.reviewing.desk_of_reviewers import BY_HILL, BY_RIVER, BY_SHORE, Room, opened_room
from trucewatch.errors import ReviewError, UsageError
from trucewatch.model import ReviewField
from trucewatch.review_command import review_app


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with opened_room(f"sqlite:///{tmp_path}/ledger.sqlite") as found:
        yield found


def review(room: Room, *words: str) -> Result:
    done = CliRunner().invoke(review_app, [*words, "--ledger", room.ledger.address])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def told(result: Result) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(result.stdout)
    return rows


def test_a_correction_is_decided_shown_and_taken_back(room: Room) -> None:
    words = ("decide", BY_SHORE.id, "correct", "--field", "actor", "--new", "HTS", "--by", "ann", "--reason", "the caption")
    (done,) = told(review(room, *words, "--words", "Rebels", "--json"))
    assert done["recorded"]
    assert [one["how"] for one in done["effects"] if one["kind"] == "incident"] == ["changed"]
    assert done["review"]["words"] == "Rebels"
    shown = review(room, "show", BY_SHORE.id).stdout
    assert "corrected, ann" in shown
    assert "actor: 'SYR:REB' -> 'HTS'" in shown
    assert "undo" in review(room, "undo", done["review"]["id"], "--by", "ann").stdout
    assert room.incident(BY_SHORE).actor == ("SYR:REB",)
    assert [row["stands"] for row in told(review(room, "list", "--json"))] == [False, True]


def test_whoever_is_overtaken_is_told_by_whom_and_how_to_go_on(room: Room) -> None:
    seen = room.ledger.head()[0]
    room.correct("ann", BY_SHORE.id, ReviewField.ACTOR, "HTS")
    words = ("decide", BY_SHORE.id, "reject", "--by", "bea", "--reason", "another year", "--seen", str(seen))
    done = review(room, *words)
    assert done.exit_code == 1
    assert "ann" in done.stdout
    assert f"--seen {room.ledger.head()[0]}" in done.stdout


def test_a_split_is_said_with_a_dash(room: Room) -> None:
    incident = room.incident(BY_HILL, BY_RIVER).id
    review(room, "decide", incident, "not-same", "--other", BY_RIVER.id, "--by", "ann", "--reason", "two streets")
    assert room.incident(BY_HILL)
    assert room.incident(BY_RIVER)


def test_what_waits_for_a_second_person_is_listed(room: Room) -> None:
    room.correct("ann", BY_RIVER.id, ReviewField.FIGURE, "killed 5", old="killed 9")
    assert len(told(review(room, "list", "--waiting", "--json"))) == 1
    review(room, "decide", BY_RIVER.id, "agree", "--by", "bea")
    assert told(review(room, "list", "--waiting", "--json")) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("decide", BY_HILL.id, "accept"), "names who takes it"),
        (("decide", BY_HILL.id, "believe", "--by", "ann"), "is no decision"),
        (("decide", "sunrise", "accept", "--by", "ann"), "is no id"),
        (("undo", "review-0", "--by", "ann"), "no review"),
        (("show", "claim-0"), "has no"),
        (("decide", BY_HILL.id, "reject", "--by", "ann"), "a reason is asked"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(room: Room, words: tuple[str, ...], said: str) -> None:
    with pytest.raises((UsageError, ReviewError), match=said):
        review(room, *words)
