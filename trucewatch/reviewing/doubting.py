"""What of a claim was read with doubt: who, where or when is left open, or the whole is read with little confidence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from trucewatch.knowledge.queue_tables import sign_rows
from trucewatch.model import MODES, Claim, Realis, Span
from trucewatch.reviewing.queue import Sign

MOST_CANDIDATES = 4  # named in a question; the form lists all


@dataclass(frozen=True, slots=True)
class Doubt:
    """The question that a doubt raises, what fills it, its signs, and the words it rests on."""

    asked: str
    values: tuple[tuple[str, str], ...]
    signs: tuple[Sign, ...]
    words: tuple[Span, ...]


def doubt_of(claim: Claim) -> Doubt | None:
    """What a person should look at in a claim: one question, with the signs of all doubts; None where there is none.

    A line of a log is the word of whoever wrote it down and is not doubted here.
    """
    if claim.logged is not None:
        return None
    found = [doubt for look in LOOKING for doubt in look(claim)]
    if not found:
        return None
    signs = tuple(dict.fromkeys(sign for doubt in found for sign in doubt.signs))
    return Doubt(found[0].asked, found[0].values, signs, found[0].words)


def _place(claim: Claim) -> Iterator[Doubt]:
    place = claim.place
    if place is not None and place.place_id is None and len(place.candidates) > 1:
        yield _left_open("which place", place.span, "the place", place.candidates)


def _party(claim: Claim) -> Iterator[Doubt]:
    for actor in (*claim.actor, *claim.recipient):
        if actor.party is None and len(actor.candidates) > 1:
            yield _left_open("which party", actor.span, "a party", actor.candidates)
            return


def _day(claim: Claim) -> Iterator[Doubt]:
    if claim.time is None and claim.time_words is not None:
        yield _left_open("which day", claim.time_words.span, "the day", ())


def _left_open(asked: str, span: Span, what: str, candidates: tuple[str, ...]) -> Doubt:
    words = " ".join(span.text.split())
    values = (("words", f"“{words}”"), ("candidates", " ".join(candidates[:MOST_CANDIDATES])))
    return Doubt(asked, values, (Sign("open", what),), (span,))


def _unsure(claim: Claim) -> Iterator[Doubt]:
    """Little confidence: asked of what is likeliest to be wrong then, whether it happened, what it was, or all of it."""
    confidence = round(claim.confidence * 100)
    if confidence >= sign_rows()["unsure"].least:
        return
    asked = "reading"
    if claim.realis is not Realis.ACTUAL:
        asked = "happened or not"
    elif claim.mode is None and MODES.get(claim.type):
        asked = "which kind"
    yield Doubt(asked, (("claim", claim.id),), (Sign("unsure", str(confidence)),), (claim.quote,))


LOOKING: tuple[Callable[[Claim], Iterator[Doubt]], ...] = (_place, _party, _day, _unsure)
