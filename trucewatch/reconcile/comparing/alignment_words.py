"""What two reports say beyond their claims: other purposes, other names for a meeting, sentences with the same words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from trucewatch.model import Claim, Relation, Span
from trucewatch.reconcile.comparing.alignment_parts import REPEATED, Found, Point, Text, claim_beside, claim_side, plain_side
from trucewatch.reconcile.comparing.comparisons import ONE_MEETING
from trucewatch.reconcile.comparing.counterparts import best_pairs, shared, topics
from trucewatch.reconcile.comparing.passages import sentence_of
from trucewatch.reconcile.comparing.phrasings import Gathering, Purpose, framing, gatherings_in, purposes_in, two_names
from trucewatch.reconcile.comparing.pointing import Mark, marks_of
from trucewatch.reconcile.facts import word_stems

MOST_LEFT = 400  # sentences of each report that are looked at
SAID_IN_BOTH = 0.33  # share of their words that sentences without a claim must have in common,
SAID_WORDS = 3  # and how many; looked at on the seeds and on pairs of development reports


# Purposes and meetings ----------------------------------------------------------------------------------------------------------


def join_purposes(found: Found) -> None:
    """One act, two purposes: the two clauses with most in common, of sentences that speak of one kind of act or by one voice."""
    mine, yours = (_purposes(text) for text in (found.first, found.second))
    parting = [(a, b, why) for a in mine for b in yours if (why := framing(a, b)) and _one_act(found, a.span, b.span)]
    taken: set[frozenset[str]] = set()
    for a, b, why in sorted(
        parting, key=lambda item: (-len(item[0].things & item[1].things), -_words(item[0], item[1]), item[0].span.start)
    ):
        key = a.things & b.things
        if key in taken:
            continue
        taken.add(key)
        one_sided = _claims_in(found.first, a.span), _claims_in(found.second, b.span)
        beside = [ids if not other else () for ids, other in zip(one_sided, reversed(one_sided), strict=True)]
        letters = found.first.letter, found.second.letter
        words = f"account {letters[0]} writes “{a.word.text}”, account {letters[1]} “{b.word.text}”: {why}; framing, not fact"
        found.add(
            Point(
                Relation.FRAMED_DIFFERENTLY,
                plain_side(found.first, a.span, [Mark(a.word, "part")], beside[0]),
                plain_side(found.second, b.span, [Mark(b.word, "part")], beside[1]),
                words,
                likely=True,
                reasons=(f"both are done for the {', '.join(sorted(a.things & b.things))}",),
            )
        )


def _words(a: Purpose, b: Purpose) -> int:
    return len(a.span.text) + len(b.span.text)


def _purposes(text: Text) -> list[Purpose]:
    return [purpose for sentence in text.sentences if not text.headline(sentence) for purpose in purposes_in(sentence)]


def _claims_in(text: Text, span: Span) -> tuple[str, ...]:
    sentence = sentence_of(text.report, span)
    return tuple(claim.id for claim in text.claims if claim.quote.overlaps(sentence))


def _one_act(found: Found, a: Span, b: Span) -> bool:
    """True if the sentences of both clauses are told by one kind of claim, or repeat such a claim."""
    mine, yours = (claim_beside(text, span) for text, span in ((found.first, a), (found.second, b)))
    return mine is not None and yours is not None and mine.type is yours.type


def join_gatherings(found: Found) -> None:
    """One meeting under two names, where neither report uses the other's word for it."""
    mine, yours = ([m for s in text.sentences for m in gatherings_in(s)] for text in (found.first, found.second))
    for a, b in product(mine, yours):
        if two_names(a, b) and not _shared_kinds(a, b, mine, yours):
            found.add(
                Point(
                    Relation.DIFFERENT_NAMING,
                    plain_side(found.first, sentence_of(found.first.report, a.span), [Mark(a.span, "name")]),
                    plain_side(found.second, sentence_of(found.second.report, b.span), [Mark(b.span, "name")]),
                    ONE_MEETING,
                    likely=True,
                    reasons=(f"both name {', '.join(sorted(name.upper() for name in a.names & b.names))}",),
                )
            )
            return


def _shared_kinds(a: Gathering, b: Gathering, mine: Sequence[Gathering], yours: Sequence[Gathering]) -> bool:
    kinds = [{other.kind for other in own if other.names & one.names} for own, one in ((mine, a), (yours, b))]
    return bool(kinds[0] & kinds[1])


# Sentences that were read as no claim -------------------------------------------------------------------------------------------


def join_sentences(found: Found) -> None:
    """Sentences with most of their telling words in common, where at least one of the two was read as no claim."""
    mine, yours = _rest(found, found.first), _rest(found, found.second)
    about = topics([span.text for span, _ in (*mine, *yours)])
    scored: list[tuple[float, int, int]] = []
    for i, (_, claim_a) in enumerate(mine):
        for j, (_, claim_b) in enumerate(yours):
            alike, named = shared(about[i], about[len(mine) + j])
            telling = alike >= SAID_IN_BOTH and named.count("“") >= SAID_WORDS
            if telling and (claim_a is None or claim_b is None):
                scored.append((alike, i, j))
    for i, j in best_pairs(scored, [_address(span) for span, _ in mine], [_address(span) for span, _ in yours]):
        _join_plain(found, mine[i], yours[j], shared(about[i], about[len(mine) + j])[1])


def _rest(found: Found, text: Text) -> list[tuple[Span, Claim | None]]:
    """The claims that were joined to none, and the sentences without a claim, each once however often it is printed."""
    left: list[tuple[Span, Claim | None]] = [(claim.quote, claim) for claim in text.claims if claim.id not in found.told]
    seen: list[frozenset[str]] = [word_stems(claim.quote.text) for claim in text.claims]
    for sentence in text.sentences[:MOST_LEFT]:
        stems = word_stems(sentence.text)
        bare = not any(claim.quote.overlaps(sentence) for claim in text.claims)
        if bare and not text.headline(sentence) and not any(_repeats(stems, other) for other in seen):
            seen.append(stems)
            left.append((sentence, None))
    return left[:MOST_LEFT]


def _repeats(stems: frozenset[str], other: frozenset[str]) -> bool:
    return len(stems & other) >= REPEATED * max(1, min(len(stems), len(other)))


def _address(span: Span) -> str:
    return f"{span.report_id}:{span.start:09}:{span.end:09}"


def _join_plain(found: Found, one: tuple[Span, Claim | None], two: tuple[Span, Claim | None], named: str) -> None:
    sides = []
    for text, (span, claim) in ((found.first, one), (found.second, two)):
        marks = marks_of((), span, True, two[0] if span is one[0] else one[0])
        sides.append(claim_side(text, claim, marks) if claim else plain_side(text, span, marks))
    mine, yours = word_stems(one[0].text), word_stems(two[0].text)
    why = "in the same words" if mine == yours else f"both say {named}"
    found.add(Point(Relation.AGREE, sides[0], sides[1], why, likely=True, reasons=(f"both say {named}",)))
