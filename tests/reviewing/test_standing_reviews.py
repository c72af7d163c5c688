"""Which reviews stand, which count, and how a record stands reviewed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reviewing.desk_of_reviewers import review
from trucewatch.model import Decision, Review
from trucewatch.reviewing.rulings import bonds_of
from trucewatch.reviewing.standing import effective, standing
from trucewatch.reviewing.states import RecordChange, ReviewStatus, incident_state_of, review_state


def undo(of: Review, by: str = "ann", *, minute: int) -> Review:
    return review(by, Decision.UNDO, of.subject, minute=minute, undoes=of.id)


def test_what_is_taken_back_does_not_stand() -> None:
    rejected = review("ann", Decision.REJECT)
    assert standing([rejected, undo(rejected, minute=1)]) == ()


def test_an_undo_that_is_taken_back_takes_nothing_back() -> None:
    rejected = review("ann", Decision.REJECT)
    first = undo(rejected, minute=1)
    assert standing([rejected, first, undo(first, minute=2)]) == (rejected,)


@given(st.integers(0, 40), st.randoms(use_true_random=False))
def test_a_long_chain_of_undos_ends_as_its_length_says_in_any_order(length: int, by: object) -> None:
    chain = [review("ann", Decision.REJECT)]
    for minute in range(1, length + 1):
        chain.append(undo(chain[-1], minute=minute))
    shuffled = list(chain)
    by.shuffle(shuffled)  # type: ignore[attr-defined]
    assert standing(shuffled) == ((chain[0],) if length % 2 == 0 else ())


def test_clocks_that_differ_do_not_change_what_an_undo_takes_back() -> None:
    rejected = review("ann", Decision.REJECT, minute=50)
    assert standing([rejected, undo(rejected, minute=1)]) == ()


def test_a_corrected_figure_counts_only_when_a_second_person_agrees() -> None:
    corrected = review("ann", Decision.CORRECT, field="figure", old="killed 9", new="killed 5")
    own = review("ann", Decision.AGREE, minute=1, answers=corrected.id)
    other = review("bea", Decision.AGREE, minute=2, answers=corrected.id)
    assert effective([corrected]) == ()
    assert effective([corrected, own]) == ()
    assert effective([corrected, own, other]) == (corrected,)


def test_another_person_who_corrects_the_same_agrees() -> None:
    first = review("ann", Decision.CORRECT, field="figure", old="killed 9", new="killed 5")
    second = review("bea", Decision.CORRECT, minute=1, field="figure", old="killed 9", new="killed 5")
    assert first in effective([first, second])


def test_what_a_second_person_disagrees_with_has_no_effect_until_a_third_decides() -> None:
    rejected = review("ann", Decision.REJECT)
    against = review("bea", Decision.DISAGREE, minute=1, answers=rejected.id)
    helped = [review(by, Decision.AGREE, minute=2 + at, answers=rejected.id) for at, by in enumerate(("cem", "dua"))]
    assert effective([rejected, against]) == ()
    assert review_state([rejected, against]).status is ReviewStatus.SECOND
    assert review_state([rejected, against]).disputed_by == ("bea",)
    assert effective([rejected, against, *helped]) == (rejected,)


@pytest.mark.parametrize(
    ("decision", "status"),
    [
        (Decision.ACCEPT, ReviewStatus.ACCEPTED),
        (Decision.REJECT, ReviewStatus.REJECTED),
        (Decision.CORRECT, ReviewStatus.CORRECTED),
        (Decision.NOT_SAME, ReviewStatus.CORRECTED),
        (Decision.UNCLEAR, ReviewStatus.UNCLEAR),
        (Decision.ASK, ReviewStatus.SECOND),
        (Decision.NOTE, ReviewStatus.OPEN),
    ],
)
def test_one_decision_gives_its_state(decision: Decision, status: ReviewStatus) -> None:
    assert review_state([review("ann", decision, field="actor")]).status is status


def test_the_second_person_must_be_another() -> None:
    accepted = review("ann", Decision.ACCEPT)
    own = review("ann", Decision.AGREE, minute=1, answers=accepted.id)
    assert review_state([accepted, own]).status is ReviewStatus.ACCEPTED
    state = review_state([accepted, review("bea", Decision.AGREE, minute=1, answers=accepted.id)])
    assert (state.status, state.by, state.second) == (ReviewStatus.CHECKED, "ann", "bea")


def test_a_question_waits_until_another_person_says_something() -> None:
    asked = review("ann", Decision.ASK)
    own = review("ann", Decision.ACCEPT, minute=1)
    assert review_state([asked, own]).status is ReviewStatus.SECOND
    assert review_state([asked, own, review("bea", Decision.ACCEPT, minute=2)]).status is ReviewStatus.CHECKED


def test_a_later_change_by_machine_opens_the_record_again_and_says_so() -> None:
    accepted = review("ann", Decision.ACCEPT, minute=10)
    before = RecordChange(9, "2020-02-14T12:00:00Z", "machine")
    own = RecordChange(11, "2020-02-14T12:10:00Z", "machine", f"after {accepted.id}: accept by ann")
    later = RecordChange(12, "2020-02-15T12:00:00Z", "machine", "a new report")
    assert review_state([accepted], [before, own]).status is ReviewStatus.ACCEPTED
    again = review_state([accepted], [before, own, later])
    assert (again.status, again.reopened, again.by) == (ReviewStatus.OPEN, later, "ann")


def test_an_incident_waits_where_one_of_its_claims_does() -> None:
    accepted = review("ann", Decision.ACCEPT, "incident-1")
    pending = review("bea", Decision.CORRECT, field="figure", old="killed 9", new="killed 5", minute=1)
    assert incident_state_of([accepted], [pending]).status is ReviewStatus.SECOND
    assert incident_state_of([], [review("bea", Decision.CORRECT, field="actor")]).status is ReviewStatus.CORRECTED
    assert incident_state_of([accepted], []).status is ReviewStatus.ACCEPTED


def same(*claims: str, minute: int) -> Review:
    return review("ann", Decision.SAME, claims[0], minute=minute, these=claims[:1], those=claims[1:])


def not_same(one: str, *others: str, minute: int) -> Review:
    return review("ann", Decision.NOT_SAME, one, minute=minute, these=(one,), those=others)


def test_ties_run_through_and_keep_apart_what_one_of_them_is_kept_from() -> None:
    bonds = bonds_of(
        [same("claim-a", "claim-b", minute=1), same("claim-b", "claim-c", minute=2), not_same("claim-d", "claim-c", minute=3)]
    )
    assert {bonds[f"claim-{name}"].tie for name in "abc"} == {"claim-a"}
    assert bonds["claim-d"].apart == {"claim-a"}
    assert all("claim-d" in bonds[f"claim-{name}"].apart for name in "abc")


def test_the_later_of_two_decisions_that_cannot_both_hold_holds() -> None:
    tied, parted = same("claim-a", "claim-b", minute=1), not_same("claim-a", "claim-b", minute=2)
    assert bonds_of([tied, parted])["claim-a"].apart == {"claim-b"}
    assert bonds_of([parted, same("claim-a", "claim-b", minute=3)])["claim-b"].tie == "claim-a"
