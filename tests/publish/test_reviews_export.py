"""Decisions and gold leave the ledger as rows: gold in exactly the form of hand-marked claims."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.eval.shared import shared
from tests.reviewing.desk_of_reviewers import BY_HILL, BY_RIVER, BY_SHORE, CLAIMS, MACHINE, Room, opened_room
from trucewatch.ledger import Kind, Withdrawal
from trucewatch.model import Decision, ReviewField
from trucewatch.publish.exports import write_rows
from trucewatch.publish.reviews import gold_rows, record_row, review_rows
from trucewatch.publish.tables import table_rows


@pytest.fixture
def room() -> Iterator[Room]:
    with opened_room() as found:
        yield found


def test_every_decision_is_a_row_that_says_whether_it_stands_and_counts(room: Room) -> None:
    rejected = room.decided("ann", Decision.REJECT, BY_RIVER.id)
    room.decided("ann", Decision.UNDO, BY_RIVER.id)
    waiting = room.correct("bea", BY_HILL.id, ReviewField.FIGURE, "killed 6", old="killed 5")
    rows = {row["id"]: row for row in review_rows(room.ledger)}
    assert [rows[rejected.id][key] for key in ("stands", "counts", "waits")] == [False, False, False]
    assert [rows[waiting.id][key] for key in ("stands", "counts", "waits")] == [True, False, True]
    assert (rows[waiting.id]["old"], rows[waiting.id]["new"]) == ("killed 5", "killed 6")
    assert len("".join(write_rows(review_rows(room.ledger), "csv")).splitlines()) == 4


def test_a_decision_whose_record_is_gone_is_listed_and_not_dropped(room: Room) -> None:
    made = room.correct("ann", BY_SHORE.id, ReviewField.ACTOR, "HTS")
    room.ledger.append([Withdrawal(Kind.CLAIM, BY_SHORE.id, "read again")], MACHINE)
    room.refresh()
    (row,) = review_rows(room.ledger)
    assert (row["id"], row["stands"], row["rests_on_record"]) == (made.id, True, False)
    assert record_row(room.ledger, BY_SHORE.id)["status"] == "open"


def test_gold_has_what_was_accepted_and_corrected_and_nothing_that_waits_or_was_rejected(room: Room) -> None:
    room.decided("ann", Decision.ACCEPT, BY_HILL.id)
    room.decided("ann", Decision.REJECT, BY_RIVER.id)
    room.correct("ann", BY_SHORE.id, ReviewField.ACTOR, "HTS")
    rows = {row["quote"]: row for row in table_rows(room.ledger, "gold")}
    assert set(rows) == {BY_HILL.quote.text, BY_SHORE.quote.text}
    assert rows[BY_SHORE.quote.text]["actor"] == ["HTS"]
    room.decided("bea", Decision.ASK, BY_SHORE.id)
    assert {row["quote"] for row in gold_rows(room.ledger)} == {BY_HILL.quote.text}


def test_two_claims_of_one_incident_are_the_same_in_gold(room: Room) -> None:
    for one in (BY_HILL, BY_RIVER):
        room.decided("ann", Decision.ACCEPT, one.id)
    first, second = gold_rows(room.ledger)
    assert first["same_as"] == second["same_as"] == room.incident(BY_HILL, BY_RIVER).id


@pytest.mark.shared
def test_the_shared_scorer_reads_gold_and_gives_it_full_marks_against_itself(room: Room) -> None:
    from tests.eval.claims import scorer

    for one in CLAIMS:
        room.decided("ann", Decision.ACCEPT, one.id)
    rows = [json.loads(line) for line in write_rows(gold_rows(room.ledger), "jsonl")]
    marked = [json.loads(line) for line in shared("gold", "seeds.jsonl").read_text(encoding="utf-8").splitlines()]
    assert set(marked[0]) - {"note"} <= set(rows[0])
    texts = {report.id: report.text for report in room.ledger.reports()}
    figures, misses = scorer().score(rows, rows, texts)
    assert (figures["f1"], misses) == (1.0, [])
