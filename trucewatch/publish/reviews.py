"""Write what people decided: reviews as rows, and corrected and accepted claims as gold, in the form of the claims guideline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from trucewatch.errors import UsageError
from trucewatch.knowledge.places import Gazetteer, load_gazetteer
from trucewatch.ledger import Kind, Ledger
from trucewatch.model import Claim, Comparison, Decision, Incident, Review, ReviewField, comparison_id
from trucewatch.publish.claims import claim_row
from trucewatch.reviewing.correcting import corrected_by
from trucewatch.reviewing.deciding import record_changes
from trucewatch.reviewing.rulings import Rulings, rulings_of
from trucewatch.reviewing.standing import answers_to, decides, effective, has_effect, in_order, not_undone, standing
from trucewatch.reviewing.states import ReviewStatus, review_state
from trucewatch.reviewing.values import values_of

# The fields of the claims guideline that gold has, in its order
GOLD = ("id", "report", "quote", "type", "mode", "actor", "recipient", "place", "time", "realis", "speaker", "direct_quote")
GOLD_LAST = ("figures", "deadline")
SETTLED = frozenset({ReviewStatus.ACCEPTED, ReviewStatus.CORRECTED, ReviewStatus.CHECKED})


def review_rows(ledger: Ledger, *, subject: str = "") -> Iterator[dict[str, object]]:
    """Every review, the oldest first, with whether it stands, counts or waits for a second person; of one record, if it is named.

    `rests_on_record` is False where the record is no longer there.
    """
    reviews = in_order(ledger.reviews(subject=subject or None))
    stand = standing(reviews)
    standing_ids = {review.id for review in not_undone(reviews)}
    by_subject: dict[str, list[Review]] = {}
    for review in stand:
        by_subject.setdefault(review.subject, []).append(review)
    for review in reviews:
        alive = review.id in standing_ids
        own = by_subject.get(review.subject, [])
        counts = alive and decides(review) and has_effect(review, own)
        yield review_row(review) | {
            "stands": alive,
            "counts": counts,
            "waits": alive and review in review_state(own).waiting,
            "agreed_by": sorted(answers_to(review, own)[0]),
            "rests_on_record": rests(ledger, review),
        }


def review_row(review: Review) -> dict[str, object]:
    """One review as a flat row."""
    words = review.words
    return {
        "id": review.id,
        "at": review.at,
        "by": review.by,
        "decision": review.decision.value,
        "kind": review.kind,
        "subject": review.subject,
        "reason": review.reason,
        "field": review.field,
        "old": review.old,
        "new": review.new,
        "words": words.text if words else None,
        "report": words.report_id if words else None,
        "start": words.start if words else None,
        "end": words.end if words else None,
        "others": list(review.others),
        "these": list(review.these),
        "those": list(review.those),
        "seen": review.seen,
        "answers": review.answers,
        "undoes": review.undoes,
    }


def rests(ledger: Ledger, review: Review) -> bool:
    """True if the record that a review speaks of still stands; a comparison does while its claims do."""
    if review.kind in set(Kind):
        return ledger.get(review.kind, review.subject) is not None
    named = [*review.these, *review.those]
    return len(list(ledger.held(Claim, named))) == len(set(named)) if named else True


def gold_rows(ledger: Ledger, gazetteer: Gazetteer | None = None) -> Iterator[dict[str, object]]:
    """The claims that people accepted or corrected, by report and place in it, in exactly the form of hand-marked gold.

    Left out are claims that were rejected, wait for a second person, or cannot be told. Two claims have the same `same_as` where
    they stand in one incident. The claims of a report that nobody looked at are left out too: whoever scores a reader against
    this gold counts its recall, not its precision.
    """
    reviews = in_order(ledger.reviews())
    rulings, gazetteer = rulings_of(reviews), gazetteer or load_gazetteer()
    by_claim: dict[str, list[Review]] = {}
    for review in reviews:
        if review.kind == Kind.CLAIM:
            by_claim.setdefault(review.subject, []).append(review)
    looked_at = sorted(claim for claim, own in by_claim.items() if _settled(own))
    held = sorted(ledger.held(Claim, looked_at), key=lambda claim: (claim.report_id, claim.quote.start, claim.id))
    told_in = _incidents(ledger, [claim.id for claim in held])
    for claim in held:
        if (row := _gold(claim, rulings, gazetteer, told_in.get(claim.id))) is not None:
            yield row


def _settled(reviews: Iterable[Review]) -> bool:
    """True if the values of a claim were accepted or corrected, and nothing waits."""
    reviews = tuple(reviews)
    looked = any(one.decision in (Decision.ACCEPT, Decision.CORRECT) for one in effective(reviews))
    return looked and review_state(reviews).status in SETTLED


def _gold(claim: Claim, rulings: Rulings, gazetteer: Gazetteer, incident: str | None) -> dict[str, object] | None:
    now = corrected_by(claim, rulings.on_claims.get(claim.id, ()), gazetteer)
    if now.rejected is not None:
        return None
    row = claim_row(now.claim)
    told = {key: row[key] for key in (*GOLD, *GOLD_LAST)}
    return told | {"core": True, "same_as": incident}


def _incidents(ledger: Ledger, claims: list[str]) -> dict[str, str]:
    """The incident that each of these claims stands in."""
    found = ledger.naming(Incident, "claim", claims)
    return {claim: incident.id for incident in found for claim in incident.claim_ids}


def record_row(ledger: Ledger, record_id: str) -> dict[str, object]:
    """How one record stands reviewed; a UsageError if the ledger knows neither the record nor a review of it."""
    kind = record_id.partition("-")[0]
    reviews = in_order(ledger.reviews(subject=record_id))
    changes = record_changes(ledger, kind, record_id)
    if not reviews and not changes:
        raise UsageError(f"the ledger has no {record_id!r}")
    state = review_state(reviews, changes)
    found = ledger.get(kind, record_id) if kind in set(Kind) else None
    row: dict[str, object] = {
        "id": record_id,
        "status": state.status.value,
        "by": state.by,
        "at": state.at,
        "reason": state.reason,
        "second": state.second,
        "disputed_by": list(state.disputed_by),
        "waiting": [review.id for review in state.waiting],
        "reopened": f"{state.reopened.by}, {state.reopened.at}: {state.reopened.why}" if state.reopened else None,
        "reviews": [review_row(review) for review in reviews],
    }
    if isinstance(found, Claim):
        row["values"] = {field.value: list(values_of(found, field)) for field in ReviewField if values_of(found, field)}
    if isinstance(found, Incident):
        row["claims"] = list(found.claim_ids)
        row["comparisons"] = [_comparison_row(one) for one in found.comparisons]
    return row


def _comparison_row(comparison: Comparison) -> dict[str, object]:
    words = [span.text for span in (comparison.a, comparison.b) if span]
    return {"id": comparison_id(comparison), "relation": comparison.relation.value, "words": words, "why": comparison.why}


def record_lines(row: Mapping[str, Any]) -> Iterator[str]:
    """The same for a terminal."""
    who = f", {row['by']} {str(row['at'])[:16]}" if row["by"] else ""
    second = f", with {row['second']}" if row["second"] else ""
    yield f"{row['id']}  {row['status']}{who}{second}\n"
    if row["reopened"]:
        yield f"  changed since it was decided: {row['reopened']}\n"
    for field, values in row.get("values", {}).items():
        yield f"  {field:<10} {'; '.join(values) or '-'}\n"
    yield from (f"  {claim}\n" for claim in row.get("claims", ()))
    for one in row.get("comparisons", ()):
        yield f"  {one['id']}  {one['relation']}: {' / '.join(one['words'])}\n"
    for review in row["reviews"]:
        value = f" {review['field']}: {review['old']!r} -> {review['new']!r}" if review["decision"] == "correct" else ""
        yield f"  {review['id']}  {str(review['at'])[:16]}  {review['by']}  {review['decision']}{value}  {review['reason']}\n"
