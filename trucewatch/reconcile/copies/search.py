"""Search reports for shared passages without comparing each with each: equal texts first, then by fingerprints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from trucewatch.knowledge.folding import fold
from trucewatch.model import Copy, Passage, Report, SharedPassage
from trucewatch.reconcile.copies.credits import Credits
from trucewatch.reconcile.copies.links import link, shared_passage
from trucewatch.reconcile.copies.precedence import exact_day, outlet_name, same_outlet
from trucewatch.reconcile.copies.shared_words import FEWEST_WORDS, Runs, Tile, covered, shared_passages
from trucewatch.reconcile.copies.stock_text import note, own_words, places_of
from trucewatch.reconcile.copies.wording import Numbers, Wording, fingerprints, wording_of

Pieces = tuple[tuple[int, int, int], ...]  # where each begins and ends, and how many words it has
MOST_ALIKE = 8  # earlier texts that a text is compared with: those with which it has the most fingerprints in common
ALL_TOLD = 0.95  # share of both texts from which on no further source of a text is looked for


class _Text:
    """One text and the reports that carry it, in order of time; `own` are its words with stock passages made unlike others."""

    def __init__(self, words: Wording) -> None:
        self.words = words
        self.own = words.words
        self.reports: list[Report] = []
        self.by_outlet: dict[str, Report] = {}
        self.pieces: dict[str, Pieces] = {}

    def add(self, report: Report, pieces: Pieces) -> None:
        """One more report that carries it, in these pieces."""
        self.reports.append(report)
        self.pieces[report.id] = pieces
        if outlet := outlet_name(report):
            self.by_outlet.setdefault(fold(outlet), report)

    def first_of(self, outlet: str | None) -> Report:
        """The first report of an outlet that carries it; of all, if none is named."""
        return self.reports[0] if outlet is None else self.by_outlet[outlet]

    def wording_in(self, report: Report) -> Wording:
        """The words as they stand in one of its reports, which may punctuate them otherwise."""
        first = self.reports[0]
        return self.words if (report.text, report.passages) == (first.text, first.passages) else wording_of(report)

    @property
    def size(self) -> int:
        """How many words are its own."""
        return max(1, int((self.own == self.words.words).sum()))


def find_copies(ordered: Sequence[Report], credits: Credits) -> Iterator[Copy]:
    """The copies among reports in order of time: an equal text against its first, another against those most like it."""
    texts = _distinct(ordered)
    outlets, days = [outlet_name(text.reports[0]) for text in texts], [exact_day(text.reports[0]) for text in texts]
    for text, own in zip(texts, own_words([text.words.words for text in texts], outlets, days), strict=True):
        text.own = own
    for text in texts:
        yield from _equal_texts(text, credits)
    yield from _alike(texts, credits)


def _distinct(ordered: Sequence[Report]) -> list[_Text]:
    """The different texts, in order of time, each with all who carry it; texts without words are nobody's copy."""
    by_print: dict[tuple[str, tuple[Passage, ...]], tuple[_Text, Pieces]] = {}
    by_words: dict[bytes, _Text] = {}
    for report in ordered:
        if (printed := (report.text, report.passages)) not in by_print:
            words = wording_of(report)
            if not len(words):
                continue
            by_print[printed] = by_words.setdefault(words.key, _Text(words)), words.pieces()
        text, pieces = by_print[printed]
        text.add(report, pieces)
    return list(by_words.values())


def _equal_texts(text: _Text, credits: Credits) -> Iterator[Copy]:
    """Each outlet's first report against the first of all, and each outlet's further ones against its own first."""
    for report in text.reports:
        own = text.by_outlet.get(fold(outlet_name(report) or ""), report)
        before = own if own is not report else text.reports[0]
        if before is not report and (len(text.words) >= FEWEST_WORDS or same_outlet(before, report)):
            size = len(text.words)
            yield link(before, report, _whole(text, before, report), (1.0, 1.0), (size, size), credits, equal=True)


def _whole(text: _Text, a: Report, b: Report) -> list[SharedPassage]:
    """All of a text, in pieces where other matter stands between them; in one, where that differs."""
    mine, yours = text.pieces[a.id], text.pieces[b.id]
    if [words for _, _, words in mine] != [words for _, _, words in yours]:
        mine, yours = (((own[0][0], own[-1][1], len(text.words)),) for own in (mine, yours))
    return [shared_passage(a, b, one[:2], other[:2], one[2]) for one, other in zip(mine, yours, strict=True)]


def _alike(texts: Sequence[_Text], credits: Credits) -> Iterator[Copy]:
    """The copies among texts that are not equal: each outlet's against its own earlier ones, then each against all."""

    @lru_cache(maxsize=4 * MOST_ALIKE)
    def runs_of(index: int) -> Runs:
        return Runs.of(texts[index].own, texts[index].words.breaks)

    prints = [fingerprints(text.own) for text in texts]
    done: set[tuple[str, str]] = set()
    for mine, outlet in [*((held, name) for name, held in sorted(_by_outlet(texts).items())), (range(len(texts)), None)]:
        for place, alike in candidates([prints[index] for index in mine]):
            later = texts[mine[place]]
            for other in alike:
                earlier = texts[mine[other]]
                reports = earlier.first_of(outlet), later.first_of(outlet)
                passages = shared_passages(runs_of(mine[other]), later.own, breaks=later.words.breaks)
                shares = _shares(passages, earlier, later)
                if passages and (pair := (reports[0].id, reports[1].id)) not in done:
                    done.add(pair)
                    yield _described(earlier, later, reports, passages, shares, credits)
                if min(shares) >= ALL_TOLD:
                    break


def _by_outlet(texts: Sequence[_Text]) -> dict[str, list[int]]:
    """The places of each outlet's texts, where it has more than one."""
    places: dict[str, list[int]] = {}
    for index, text in enumerate(texts):
        for outlet in text.by_outlet:
            places.setdefault(outlet, []).append(index)
    return {outlet: held for outlet, held in places.items() if len(held) > 1}


def candidates(prints: Sequence[Numbers]) -> Iterator[tuple[int, list[int]]]:
    """For each text the earlier ones with which it shares the most fingerprints, the most first."""
    if not prints:
        return
    numbers, counts = np.unique(np.concatenate(prints), return_counts=True)
    shared = numbers[counts > 1]
    holders: list[list[int]] = [[] for _ in shared]
    for index, own in enumerate(prints):
        met: Counter[int] = Counter()
        for number in places_of(own, shared):
            met.update(holders[number])
            note(holders[number], index)
        if met:
            yield index, sorted(met, key=lambda other: (-met[other], other))[:MOST_ALIKE]


def _shares(passages: Sequence[Tile], a: _Text, b: _Text) -> tuple[float, float]:
    return covered(passages, first=True) / a.size, covered(passages, first=False) / b.size


def _described(
    a: _Text,
    b: _Text,
    reports: tuple[Report, Report],
    tiles: Sequence[Tile],
    shares: tuple[float, float],
    credits: Credits,
) -> Copy:
    """The copy between two reports that carry two texts."""
    first, second = reports
    mine, yours = a.wording_in(first), b.wording_in(second)
    passages = [
        shared_passage(first, second, mine.stretch(tile.a, tile.a_end), yours.stretch(tile.b, tile.b_end), tile.words)
        for tile in tiles
    ]
    return link(first, second, passages, shares, (a.size, b.size), credits)
