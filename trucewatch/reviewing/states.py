"""How a record stands reviewed: open, accepted, corrected, rejected, waiting for a second person, or checked by two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from trucewatch.model import Decision, Review
from trucewatch.reviewing.standing import answers_to, decides, has_effect, in_order, order, standing

CAUSED = re.compile(r"\Aafter (review-[0-9a-f]+)\b")


class ReviewStatus(StrEnum):
    """How far people have looked at a record."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    UNCLEAR = "unclear"
    SECOND = "second"
    CHECKED = "checked"


STATUS_OF: dict[Decision, ReviewStatus] = {
    Decision.ACCEPT: ReviewStatus.ACCEPTED,
    Decision.CONTRADICTION: ReviewStatus.ACCEPTED,
    Decision.CORRECT: ReviewStatus.CORRECTED,
    Decision.SAME: ReviewStatus.CORRECTED,
    Decision.NOT_SAME: ReviewStatus.CORRECTED,
    Decision.REJECT: ReviewStatus.REJECTED,
    Decision.UNCLEAR: ReviewStatus.UNCLEAR,
}


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A version of a record that was written: entry number, ISO instant, author and reason of the entry."""

    seq: int
    at: str
    by: str
    why: str = ""

    @property
    def after(self) -> str:
        """The review that it followed from; empty if none."""
        return caused_by(self.why)


@dataclass(frozen=True, slots=True)
class ReviewState:
    """How a record stands reviewed, by the reviews that stand.

    `decision`, `by`, `at` and `reason` are those of the last decision, `second` is whoever agreed with it. `waiting` are the
    decisions and questions that wait for a second person, `disputed_by` whoever disagrees. `reopened` is the change by machine
    after which the decision has to be looked at again.
    """

    status: ReviewStatus
    decision: Decision | None = None
    by: str = ""
    at: str = ""
    reason: str = ""
    second: str = ""
    waiting: tuple[Review, ...] = ()
    disputed_by: tuple[str, ...] = ()
    reopened: RecordChange | None = None
    reviews: tuple[Review, ...] = ()


def caused_by(reason: str) -> str:
    """The review that the reason of an entry names as its cause; empty if it names none."""
    found = CAUSED.match(reason)
    return found.group(1) if found else ""


def review_state(reviews: Iterable[Review], changes: Sequence[RecordChange] = ()) -> ReviewState:
    """The state that all reviews of one record, undos among them, give it; `changes` are the versions of the record."""
    stand = standing(reviews)
    own = [review for review in stand if decides(review)]
    waiting = tuple(sorted((*_pending(own, stand), *_questions(stand)), key=order))
    if not own:
        asked = waiting[-1] if waiting else None
        status = ReviewStatus.SECOND if asked else ReviewStatus.OPEN
        by, at, why = (asked.by, asked.at, asked.reason) if asked else ("", "", "")
        return ReviewState(status, None, by, at, why, waiting=waiting, reviews=stand)
    last = own[-1]
    agree, disagree = answers_to(last, stand)
    state = ReviewState(
        STATUS_OF[last.decision],
        last.decision,
        last.by,
        last.at,
        last.reason,
        second=", ".join(sorted(agree) or _accepted_by(last, own)),
        waiting=waiting,
        disputed_by=tuple(sorted(disagree)),
        reviews=stand,
    )
    if waiting:
        return replace(state, status=ReviewStatus.SECOND)
    if reopened := _later_change(last, changes):
        return replace(state, status=ReviewStatus.OPEN, reopened=reopened)
    return replace(state, status=ReviewStatus.CHECKED) if state.second else state


def incident_state_of(own: Iterable[Review], of_claims: Iterable[Review], changes: Sequence[RecordChange] = ()) -> ReviewState:
    """The state of an incident from its own reviews and those of its claims and comparisons: what waits anywhere waits here too.

    Where nobody decided on the incident itself, a claim that was corrected, rejected or bound makes it corrected.
    """
    mine, state = in_order(own), review_state(own, changes)
    known = {review.id for review in mine}
    by_subject: dict[str, list[Review]] = {}
    for review in of_claims:
        if review.id not in known:
            by_subject.setdefault(review.subject, []).append(review)
    parts = [review_state(some) for some in by_subject.values()]
    waiting = (*state.waiting, *(review for part in parts for review in part.waiting))
    if waiting:
        return replace(state, status=ReviewStatus.SECOND, waiting=waiting)
    changing = [part for part in parts if part.decision not in (None, Decision.ACCEPT, Decision.UNCLEAR)]
    if state.status is ReviewStatus.OPEN and state.decision is None and changing:
        newest = max(changing, key=lambda part: (part.at, part.by))
        return replace(newest, status=ReviewStatus.CORRECTED, reviews=(*state.reviews, *newest.reviews))
    return state


def _pending(own: Sequence[Review], stand: Sequence[Review]) -> list[Review]:
    """The decisions that do not count yet, or no longer: too few agree."""
    return [review for review in own if not has_effect(review, stand)]


def _questions(stand: Sequence[Review]) -> list[Review]:
    """The questions to a second person that nobody else has answered since."""
    asked = [review for review in stand if review.decision is Decision.ASK]
    said = [review for review in stand if review.decision not in (Decision.ASK, Decision.NOTE)]
    return [one for one in asked if not any(other.by != one.by and _after(other, one) for other in said)]


def _after(review: Review, earlier: Review) -> bool:
    return order(review) > order(earlier)


def _accepted_by(last: Review, own: Sequence[Review]) -> list[str]:
    """Who accepted what another had decided: whoever accepts a record after another's correction has checked it."""
    if last.decision is not Decision.ACCEPT:
        return []
    return sorted({one.by for one in own[:-1] if one.by != last.by and one.decision is not Decision.REJECT})


def _later_change(last: Review, changes: Sequence[RecordChange]) -> RecordChange | None:
    """The last version of the record that a machine wrote after the decision, other than what followed from a review."""
    known = {one for one in (last.seen,) if one}
    later = [
        change
        for change in changes
        if not change.after and change.by == "machine" and (change.seq > last.seen if known else change.at > last.at)
    ]
    return max(later, key=lambda change: change.seq) if later else None
