"""Apply corrections to a claim: what the reader read stays in the ledger, what counts is what people made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from trucewatch.errors import ReviewError
from trucewatch.knowledge.places import Gazetteer
from trucewatch.model import Actor, Claim, Corrected, Decision, Figure, Interval, Place, Realis, Review, ReviewField, Span
from trucewatch.resolve.places import place_at
from trucewatch.reviewing.standing import effective, last_word
from trucewatch.reviewing.values import act_of, days_of, figure_of, figure_words, parties_of


def corrected(claim: Claim, reviews: Iterable[Review], gazetteer: Gazetteer) -> Corrected:
    """A claim as it counts after all decisions on it, each correction with its old and new value.

    Reviews of other records are passed over. A correction whose place, party or figure is gone is `loose`: it changes nothing.
    """
    return corrected_by(claim, effective(reviews), gazetteer)


def corrected_by(claim: Claim, decided: Iterable[Review], gazetteer: Gazetteer) -> Corrected:
    """As `corrected`, of decisions that are known to have effect, the oldest first."""
    decided = tuple(decided)
    last = last_word(review for review in decided if _keeps_or_rejects(review, claim))
    changes: list[Review] = []
    loose: list[Review] = []
    now = claim
    for review in decided:
        if review.decision is not Decision.CORRECT or review.subject != claim.id:
            continue
        after = _applied(now, review, gazetteer)
        (loose if after is None else changes).append(review)
        now = now if after is None else after
    return Corrected(now, tuple(changes), last if last and last.decision is Decision.REJECT else None, tuple(loose))


def _keeps_or_rejects(review: Review, claim: Claim) -> bool:
    """True of a word on this claim, or on a whole incident that it was one of the claims of."""
    return review.subject == claim.id or (review.decision is Decision.REJECT and claim.id in review.these)


def _applied(claim: Claim, review: Review, gazetteer: Gazetteer) -> Claim | None:
    """The claim with one value changed; None where there is nothing to change, or no such value any more."""
    words = review.words if review.words is not None and review.words.report_id == claim.report_id else claim.quote
    change = _CHANGES.get(review.field)
    try:
        return change(claim, review, words, gazetteer) if change else None
    except (ReviewError, ValueError):  # a party, a mode or a place of then that is none today
        return None


def _parties(actors: tuple[Actor, ...], new: str, words: Span, quote: Span) -> tuple[Actor, ...]:
    """Parties that are kept keep their words; a new one has those given, or those of the one whose place it takes."""
    held = {actor.party: actor for actor in actors if actor.party}
    codes = parties_of(new)
    left = [actor for actor in actors if actor.party not in codes]
    instead = left[0].span if len(left) == 1 and words == quote else words
    return tuple(held.get(code) or Actor(instead, party=code) for code in codes)


def _actor(claim: Claim, review: Review, words: Span, _: Gazetteer) -> Claim:
    return replace(claim, actor=_parties(claim.actor, review.new, words, claim.quote))


def _recipient(claim: Claim, review: Review, words: Span, _: Gazetteer) -> Claim:
    return replace(claim, recipient=_parties(claim.recipient, review.new, words, claim.quote))


def _place(claim: Claim, review: Review, words: Span, gazetteer: Gazetteer) -> Claim | None:
    if not review.new:
        return replace(claim, place=None)
    before = claim.place
    span = before.span if before is not None and words == claim.quote else words
    name = words.text if words != claim.quote else before.name if before is not None else ""
    place = place_at(Place(span, name), review.new, gazetteer)
    return replace(claim, place=place) if place is not None else None


def _time(claim: Claim, review: Review, words: Span, _: Gazetteer) -> Claim:
    return replace(claim, time=_as_told(days_of(review.new, words), claim.time))


def _as_told(days: Interval | None, before: Interval | None) -> Interval | None:
    """Days that are the same as before keep their words."""
    return before if days and before and (days.start, days.end) == (before.start, before.end) else days


def _type(claim: Claim, review: Review, _: Span, __: Gazetteer) -> Claim:
    kind, mode = act_of(review.new)
    return replace(claim, type=kind, mode=mode)


def _mode(claim: Claim, review: Review, _: Span, __: Gazetteer) -> Claim:
    return replace(claim, mode=review.new or None)


def _realis(claim: Claim, review: Review, _: Span, __: Gazetteer) -> Claim:
    return replace(claim, realis=Realis(review.new))


def _figure(claim: Claim, review: Review, words: Span, _: Gazetteer) -> Claim | None:
    """One figure changed, taken out (no new one) or put in (no old one)."""
    if not review.old:
        return replace(claim, figures=(*claim.figures, figure_of(review.new, words)))
    at = next((at for at, figure in enumerate(claim.figures) if figure_words(figure) == review.old), None)
    if at is None:
        return None
    span = claim.figures[at].span if words == claim.quote else words
    instead: tuple[Figure, ...] = (figure_of(review.new, span),) if review.new else ()
    return replace(claim, figures=(*claim.figures[:at], *instead, *claim.figures[at + 1 :]))


def _speaker(claim: Claim, review: Review, words: Span, _: Gazetteer) -> Claim:
    """Whoever speaks is the nearest of those through whom it has come."""
    others = claim.sources[1:] if claim.sources and claim.sources[0] == claim.speaker else claim.sources
    if not review.new:
        return replace(claim, speaker=None, sources=others)
    span = claim.speaker.span if claim.speaker is not None and words == claim.quote else words
    speaker = Actor(span, name=review.new)
    return replace(claim, speaker=speaker, sources=(speaker, *others))


def _deadline(claim: Claim, review: Review, words: Span, _: Gazetteer) -> Claim:
    return replace(claim, deadline=_as_told(days_of(review.new, words), claim.deadline))


_CHANGES: dict[str, Callable[[Claim, Review, Span, Gazetteer], Claim | None]] = {
    ReviewField.ACTOR: _actor,
    ReviewField.RECIPIENT: _recipient,
    ReviewField.PLACE: _place,
    ReviewField.TIME: _time,
    ReviewField.TYPE: _type,
    ReviewField.MODE: _mode,
    ReviewField.REALIS: _realis,
    ReviewField.FIGURE: _figure,
    ReviewField.SPEAKER: _speaker,
    ReviewField.DEADLINE: _deadline,
}
