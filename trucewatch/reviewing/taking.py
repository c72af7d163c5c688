"""Claims of the ledger as they count: corrected where people corrected them, without those they rejected."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from trucewatch.knowledge.places import Gazetteer
from trucewatch.ledger import Ledger
from trucewatch.model import Claim, Corrected, Review
from trucewatch.reviewing.correcting import corrected_by
from trucewatch.reviewing.rulings import Rulings, rulings_of


class ClaimsTaken:
    """The claims of one ledger at any moment, as the reviews of that moment leave them.

    `pending` are reviews that are about to be recorded: they count as if they stood already.
    """

    def __init__(self, ledger: Ledger, gazetteer: Gazetteer, pending: Iterable[Review] = ()) -> None:
        self._ledger, self.gazetteer, self._pending = ledger, gazetteer, tuple(pending)
        self._any: dict[int, bool] = {}
        self._on: dict[int, dict[str, list[Review]]] = {}  # by moment and claim, what was looked up

    def held(self, ids: Collection[str], moment: int) -> tuple[Claim, ...]:
        """The claims with these ids that count."""
        return self.taken(self._ledger.held(Claim, ids, as_of=moment), moment)

    def told_in(self, reports: Collection[str], moment: int) -> tuple[Claim, ...]:
        """The claims of these reports that count."""
        return self.taken(self._ledger.naming(Claim, "report", reports, as_of=moment), moment)

    def taken(self, claims: Iterable[Claim], moment: int) -> tuple[Claim, ...]:
        """Of claims as they were read, those that count, as they count."""
        read = tuple(claims)
        rulings = self.rulings([claim.id for claim in read], moment)
        return tuple(taken_by(read, rulings, self.gazetteer))

    def rulings(self, claims: Collection[str], moment: int) -> Rulings:
        """What the decisions of the moment mean for these claims and all that hang together with them."""
        return rulings_of(self.reviews(claims, moment))

    def all_rulings(self, moment: int) -> Rulings:
        """What all decisions of the moment mean."""
        return rulings_of((*self._ledger.reviews(as_of=moment), *self._pending))

    def reviews(self, claims: Collection[str], moment: int) -> tuple[Review, ...]:
        """All reviews that bear on these claims, and on claims that others bind them to."""
        found: dict[str, Review] = {}
        if not self._pending and not self._has_reviews(moment):
            return ()
        seen: set[str] = set()
        ahead = set(claims)
        while ahead:
            seen |= ahead
            bearing = [*self._recorded(ahead, moment), *self._pending_on(ahead)]
            found |= {review.id: review for review in bearing}
            ahead = {claim for review in bearing if review.these or review.those for claim in review.claims} - seen
        return tuple(found.values())

    def _recorded(self, claims: Collection[str], moment: int) -> Iterator[Review]:
        """The reviews of the ledger that bear on any of these claims; each claim is looked up once."""
        on = self._on.setdefault(moment, {})
        fresh = set(claims) - on.keys()
        on |= {claim: [] for claim in fresh}
        for review in self._ledger.naming(Review, "claim", fresh, as_of=moment) if fresh else ():
            for claim in fresh.intersection(review.claims):
                on[claim].append(review)
        return (review for claim in claims for review in on[claim])

    def _pending_on(self, claims: Collection[str]) -> Iterator[Review]:
        return (review for review in self._pending if not set(review.claims).isdisjoint(claims))

    def _has_reviews(self, moment: int) -> bool:
        if moment not in self._any:
            self._any[moment] = next(self._ledger.reviews(as_of=moment), None) is not None
        return self._any[moment]


def taken_by(claims: Iterable[Claim], rulings: Rulings, gazetteer: Gazetteer) -> Iterator[Claim]:
    """Of claims as they were read, those that nobody rejected, with their corrections."""
    for claim in claims:
        decided = rulings.on_claims.get(claim.id)
        if decided is None:
            yield claim
        elif (now := corrected_by(claim, decided, gazetteer)).rejected is None:
            yield now.claim


def corrected_in(ledger: Ledger, claims: Iterable[Claim], gazetteer: Gazetteer, *, moment: int) -> tuple[Corrected, ...]:
    """Claims as they were read, each with what people made of it, for a page: rejected ones stay, and the review says so."""
    read = tuple(claims)
    rulings = ClaimsTaken(ledger, gazetteer).rulings([claim.id for claim in read], moment)
    return tuple(corrected_by(claim, rulings.on_claims.get(claim.id, ()), gazetteer) for claim in read)
