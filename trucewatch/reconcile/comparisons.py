"""Set the accounts of one incident side by side: where they agree, and in what way they part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from trucewatch.knowledge.parties import fold, load_parties
from trucewatch.knowledge.reconcile_tables import like_measures, naming_registers, party_kin
from trucewatch.knowledge.sides import side_of
from trucewatch.model import Actor, Claim, Comparison, Counted, Figure, Realis, Relation, Span
from trucewatch.reconcile.accounts import Telling
from trucewatch.reconcile.facts import source_key, word_stems
from trucewatch.reconcile.figures import Tally, bounds_words

ABOUT = 0.1  # how far off a figure may be that is printed as "about"
SAME_WORDING = 0.8  # share of the shorter quotation's words; above it two renderings are one


def compare(told: Sequence[Telling], counted: Sequence[Tally]) -> tuple[Comparison, ...]:
    """All comparisons, kind by kind; of accounts that say the same the first speaks for the others."""
    if len(told) < 2:
        return ()
    found = [
        *_same_measure(counted),
        *_like_measures(counted),
        *_actors(told),
        *_standings(told),
        *_renderings(told),
        *_namings(told),
        *_only_in_one(told, counted),
    ]
    return tuple(dict.fromkeys(found))


def _same_measure(counted: Sequence[Tally]) -> Iterator[Comparison]:
    for kind in dict.fromkeys(tally.kind for tally in counted):
        if kind is Counted.OTHER:
            continue
        same = [tally for tally in counted if tally.kind is kind]
        leaders: list[Tally] = []
        for tally in same:
            leader = next((one for one in leaders if (one.low, one.high) == (tally.low, tally.high)), None)
            if leader is None:
                leaders.append(tally)
            else:
                yield _alike(leader, tally)
        for a, b in combinations(leaders, 2):
            yield from _unlike(a, b)


def _alike(a: Tally, b: Tally) -> Comparison:
    if bool(a.parts) is not bool(b.parts):
        whole, split = (b, a) if a.parts else (a, b)
        why = (
            f"account {whole.letter} counts {bounds_words(whole.low, whole.high)} {a.kind} in one figure; "
            f"account {split.letter} counts {_parts_words(split)}: together the same"
        )
        return Comparison(Relation.LIKE_MEASURES, a.letter, b.letter, _span(a), _span(b), why)
    return Comparison(Relation.AGREE, a.letter, b.letter, _span(a), _span(b), f"both give {bounds_words(a.low, a.high)} {a.kind}")


def _unlike(a: Tally, b: Tally) -> Iterator[Comparison]:
    """Numbers that differ: because one counts more parties, because they contradict, or not at all where both can hold."""
    if parts := _shared_part(a, b):
        mine, yours = parts
        more = b if len(b.parts) > len(a.parts) else a
        yield Comparison(Relation.AGREE, a.letter, b.letter, mine.span, yours.span, f"both give {_figure_words(mine)}")
        why = f"account {more.letter} counts {_parts_words(more)}; the other account counts fewer parties"
        yield Comparison(Relation.LIKE_MEASURES, a.letter, b.letter, _span(a), _span(b), why)
    elif _different_parties(a, b):
        why = f"account {a.letter} counts {_counted_words(a)}, account {b.letter} {_counted_words(b)}: not the same people"
        yield Comparison(Relation.LIKE_MEASURES, a.letter, b.letter, _span(a), _span(b), why)
    elif _can_both_hold(a, b):
        why = f"{_tally_words(a)} in account {a.letter} and {_tally_words(b)} in account {b.letter} can both hold"
        yield Comparison(Relation.AGREE, a.letter, b.letter, _span(a), _span(b), why)
    else:
        why = f"account {a.letter} gives {_tally_words(a)}, account {b.letter} {_tally_words(b)}"
        yield Comparison(Relation.DIFFERENT_NUMBERS, a.letter, b.letter, _span(a), _span(b), why)


def _shared_part(a: Tally, b: Tally) -> tuple[Figure, Figure] | None:
    """A figure that both give for the same party, where only one of them counts further parties besides."""
    if bool(a.parts) is bool(b.parts):
        return None
    for mine in a.figures:
        for yours in b.figures:
            if (
                mine.of
                and yours.of
                and side_of(mine.of) == side_of(yours.of)
                and (mine.low, mine.high) == (yours.low, yours.high)
            ):
                return mine, yours
    return None


def _different_parties(a: Tally, b: Tally) -> bool:
    mine, yours = {side_of(f.of) for f in a.figures if f.of}, {side_of(f.of) for f in b.figures if f.of}
    return bool(mine and yours) and not mine & yours and not any((x, y) in party_kin() for x in mine for y in yours)


def _can_both_hold(a: Tally, b: Tally) -> bool:
    """As `Figure.agrees_with`, for what two accounts come to; "about 60" can hold beside 62."""
    highs = [high for high in (a.high, b.high) if high is not None]
    slack = ABOUT if a.approximate or b.approximate else 0.0
    return not highs or max(a.low or 0, b.low or 0) <= min(highs) * (1 + slack)


def _figure_words(figure: Figure) -> str:
    of = f" ({load_parties().label(figure.of)})" if figure.of else ""
    return f"{bounds_words(figure.low, figure.high)} {figure.kind}{of}"


def _parts_words(tally: Tally) -> str:
    return " and ".join(_figure_words(figure) for figure in tally.parts)


def _counted_words(tally: Tally) -> str:
    """Who is counted: part by part, or with the one party named."""
    return _parts_words(tally) or _figure_words(next(figure for figure in tally.figures if figure.of))


def _tally_words(tally: Tally) -> str:
    return _parts_words(tally) if tally.summed else f"{bounds_words(tally.low, tally.high)} {tally.kind}"


def _span(tally: Tally) -> Span:
    """The words of the figure that the account's bounds come from, else of its first."""
    exact = [figure for figure in tally.figures if (figure.low, figure.high) == (tally.low, tally.high)]
    return (exact or list(tally.figures))[0].span


def _like_measures(counted: Sequence[Tally]) -> Iterator[Comparison]:
    """Measures that are easily taken for each other, where one account gives only the one and another only the other."""
    kinds = {letter: {t.kind for t in counted if t.letter == letter} for letter in dict.fromkeys(t.letter for t in counted)}
    for row in like_measures():
        left = [t for t in counted if t.kind is row.kind_a and row.kind_b not in kinds[t.letter]]
        right = [t for t in counted if t.kind is row.kind_b and row.kind_a not in kinds[t.letter]]
        if left and right:
            a, b = sorted((left[0], right[0]), key=lambda tally: (len(tally.letter), tally.letter))
            why = f"{row.words}: account {a.letter} gives {_tally_words(a)}, account {b.letter} {_tally_words(b)}"
            yield Comparison(Relation.LIKE_MEASURES, a.letter, b.letter, _span(a), _span(b), why)


def _actors(told: Sequence[Telling]) -> Iterator[Comparison]:
    """Accounts that name different doers, none of them the other under another label."""
    named = [(one.letter, actor, side_of(actor.party)) for one in told for c in one.asserting for actor in c.actor if actor.party]
    sides = {one: {side for letter, _, side in named if letter == one} for one in dict.fromkeys(n[0] for n in named)}
    seen: set[frozenset[str]] = set()
    for (a, actor_a, side_a), (b, actor_b, side_b) in combinations(named, 2):
        key = frozenset((side_a, side_b))
        if a == b or sides[a] & sides[b] or key in seen or any((x, y) in party_kin() for x in sides[a] for y in sides[b]):
            continue
        seen.add(key)
        label = load_parties().label
        why = f"account {a} names {label(side_a)} as the doer, account {b} {label(side_b)}"
        yield Comparison(Relation.DIFFERENT_ACTOR, a, b, actor_a.span, actor_b.span, why)


STANDINGS = (
    (Relation.PLANNED_DONE, {Realis.FUTURE, Realis.POSSIBLE}, {Realis.ACTUAL}, "still planned or expected", "done"),
    (Relation.CONDITIONAL_FLAT, {Realis.CONDITIONAL}, {Realis.FUTURE, Realis.ACTUAL}, "under a condition", "without one"),
)


def _standings(told: Sequence[Telling]) -> Iterator[Comparison]:
    """The first account that has it planned (or conditional) against the first of another report that has it done (or flat)."""
    for relation, left, right, left_words, right_words in STANDINGS:
        one = _first_only(told, left, right)
        other = _first_only(told, right, left)
        if one is not None and other is not None:
            why = f"account {one[0].letter} tells it as {left_words}, account {other[0].letter} as {right_words}"
            (a, claim_a), (b, claim_b) = sorted((one, other), key=lambda pair: told.index(pair[0]))
            yield Comparison(relation, a.letter, b.letter, claim_a.quote, claim_b.quote, why)


def _first_only(told: Sequence[Telling], standings: set[Realis], barred: set[Realis]) -> tuple[Telling, Claim] | None:
    """The first account, with its claim, that has one of these standings and none of those barred."""
    return next(((one, c) for one in told for c in one.claims if c.realis in standings and not _has(one, barred)), None)


def _has(one: Telling, standings: set[Realis]) -> bool:
    return any(claim.realis in standings for claim in one.claims)


def _renderings(told: Sequence[Telling]) -> Iterator[Comparison]:
    """Quotations of one speaker that two reports give in different words."""
    quoted = [(one.letter, claim) for one in told for claim in one.claims if claim.direct_quote and claim.speaker]
    seen: set[tuple[str, str]] = set()
    for (a, claim_a), (b, claim_b) in combinations(quoted, 2):
        if a == b or (a, b) in seen or not _same_speaker(claim_a, claim_b) or _same_wording(claim_a, claim_b):
            continue
        seen.add((a, b))
        why = f"accounts {a} and {b} quote {_speaker_label(claim_a)} in different words: renderings of one statement"
        yield Comparison(Relation.TWO_RENDERINGS, a, b, claim_a.quote, claim_b.quote, why)


def _same_speaker(a: Claim, b: Claim) -> bool:
    if a.speaker is None or b.speaker is None:
        return False
    mine, yours = source_key(a.speaker), source_key(b.speaker)
    return mine == yours or bool(set(mine.split()[-1:]) & set(yours.split()[-1:]))


def _same_wording(a: Claim, b: Claim) -> bool:
    mine, yours = word_stems(a.quote.text), word_stems(b.quote.text)
    return len(mine & yours) >= SAME_WORDING * max(1, min(len(mine), len(yours)))


def _speaker_label(claim: Claim) -> str:
    return claim.speaker.label if claim.speaker else "the speaker"


def _namings(told: Sequence[Telling]) -> Iterator[Comparison]:
    """The first two accounts whose words for one party are of different registers."""
    by_side: dict[str, list[tuple[str, Actor, frozenset[str]]]] = {}
    for one in told:
        for claim in one.claims:
            for actor in (*claim.actor, *claim.recipient):
                if actor.party and (registers := _registers(actor.span.text)):
                    by_side.setdefault(side_of(actor.party), []).append((one.letter, actor, registers))
    for side, named in by_side.items():
        for (a, actor_a, mine), (b, actor_b, yours) in combinations(named, 2):
            if a != b and not mine & yours:
                why = f"{load_parties().label(side)}: “{actor_a.span.text}” in account {a}, “{actor_b.span.text}” in account {b}"
                yield Comparison(Relation.DIFFERENT_NAMING, a, b, actor_a.span, actor_b.span, why)
                break


def _registers(name: str) -> frozenset[str]:
    known = naming_registers()
    return frozenset(known[word] for word in fold(name).split() if word in known)


def _only_in_one(told: Sequence[Telling], counted: Sequence[Tally]) -> Iterator[Comparison]:
    for kind in dict.fromkeys(tally.kind for tally in counted):
        giving = [tally for tally in counted if tally.kind is kind]
        if len(giving) == 1:
            why = f"only account {giving[0].letter} gives {_tally_words(giving[0])}"
            yield Comparison(Relation.ONLY_IN_ONE, giving[0].letter, None, _span(giving[0]), None, why)
    yield from _only_denial(told)


def _only_denial(told: Sequence[Telling]) -> Iterable[Comparison]:
    denying = [(one, claim) for one in told for claim in one.claims if claim.realis is Realis.NEGATED]
    if denying and len({one.letter for one, _ in denying}) == 1:
        one, claim = denying[0]
        who = claim.speaker.label if claim.speaker else "the report"
        yield Comparison(
            Relation.ONLY_IN_ONE, one.letter, None, claim.quote, None, f"only account {one.letter} has a denial, by {who}"
        )
