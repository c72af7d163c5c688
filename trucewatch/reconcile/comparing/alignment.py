"""Two reports aligned passage by passage: what both tell and in what way they part, and what stands in one of them only.

Incidents join claims that tell of one happening; a reader who sets two reports side by side looks for more: the plan in one
beside the convoy in the other, soldiers beside vehicles, the purpose given here beside the purpose given there. So each claim is
set beside at most one of the other report, the likest first (`counterparts.py`); then clauses of purpose, meetings, and sentences
that were read as no claim. What is joined without being merged into one incident is only `likely` to be about one thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from trucewatch.model import Claim, Comparison, Figure, Relation, Report
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.comparing.alignment_parts import (
    Alignment,
    Found,
    Lone,
    Point,
    Side,
    Text,
    claim_side,
    read_text,
    within,
)
from trucewatch.reconcile.comparing.alignment_words import join_gatherings, join_purposes, join_sentences
from trucewatch.reconcile.comparing.comparisons import compare
from trucewatch.reconcile.comparing.counterparts import Candidate, Likeness, best_pairs, likeness, topics
from trucewatch.reconcile.comparing.phrasings import gatherings_in, words_of
from trucewatch.reconcile.comparing.pointing import Mark, marks_of
from trucewatch.reconcile.facts import facts_of, word_stems
from trucewatch.reconcile.figures.tallies import tallies

MOST_CLAIMS = 300  # claims of each report that are set beside each other; more stand in no news report
SAME_WORDS = 0.9  # share of the longer passage's words
RANK = (
    Relation.DIFFERENT_NUMBERS,
    Relation.DIFFERENT_ACTOR,
    Relation.DIFFERENT_PLACE,
    Relation.DIFFERENT_DAY,
    Relation.PLANNED_DONE,
    Relation.CONDITIONAL_FLAT,
    Relation.LIKE_MEASURES,
    Relation.FRAMED_DIFFERENTLY,
    Relation.TWO_RENDERINGS,
    Relation.DIFFERENT_NAMING,
    Relation.AGREE,
)  # the class a pair of passages is told under is the first of these that it has; the others stand beside it
BY_REPORT = frozenset({Relation.FRAMED_DIFFERENTLY})  # worked out over whole reports, not pair by pair


def align(
    a: Report, claims_a: Sequence[Claim], b: Report, claims_b: Sequence[Claim], incident_of: Mapping[str, str] | None = None
) -> Alignment:
    """Set two reports side by side; `incident_of` names the incident of each claim. Asked the other way round, letters swap.

    A ValueError if both are the same report.
    """
    if a.id == b.id:
        raise ValueError(f"{a.id!r} cannot be aligned with itself")
    known = incident_of or {}
    texts = {letter: read_text(letter, one, own) for letter, one, own in (("A", a, claims_a), ("B", b, claims_b))}
    first, second = sorted(texts.values(), key=lambda text: text.report.id)
    found = Found(first, second)
    join_purposes(found)
    _join_claims(found, known)
    join_gatherings(found)
    join_sentences(found)
    points = [_turned(point, first.letter) for point in found.points]
    return Alignment(
        points=tuple(sorted(points, key=lambda p: (p.a.span.start, p.b.span.start, p.a.span.end, p.relation))),
        only_a=_lone(texts["A"], found),
        only_b=_lone(texts["B"], found),
    )


def _turned(point: Point, first: str) -> Point:
    """The point with the report asked first as A."""
    return point if first == "A" else replace(point, a=point.b, b=point.a)


# Claims -------------------------------------------------------------------------------------------------------------------------


def _join_claims(found: Found, incident_of: Mapping[str, str]) -> None:
    """Each claim beside its likest counterpart; a pair inside another pair's words is told only for what it adds."""
    mine, yours = _candidates(found, incident_of)
    alike = {(i, j): likeness(a, b) for (i, a), (j, b) in product(enumerate(mine), enumerate(yours)) if _comparable(a, b)}
    good = [(one.score, i, j) for (i, j), one in alike.items() if one.enough]
    pairs = best_pairs(good, [one.claim.id for one in mine], [one.claim.id for one in yours])
    for i, j in sorted(pairs, key=lambda pair: (_length(mine[pair[0]], yours[pair[1]]), pair)):
        _join_pair(found, mine[i], yours[j], alike[i, j])
    for own, other, joined, turned in ((mine, yours, {j for _, j in pairs}, False), (yours, mine, {i for i, _ in pairs}, True)):
        found.again.update(
            one.claim.id for i, one in enumerate(own) if _told_again(i, one, [(j, other[j]) for j in joined], alike, turned)
        )


def _names(claims: Sequence[Claim]) -> frozenset[str]:
    """The words of the parties and places that the claims name."""
    spans = [actor.span for claim in claims for actor in (*claim.actor, *claim.recipient)]
    spans += [claim.place.span for claim in claims if claim.place]
    return frozenset(word.key for span in spans for word in words_of(span.text) if word.capital)


def _told_again(
    index: int, one: Candidate, joined: Sequence[tuple[int, Candidate]], alike: Mapping[tuple[int, int], Likeness], turned: bool
) -> bool:
    """True of a claim of an incident that was joined already by another claim of its report, and is as like the other side."""
    likes = [
        alike.get((j, index) if turned else (index, j)) for j, two in joined if one.incident and two.incident == one.incident
    ]
    return any(like is not None and like.enough for like in likes)


def _comparable(a: Candidate, b: Candidate) -> bool:
    return a.claim.type is b.claim.type or bool(a.topic.weights.keys() & b.topic.weights.keys())


def _length(a: Candidate, b: Candidate) -> int:
    return len(a.claim.quote.text) + len(b.claim.quote.text)


def _candidates(found: Found, incident_of: Mapping[str, str]) -> tuple[list[Candidate], list[Candidate]]:
    mine, yours = (
        [claim for claim in text.claims if claim.id not in found.told][:MOST_CLAIMS] for text in (found.first, found.second)
    )
    facts = {
        one.id: one for one in facts_of([*mine, *yours], {text.report.id: text.report for text in (found.first, found.second)})
    }
    all_claims = (*mine, *yours)
    about = topics([claim.quote.text for claim in all_claims], besides=_names(all_claims))
    leads = {text.claims[0].id for text in (found.first, found.second) if text.claims}
    told = zip(all_claims, about, strict=True)
    made = [Candidate(c, facts[c.id], topic, c.id in leads, incident_of.get(c.id)) for c, topic in told]
    return made[: len(mine)], made[len(mine) :]


def _join_pair(found: Found, one: Candidate, two: Candidate, like: Likeness) -> None:
    comparisons = _compared(found, one.claim, two.claim)
    rows = [row for row in comparisons if row.b is not None]
    inside = [point for point in found.points if _covers(point, one.claim, two.claim)]
    seen = {row.relation for point in inside for row in point.also} | {point.relation for point in inside}
    rows = [row for row in rows if row.relation not in seen]
    merged = one.incident is not None and one.incident == two.incident
    if inside and not any(row.relation is not Relation.AGREE for row in rows):
        found.told.update((one.claim.id, two.claim.id))
        return
    if not rows and not merged and not like.telling:
        return
    found.told.update((one.claim.id, two.claim.id))
    found.figures.extend(_figures_only(found, comparisons, one.claim, two.claim))
    row = min(rows, key=lambda row: RANK.index(row.relation)) if rows else None
    marked = [
        marks_of(rows or (), claim, like.words > 0, other) for claim, other in ((one.claim, two.claim), (two.claim, one.claim))
    ]
    found.add(
        Point(
            relation=row.relation if row else Relation.AGREE,
            a=claim_side(found.first, one.claim, marked[0]),
            b=claim_side(found.second, two.claim, marked[1]),
            why=_why(row, like, one.claim, two.claim),
            likely=not merged,
            reasons=like.reasons,
            also=tuple(other for other in rows if other is not row),
        )
    )


def _why(row: Comparison | None, like: Likeness, a: Claim, b: Claim) -> str:
    """In a plain sentence: what the class says, or what both say where they just agree; that the words are the same says most."""
    same = same_words(a.quote.text, b.quote.text)
    if row is not None:
        return f"{row.why}, in the same words" if same and row.relation is Relation.AGREE else row.why
    return "in the same words" if same else f"both tell it: {'; '.join(like.why[:3])}"


def same_words(a: str, b: str) -> bool:
    """True if nearly all words of both passages are the same, as in two prints of one text."""
    mine, yours = word_stems(a), word_stems(b)
    return len(mine & yours) >= SAME_WORDS * max(1, len(mine), len(yours))


def _covers(point: Point, a: Claim, b: Claim) -> bool:
    return point.a.span.overlaps(a.quote) and point.b.span.overlaps(b.quote)


def _compared(found: Found, a: Claim, b: Claim) -> list[Comparison]:
    """How two claims part, as if they were the accounts of one incident."""
    told = (
        Telling(found.first.letter, found.first.report.id, found.first.report, (a,)),
        Telling(found.second.letter, found.second.report.id, found.second.report, (b,)),
    )
    return [row for row in compare(told, tallies(told)) if row.relation not in BY_REPORT and not _names_meetings(row)]


def _names_meetings(row: Comparison) -> bool:
    return row.relation is Relation.DIFFERENT_NAMING and any(True for _ in gatherings_in(row.a))


def _figures_only(found: Found, rows: Sequence[Comparison], a: Claim, b: Claim) -> Iterator[tuple[str, Side, Figure]]:
    compared = {span for row in rows if row.b is not None for span in (row.a, row.b)}
    for row in rows:
        if row.relation is Relation.ONLY_IN_ONE and row.a not in compared:
            claim, text = (a, found.first) if row.letter_a == found.first.letter else (b, found.second)
            figure = next((one for one in claim.figures if one.span == row.a), None)
            if figure is not None:
                yield text.letter, claim_side(text, claim, [Mark(figure.span, "figure")]), figure


# What is left -------------------------------------------------------------------------------------------------------------------


def _lone(text: Text, found: Found) -> tuple[Lone, ...]:
    """The claims joined to none, the widest of those that lie in each other, and the numbers that only this report gives."""
    other = found.second if text is found.first else found.first
    joined = [side.span for point in found.points for side in (point.a, point.b) if side.span.report_id == text.report.id]
    left = [c for c in text.claims if c.id not in found.told | found.again and not any(within(c.quote, s) for s in joined)]
    widest = [claim for claim in left if not any(_inside(claim, other) for other in left)]
    lone = [
        Lone(claim_side(text, claim, [Mark(f.span, "figure") for f in claim.figures], (o.id for o in left if _inside(o, claim))))
        for claim in widest
    ]
    lone += [Lone(side, figure) for letter, side, figure in found.figures if letter == text.letter and not _given(other, figure)]
    return tuple(sorted(lone, key=lambda one: (one.side.span.start, one.figure.span.start if one.figure else -1)))


def _given(other: Text, figure: Figure) -> bool:
    """True if the other report gives the same number of the same measure somewhere else."""
    same = (figure.kind, figure.low, figure.high)
    return any((one.kind, one.low, one.high) == same for claim in other.claims for one in claim.figures)


def _inside(claim: Claim, other: Claim) -> bool:
    """True if the words of a claim lie in those of another; of the same words, in those of the claim read first."""
    if claim.id == other.id or not within(claim.quote, other.quote):
        return False
    return claim.quote != other.quote or other.id < claim.id
