"""Lowest, best and highest figure of an incident: over all accounts and for each party counted, with the rule that chose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from trucewatch.knowledge.sides import side_of, takes_part
from trucewatch.model import Account, AccountCount, BestRule, Counted, FigureRange, FigureSaid, Standing
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.figures.bounds import Bounds, add, bounds_words, envelope
from trucewatch.reconcile.figures.rivals import same_party
from trucewatch.reconcile.figures.tallies import Count, PartyCount, counts_by_kind
from trucewatch.reconcile.figures.tolls import Told, replaced, superseded_reports, when_told

# An account that counts only some of the parties, and less than this share of what others count in all, tells of a part: "three
# journalists" is no low for "100 people". "13 soldiers" beside "13 soldiers and a civilian" is. Chosen, not fitted.
HALF = 0.5
Best = tuple[int | None, str, BestRule, str]  # the number, its words, the rule that chose it, why


@dataclass(frozen=True, slots=True)
class Vote:
    """What one origin gives for one range: its bounds, and whether the number is only about right."""

    origin: str
    bounds: Bounds
    approx: bool

    @property
    def number(self) -> int | None:
        """The number it prints: 40 for "40", "about 40" and "at least 40"; None for "up to 40", "30 to 50" and "dozens"."""
        low, high = self.bounds
        return low if low is not None and high in (None, low) else None


def figure_ranges(
    told: Sequence[Telling], accounts: Sequence[Account] = (), superseded: Mapping[str, str] | None = None
) -> tuple[FigureRange, ...]:
    """One range for each measure, its parties inside; `superseded` gives for a report the later one that replaces it.

    Where it is not given, the later versions are looked for among the reports told of.
    """
    when = when_told(told, accounts, superseded_reports(told) if superseded is None else superseded)
    return tuple(_range(kind, counts, when) for kind, counts in counts_by_kind(told, accounts).items())


def _range(kind: Counted, counts: Sequence[Count], when: Mapping[str, Told]) -> FigureRange:
    """One measure over all accounts."""
    gone = replaced(counts, when)
    standing = [count for n, count in enumerate(counts) if n not in gone and count.bounds != (None, None)]
    sides = _side_groups(standing)
    all_counted = {id(count) for count in counts if _counts_all(count, sides)}
    whole = [count for count in standing if id(count) in all_counted]
    low, high = _spread(standing, whole, sides)
    best, words, rule, why = _best_of(standing, whole)
    said = _said(counts, gone, when)
    return FigureRange(
        kind=kind,
        low=low,
        high=high,
        by_account=tuple(dict.fromkeys((s.letter, s.low, s.high, s.span) for s in said if s.standing is not Standing.TOTAL)),
        of=_code(standing, sides[0]) if len(sides) == 1 and not any(_nobody_named(count) for count in standing) else None,
        best=best,
        best_words=words,
        rule=rule,
        why=why,
        said=said,
        counts=tuple(
            AccountCount(c.letter, c.origin, *c.bounds, ours=c.ours, whole=id(c) in all_counted, stands=n not in gone)
            for n, c in enumerate(counts)
            if c.bounds != (None, None)
        ),
        parts=_party_ranges(kind, standing, sides, said),
    )


def _nobody_named(count: Count) -> bool:
    return not count.parties


def _side_groups(counts: Sequence[Count]) -> list[frozenset[str]]:
    """The sides counted, fighters first; taken together are those under two labels that no account counts apart."""
    sides = sorted({side_of(p.code) for count in counts for p in count.parties}, key=lambda side: (not takes_part(side), side))
    apart = {frozenset(pair) for c in counts for pair in combinations(sorted({side_of(p.code) for p in c.parties}), 2)}
    groups: list[set[str]] = []
    for side in sides:
        group = next(
            (g for g in groups if any(same_party(side, o) for o in g) and not any(frozenset((side, o)) in apart for o in g)), None
        )
        if group is None:
            groups.append({side})
        else:
            group.add(side)
    return [frozenset(group) for group in groups]


def _counts_all(count: Count, sides: Sequence[frozenset[str]]) -> bool:
    """True if its number is of everybody, or of every party that anybody counts."""
    mine = {side_of(party.code) for party in count.parties}
    return count.everybody or not mine or all(mine & group for group in sides)


def _spread(standing: Sequence[Count], whole: Sequence[Count], sides: Sequence[frozenset[str]]) -> Bounds:
    """From the lowest to the highest; who counts only some parties gives a number that the whole reaches at least.

    Where nobody counts all, the parties are added up, and the sum is ours.
    """
    partial = [count.bounds[0] for count in standing if count.bounds[0] is not None and not _counts_all(count, sides)]
    if whole:
        low, high = envelope(count.bounds for count in whole)
        least = min(n for count in whole for n in count.bounds if n is not None)
        under = [n for n in partial if HALF * least <= n < least]
        above = [n for n in partial if high is not None and n > high]
        return (min(under) if under and low is not None else low), (None if above else high)
    sums = add(envelope(_party_of(count, group).bounds for count in standing if _has(count, group)) for group in sides)
    return (max(partial) if partial else sums[0]), sums[1]


def _best_of(standing: Sequence[Count], whole: Sequence[Count]) -> Best:
    """The best figure for everybody; none where each account counts other people."""
    if standing and not whole:
        return None, "", BestRule.NO_NUMBER, "no account counts all; the sum of the parties is ours"
    best, words, rule, why = best_figure([Vote(count.origin, count.bounds, count.approx) for count in whole])
    some = sorted({count.letter for count in standing} - {count.letter for count in whole}, key=lambda one: (len(one), one))
    if some:
        counts = "accounts {} count" if len(some) > 1 else "account {} counts"
        why += f"; {counts.format(' and '.join(some))} only some of the parties"
    if any(count.ours for count in whole) and best is not None:
        why += "; some of the sums are ours"
    return best, words, rule, why


def best_figure(votes: Sequence[Vote]) -> Best:
    """The number that most independent origins give, with its words, the rule and the reason; None where they tie. Never a mean.

    "At least 40" and "about 40" give 40; "up to 40", "30 to 50" and "dozens" give no number. However often an origin says a
    number, it gives it once. Of numbers that tie, that one with which alone the most origins can be right.
    """
    given: dict[int, set[str]] = {}
    for vote in votes:
        if vote.number is not None:
            given.setdefault(vote.number, set()).add(vote.origin)
    if not given:
        why = "no best figure: no account gives a number" if votes else "no figure of this happening"
        return None, "", BestRule.NO_NUMBER, why
    most = max(len(voices) for voices in given.values())
    leading = sorted(number for number, voices in given.items() if len(voices) == most)
    if len(leading) == 1:
        return _most_given(leading[0], most, votes)
    firm = _best_borne_out(leading, votes)
    return _borne_out(firm[0], votes) if len(firm) == 1 else _tie(leading, most, votes)


def _origins(votes: Iterable[Vote]) -> set[str]:
    return {vote.origin for vote in votes}


def _most_given(best: int, most: int, votes: Sequence[Vote]) -> Best:
    """The one number that more origins give than any other."""
    words, origins = _words([vote for vote in votes if vote.number == best]), _origins(votes)
    if len(origins) == 1:
        return best, words, BestRule.ONE_ORIGIN, f"one origin gives {words}" + (f": {min(origins)}" if min(origins) else "")
    if most == 1:
        return best, words, BestRule.ONE_ORIGIN, f"one origin gives a number: {words}"
    return best, words, BestRule.MOST_ORIGINS, f"{most} of {len(origins)} independent origins give {words}"


def _borne_out(best: int, votes: Sequence[Vote]) -> Best:
    """Of numbers that tie, the one with which more origins can be right than with any other."""
    words = _words([vote for vote in votes if vote.number == best])
    with_it = len(_origins(vote for vote in votes if _can_be(best, vote.bounds)))
    return (
        best,
        words,
        BestRule.MOST_ORIGINS,
        f"{with_it} of {len(_origins(votes))} independent origins can be right with {words}",
    )


def _tie(leading: Sequence[int], most: int, votes: Sequence[Vote]) -> Best:
    """No best figure, for as many origins give the one number as the other."""
    numbers = " and ".join(f"{number:,}" for number in leading)
    if len(_origins(votes)) == 1:
        return None, "", BestRule.TIE, f"no best figure: one origin gives {numbers}"
    each = "one origin" if most == 1 else f"{most} origins"
    return None, "", BestRule.TIE, f"no best figure: {each} each for {numbers}"


def _best_borne_out(leading: Sequence[int], votes: Sequence[Vote]) -> list[int]:
    """Of the numbers that tie, those with which most origins can be right: with 106 also who says "more than 100"."""
    borne = {number: len({vote.origin for vote in votes if _can_be(number, vote.bounds)}) for number in leading}
    return [number for number in leading if borne[number] == max(borne.values())]


def _can_be(number: int, bounds: Bounds) -> bool:
    low, high = bounds
    return (low is None or low <= number) and (high is None or number <= high)


def _words(votes: Sequence[Vote]) -> str:
    """The number as those who give it say it, the most exact of them."""
    exact = [vote for vote in votes if vote.bounds[0] == vote.bounds[1]]
    vote = min(exact or votes, key=lambda v: v.approx)
    return ("about " if vote.approx and exact else "") + bounds_words(*vote.bounds)


def _has(count: Count, group: frozenset[str]) -> bool:
    return any(side_of(party.code) in group for party in count.parties)


def _party_of(count: Count, group: frozenset[str]) -> PartyCount:
    """What a count has for a party, added up where it counts two of its labels apart."""
    mine = [party for party in count.parties if side_of(party.code) in group]
    return PartyCount(mine[0].code, add(party.bounds for party in mine), all(party.approx for party in mine))


def _code(counts: Sequence[Count], group: frozenset[str]) -> str:
    """The code most used for a party."""
    codes = Counter(party.code for count in counts for party in count.parties if side_of(party.code) in group)
    return min(codes, key=lambda code: (-codes[code], -len(code), code))


def _party_ranges(
    kind: Counted, standing: Sequence[Count], sides: Sequence[frozenset[str]], said: Sequence[FigureSaid]
) -> tuple[FigureRange, ...]:
    """The same measure by party, where more than one is counted or some accounts count everybody."""
    if len(sides) < 2 and not any(_nobody_named(count) for count in standing):
        return ()
    return tuple(_party_range(kind, standing, group, said) for group in sides)


def _party_range(kind: Counted, standing: Sequence[Count], group: frozenset[str], said: Sequence[FigureSaid]) -> FigureRange:
    mine = [(count, _party_of(count, group)) for count in standing if _has(count, group)]
    best, words, rule, why = best_figure([Vote(count.origin, party.bounds, party.approx) for count, party in mine])
    low, high = envelope(party.bounds for _, party in mine)
    own = tuple(one for one in said if one.of and side_of(one.of) in group)
    return FigureRange(
        kind=kind,
        low=low,
        high=high,
        by_account=tuple(dict.fromkeys((s.letter, s.low, s.high, s.span) for s in own if s.standing is not Standing.TOTAL)),
        of=_code(standing, group),
        best=best,
        best_words=words,
        rule=rule,
        why=why,
        said=own,
        counts=tuple(AccountCount(count.letter, count.origin, *party.bounds) for count, party in mine),
    )


def _said(counts: Sequence[Count], gone: Mapping[int, int], when: Mapping[str, Told]) -> tuple[FigureSaid, ...]:
    """Every printed figure with how it stands."""
    out: list[FigureSaid] = []
    for n, count in enumerate(counts):
        for item in count.printed:
            standing, why = item.standing, item.why
            if n in gone and standing is Standing.COUNTS:
                standing, why = Standing.REPLACED, _replaced_words(counts[gone[n]], when)
            f = item.figure
            out.append(
                FigureSaid(
                    count.letter, f.low, f.high, f.span, item.of, f.approx, count.origin, when[count.letter].day, standing, why
                )
            )
    out.sort(key=lambda s: (len(s.letter), s.letter, s.span.start, s.span.end))
    return tuple(dict.fromkeys(out))


def _replaced_words(later: Count, when: Mapping[str, Told]) -> str:
    day = when[later.letter].day
    on = f", {day.isoformat()}" if day else ""
    return f"account {later.letter} has {bounds_words(*later.bounds)} from the same origin{on}"
