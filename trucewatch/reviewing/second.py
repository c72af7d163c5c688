"""What waits for a second person: decisions that one alone cannot take, and what somebody asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from trucewatch.model import Decision, Review
from trucewatch.reviewing.matter import Matter, by_whom
from trucewatch.reviewing.queue import SECOND, Sign, Waiting
from trucewatch.reviewing.states import review_state

QUESTION = "question"


def second_opinions(matter: Matter) -> Iterator[Waiting]:
    """What others decided or asked, and nobody else has answered."""
    claims = {claim.id: claim for claim in matter.told}
    for subject, reviews in sorted(matter.on.items()):
        for review in review_state(reviews).waiting:
            item = second_opinion(review, matter.since, reviews)
            quote = (claims[subject].quote,) if subject in claims else ()
            yield replace(
                item,
                incident=matter.incident.id,
                signs=(*item.signs, *matter.high),
                words=(review.words,) if review.words else quote,
                grade=matter.incident.state.value,
                agreements=tuple(sorted({finding.agreement_id for finding in matter.findings})),
                areas=matter.areas,
                letters=tuple(filter(None, (matter.letter_of(subject),))),
            )


def second_opinion(review: Review, since: datetime, reviews: Sequence[Review]) -> Waiting:
    """A decision that counts only when another person agrees, or a question to another person."""
    told = (("by", review.by), ("decision", review.decision.value), ("reason", review.reason))
    change = (("field", review.field), ("old", review.old), ("new", review.new)) if review.field else ()
    return Waiting(
        QUESTION if review.decision is Decision.ASK else SECOND,
        review.kind,
        review.subject,
        "",
        _at(review) or since,
        (*told, *change),
        (Sign(SECOND, review.by),),
        review.these,
        review.those,
        review.others,
        by=by_whom(reviews),
        answers=review.id,
    )


def asked_again(found: Sequence[Waiting], waiting: Sequence[Waiting]) -> tuple[list[Waiting], list[Waiting]]:
    """A question that somebody asked a second person is the same question again, now with that sign."""
    asks = {(one.kind, one.subject): one for one in waiting if one.asked == QUESTION}
    again: dict[str, Waiting] = {}
    for item in found:
        if (ask := asks.get((item.kind, item.subject))) and not item.open and set(ask.others) <= {*item.others, *item.those}:
            signs = (*ask.signs, *item.signs)
            values = (*item.values, *ask.values)
            again[item.id] = replace(item, open=True, answers=ask.answers, signs=signs, values=values, by=ask.by)
    told = {one.answers for one in again.values()}
    return [again.get(item.id, item) for item in found], [one for one in waiting if one.answers not in told]


def _at(review: Review) -> datetime | None:
    try:
        at = datetime.fromisoformat(review.at)
    except ValueError:
        return None
    return at if at.tzinfo else None
