"""Who stands behind a statement: each claim as the word of its origin, and what that origin has at stake in it.

A party's word about its own act or its own dead costs it something; its word about its adversary's serves it. Two that stand on
one side of a happening (both are said to have done it, or both to have suffered it, or are allies of those) are not independent
of each other there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from trucewatch.knowledge.origin_tables import allies
from trucewatch.knowledge.sides import sides_of
from trucewatch.model import Account, Backing, Claim, Span, Stake
from trucewatch.reconcile.accounts.tellings import Telling

MOST_WORDS = 50  # kept for one origin behind one statement; of a text that thousands run, the accounts hold the rest


@dataclass(frozen=True, slots=True)
class Word:
    """One claim as somebody's word: the account it stands in, its origin, and the side that this speaks for."""

    claim: Claim
    letter: str
    origin: str
    side: str | None


@dataclass(frozen=True, slots=True)
class Camps:
    """Those said to have done it and those said to have suffered it, as sides, and the allies that only one of them has."""

    doers: frozenset[str] = frozenset()
    harmed: frozenset[str] = frozenset()
    with_doers: frozenset[str] = frozenset()
    with_harmed: frozenset[str] = frozenset()

    def of(self, side: str | None) -> str | None:
        """Which of the two a side stands with; None for one that stands with neither, or fights on both ends of a clash."""
        camps = (("doers", self.doers), ("harmed", self.harmed)), (("doers", self.with_doers), ("harmed", self.with_harmed))
        for pair in camps:
            if found := [name for name, sides in pair if side in sides]:
                return found[0] if len(found) == 1 else None
        return None


def camps_of(actor: Sequence[str], recipient: Sequence[str], on: date | None = None) -> Camps:
    """The camps of a happening, with who was allied with whom on its day."""
    doers, harmed = sides_of(tuple(actor)), sides_of(tuple(recipient))
    near_doers = frozenset(ally for side in doers for ally in allies(side, on))
    near_harmed = frozenset(ally for side in harmed for ally in allies(side, on))
    return Camps(doers, harmed, near_doers - near_harmed - harmed, near_harmed - near_doers - doers)


def words_of(told: Sequence[Telling], accounts: Sequence[Account]) -> tuple[Word, ...]:
    """Every claim of an incident with its origin, account by account."""
    chains = {key: chain for account in accounts for chain in account.chains for key in chain.claim_ids}
    own = {account.letter: account.origin for account in accounts}
    out: list[Word] = []
    for one in told:
        for claim in one.claims:
            chain = chains.get(claim.id)
            out.append(Word(claim, one.letter, chain.origin if chain else own[one.letter], chain.side if chain else None))
    return tuple(out)


def backing_of(words: Iterable[tuple[Word, Span]], itself: Collection[str], adversary: Collection[str]) -> tuple[Backing, ...]:
    """The origins of these words, in the order of the accounts; it is said of the sides `itself`, to the cost of `adversary`."""
    by_origin: dict[str, list[tuple[Word, Span]]] = {}
    for word, span in words:
        by_origin.setdefault(word.origin, []).append((word, span))
    return tuple(
        Backing(
            origin=origin,
            stake=_stake({word.side for word, _ in some}, itself, adversary),
            letters=tuple(dict.fromkeys(word.letter for word, _ in some)),
            words=tuple(dict.fromkeys(span for _, span in some))[:MOST_WORDS],
        )
        for origin, some in by_origin.items()
    )


def _stake(sides: Collection[str | None], itself: Collection[str], adversary: Collection[str]) -> Stake:
    if any(side in itself for side in sides):
        return Stake.ITSELF
    return Stake.ADVERSARY if any(side in adversary for side in sides) else Stake.NO_PARTY


def independent(words: Iterable[Word], camps: Camps) -> tuple[str, ...]:
    """The origins that are independent of each other here: of each camp only the first counts, without its own words all do."""
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(camps.of(word.side) or f"origin {word.origin}", word.origin)
    return tuple(dict.fromkeys(found.values()))
