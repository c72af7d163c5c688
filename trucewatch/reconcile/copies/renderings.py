"""Find one speaker's words in two renderings: translated twice, or quoted again in other words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.word_rarity import rarity
from trucewatch.model import Copy, CopyKind, Report, SharedPassage, Span
from trucewatch.reconcile.copies.credits import Credits
from trucewatch.reconcile.copies.links import QUOTATION
from trucewatch.reconcile.copies.precedence import UNKNOWN, by_time, exact_day

FEWEST_WORDS = 8  # of a quotation; a shorter one is a saying or a name
STEM = 6  # letters of a word that count: "radicals" and "radical" are one
TELLING = 0.45  # rarity from which a word can show that two quotations are one; "ceasefire" has .8, "including" .3
FEWEST_SHARED = 2  # telling words that both have
ALIKE = 0.35  # share of the weight of the shorter quotation's telling words
NEAR = 90  # characters before and after a quotation in which its speaker is named
DAYS = 2  # a speech is reported on the day and on the next
MOST_HOLDERS = 40  # quotations with one name and one word; what is said more often tells nothing
WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
NAME = re.compile(r"\b[A-Z][\w'’-]{2,}")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A direct quotation: its words, the telling ones by their stems with their rarity, and the names beside it."""

    report: Report
    span: Span
    stems: dict[str, float]
    names: frozenset[str]


def renderings(reports: Iterable[Report], credits: Credits) -> Iterator[Copy]:
    """Pairs of reports that quote one speaker with the same telling words, published within two days; each pair once.

    Neither is a copy of the other: both have the words of whoever spoke.
    """
    quotations = [quotation for report in reports for quotation in quotations_of(report)]
    best: dict[tuple[str, str], tuple[float, Quotation, Quotation]] = {}
    for a, b in _candidates(quotations):
        value = likeness(a, b)
        pair = (a.report.id, b.report.id)
        if value >= ALIKE and (pair not in best or value > best[pair][0]):
            best[pair] = value, a, b
    for _, a, b in (best[pair] for pair in sorted(best)):
        yield _rendering(a, b, credits)


def quotations_of(report: Report) -> Iterator[Quotation]:
    """The direct quotations of a report that are long enough to be known again."""
    for found in QUOTATION.finditer(report.text):
        words = WORD.findall(found.group())
        around = report.text[max(0, found.start() - NEAR) : found.start()] + " " + report.text[found.end() : found.end() + NEAR]
        names = frozenset(name for word in NAME.findall(around) if rarity(name := fold(word)) >= TELLING)
        if len(words) >= FEWEST_WORDS and names:
            yield Quotation(report, report.span(found.start(), found.end()), _stems(words), names)


def _stems(words: Sequence[str]) -> dict[str, float]:
    """The telling words; names are what a speech is about, and whoever speaks of it that day has them."""
    plain = (fold(word.replace("-", "")) for word in words if not word[0].isupper())
    return {word[:STEM]: weight for word in plain if (weight := rarity(word)) >= TELLING}


def likeness(a: Quotation, b: Quotation) -> float:
    """How much of the telling words of the quotation that has fewer of them is in the other, 0 where too few are shared."""
    shared = a.stems.keys() & b.stems.keys()
    if len(shared) < FEWEST_SHARED:
        return 0.0
    return sum(a.stems[stem] for stem in shared) / min(sum(a.stems.values()), sum(b.stems.values()))


def _candidates(quotations: Sequence[Quotation]) -> Iterator[tuple[Quotation, Quotation]]:
    """Two quotations of two reports that share a name beside them and a telling word, in the order of the reports' ids."""
    holders: dict[tuple[str, str], list[int]] = {}
    for index, quotation in enumerate(quotations):
        for name in quotation.names:
            for stem in quotation.stems:
                holders.setdefault((name, stem), []).append(index)
    few = (held for held in holders.values() if 1 < len(held) <= MOST_HOLDERS)
    for x, y in sorted({pair for held in few for pair in combinations(held, 2)}):
        a, b = sorted((quotations[x], quotations[y]), key=lambda quotation: quotation.report.id)
        if a.report.id != b.report.id and _of_one_time(a.report, b.report):
            yield a, b


def _of_one_time(a: Report, b: Report) -> bool:
    mine, yours = exact_day(a), exact_day(b)
    return mine is None or yours is None or abs((mine - yours).days) <= DAYS


def _rendering(a: Quotation, b: Quotation, credits: Credits) -> Copy:
    shared = sorted(a.stems.keys() & b.stems.keys(), key=lambda stem: (-a.stems[stem], stem))
    came = by_time(a.report, b.report) or UNKNOWN
    first, second = (b, a) if came.first is False else (a, b)
    named = " and ".join(sorted(a.names & b.names, key=lambda name: (-rarity(name), name))[:1])
    return Copy(
        earlier=first.report.id,
        later=second.report.id,
        kind=CopyKind.SAME_QUOTATION,
        directed=came.first is not None,
        share_earlier=0.0,
        share_later=0.0,
        passages=(SharedPassage(first.span, second.span, len(shared)),),
        reason=f"two renderings of one quotation: both beside {named}, both with {', '.join(shared[:4])}; {came.reason}",
        credit=credits.whole(second.report),
    )
