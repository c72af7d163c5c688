"""What the figures that one account prints come to: parts, vaguer words and totals set apart, the rest added or ranged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from trucewatch.knowledge.sides import side_of
from trucewatch.model import Account, Claim, Counted, Figure, Standing
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.facts import source_key
from trucewatch.reconcile.figures.bounds import Bounds, envelope
from trucewatch.reconcile.figures.printed import Printed, is_subgroup, parts_apart, printed_by, subgroups_apart, totals_apart
from trucewatch.reconcile.figures.rivals import key_of, place_of, reckon, reduce_rivals, same_party


@dataclass(frozen=True, slots=True)
class PartyCount:
    """What one account has for one party from one origin; `code` is as printed first."""

    code: str
    bounds: Bounds
    approx: bool


@dataclass(frozen=True, slots=True)
class Count:
    """What one account counts under one measure from one origin.

    `bounds` begin with the number printed first: what the account prints later and smaller is a part of it. `everybody` is True
    if the number is printed for no party in particular; `ours` if it is a sum of parties that the account does not print itself.
    """

    letter: str
    kind: Counted
    origin: str
    printed: tuple[Printed, ...]
    bounds: Bounds
    parties: tuple[PartyCount, ...]
    everybody: bool
    ours: bool
    approx: bool

    @property
    def vague(self) -> bool:
        """True if only words such as "dozens" are given, no number."""
        return self.approx and None not in self.bounds and self.bounds[0] != self.bounds[1]


@dataclass(frozen=True, slots=True)
class Tally:
    """What one account counts under one measure: every figure it prints, and what they come to."""

    letter: str
    kind: Counted
    figures: tuple[Figure, ...]
    low: int | None
    high: int | None

    @property
    def parts(self) -> tuple[Figure, ...]:
        """One figure for each party counted apart, the first printed; () where nothing is counted apart."""
        firsts = {figure.of: figure for figure in reversed(self.figures) if figure.of}
        return tuple(figure for figure in self.figures if figure in firsts.values()) if len(firsts) > 1 else ()

    @property
    def approximate(self) -> bool:
        """True if some figure is printed as "about", "nearly", "dozens"."""
        return any(figure.approx for figure in self.figures)

    @property
    def summed(self) -> bool:
        """True if the bounds are a sum of parts that the account never adds up itself."""
        return len(self.parts) > 1 and all((figure.low, figure.high) != (self.low, self.high) for figure in self.figures)


def tallies(told: Sequence[Telling], accounts: Sequence[Account] = ()) -> tuple[Tally, ...]:
    """The tallies of all accounts, by measure, then by letter; totals of more than this happening are left out."""
    out: list[Tally] = []
    for kind, counts in counts_by_kind(told, accounts).items():
        by_letter: dict[str, list[Count]] = {}
        for count in counts:
            by_letter.setdefault(count.letter, []).append(count)
        for letter, mine in by_letter.items():
            figures = [one.figure for count in mine for one in count.printed if one.standing is not Standing.TOTAL]
            ordered = sorted(dict.fromkeys(figures), key=lambda figure: (figure.span.start, figure.span.end))
            if ordered:
                out.append(Tally(letter, kind, tuple(ordered), *envelope(count.bounds for count in mine)))
    return tuple(out)


def counts_by_kind(told: Sequence[Telling], accounts: Sequence[Account] = ()) -> dict[Counted, tuple[Count, ...]]:
    """The counts of all accounts by measure, in the order of the codes, then by letter, then in the order of print."""
    origins = {key: chain.origin for account in accounts for chain in account.chains for key in chain.claim_ids}
    own = {account.letter: account.origin for account in accounts}
    present = {figure.kind for one in told for claim in one.claims for figure in claim.figures}
    out: dict[Counted, tuple[Count, ...]] = {}
    for kind in (kind for kind in Counted if kind in present):
        apart = subgroups_apart(totals_apart({one.letter: printed_by(one, kind) for one in told}))
        out[kind] = tuple(
            count for one in told for count in _counts(one, kind, apart[one.letter], origins, own.get(one.letter, ""))
        )
    return out


def _counts(one: Telling, kind: Counted, printed: Sequence[Printed], origins: Mapping[str, str], own: str) -> list[Count]:
    """One account's counts, one an origin; what it says in its own voice goes with the first source it cites."""
    cited = {item.claim.id: _origin(item.claim, origins) for item in printed if item.claim.speaker}
    first = next((cited[item.claim.id] for item in printed if item.claim.id in cited), own)
    by_origin: dict[str, list[Printed]] = {}
    for item in printed:
        by_origin.setdefault(cited.get(item.claim.id, first), []).append(item)
    return [_count(one.letter, kind, origin or own, items) for origin, items in by_origin.items()]


def _origin(claim: Claim, origins: Mapping[str, str]) -> str:
    return origins.get(claim.id) or (source_key(claim.speaker) if claim.speaker else "")


def _count(letter: str, kind: Counted, origin: str, printed: Sequence[Printed]) -> Count:
    """One origin's figures: for different parties they add up ("seven soldiers, a contractor"), for one they are rivals."""
    stood = parts_apart(printed)
    rivals = reckon([item for item in stood if item.standing is Standing.COUNTS])
    stood = [
        replace(item, standing=rivals.lost[key_of(item)], why=rivals.why) if key_of(item) in rivals.lost else item
        for item in stood
    ]
    kept = [item for item in stood if item.standing is Standing.COUNTS]
    return Count(
        letter=letter,
        kind=kind,
        origin=origin,
        printed=tuple(stood),
        bounds=rivals.bounds,
        parties=_parties(kept, [item for item in stood if item.standing is Standing.PART and not is_subgroup(item)]),
        everybody=rivals.everybody,
        ours=rivals.ours,
        approx=bool(kept) and all(item.figure.approx for item in kept),
    )


def _parties(kept: Sequence[Printed], parts: Sequence[Printed]) -> tuple[PartyCount, ...]:
    """What is counted for each side, also where it is only named as a part of a larger number ("18, five of them children")."""
    sides: dict[str, list[Printed]] = {}
    for item in [*kept, *parts]:
        if item.of:
            side = next((one for one in sides if same_party(one, side_of(item.of))), side_of(item.of))
            if item in kept or side not in sides:
                sides.setdefault(side, []).append(item)
    out: list[PartyCount] = []
    for side, items in sides.items():
        own = [item for item in items if item.standing is Standing.COUNTS] or items[:1]
        bounds, _ = reduce_rivals(sorted(((frozenset({side}), (i.figure.low, i.figure.high), (i,)) for i in own), key=place_of))
        out.append(PartyCount(items[0].figure.of or side, bounds, all(item.figure.approx for item in own)))
    return tuple(out)
