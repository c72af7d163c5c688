"""What the decisions that count mean for merging and grading: corrections by claim, bonds between claims, contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trucewatch.model import Bond, Decision, Review, ReviewField, Ruling
from trucewatch.reviewing.standing import answers_to, decides, has_effect, last_word, standing

COMPARISON = "comparison"  # the kind of what a review between two accounts is of
ON_READING = frozenset({Decision.CORRECT, Decision.REJECT, Decision.ACCEPT})


@dataclass(frozen=True, slots=True)
class Rulings:
    """By claim: the decisions on its own values, its bond with others, and what was decided between its account and another."""

    on_claims: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    bonds: Mapping[str, Bond] = field(default_factory=dict)
    between: Mapping[str, tuple[Ruling, ...]] = field(default_factory=dict)

    def of(self, claim_id: str) -> tuple[object, ...]:
        """All that bears on one claim: two that are equal have the same effect."""
        own = self.on_claims.get(claim_id, ())
        corrections = tuple((one.field, one.old, one.new, one.words) for one in own if one.decision is Decision.CORRECT)
        last = last_word(own)
        rejected = last is not None and last.decision is Decision.REJECT
        return corrections, rejected, self.bonds.get(claim_id), self.between.get(claim_id, ())


def rulings_of(reviews: Iterable[Review]) -> Rulings:
    """What all these reviews, undos and answers among them, come to."""
    stand = standing(reviews)
    decided = [review for review in stand if decides(review) and has_effect(review, stand)]
    on_claims: dict[str, tuple[Review, ...]] = {}
    between: dict[str, tuple[Ruling, ...]] = {}
    for review in decided:
        if review.decision in ON_READING and review.kind != COMPARISON:
            for claim in review.claims:
                on_claims[claim] = (*on_claims.get(claim, ()), review)
        elif ruling := _ruling(review, stand):
            for claim in ruling.claims:
                between[claim] = (*between.get(claim, ()), ruling)
    return Rulings(on_claims, bonds_of(decided), between)


def _ruling(review: Review, stand: Sequence[Review]) -> Ruling | None:
    """What a decision says of two accounts; None if it says nothing of them."""
    corrects = review.decision is Decision.CORRECT and review.field == ReviewField.RELATION
    if not corrects and review.decision is not Decision.CONTRADICTION:
        return None
    agreed, _ = answers_to(review, stand)
    return Ruling(
        review=review.id,
        by=review.by,
        at=review.at,
        reason=review.reason,
        claims=tuple(sorted({*review.these, *review.those})),
        comparison=review.subject if review.kind == COMPARISON else "",
        relation=review.new if corrects else "",
        contradiction=not corrects,
        statement="" if corrects else review.field,
        agreed_by=", ".join(sorted(agreed)),
    )


def bonds_of(decided: Iterable[Review]) -> dict[str, Bond]:
    """The bond of each claim that was called the same, or not the same, happening as another.

    The newest decision goes first; an older one that cannot hold beside it is passed over as a whole.
    """
    ties, apart = _Ties(), set[frozenset[str]]()
    held: list[Review] = []
    binding = [review for review in decided if review.decision in (Decision.SAME, Decision.NOT_SAME)]
    for review in reversed(binding):
        if review.decision is Decision.SAME:
            joined = ties.with_(review.claims)
            if any(len({joined.name(claim) for claim in pair}) == 1 for pair in apart):
                continue
            ties = joined
        else:
            pairs = {frozenset((this, that)) for this in review.these for that in review.those}
            if any(len({ties.name(claim) for claim in pair}) == 1 for pair in pairs):
                continue
            apart |= pairs
        held.append(review)
    return _bonds(ties, apart)


def _bonds(ties: _Ties, apart: Iterable[frozenset[str]]) -> dict[str, Bond]:
    against: dict[str, set[str]] = {}
    for pair in apart:
        one, other = sorted(pair)
        against.setdefault(ties.name(one), set()).add(ties.name(other))
        against.setdefault(ties.name(other), set()).add(ties.name(one))
    members: dict[str, list[str]] = {name: [name] for name in against}
    for claim in ties.claims:
        members.setdefault(ties.name(claim), []).append(claim)
    return {
        claim: Bond(name if len(claims) > 1 else "", frozenset(against.get(name, ())))
        for name, some in members.items()
        for claims in (sorted(set(some)),)
        for claim in claims
        if len(claims) > 1 or name in against
    }


class _Ties:
    """Which claims are called one happening: each set goes by the first of its ids."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = dict(names or {})

    @property
    def claims(self) -> tuple[str, ...]:
        """All claims that are tied to another."""
        return tuple(sorted(self._names))

    def name(self, claim: str) -> str:
        """The first id of the claims that are one happening with this one, itself among them."""
        return self._names.get(claim, claim)

    def with_(self, claims: Iterable[str]) -> _Ties:
        """These ties, and all the claims given tied to one another."""
        named = sorted(set(claims))
        joined = {self.name(claim) for claim in named}
        first = min(joined, default="")
        names = {claim: first if name in joined else name for claim, name in self._names.items()}
        return _Ties(names | dict.fromkeys(named, first))
