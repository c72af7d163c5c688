"""What to mark in two passages that are set side by side: the words that part, that agree, that count, that name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from trucewatch.knowledge.word_rarity import rarity
from trucewatch.model import Claim, Comparison, Realis, Relation, Span
from trucewatch.reconcile.comparing.phrasings import part, words_of
from trucewatch.reconcile.facts import STEM

MOST_SAME = 3  # shared words that are marked: more would mark half of the passage
COMMON = 0.5  # words less rare than this are not worth a mark
HELPERS = re.compile(
    r"(?:\b(?:will|would|shall|may|might|could|can|is|are|was|were|be|been|being|has|have|had|to|not|never|also|already)\s+)+$",
    re.IGNORECASE,
)
CONDITION = re.compile(
    r"\b(?:if|unless|until|should|in case|provided|as long as|(?:those|everyone|anyone) who)\b[^,;.”\"]*", re.IGNORECASE
)
KINDS: dict[Relation, Literal["part", "same", "figure", "name"]] = {
    Relation.AGREE: "same",
    Relation.DIFFERENT_NUMBERS: "figure",
    Relation.LIKE_MEASURES: "figure",
    Relation.DIFFERENT_NAMING: "name",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to be marked in a passage: those that `part` or are the `same`, a `figure`, a `name`."""

    span: Span
    kind: Literal["part", "same", "figure", "name"]


def marks_of(rows: Sequence[Comparison], own: Claim | Span, alike: bool, other: Claim | Span) -> tuple[Mark, ...]:
    """The marks in one of two passages, given how they stand to each other; no mark lies in another."""
    passage = own if isinstance(own, Span) else own.quote
    found = [mark for row in rows for mark in _row_marks(row, own)]
    if alike and (not rows or any(row.relation in (Relation.AGREE, Relation.TWO_RENDERINGS) for row in rows)):
        found += _same_words(passage, other if isinstance(other, Span) else other.quote)
    inside = [mark for mark in found if passage.start <= mark.span.start and mark.span.end <= passage.end]
    inside = [mark for mark in inside if mark.span != passage]
    out: list[Mark] = []
    for mark in inside:
        if not any(mark.span.overlaps(kept.span) for kept in out):
            out.append(mark)
    return tuple(sorted(out, key=lambda mark: mark.span.start))


def _row_marks(row: Comparison, own: Claim | Span) -> Iterator[Mark]:
    if isinstance(own, Claim):
        if row.relation is Relation.CONDITIONAL_FLAT:
            yield Mark(_condition(own) or verb_group(own), "part")
        elif row.relation in (Relation.PLANNED_DONE, Relation.TWO_RENDERINGS):
            yield Mark(verb_group(own), "part")
        elif row.relation is Relation.LIKE_MEASURES:
            kinds = {figure.kind for figure in own.figures if figure.span in (row.a, row.b)}
            yield from (Mark(figure.span, "figure") for figure in own.figures if figure.kind in kinds)
    for span in (row.a, row.b):
        if span is not None and span.report_id == (own if isinstance(own, Span) else own.quote).report_id:
            yield Mark(span, KINDS.get(row.relation, "part"))


def _condition(claim: Claim) -> Span | None:
    if claim.condition is not None:
        return claim.condition
    found = CONDITION.search(claim.quote.text) if claim.realis is Realis.CONDITIONAL else None
    return part(claim.quote, found.start(), found.end()) if found else None


def verb_group(claim: Claim) -> Span:
    """The word that tells the deed with the helping verbs before it: "will send", "has been dispatched"."""
    start = claim.trigger.start - claim.quote.start
    if not 0 <= start <= len(claim.quote.text):
        return claim.trigger
    helpers = HELPERS.search(claim.quote.text, max(0, start - 40), start)
    return part(claim.quote, helpers.start() if helpers else start, max(start, claim.trigger.end - claim.quote.start))


def _same_words(passage: Span, other: Span) -> Iterator[Mark]:
    theirs = {word.key[:STEM] for word in words_of(other.text)}
    both = [word for word in words_of(passage.text) if word.key[:STEM] in theirs and rarity(word.key) >= COMMON]
    for word in sorted(both, key=lambda word: (-rarity(word.key), word.start))[:MOST_SAME]:
        yield Mark(part(passage, word.start, word.end), "same")
