"""What the figures that one account prints come to: parts, vaguer words and totals set apart, the rest added or ranged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from trucewatch.knowledge.figure_tables import CueMeaning, counts_everybody, counts_subgroup, cue_beside
from trucewatch.knowledge.reconcile_tables import party_kin
from trucewatch.knowledge.sides import side_of, takes_part
from trucewatch.model import Account, Claim, Counted, Figure, Precision, Report, Standing
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.facts import source_key

Bounds = tuple[int | None, int | None]
LONG = 28  # days from which on a claim's time is a period of its own, such as a month
SHORT = 7  # days up to which it is one happening
ENDS = (". ", "! ", "? ", "\n")  # where the sentence of a figure ends; a full stop inside "2.30 p.m. " cuts too early at worst


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure of one claim, and how it stands in what its account counts."""

    claim: Claim
    figure: Figure
    standing: Standing = Standing.COUNTS
    why: str = ""

    @property
    def of(self) -> str | None:
        """The party it counts; None for "14 people", who need not be the civilians that the sentence is read to be about."""
        of = self.figure.of
        return None if of and not takes_part(of) and counts_everybody(self.figure.span.text) else of


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
        apart = _subgroups_apart(_totals_apart({one.letter: _printed(one, kind) for one in told}))
        out[kind] = tuple(
            count for one in told for count in _counts(one, kind, apart[one.letter], origins, own.get(one.letter, ""))
        )
    return out


def _printed(one: Telling, kind: Counted) -> list[Printed]:
    """Every figure of a measure in the order of print, as the words beside it have it stand."""
    found = [Printed(claim, figure) for claim in one.claims for figure in claim.figures if figure.kind is kind]
    found.sort(key=lambda p: (p.figure.span.start, p.figure.span.end, p.claim.id))
    cued = [(item, _cue(one.report, item)) for item in found]
    out: list[Printed] = []
    for item, means in cued:
        if means is CueMeaning.TOTAL:
            item = replace(item, standing=Standing.TOTAL, why="counts more than this happening, by the words beside it")
        elif means is CueMeaning.MIXED:
            item = replace(item, standing=Standing.TOTAL, why="counts dead and wounded together")
        elif means is CueMeaning.RUNNING and any(_size(p.figure) < _size(item.figure) for p, m in cued if m is None):
            item = replace(item, standing=Standing.TOTAL, why="a running total, beside what the account counts here")
        elif means is CueMeaning.EARLIER and any(m is None for _, m in cued):
            item = replace(item, standing=Standing.REPLACED, why="an earlier figure, as the account itself says")
        elif means is CueMeaning.PART and any(_size(p.figure) > _size(item.figure) for p in found if _one_sentence(p, item)):
            item = replace(item, standing=Standing.PART, why="some of those counted beside it")
        out.append(item)
    return out


def _cue(report: Report | None, item: Printed) -> CueMeaning | None:
    before, after = _sentence(report, item)
    row = cue_beside(before, after)
    return row.means if row else None


def _sentence(report: Report | None, item: Printed) -> tuple[str, str]:
    """The words before and after a figure in its sentence, from the report, else from the quote of its claim."""
    span, quote = item.figure.span, item.claim.quote
    text, offset = (report.text, 0) if report else (quote.text, quote.start)
    start, end = span.start - offset, span.end - offset
    begin = max((at + len(mark) for mark in ENDS if (at := text.rfind(mark, 0, start)) >= 0), default=0)
    stop = min((at for mark in ENDS if (at := text.find(mark, end)) >= 0), default=len(text))
    return text[begin:start], text[end:stop]


def _one_sentence(a: Printed, b: Printed) -> bool:
    return a.claim.quote.overlaps(b.claim.quote) or a.claim is b.claim


def _totals_apart(printed: Mapping[str, Sequence[Printed]]) -> dict[str, list[Printed]]:
    """Totals and the figures of long periods taken out, unless the happening itself is such a period."""
    every = [item for items in printed.values() for item in items]
    day = any(_days(item.claim) <= SHORT for item in every if item.standing is Standing.COUNTS)
    out: dict[str, list[Printed]] = {}
    for letter, items in printed.items():
        out[letter] = []
        for item in items:
            if _is_period(item.claim) and item.standing in (Standing.COUNTS, Standing.TOTAL):
                standing = Standing.TOTAL if day else Standing.COUNTS
                item = replace(item, standing=standing, why="counts a longer time than this happening" if day else "")
            out[letter].append(item)
    return out


def _subgroups_apart(printed: Mapping[str, Sequence[Printed]]) -> dict[str, list[Printed]]:
    """Children, women, medics set apart as a part wherever some account counts more people than these."""
    others = [i for items in printed.values() for i in items if i.standing is Standing.COUNTS and not _subgroup(i)]
    largest = max((_size(item.figure) for item in others), default=0)
    why = "some of those whom other figures count"
    return {
        letter: [
            replace(i, standing=Standing.PART, why=why)
            if i.standing is Standing.COUNTS and _subgroup(i) and _size(i.figure) < largest
            else i
            for i in items
        ]
        for letter, items in printed.items()
    }


def _subgroup(item: Printed) -> bool:
    return counts_subgroup(item.figure.span.text)


def _is_period(claim: Claim) -> bool:
    return claim.time is not None and (claim.time.precision in (Precision.MONTH, Precision.YEAR) or _days(claim) >= LONG)


def _days(claim: Claim) -> int:
    return (claim.time.end - claim.time.start).days if claim.time else 1


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
    stood = _parts_apart(printed)
    rivals = _groups([item for item in stood if item.standing is Standing.COUNTS])
    stood = [
        replace(item, standing=rivals.lost[_key(item)], why=rivals.why) if _key(item) in rivals.lost else item for item in stood
    ]
    kept = [item for item in stood if item.standing is Standing.COUNTS]
    return Count(
        letter=letter,
        kind=kind,
        origin=origin,
        printed=tuple(stood),
        bounds=rivals.bounds,
        parties=_parties(kept, [item for item in stood if item.standing is Standing.PART and not _subgroup(item)]),
        everybody=rivals.everybody,
        ours=rivals.ours,
        approx=bool(kept) and all(item.figure.approx for item in kept),
    )


def _key(item: Printed) -> tuple[str, int, int, str | None]:
    return item.claim.id, item.figure.span.start, item.figure.span.end, item.of


def _parts_apart(printed: Sequence[Printed]) -> list[Printed]:
    """Within one claim a smaller second figure for a party counts some of the same ("48, ten of them children")."""
    largest: dict[tuple[str, str | None], int] = {}
    for item in printed:
        if item.standing is Standing.COUNTS:
            key = item.claim.id, item.of
            largest[key] = max(largest.get(key, 0), _size(item.figure))
    out: list[Printed] = []
    for item in printed:
        if item.standing is Standing.COUNTS and _size(item.figure) < largest[item.claim.id, item.of]:
            item = replace(item, standing=Standing.PART, why="some of those counted beside it")
        out.append(item)
    return out


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What the figures of one origin come to, and which of them say less than another."""

    bounds: Bounds
    everybody: bool
    ours: bool
    lost: Mapping[tuple[str, int, int, str | None], Standing]
    why: str = "the account gives a larger figure from the same origin"


Bundle = tuple[frozenset[str], Bounds, tuple[Printed, ...]]  # the sides one claim counts, what they add up to, the figures


def _groups(items: Sequence[Printed]) -> Reckoned:
    """Totals for everybody on the one hand, parties on the other: the same people in another claim are rivals, others add up."""
    totals: list[Bundle] = [(frozenset(), (i.figure.low, i.figure.high), (i,)) for i in items if not i.of]
    groups: list[list[Bundle]] = []
    for bundle in _bundles(items):
        rival = next((group for group in groups if any(_same_people(bundle[0], other[0]) for other in group)), None)
        if rival is None:
            groups.append([bundle])
        else:
            rival.append(bundle)
    if len(groups) < 2:  # one party: a number without a party counts the same people
        rivals = sorted([*totals, *(bundle for group in groups for bundle in group)], key=_place)
        bounds, lost = _reduce(rivals)
        inner = [item for _, _, figures in rivals for item in figures]
        ours = bool(rivals) and all((i.figure.low, i.figure.high) != bounds for i in inner) and any(len(r[2]) > 1 for r in rivals)
        return Reckoned(bounds, any(_key(i) not in lost for t in totals for i in t[2]), ours, lost)
    reduced = [_reduce(group) for group in groups]
    lost = {key: standing for _, some in reduced for key, standing in some.items()}
    counted = add(bounds for bounds, _ in reduced)
    whole = [total for total in totals if not _within(total[1], counted)]
    lost |= {_key(item): Standing.PART for total in totals if total not in whole for item in total[2]}
    if whole:
        bounds, some = _reduce(whole)
        return Reckoned(bounds, True, False, {**lost, **some})
    return Reckoned(counted, False, True, lost)


def _bundles(items: Sequence[Printed]) -> list[Bundle]:
    """The parties of each claim, added up."""
    by_claim: dict[str, list[Printed]] = {}
    for item in items:
        if item.of:
            by_claim.setdefault(item.claim.id, []).append(item)
    out: list[Bundle] = []
    for some in by_claim.values():
        once = {(item.of, item.figure.low, item.figure.high): item for item in reversed(some)}
        sides = frozenset(side_of(item.of) for item in some if item.of)
        out.append((sides, add((i.figure.low, i.figure.high) for i in once.values()), tuple(some)))
    return sorted(out, key=_place)


def _place(bundle: Bundle) -> int:
    return min(item.figure.span.start for item in bundle[2])


def _same_people(a: frozenset[str], b: frozenset[str]) -> bool:
    return any(same_party(x, y) for x in a for y in b)


@cache
def same_party(a: str, b: str) -> bool:
    """True if two sides are one, or one under a wider or rival label: "rebels" here, "terrorists" there."""
    return a == b or (a, b) in party_kin()


def _reduce(rivals: Sequence[Bundle]) -> tuple[Bounds, dict[tuple[str, int, int, str | None], Standing]]:
    """The number printed first and every larger one; a smaller one is a part, and "dozens" beside a number says no more."""
    exact = [bundle for bundle in rivals if not _is_vague(bundle)]
    first = (exact or list(rivals))[:1]
    kept: list[Bundle] = []
    lost: dict[tuple[str, int, int, str | None], Standing] = {}
    for bundle in rivals:
        size = _top(first[0][1])
        if exact and _is_vague(bundle) and _low(bundle[1]) <= max(_top(b[1]) for b in exact):
            lost |= {_key(item): Standing.VAGUE for item in bundle[2]}
        elif bundle is not first[0] and _top(bundle[1]) < size:
            lost |= {_key(item): Standing.PART for item in bundle[2]}
        else:
            kept.append(bundle)
    open_at = {bundle[1][0] for bundle in kept if bundle[1][1] is None}  # "at least 40" here and "40" there is at least 40
    return envelope((low, None) if low in open_at else (low, high) for _, (low, high), _ in kept), lost


def _is_vague(bundle: Bundle) -> bool:
    return all(i.figure.approx and i.figure.low is not None and i.figure.high not in (None, i.figure.low) for i in bundle[2])


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
        bounds, _ = _reduce(sorted(((frozenset({side}), (i.figure.low, i.figure.high), (i,)) for i in own), key=_place))
        out.append(PartyCount(items[0].figure.of or side, bounds, all(item.figure.approx for item in own)))
    return tuple(out)


def _size(figure: Figure) -> int:
    return figure.low if figure.low is not None else figure.high or 0


def _low(bounds: Bounds) -> int:
    return bounds[0] or 0


def _top(bounds: Bounds) -> int:
    """The number a figure goes up to, as far as it says."""
    return bounds[1] if bounds[1] is not None else bounds[0] or 0


def add(parts: Iterable[Bounds]) -> Bounds:
    """The sum of some bounds: open where one of them is."""
    known = list(parts)
    if not known:
        return None, None
    lows, highs = [low for low, _ in known], [high for _, high in known]
    return sum(low or 0 for low in lows) or None, None if None in highs else sum(high or 0 for high in highs)


def _within(part: Bounds, total: Bounds) -> bool:
    """True if a figure without a party is smaller than the parties together, so that it counts only some of them."""
    top, whole = part[1] if part[1] is not None else part[0], total[0] if total[0] is not None else total[1]
    return top is not None and whole is not None and top < whole


def envelope(bounds: Iterable[Bounds]) -> Bounds:
    """Lowest and highest number printed; an open end stays open unless another figure reaches past it.

    "At least 6" and "10" are 6 to 10; "at least 12" and "10" are 10 and up.
    """
    known = list(bounds)
    numbers = [number for pair in known for number in pair if number is not None]
    if not numbers:
        return None, None
    lowest, highest = min(numbers), max(numbers)
    closed_above = any(high == highest for _, high in known)
    closed_below = any(low == lowest for low, _ in known)
    return lowest if closed_below else None, highest if closed_above else None


def bounds_words(low: int | None, high: int | None) -> str:
    """A figure in words: "13", "at least 330", "up to 50", "24 to 99"."""
    if low is None or high is None:
        return f"at least {low:,}" if low is not None else f"up to {high:,}" if high is not None else "an open number"
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
