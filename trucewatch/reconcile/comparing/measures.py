"""Set the figures of several accounts side by side: one measure or two, one number or two that cannot both hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from trucewatch.knowledge.compare_tables import measure_cues
from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.reconcile_tables import like_measures, party_kin
from trucewatch.knowledge.sides import side_of
from trucewatch.model import Comparison, Counted, Figure, Relation, Span
from trucewatch.reconcile.accounts.tellings import Telling
from trucewatch.reconcile.comparing.passages import sentence_of
from trucewatch.reconcile.figures.bounds import bounds_words
from trucewatch.reconcile.figures.tallies import Tally

MOST = 60  # different tellings that are set against each other; with more, every further one costs and tells little
ABOUT = 0.1  # how far off a figure may be that is printed as "about"


def compare_figures(told: Sequence[Telling], counted: Sequence[Tally]) -> Iterator[Comparison]:
    """The figures of all accounts, measure by measure, then measures that are easily taken for each other."""
    meant = _meant(told, counted)
    yield from _same_measure(counted, meant)
    yield from _like_measures(counted)


def figures_only_in_one(counted: Sequence[Tally]) -> Iterator[Comparison]:
    """A measure that only one account gives."""
    for kind in dict.fromkeys(tally.kind for tally in counted):
        giving = [tally for tally in counted if tally.kind is kind]
        if len(giving) == 1:
            why = f"only account {giving[0].letter} gives {_tally_words(giving[0])}"
            yield Comparison(Relation.ONLY_IN_ONE, giving[0].letter, None, _span(giving[0]), None, why)


Meant = Mapping[tuple[str, Counted], str]  # which of several kindred measures an account gives, where its words tell


def _meant(told: Sequence[Telling], counted: Sequence[Tally]) -> Meant:
    out: dict[tuple[str, Counted], str] = {}
    by_letter = {telling.letter: telling for telling in told}
    for tally in counted:
        one = by_letter[tally.letter]
        if measure := _measure_told(one, tally.kind):
            out[tally.letter, tally.kind] = measure
    return out


def _measure_told(one: Telling, kind: Counted) -> str | None:
    """The measure that the words beside an account's figures tell, in the claim or else its sentence; None where two are told."""
    quotes = [claim.quote for claim in one.claims if any(figure.kind is kind for figure in claim.figures)]
    near = {measure for quote in quotes for measure in measures_in(kind, quote.text)}
    if not near:
        around = [sentence_of(one.report, quote) for quote in quotes] if one.report else []
        near = {measure for sentence in around for measure in measures_in(kind, sentence.text)}
    return next(iter(near)) if len(near) == 1 else None


def measures_in(kind: Counted, words: str) -> frozenset[str]:
    """Which kindred measures of this kind the words tell: "heading for the border" are people on their way."""
    folded = fold(words)
    return frozenset(row.measure for row, cue in measure_cues() if row.kind is kind and cue.search(folded))


def _same_measure(counted: Sequence[Tally], meant: Meant) -> Iterator[Comparison]:
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
                yield from _apart(leader, tally, meant) or (_alike(leader, tally),)
        for a, b in combinations(leaders[:MOST], 2):
            yield from _apart(a, b, meant) or _unlike(a, b)


def _apart(a: Tally, b: Tally, meant: Meant) -> tuple[Comparison, ...]:
    """One comparison where the words tell two measures of one kind: people on their way, people displaced since a day."""
    mine, yours = meant.get((a.letter, a.kind)), meant.get((b.letter, b.kind))
    if mine is None or yours is None or mine == yours:
        return ()
    why = (
        f"account {a.letter} counts {mine} ({_tally_words(a)}), account {b.letter} {yours} ({_tally_words(b)}): "
        "different measures, neither contradicts the other"
    )
    return (Comparison(Relation.LIKE_MEASURES, a.letter, b.letter, _span(a), _span(b), why),)


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
        why = _more_words(a, b, more)
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


def _more_words(a: Tally, b: Tally, more: Tally) -> str:
    """Who is counted by both, and who besides by one."""
    fewer = a if more is b else b
    sides = {side_of(figure.of) for figure in fewer.figures if figure.of}
    besides = [figure for figure in more.parts if figure.of and side_of(figure.of) not in sides] or list(more.parts)
    also = " and ".join(_figure_words(figure) for figure in besides)
    return f"account {fewer.letter} counts {_counted_words(fewer)}; account {more.letter} also {also}"


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
    kinds: dict[str, set[Counted]] = {}
    for tally in counted:
        kinds.setdefault(tally.letter, set()).add(tally.kind)
    for row in like_measures():
        left = [t for t in counted if t.kind is row.kind_a and row.kind_b not in kinds[t.letter]]
        right = [t for t in counted if t.kind is row.kind_b and row.kind_a not in kinds[t.letter]]
        if left and right:
            a, b = sorted((left[0], right[0]), key=lambda tally: (len(tally.letter), tally.letter))
            why = f"{row.words}: account {a.letter} gives {_tally_words(a)}, account {b.letter} {_tally_words(b)}"
            yield Comparison(Relation.LIKE_MEASURES, a.letter, b.letter, _span(a), _span(b), why)
