"""Two reports side by side: what both tell, what only one tells, where they part, and how alike they are.

Each likeness lies in 0..1 and is None where one side gives nothing to compare. They describe two reports read next to each
other and do not rank outlets: geography, entities and time are Jaccard indices over places, parties and days; narrative is the
share of all claims that both tell; style the cosine over parts of speech and function words; tone the overlap of verbal and
material, cooperative and conflictual claims (PLOVER's four quads).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from trucewatch.language import LanguageModel
from trucewatch.model import Actor, Claim, Comparison, EventType, Incident, Relation, Report, Span
from trucewatch.publish.summary import shorten
from trucewatch.reconcile import reconcile

QUADS: dict[EventType, str] = {
    **dict.fromkeys((EventType.AGREE, EventType.CONSULT, EventType.SUPPORT, EventType.CONCEDE), "verbal cooperation"),
    **dict.fromkeys((EventType.COOPERATE, EventType.AID, EventType.RETREAT), "material cooperation"),
    **dict.fromkeys((EventType.REQUEST, EventType.ACCUSE, EventType.REJECT, EventType.THREATEN), "verbal conflict"),
    **dict.fromkeys(
        (EventType.PROTEST, EventType.SANCTION, EventType.MOBILIZE, EventType.COERCE, EventType.ASSAULT, EventType.DISPLACE),
        "material conflict",
    ),
}  # PLOVER manual, "quad class"; DISPLACE is ours and stands with what causes it
FUNCTION_POS = frozenset({"ADP", "AUX", "CCONJ", "DET", "PART", "PRON", "SCONJ"})
LONGEST_DAYS = 400  # an interval longer than this tells of no particular day


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two reports are, each in 0..1; None where one side gives nothing to compare."""

    geography: float | None
    entities: float | None
    time: float | None
    narrative: float | None
    style: float | None
    tone: float | None

    @property
    def overall(self) -> float | None:
        """The mean of what could be compared."""
        values = (self.geography, self.entities, self.time, self.narrative, self.style, self.tone)
        known = [value for value in values if value is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True, slots=True)
class Naming:
    """What each report calls one party."""

    party: str
    a: tuple[str, ...]
    b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportComparison:
    """Two reports side by side; A and B are the reports in the order asked."""

    a: Report
    b: Report
    shared: tuple[Incident, ...]
    parting: tuple[Comparison, ...]
    only_a: tuple[Span, ...]
    only_b: tuple[Span, ...]
    naming: tuple[Naming, ...]
    likeness: Likeness


def compare_reports(
    a: Report, claims_a: Sequence[Claim], b: Report, claims_b: Sequence[Claim], language: LanguageModel
) -> ReportComparison:
    """Set two reports side by side."""
    claims = {claim.id: claim for claim in (*claims_a, *claims_b)}
    incidents = reconcile((a, b), tuple(claims.values()))
    shared = tuple(i for i in incidents if {claims[c].report_id for c in i.claim_ids} == {a.id, b.id})
    told = {claim_id for incident in shared for claim_id in incident.claim_ids}
    likeness = Likeness(
        geography=jaccard(_places(claims_a), _places(claims_b)),
        entities=jaccard(_parties(claims_a), _parties(claims_b)),
        time=jaccard(_days(claims_a), _days(claims_b)),
        narrative=len(told) / len(claims) if claims_a and claims_b else None,
        style=cosine(_style(a, language), _style(b, language)),
        tone=overlap(Counter(QUADS[c.type] for c in claims_a), Counter(QUADS[c.type] for c in claims_b)),
    )
    return ReportComparison(
        a=a,
        b=b,
        shared=shared,
        parting=tuple(c for i in shared for c in i.comparisons if c.relation not in (Relation.AGREE, Relation.ONLY_IN_ONE)),
        only_a=tuple(claim.quote for claim in claims_a if claim.id not in told),
        only_b=tuple(claim.quote for claim in claims_b if claim.id not in told),
        naming=_naming(claims_a, claims_b),
        likeness=likeness,
    )


def _places(claims: Sequence[Claim]) -> set[str]:
    return {claim.place.place_id or claim.place.name for claim in claims if claim.place}


def _parties(claims: Sequence[Claim]) -> set[str]:
    return {actor.party for claim in claims for actor in _actors(claim) if actor.party}


def _actors(claim: Claim) -> tuple[Actor, ...]:
    return (*claim.actor, *claim.recipient, *([claim.speaker] if claim.speaker else []))


def _days(claims: Sequence[Claim]) -> set[date]:
    intervals = [claim.time for claim in claims if claim.time and (claim.time.end - claim.time.start).days <= LONGEST_DAYS]
    return {i.start + timedelta(days=n) for i in intervals for n in range((i.end - i.start).days)}


def _style(report: Report, language: LanguageModel) -> Counter[str]:
    counts: Counter[str] = Counter()
    for sentence in language.parse(report.text, skip=report.not_evidence()):
        for token in sentence.tokens:
            counts[token.upos] += 1
            if token.upos in FUNCTION_POS:
                counts[token.lemma.casefold()] += 1
    return counts


def _naming(claims_a: Sequence[Claim], claims_b: Sequence[Claim]) -> tuple[Naming, ...]:
    names_a, names_b = _names(claims_a), _names(claims_b)
    both = sorted(set(names_a) & set(names_b))
    return tuple(Naming(p, tuple(sorted(names_a[p])), tuple(sorted(names_b[p]))) for p in both if names_a[p] != names_b[p])


def _names(claims: Sequence[Claim]) -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for claim in claims:
        for actor in (*claim.actor, *claim.recipient):
            if actor.party:
                names.setdefault(actor.party, set()).add(" ".join(actor.span.text.split()))
    return names


def jaccard(a: Set[object], b: Set[object]) -> float | None:
    """Shared over all; None if one side is empty."""
    return len(a & b) / len(a | b) if a and b else None


def cosine(a: Counter[str], b: Counter[str]) -> float | None:
    """Cosine of two count vectors; None if one is empty."""
    length = math.sqrt(sum(n * n for n in a.values())) * math.sqrt(sum(n * n for n in b.values()))
    return sum(a[key] * b[key] for key in sorted(a)) / length if length else None


def overlap(a: Counter[str], b: Counter[str]) -> float | None:
    """One minus half the distance of two shares (total variation); None if one is empty."""
    total_a, total_b = sum(a.values()), sum(b.values())
    if not total_a or not total_b:
        return None
    return 1 - sum(abs(a[key] / total_a - b[key] / total_b) for key in sorted(set(a) | set(b))) / 2


def comparison_row(result: ReportComparison) -> dict[str, object]:
    """The comparison as one JSON object."""
    likeness = {name: _rounded(getattr(result.likeness, name)) for name in LIKENESSES}
    return {
        "a": result.a.id,
        "b": result.b.id,
        "shared": [{"incident": i.id, "type": i.type.value, "mode": i.mode, "claims": list(i.claim_ids)} for i in result.shared],
        "contradictions": [
            {"relation": c.relation.value, "a": c.a.text, "b": c.b.text if c.b else None, "why": c.why} for c in result.parting
        ],
        "only_a": [span.text for span in result.only_a],
        "only_b": [span.text for span in result.only_b],
        "naming": [{"party": n.party, "a": list(n.a), "b": list(n.b)} for n in result.naming],
        "similarity": likeness,
    }


LIKENESSES = ("geography", "entities", "time", "narrative", "style", "tone", "overall")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def comparison_lines(result: ReportComparison) -> Iterator[str]:
    """The comparison as a person reads it at the terminal."""
    yield f"A  {result.a.id}  {result.a.title or ''}\nB  {result.b.id}  {result.b.title or ''}\n"
    yield f"\nBoth tell ({len(result.shared)}):\n"
    for incident in result.shared:
        yield f"  {incident.type.value}/{incident.mode or '-'}  {', '.join(incident.actor) or 'actor not told'}"
        yield f"  {incident.place.name if incident.place else 'place not told'}\n"
    yield f"\nWhere they part ({len(result.parting)}):\n"
    for comparison in result.parting:
        yield f"  {comparison.relation.value}: {comparison.why}\n"
        yield f"    {comparison.letter_a}: {shorten(comparison.a.text)}\n"
        yield f"    {comparison.letter_b}: {shorten(comparison.b.text)}\n" if comparison.b else ""
    for letter, spans in (("A", result.only_a), ("B", result.only_b)):
        yield f"\nOnly {letter} tells ({len(spans)}):\n"
        yield from (f"  {shorten(span.text)}\n" for span in spans)
    yield f"\nNaming ({len(result.naming)}):\n"
    yield from (f"  {n.party}: A says {', '.join(n.a)}; B says {', '.join(n.b)}\n" for n in result.naming)
    yield "\nLikeness (0 nothing in common, 1 the same):\n"
    for name in LIKENESSES:
        value = getattr(result.likeness, name)
        yield f"  {name:<10} {'-' if value is None else format(value, '.2f')}\n"
