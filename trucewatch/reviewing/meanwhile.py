"""What others changed on a record since somebody looked at it, where it touches what he decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trucewatch.ledger import Entry, Kind, Ledger, Withdrawal
from trucewatch.ledger.chain import instant
from trucewatch.model import Decision, Review, ReviewField
from trucewatch.model.review import REMARKS
from trucewatch.reviewing.drafts import Draft
from trucewatch.reviewing.states import caused_by

BINDING = frozenset({Decision.SAME, Decision.NOT_SAME})
ACTS = frozenset({ReviewField.TYPE, ReviewField.MODE})


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One change by others: of which record, by whom, when, in which entry, in words; `review` where a person decided."""

    kind: str
    id: str
    by: str
    at: str
    seq: int
    what: str
    review: Review | None = None


def since(ledger: Ledger, draft: Draft, seen: int, *, by: str) -> tuple[Meanwhile, ...]:
    """What others did behind entry `seen` that touches the draft, the oldest first; () for a mere remark."""
    if draft.decision in REMARKS:
        return ()
    found = [*_versions(ledger, draft, seen, by), *_decisions(ledger, draft, seen, by)]
    return tuple(sorted(found, key=lambda one: one.seq))


def _versions(ledger: Ledger, draft: Draft, seen: int, by: str) -> Iterator[Meanwhile]:
    """New versions of the record itself, other than what followed from this person's own decisions."""
    if draft.kind not in set(Kind) or draft.decision is Decision.UNDO:
        return
    for entry in ledger.history(draft.kind, draft.subject):
        if entry.seq > seen and not _own(ledger, entry, by):
            yield Meanwhile(draft.kind, draft.subject, _whose(ledger, entry), instant(entry.stamp.at), entry.seq, _version(entry))


def _own(ledger: Ledger, entry: Entry, by: str) -> bool:
    cause = caused_by(entry.stamp.reason)
    return bool(cause) and _author(ledger, cause) == by


def _author(ledger: Ledger, review_id: str) -> str:
    found = ledger.get(Kind.REVIEW, review_id)
    return found.by if isinstance(found, Review) else ""


def _whose(ledger: Ledger, entry: Entry) -> str:
    cause = caused_by(entry.stamp.reason)
    return (_author(ledger, cause) if cause else "") or entry.stamp.author


def _version(entry: Entry) -> str:
    if isinstance(entry.record, Withdrawal):
        into = f"; now {', '.join(entry.record.into)}" if entry.record.into else ""
        return f"withdrawn: {entry.record.reason}{into}"
    return f"changed: {entry.stamp.reason}" if entry.stamp.reason else "changed by a new reading"


def _decisions(ledger: Ledger, draft: Draft, seen: int, by: str) -> Iterator[Meanwhile]:
    reviews = {one.id: one for one in ledger.reviews(subject=draft.subject)}
    if draft.decision in BINDING:
        named = {draft.subject, *draft.others}
        reviews |= {one.id: one for one in ledger.naming(Review, "claim", named)}
        reviews |= {one.id: one for one in ledger.naming(Review, "subject", named)}
    for review in reviews.values():
        if review.by == by or not touches(draft, review, reviews.values()):
            continue
        seq = ledger.history(Kind.REVIEW, review.id)[0].seq
        if seq > seen:
            yield Meanwhile(review.kind, review.subject, review.by, review.at, seq, told(review), review)


def touches(draft: Draft, review: Review, known: Iterable[Review] = ()) -> bool:
    """True if another's review and a draft speak of the same thing otherwise; the same decision twice is agreement."""
    if review.decision in REMARKS or draft.decision in REMARKS:
        return False
    if draft.decision in (Decision.AGREE, Decision.DISAGREE, Decision.UNDO):
        about = draft.answers or draft.undoes
        if review.undoes == about and about:
            return draft.decision is not Decision.UNDO
        return bool(about) and review.id != about and _same_value(_find(about, known), review)
    if review.decision in (Decision.AGREE, Decision.DISAGREE):
        return False
    if _same_content(draft, review):
        return False
    if draft.decision is Decision.CORRECT and (review.decision is Decision.CORRECT or review.field):
        return _same_field(draft.field, draft.old, review)
    if (draft.decision in BINDING) is not (review.decision in BINDING):
        return Decision.REJECT in (draft.decision, review.decision)
    return True


def _find(review_id: str, known: Iterable[Review]) -> Review | None:
    return next((one for one in known if one.id == review_id), None)


def _same_value(target: Review | None, review: Review) -> bool:
    """True if a review decides on the value that another review decided on."""
    if target is None or review.decision in (Decision.AGREE, Decision.DISAGREE):
        return False
    return review.decision is Decision.REJECT or (bool(target.field) and _same_field(target.field, target.old, review))


def _same_field(field: str, old: str, review: Review) -> bool:
    if field == ReviewField.FIGURE and review.field == field and review.old:
        return old in (review.old, review.new)
    return field == review.field or {field, review.field} <= ACTS


def _same_content(draft: Draft, review: Review) -> bool:
    if (draft.decision, draft.kind, draft.subject) != (review.decision, review.kind, review.subject):
        return False
    return (draft.field, " ".join(draft.new.split())) == (review.field, review.new) and set(draft.others) <= {
        *review.others,
        *review.those,
    }


def told(review: Review) -> str:
    """A review in a few words: "correct: actor from 'TUR' to 'RUS' (the caption names Russia)"."""
    value = f": {review.field} from {review.old!r} to {review.new!r}" if review.decision is Decision.CORRECT else ""
    return f"{review.decision}{value}{f' ({review.reason})' if review.reason else ''}"
