"""Take a person's decision into the ledger, with all that follows from it, unless others changed the same thing meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from trucewatch.knowledge.places import Gazetteer
from trucewatch.ledger import Entry, Kind, Ledger, Record, Stamp, Withdrawal
from trucewatch.ledger.chain import instant
from trucewatch.model import Review, review_id
from trucewatch.refreshing import Outcome, TooMuch, concluded
from trucewatch.reviewing.drafts import Case, Draft, reviewed
from trucewatch.reviewing.meanwhile import Meanwhile, since
from trucewatch.reviewing.standing import content_of, in_order, not_undone, standing
from trucewatch.reviewing.states import RecordChange, review_state

TRIES = 8  # how often another writer may be quicker before the decision is recorded alone
MOST_AT_ONCE = 150  # claims merged anew while a person waits: 2 to 3 ms each, once everything is loaded

__all__ = ["Decided", "Draft", "Effect", "Meanwhile", "Overtaken", "decide", "reviews_of"]


@dataclass(frozen=True, slots=True)
class Effect:
    """A record that a decision changed: `how` is "new", "changed" or "gone"; what is gone names the records it went `into`."""

    kind: str
    id: str
    how: str
    into: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that is recorded, with what it changed; `seq` is the ledger's last entry then.

    `again` is True for a decision that this person had taken already: nothing was recorded. `later` is True where more than
    `MOST_AT_ONCE` claims hang together with it: the decision stands, and what follows is worked out by the next `refresh`
    (`trucewatch run`, `trucewatch review apply`).
    """

    review: Review
    effects: tuple[Effect, ...]
    seq: int
    again: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Others changed the same thing since `seen`: nothing was recorded, the draft is returned as it was typed.

    Whoever decides all the same sends the draft again with `seen=seq`.
    """

    draft: Draft
    changes: tuple[Meanwhile, ...]
    seq: int


def decide(ledger: Ledger, draft: Draft, *, seen: int, gazetteer: Gazetteer, stamp: Stamp) -> Decided | Overtaken:
    """Record a decision of `stamp.author`, who saw the ledger up to entry `seen`, in one step with all that follows from it.

    A ReviewError says what cannot be taken as it was typed. The same decision sent twice is recorded once.
    """
    for attempt in range(TRIES + 1):
        head = ledger.head()[0]
        changes = since(ledger, draft, min(seen, head), by=stamp.author)
        if changes:
            return Overtaken(draft, changes, head)
        known = reviews_of(ledger, draft.kind, draft.subject)
        review = reviewed(draft, Case(ledger, gazetteer, head, known), by=stamp.author, at=instant(stamp.at))
        if (earlier := _said_already(ledger, review, known)) is not None:
            return Decided(earlier, (), head, again=True)
        review = replace(review, id=review_id(review))
        outcome, later = (None, True) if attempt == TRIES else _following(ledger, review, gazetteer, head)
        if (effects := _record(ledger, review, outcome, stamp, head)) is not None:
            return Decided(review, effects, ledger.head()[0], later=later)
        if attempt == TRIES:
            ledger.append([review], replace(stamp, reason=review.reason))
    return Decided(review, (), ledger.head()[0], later=bool(review.claims))


def _following(ledger: Ledger, review: Review, gazetteer: Gazetteer, head: int) -> tuple[Outcome | None, bool]:
    """What follows from a review, and whether that has to be worked out later."""
    try:
        return (concluded(ledger, (), gazetteer, head, (review,), most=MOST_AT_ONCE) if review.claims else None), False
    except TooMuch:
        return None, True


def reviews_of(ledger: Ledger, kind: str, subject: str) -> tuple[Review, ...]:
    """All reviews of one record, undos among them, the oldest first."""
    return in_order(one for one in ledger.reviews(subject=subject) if not one.kind or not kind or one.kind == kind)


def _record(ledger: Ledger, review: Review, outcome: Outcome | None, stamp: Stamp, head: int) -> tuple[Effect, ...] | None:
    """What was written beside the review; None if another writer was quicker."""
    records = outcome.records if outcome else ()
    before = _standing_before(ledger, records)
    by = replace(stamp, reason=review.reason)
    machine = replace(stamp, author="machine", reason=f"after {review.id}: {review.decision} by {review.by}")
    gathered = outcome.gathered if outcome else None
    if ledger.append_decided([review], by, records, machine, gathered, head=head) is None:
        return None
    return tuple(_effects(records, before))


def _standing_before(ledger: Ledger, records: Iterable[Record]) -> dict[tuple[type[Record], str], Record]:
    wanted: dict[type[Record], set[str]] = {}
    for record in records:
        if not isinstance(record, Withdrawal):
            wanted.setdefault(type(record), set()).add(_id(record))
    return {(kind, _id(one)): one for kind, ids in wanted.items() for one in ledger.held(kind, ids)}


def _id(record: Record) -> str:
    return str(getattr(record, "id", ""))


def _effects(records: Iterable[Record], before: dict[tuple[type[Record], str], Record]) -> Iterable[Effect]:
    for record in records:
        if isinstance(record, Withdrawal):
            yield Effect(record.kind.value, record.id, "gone", record.into)
            continue
        was, kind = before.get((type(record), _id(record))), _kind(record)
        if was != record:
            yield Effect(kind, _id(record), "new" if was is None else "changed")


def _kind(record: Record) -> str:
    return type(record).__name__.lower()


def _said_already(ledger: Ledger, review: Review, known: tuple[Review, ...]) -> Review | None:
    """The review that says the same already, of the same person, if nothing was said or changed on the record since."""
    if review.undoes:
        undone = [one for one in not_undone(known) if one.undoes == review.undoes]
        return undone[-1] if undone else None
    mine = [one for one in standing(known) if one.by == review.by and content_of(one) == content_of(review)]
    same = [one for one in mine if one.reason == review.reason]
    if not same:
        return None
    others_since = [one for one in standing(known) if one.by != review.by and one.seen >= same[-1].seen and one.id != same[-1].id]
    changes = record_changes(ledger, review.kind, review.subject)
    return same[-1] if not others_since and review_state(same[-1:], changes).reopened is None else None


def record_changes(ledger: Ledger, kind: str, subject: str) -> tuple[RecordChange, ...]:
    """Every version of a record that was written, and every withdrawal, as `review_state` asks for them."""
    return tuple(_change(entry) for entry in ledger.history(kind, subject)) if kind in set(Kind) else ()


def _change(entry: Entry) -> RecordChange:
    return RecordChange(entry.seq, instant(entry.stamp.at), entry.stamp.author, entry.stamp.reason)
