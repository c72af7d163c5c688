"""What a decision does to the ledger: what follows at once, what an undo brings back, what two people at once see."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.reviewing.desk_of_reviewers import BY_HILL, BY_RIVER, BY_SHORE, HILL, MACHINE, Room, opened_room
from trucewatch.errors import ReviewError
from trucewatch.ledger import Kind, Withdrawal
from trucewatch.model import Decision, Grade, Relation, Report, Review, ReviewField, State, Statement, comparison_id
from trucewatch.reviewing import deciding
from trucewatch.reviewing.deciding import Decided, Overtaken, record_changes, reviews_of
from trucewatch.reviewing.states import ReviewStatus, review_state


@pytest.fixture
def room() -> Iterator[Room]:
    with opened_room() as found:
        yield found


def both(room: Room) -> str:
    return room.incident(BY_HILL, BY_RIVER).id


def test_the_person_is_the_author_and_the_machine_names_the_decision_it_followed(room: Room) -> None:
    made = room.correct("ann", BY_SHORE.id, ReviewField.TIME, "2020-02-04")
    (entry,) = room.ledger.history(Kind.REVIEW, made.id)
    assert (entry.stamp.author, entry.stamp.reason) == ("ann", made.reason)
    last = room.ledger.history(Kind.INCIDENT, room.incident(BY_SHORE).id)[-1]
    assert (last.stamp.author, last.stamp.reason.partition(":")[0]) == ("machine", f"after {made.id}")
    assert room.ledger.verify() == room.ledger.head()[0]


def test_a_correction_changes_the_incident_and_leaves_the_claim_as_it_was_read(room: Room) -> None:
    made = room.correct("ann", BY_SHORE.id, ReviewField.ACTOR, "HTS")
    assert room.incident(BY_SHORE).actor == ("HTS",)
    assert list(room.ledger.held(type(BY_SHORE), [BY_SHORE.id])) == [BY_SHORE]
    assert (made.old, made.new) == ("SYR:REB", "HTS")


def test_a_rejected_claim_takes_no_part_and_stays_in_the_ledger(room: Room) -> None:
    room.decided("ann", Decision.REJECT, BY_RIVER.id)
    assert room.incident(BY_HILL).state is State.ALLEGED
    assert room.ledger.get(Kind.CLAIM, BY_RIVER.id) == BY_RIVER


def test_a_rejected_incident_is_withdrawn_with_the_words_of_whoever_rejected_it(room: Room) -> None:
    gone = room.incident(BY_SHORE).id
    room.decided("ann", Decision.REJECT, gone, reason="the picture is of another year")
    last = room.ledger.history(Kind.INCIDENT, gone)[-1].record
    assert isinstance(last, Withdrawal)
    assert last.reason == "rejected by ann: the picture is of another year"
    assert room.ledger.get(Kind.CLAIM, BY_SHORE.id) is not None


@pytest.mark.parametrize("decision", [Decision.REJECT, Decision.CORRECT, Decision.SAME, Decision.NOT_SAME])
def test_an_undo_brings_back_the_same_bytes_and_an_undo_of_it_takes_them_away_again(room: Room, decision: Decision) -> None:
    before, incident = room.payloads(), both(room)
    given: dict[Decision, dict[str, Any]] = {
        Decision.CORRECT: {"field": ReviewField.TIME, "new": "2020-01-01"},
        Decision.SAME: {"others": (BY_SHORE.id,)},
        Decision.NOT_SAME: {},
    }
    made = room.decided("ann", decision, BY_HILL.id, **given.get(decision, {}))
    after = room.payloads()
    assert after != before
    undone = room.decided("bea", Decision.UNDO, BY_HILL.id, undoes=made.id)
    assert room.payloads() == before
    assert both(room) == incident
    room.decided("ann", Decision.UNDO, BY_HILL.id, undoes=undone.id)
    assert room.payloads() == after
    assert room.ledger.verify()


def test_a_split_and_a_merge_keep_what_was_linked_to(room: Room) -> None:
    whole = room.incident(BY_HILL, BY_RIVER)
    room.decided("ann", Decision.NOT_SAME, whole.id, others=(whole.claim_ids[1],))
    split = {room.incident(one).id for one in (BY_HILL, BY_RIVER)}
    assert whole.id in split
    (new,) = split - {whole.id}
    room.decided("ann", Decision.SAME, whole.id, others=(new,))
    last = room.ledger.history(Kind.INCIDENT, new)[-1].record
    assert isinstance(last, Withdrawal)
    assert last.into == (whole.id,)


def test_two_happenings_that_no_rule_would_join_are_one_when_a_person_says_so(room: Room) -> None:
    room.decided("ann", Decision.SAME, both(room), others=(room.incident(BY_SHORE).id,))
    assert room.incident(BY_HILL, BY_RIVER, BY_SHORE)


def test_what_is_accepted_changes_nothing_but_its_state(room: Room) -> None:
    before = room.stands()
    made = room.decided("ann", Decision.ACCEPT, BY_HILL.id, reason="")
    assert room.stands() == before
    assert review_state(reviews_of(room.ledger, "claim", BY_HILL.id)).status is ReviewStatus.ACCEPTED
    assert made.reason == ""


def test_a_corrected_figure_waits_for_a_second_person_and_then_counts(room: Room) -> None:
    made = room.correct("ann", BY_RIVER.id, ReviewField.FIGURE, "killed 5", old="killed 9")
    assert room.incident(BY_HILL, BY_RIVER).state is State.CONTESTED
    with pytest.raises(ReviewError, match="must be another"):
        room.decide("ann", Decision.AGREE, BY_RIVER.id, answers=made.id)
    room.decided("bea", Decision.AGREE, BY_RIVER.id)
    assert room.incident(BY_HILL, BY_RIVER).state is State.CORROBORATED


def test_a_contradiction_that_a_person_confirms_makes_the_statement_contested_and_names_him(room: Room) -> None:
    incident = room.incident(BY_HILL, BY_RIVER)
    assert incident.state is State.CONTESTED
    numbers = next(one for one in incident.comparisons if one.relation is Relation.DIFFERENT_NUMBERS)
    named = comparison_id(numbers)
    room.decided("ann", Decision.CORRECT, named, others=(incident.id,), new=Relation.LIKE_MEASURES.value)
    classed = room.incident(BY_HILL, BY_RIVER)
    assert classed.state is State.CORROBORATED
    room.decided("bea", Decision.CONTRADICTION, named, others=(incident.id,), reason="both count the dead of one street")
    found = room.incident(BY_HILL, BY_RIVER)
    graded = next(one for one in found.grades if one.statement is Statement.HOW_MANY and one.grade is Grade.CONTESTED)
    assert found.state is State.CONTESTED
    assert graded.reason.startswith("bea (reviewed 2020-02-14) confirmed that the accounts contradict each other")


def test_the_second_reviewer_sees_what_the_first_changed_and_loses_nothing(room: Room) -> None:
    seen = room.ledger.head()[0]
    room.correct("ann", BY_SHORE.id, ReviewField.ACTOR, "HTS", seen=seen)
    late = room.decide("bea", Decision.CORRECT, BY_SHORE.id, seen, field=ReviewField.ACTOR, new="TUR", reason="the flag")
    assert isinstance(late, Overtaken)
    assert [(one.by, one.what) for one in late.changes] == [("ann", "correct: actor from 'SYR:REB' to 'HTS' (the words say so)")]
    assert (late.draft.new, late.draft.reason) == ("TUR", "the flag")
    assert len(reviews_of(room.ledger, "claim", BY_SHORE.id)) == 1
    again = room.decide("bea", Decision.CORRECT, BY_SHORE.id, late.seq, field=ReviewField.ACTOR, new="TUR", reason="the flag")
    assert isinstance(again, Decided)
    assert room.incident(BY_SHORE).actor == ("TUR",)


def test_two_people_who_correct_different_values_do_not_stand_in_each_others_way(room: Room) -> None:
    seen = room.ledger.head()[0]
    room.correct("ann", BY_SHORE.id, ReviewField.ACTOR, "HTS", seen=seen)
    room.correct("bea", BY_SHORE.id, ReviewField.TIME, "2020-02-04", seen=seen)
    assert room.incident(BY_SHORE).actor == ("HTS",)


def test_an_incident_that_another_changed_is_not_accepted_unseen(room: Room) -> None:
    seen, incident = room.ledger.head()[0], room.incident(BY_SHORE).id
    room.correct("ann", BY_SHORE.id, ReviewField.ACTOR, "HTS", seen=seen)
    late = room.decide("bea", Decision.ACCEPT, incident, seen)
    assert isinstance(late, Overtaken)
    assert late.changes[0].by == "ann"


def test_a_decision_sent_twice_is_one(room: Room) -> None:
    seen = room.ledger.head()[0]
    first = room.decide("ann", Decision.REJECT, BY_RIVER.id, seen)
    second = room.decide("ann", Decision.REJECT, BY_RIVER.id, seen)
    assert isinstance(first, Decided)
    assert isinstance(second, Decided)
    assert (second.review, second.again, second.effects) == (first.review, True, ())
    undone = room.decided("ann", Decision.UNDO, BY_RIVER.id, undoes=first.review.id)
    assert room.decided("ann", Decision.UNDO, BY_RIVER.id, undoes=first.review.id) == undone
    assert len(list(room.ledger.reviews())) == 2


def test_what_was_taken_back_can_be_decided_anew(room: Room) -> None:
    first = room.decided("ann", Decision.REJECT, BY_RIVER.id)
    room.decided("ann", Decision.UNDO, BY_RIVER.id)
    assert room.decided("ann", Decision.REJECT, BY_RIVER.id).id != first.id
    assert room.incident(BY_HILL)


def test_eight_people_at_once_are_all_recorded_or_told(tmp_path: Path) -> None:
    with opened_room(f"sqlite:///{tmp_path}/ledger.sqlite") as room:
        seen = room.ledger.head()[0]
        values = ["HTS", "TUR", "RUS", "SYR", "SDF", "ISIS", "FSA", "USA"]

        def one(value: str) -> Decided | Overtaken:
            other = Room(room.ledger)
            return other.decide(f"by-{value}", Decision.CORRECT, BY_SHORE.id, seen, field=ReviewField.ACTOR, new=value)

        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(one, values))
        recorded = [one for one in outcomes if isinstance(one, Decided)]
        assert len(recorded) == len(list(room.ledger.reviews())) == 1
        assert all(one.changes for one in outcomes if isinstance(one, Overtaken))
        assert room.incident(BY_SHORE).actor == (recorded[0].review.new,)
        assert room.ledger.verify()


def test_a_correction_survives_a_new_reading_and_the_record_is_open_again(room: Room) -> None:
    made = room.correct("ann", BY_SHORE.id, ReviewField.ACTOR, "HTS")
    read_again = replace(BY_SHORE, confidence=0.9)
    room.ledger.append([read_again], MACHINE)
    room.refresh()
    assert room.incident(BY_SHORE).actor == ("HTS",)
    state = review_state([made], record_changes(room.ledger, "claim", BY_SHORE.id))
    assert state.status is ReviewStatus.OPEN
    assert state.reopened is not None


def test_a_decision_on_much_is_recorded_first_and_worked_out_later(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    before = room.payloads()
    monkeypatch.setattr(deciding, "MOST_AT_ONCE", 0)
    outcome = room.decide("ann", Decision.REJECT, BY_RIVER.id)
    assert isinstance(outcome, Decided)
    assert outcome.later
    assert room.payloads() == before
    room.refresh()
    assert room.incident(BY_HILL)
    last = room.ledger.history(Kind.INCIDENT, room.incident(BY_HILL).id)[-1]
    assert last.stamp.reason == f"after {outcome.review.id}"


def test_words_that_do_not_stand_in_the_report_are_refused(room: Room) -> None:
    wrong = replace(HILL.quote("jets"), text="tank")
    with pytest.raises(ReviewError, match="does not stand there"):
        room.correct("ann", BY_HILL.id, ReviewField.ACTOR, "RUS", words=wrong)


@pytest.mark.parametrize(
    ("decision", "subject", "more", "said"),
    [
        (Decision.REJECT, BY_HILL.id, {"reason": " "}, "a reason is asked"),
        (Decision.REJECT, "claim-none", {}, "has no claim"),
        (Decision.REJECT, "sunrise-1", {}, "no kind of record"),
        (Decision.SAME, BY_HILL.id, {}, "at least one other"),
        (Decision.CORRECT, BY_HILL.id, {"field": "colour", "new": "red"}, "no value of a claim"),
        (Decision.CORRECT, BY_HILL.id, {"field": "realis", "new": "actual"}, "already"),
        (Decision.CORRECT, BY_HILL.id, {"field": "figure", "old": "killed 6", "new": "killed 7"}, "not 'killed 6'"),
        (Decision.AGREE, BY_HILL.id, {}, "nothing is decided yet"),
        (Decision.UNDO, BY_HILL.id, {"undoes": "review-0"}, "no review 'review-0'"),
        (Decision.CONTRADICTION, BY_HILL.id, {}, "of their comparison"),
    ],
)
def test_what_cannot_be_decided_is_refused_with_what_would_be_right(
    room: Room, decision: Decision, subject: str, more: dict[str, Any], said: str
) -> None:
    head = room.ledger.head()
    with pytest.raises(ReviewError, match=said):
        room.decide("ann", decision, subject, **more)
    assert room.ledger.head() == head


def test_an_old_review_is_read_under_the_names_of_today(room: Room) -> None:
    from trucewatch.ledger.records import from_json

    old = '{"at":"2020-02-14T08:00:00Z","by":"a","decision":"contest","id":"v1","reason":"two","subject":"i1"}'
    found = from_json(Kind.REVIEW, old)
    assert isinstance(found, Review)
    assert (found.decision, found.kind, found.these) == (Decision.CONTRADICTION, "", ())
    assert not isinstance(found, Report)
