"""Which reviews stand, and which of those that stand have effect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from trucewatch.knowledge.review_tables import second_person_rules
from trucewatch.model import Decision, Review
from trucewatch.model.review import ANSWERS, REMARKS

LATEST = datetime.max.replace(tzinfo=UTC)


def moment_of(review: Review) -> datetime:
    """When it was decided; what gives no instant comes last."""
    try:
        at = datetime.fromisoformat(review.at)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return LATEST


def order(review: Review) -> tuple[int, datetime, str]:
    """What reviews go by: the entry behind which they were recorded, whatever the clocks said; then the clock."""
    return review.seen, moment_of(review), review.id


def in_order(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """Each review once, the oldest first."""
    once = {review.id: review for review in reviews}
    return tuple(sorted(once.values(), key=order))


def standing(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The reviews that nobody took back, the oldest first; an undo that is itself undone takes nothing back.

    Undos are no longer among them.
    """
    return tuple(review for review in not_undone(reviews) if review.decision is not Decision.UNDO)


def not_undone(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """As `standing`, with the undos that stand."""
    ordered = in_order(reviews)
    undone_by: dict[str, list[Review]] = {}
    for review in ordered:
        if review.decision is Decision.UNDO:
            undone_by.setdefault(review.undoes, []).append(review)
    stands: dict[str, bool] = {}
    for review in reversed(_undos_last_first(ordered)):
        stands[review.id] = not any(stands.get(undo.id, True) for undo in undone_by.get(review.id, ()))
    return tuple(review for review in ordered if stands[review.id])


def _undos_last_first(ordered: Sequence[Review]) -> list[Review]:
    """The reviews so that what is undone comes before what undoes it, whatever their clocks said."""
    known = {review.id: review for review in ordered}
    depth: dict[str, int] = {}
    for review in ordered:
        chain, one = [], review
        while one.id not in depth and one.undoes in known and one.id not in chain:
            chain.append(one.id)
            one = known[one.undoes]
        base = depth.setdefault(one.id, 0)
        for step, key in enumerate(reversed(chain), 1):
            depth.setdefault(key, base + step)
    return sorted(ordered, key=lambda review: depth[review.id])


def needs_second(review: Review) -> bool:
    """True if the decision has no effect before another person agrees (`second_person.csv`)."""
    rules = second_person_rules()
    return (review.decision.value, review.field) in rules or (review.decision.value, "") in rules


def answers_to(review: Review, stand: Iterable[Review]) -> tuple[frozenset[str], frozenset[str]]:
    """Who else agrees with a review, and who disagrees; each by the last word. Whoever decides the same agrees with it."""
    last: dict[str, bool] = {}
    for one in stand:
        if one.by == review.by:
            continue
        if one.answers == review.id and one.decision in (Decision.AGREE, Decision.DISAGREE):
            last[one.by] = one.decision is Decision.AGREE
        elif content_of(one) == content_of(review):
            last[one.by] = True
    agree = frozenset(by for by, yes in last.items() if yes)
    return agree, frozenset(last) - agree


def content_of(review: Review) -> tuple[object, ...]:
    """What was decided, whoever decided it and whenever."""
    sides = (review.others, review.these, review.those, review.answers, review.undoes)
    return review.decision, review.kind, review.subject, review.field, review.old, review.new, *sides


def decides(review: Review) -> bool:
    """True if it is a decision of its own, neither a remark nor a word on another review."""
    return review.decision not in ANSWERS and review.decision not in REMARKS


def has_effect(review: Review, stand: Iterable[Review]) -> bool:
    """True if a standing decision counts: nobody disagrees, or more agree than disagree; where two are needed, another agrees."""
    agree, disagree = answers_to(review, stand)
    return len(agree) > len(disagree) if disagree or needs_second(review) else True


def effective(reviews: Iterable[Review]) -> tuple[Review, ...]:
    """The decisions that stand and count, the oldest first."""
    stand = standing(reviews)
    return tuple(review for review in stand if decides(review) and has_effect(review, stand))


def last_word(reviews: Iterable[Review]) -> Review | None:
    """Of effective decisions the last that keeps a record or rejects it; None if there is none."""
    found = [review for review in reviews if review.decision in (Decision.ACCEPT, Decision.REJECT)]
    return found[-1] if found else None
