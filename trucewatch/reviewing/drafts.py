"""Make a review of what a person typed: everything checked and filled in from the records it speaks of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from trucewatch.errors import ReviewError
from trucewatch.knowledge.places import Gazetteer
from trucewatch.ledger import Kind, Ledger, Record, Withdrawal
from trucewatch.model import (
    Claim,
    Comparison,
    Decision,
    Incident,
    Relation,
    Report,
    Review,
    ReviewField,
    Span,
    Statement,
    comparison_id,
)
from trucewatch.reconcile.grades.ruled import CONTRADICTS
from trucewatch.reviewing.rulings import COMPARISON
from trucewatch.reviewing.standing import decides, standing
from trucewatch.reviewing.taking import ClaimsTaken
from trucewatch.reviewing.values import checked_value, values_of

WITHOUT_REASON = frozenset({Decision.ACCEPT, Decision.AGREE, Decision.ASK, Decision.UNDO})
LONGEST_REASON = 10_000  # characters
MOST_OTHERS = 2_000
KINDS = frozenset({"claim", "incident", "finding", "ultimatum", "report", COMPARISON})


@dataclass(frozen=True, slots=True)
class Draft:
    """A decision as typed. `kind` and `subject` name the record; for a comparison `others` is the incident it stands in.

    SAME names the `others` of the same kind; NOT_SAME of an incident the claims to be split off, of a claim those it does not
    belong with (none: all others of its incident). AGREE, DISAGREE and UNDO may leave out which review they speak of: the last.
    """

    decision: Decision
    kind: str
    subject: str
    reason: str = ""
    field: str = ""
    new: str = ""
    old: str = ""
    words: Span | None = None
    others: tuple[str, ...] = ()
    answers: str = ""
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What a draft is checked against: the ledger up to an entry, and all reviews of the record."""

    ledger: Ledger
    gazetteer: Gazetteer
    moment: int
    reviews: tuple[Review, ...]


def reviewed(draft: Draft, case: Case, *, by: str, at: str) -> Review:
    """The review, still without its id; a ReviewError where the draft cannot be taken."""
    reason = draft.reason.strip()
    if not reason and draft.decision not in WITHOUT_REASON:
        raise ReviewError("a reason is asked: what in the words decides it?")
    if len(reason) > LONGEST_REASON:
        raise ReviewError(f"a reason has at most {LONGEST_REASON} characters, not {len(reason)}")
    if draft.kind not in KINDS:
        raise ReviewError(f"{draft.kind!r} is no kind of record to decide on; it is one of {', '.join(sorted(KINDS))}")
    if len(draft.others) > MOST_OTHERS:
        raise ReviewError(f"at most {MOST_OTHERS} others can be named at once, not {len(draft.others)}")
    plain = Review("", draft.subject, by, at, draft.decision, reason, draft.kind, others=draft.others, seen=case.moment)
    match draft.decision:
        case Decision.AGREE | Decision.DISAGREE | Decision.UNDO:
            return _on_another(plain, draft, case)
        case Decision.NOTE | Decision.ASK:
            return plain
        case _:
            return _FILL.get(draft.kind, _of_record)(plain, draft, case)


def _on_another(plain: Review, draft: Draft, case: Case) -> Review:
    """The review that is answered or undone gives the record, the field and the sides."""
    undo = draft.decision is Decision.UNDO
    known = {review.id: review for review in case.reviews}
    stand = standing(case.reviews)
    named = draft.undoes or draft.answers
    if undo:
        choice = [review for review in stand if review.by == plain.by]
    else:
        choice = [review for review in stand if review.by != plain.by and (decides(review) or review.decision is Decision.ASK)]
    target = known.get(named) if named else (choice[-1] if choice else None)
    if target is None:
        raise ReviewError(f"there is no review {named!r} of {draft.kind} {draft.subject}" if named else "nothing is decided yet")
    if not undo and target.by == plain.by:
        raise ReviewError(f"the second person must be another than the first, {target.by}")
    filled = replace(
        plain,
        subject=target.subject,
        kind=target.kind,
        field=target.field,
        others=target.others,
        these=target.these,
        those=target.those,
    )
    return replace(filled, undoes=target.id) if undo else replace(filled, answers=target.id)


def _of_record(plain: Review, draft: Draft, case: Case) -> Review:
    _held(draft.kind, draft.subject, case)
    if draft.decision not in (Decision.ACCEPT, Decision.REJECT, Decision.UNCLEAR, Decision.CONTRADICTION):
        raise ReviewError(f"{draft.decision} cannot be said of a {draft.kind}")
    return plain


def _of_claim(plain: Review, draft: Draft, case: Case) -> Review:
    claim = _claim(draft.subject, case)
    match draft.decision:
        case Decision.CORRECT:
            return _corrects(plain, draft, case, claim)
        case Decision.SAME | Decision.NOT_SAME:
            others = tuple(_claim(one, case).id for one in draft.others if one != claim.id) or _beside(claim, draft, case)
            return replace(plain, these=(claim.id,), those=others)
        case Decision.CONTRADICTION:
            raise ReviewError("two accounts contradict each other: say it of their comparison, or of the incident")
        case _:
            return plain


def _beside(claim: Claim, draft: Draft, case: Case) -> tuple[str, ...]:
    """The other claims of its incident, from which it is said to be another happening."""
    found = list(case.ledger.incidents(claim=claim.id, as_of=case.moment))
    others = tuple(other for one in found for other in one.claim_ids if other != claim.id)
    if draft.decision is Decision.SAME or not others:
        raise ReviewError("name at least one other claim")
    return others


def _corrects(plain: Review, draft: Draft, case: Case, claim: Claim) -> Review:
    if draft.field not in set(ReviewField) - {ReviewField.RELATION}:
        raise ReviewError(f"{draft.field!r} is no value of a claim; it is one of {', '.join(_fields_of_claim())}")
    field = ReviewField(draft.field)
    now = ClaimsTaken(case.ledger, case.gazetteer).taken([claim], case.moment)
    values = values_of(now[0] if now else claim, field)
    old = draft.old if field is ReviewField.FIGURE else (draft.old or values[0])
    if old not in values and not (field is ReviewField.FIGURE and not old):
        raise ReviewError(f"the {field} is {' and '.join(repr(value) for value in values) or 'empty'}, not {old!r}")
    new = checked_value(field, draft.new, now[0] if now else claim, case.gazetteer)
    if new == old:
        raise ReviewError(f"the {field} is {old!r} already")
    return replace(plain, field=field.value, old=old, new=new, words=_words(draft.words, claim, case))


def _fields_of_claim() -> Sequence[str]:
    return [field for field in ReviewField if field is not ReviewField.RELATION]


def _words(words: Span | None, claim: Claim, case: Case) -> Span | None:
    """The words named, if they stand so in the claim's report."""
    if words is None:
        return None
    report = case.ledger.get(Kind.REPORT, claim.report_id, as_of=case.moment)
    if words.report_id != claim.report_id or not isinstance(report, Report) or report.text[words.start : words.end] != words.text:
        raise ReviewError(f"{words.text!r} does not stand there in report {claim.report_id}")
    return words


def _of_incident(plain: Review, draft: Draft, case: Case) -> Review:
    incident = _incident(draft.subject, case)
    match draft.decision:
        case Decision.REJECT:
            return replace(plain, these=incident.claim_ids)
        case Decision.SAME:
            others = [_incident(one, case) for one in draft.others if one != incident.id]
            if not others:
                raise ReviewError("name at least one other incident")
            return replace(plain, these=incident.claim_ids[:1], those=tuple(one.claim_ids[0] for one in others))
        case Decision.NOT_SAME:
            return _splits(plain, incident)
        case Decision.CONTRADICTION:
            statement = draft.field or Statement.HAPPENED.value
            if statement not in set(Statement):
                raise ReviewError(f"{statement!r} is no statement of an incident; it is one of {', '.join(Statement)}")
            return replace(plain, field=statement, these=incident.claim_ids[:1])
        case Decision.CORRECT:
            raise ReviewError("every value of an incident is computed from its claims: correct the claim")
        case _:
            return plain


def _splits(plain: Review, incident: Incident) -> Review:
    off = tuple(dict.fromkeys(plain.others))
    strange = [claim for claim in off if claim not in incident.claim_ids]
    if strange:
        raise ReviewError(f"{strange[0]} is no claim of {incident.id}")
    rest = tuple(claim for claim in incident.claim_ids if claim not in off)
    if not off or not rest:
        raise ReviewError("a split names some of the claims of an incident, not all and not none")
    return replace(plain, these=off, those=rest)


def _of_comparison(plain: Review, draft: Draft, case: Case) -> Review:
    incident = _incident(draft.others[0] if draft.others else "", case)
    found = [one for one in incident.comparisons if comparison_id(one) == draft.subject]
    if not found:
        raise ReviewError(f"{incident.id} has no comparison {draft.subject}")
    one = next((other for other in found if other.relation is not Relation.AGREE), found[0])  # words that agree may part too
    filled = replace(plain, words=one.a, others=(incident.id,), these=_telling(one.a, incident, case))
    filled = replace(filled, those=_telling(one.b, incident, case) if one.b else ())
    if draft.decision is Decision.CORRECT:
        new = checked_value(ReviewField.RELATION, draft.new, _claim(filled.these[0], case), case.gazetteer)
        if new == one.relation:
            raise ReviewError(f"the comparison is classed as {one.relation} already")
        return replace(filled, field=ReviewField.RELATION.value, old=one.relation.value, new=new)
    if draft.decision is Decision.CONTRADICTION and not _can_contradict(one):
        raise ReviewError(f"{one.relation}: such accounts do not exclude each other; class the comparison otherwise first")
    if draft.decision in (Decision.SAME, Decision.NOT_SAME):
        raise ReviewError(f"{draft.decision} is said of claims or incidents")
    return filled


def _can_contradict(comparison: Comparison) -> bool:
    return comparison.relation in CONTRADICTS and comparison.b is not None


def _telling(words: Span, incident: Incident, case: Case) -> tuple[str, ...]:
    """The claims of the incident that rest on these words; all of their report where none does."""
    claims = tuple(case.ledger.held(Claim, incident.claim_ids, as_of=case.moment))
    own = [claim for claim in claims if claim.report_id == words.report_id]
    resting = [claim for claim in own if claim.quote.overlaps(words)]
    return tuple(sorted(claim.id for claim in (resting or own)))


_FILL = {"claim": _of_claim, "incident": _of_incident, COMPARISON: _of_comparison}


def _claim(claim_id: str, case: Case) -> Claim:
    found = _held(Kind.CLAIM.value, claim_id, case)
    assert isinstance(found, Claim)
    return found


def _incident(incident_id: str, case: Case) -> Incident:
    found = _held(Kind.INCIDENT.value, incident_id, case)
    assert isinstance(found, Incident)
    return found


def _held(kind: str, record_id: str, case: Case) -> Record:
    """The record as it stands; a ReviewError that says what became of it where it does not."""
    found = case.ledger.get(kind, record_id, as_of=case.moment) if record_id else None
    if found is None:
        gone = _withdrawn(case.ledger.history(kind, record_id)) if record_id else None
        became = f" any more: {gone.reason}{_into(gone)}" if gone else ""
        raise ReviewError(f"the ledger has no {kind} {record_id!r}{became}")
    return found


def _withdrawn(entries: Iterable[object]) -> Withdrawal | None:
    records = [getattr(entry, "record", None) for entry in entries]
    return records[-1] if records and isinstance(records[-1], Withdrawal) else None


def _into(gone: Withdrawal) -> str:
    return f" (now {', '.join(gone.into)})" if gone.into else ""
