"""What an alignment is made of: passages of two reports, the points on which they stand side by side, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from trucewatch.model import Claim, Comparison, Figure, Relation, Report, Role, Span
from trucewatch.reconcile.comparing.passages import Paragraph, ToldAs, paragraphs, sentence_of, sentences, told_as
from trucewatch.reconcile.comparing.pointing import Mark
from trucewatch.reconcile.facts import word_stems

REPEATED = 0.8  # share of a claim's words in a sentence from which the sentence says it again


@dataclass(frozen=True, slots=True)
class Side:
    """A passage of one report: its words, where they stand, in whose voice, what is marked in them, which claims it holds."""

    span: Span
    paragraph: Paragraph | None
    voice: ToldAs | None
    speaker: str | None
    marks: tuple[Mark, ...]
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """A passage of each report on one thing: how they stand to each other, why, and why they were set side by side.

    `likely` is true where the two were not merged into one incident. `also` are further ways in which the same two passages part.
    """

    relation: Relation
    a: Side
    b: Side
    why: str
    likely: bool
    reasons: tuple[str, ...]
    also: tuple[Comparison, ...] = ()


@dataclass(frozen=True, slots=True)
class Lone:
    """What stands in one report only: a claim, or (with `figure`) a number inside a passage that both tell."""

    side: Side
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two reports passage by passage, in the order of the first."""

    points: tuple[Point, ...]
    only_a: tuple[Lone, ...]
    only_b: tuple[Lone, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """One report, read once: its claims and sentences in order, and its paragraphs."""

    letter: str
    report: Report
    claims: tuple[Claim, ...]
    sentences: tuple[Span, ...]
    paragraphs: tuple[Paragraph, ...]

    def paragraph(self, span: Span) -> Paragraph | None:
        """The paragraph in which a span begins."""
        return next((one for one in self.paragraphs if one.start <= span.start < one.end), None)

    def headline(self, span: Span) -> bool:
        """True of what stands in the headline."""
        held = self.paragraph(span)
        return held is not None and held.role is Role.HEADLINE


@dataclass(slots=True)
class Found:
    """What was joined so far; `first` and `second` are the reports by id, so that the order asked changes nothing."""

    first: Text
    second: Text
    points: list[Point] = field(default_factory=list)
    told: set[str] = field(default_factory=set)  # claims that stand in both
    again: set[str] = field(default_factory=set)  # claims that only say again what another of their report was joined for
    figures: list[tuple[str, Side, Figure]] = field(default_factory=list)  # numbers that only one of two joined passages gives

    def add(self, point: Point) -> None:
        """Keep a point; its claims stand in both reports."""
        self.points.append(point)
        self.told.update(point.a.claim_ids, point.b.claim_ids)


def read_text(letter: str, report: Report, claims: Sequence[Claim]) -> Text:
    """A report with its claims, each once, in the order of the text."""
    known = sorted({claim.id: claim for claim in claims}.values(), key=lambda c: (c.quote.start, c.quote.end, c.id))
    return Text(letter, report, tuple(known), sentences(report), paragraphs(report))


def claim_side(text: Text, claim: Claim, marks: Iterable[Mark] = (), more: Iterable[str] = ()) -> Side:
    """A claim as one side of a point; `more` are claims that lie in its words."""
    return Side(
        span=claim.quote,
        paragraph=text.paragraph(claim.quote),
        voice=told_as(claim, text.report),
        speaker=claim.speaker.label if claim.speaker else None,
        marks=tuple(sorted(dict.fromkeys(marks), key=lambda mark: (mark.span.start, mark.span.end, mark.kind))),
        claim_ids=(claim.id, *more),
    )


def plain_side(text: Text, span: Span, marks: Iterable[Mark], claim_ids: Iterable[str] = ()) -> Side:
    """A passage that was read as no claim; its voice is that of the claim it stands beside, or repeats."""
    beside = claim_beside(text, span)
    voice = told_as(beside, text.report) if beside else ToldAs.QUOTED if span.text[:1] in "\"“'‘«" else None
    speaker = beside.speaker.label if beside and beside.speaker else None
    return Side(span, text.paragraph(span), voice, speaker, tuple(marks), tuple(claim_ids))


def claim_beside(text: Text, span: Span) -> Claim | None:
    """The claim of the same sentence that stands nearest, else one whose words the sentence says again."""
    sentence = sentence_of(text.report, span)
    inside = [claim for claim in text.claims if claim.quote.overlaps(sentence)]
    if inside:
        return min(inside, key=lambda claim: (abs(claim.quote.start - span.start), claim.id))
    return next((claim for claim in text.claims if _says_again(sentence.text, claim)), None)


def _says_again(words: str, claim: Claim) -> bool:
    stems = word_stems(claim.quote.text)
    return len(stems) > 2 and len(stems & word_stems(words)) >= REPEATED * len(stems)


def within(inner: Span, outer: Span) -> bool:
    """True if one span of a report lies in another of it."""
    return outer.start <= inner.start and inner.end <= outer.end
