"""What the measures of the parts share: rows of a set, claims as the product reads them, and counts of right and wrong."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.eval import parses
from tests.eval.shared import SHARED
from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.knowledge.parties import load_parties
from trucewatch.knowledge.places import load_gazetteer
from trucewatch.model import Actor, Basis, Claim, EventType, Precision, Published, Report, Sentence
from trucewatch.read import read_claims
from trucewatch.resolve import resolve_claims

TWO_SIDED = frozenset({EventType.CONSULT, EventType.AGREE, EventType.COOPERATE, EventType.SUPPORT})


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `bar` is what the project asks for, None where it is only reported; `n` is what was counted over."""

    set: str
    measure: str
    value: float
    n: int
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that was not right, and the class of error it belongs to."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What a part measured, and where it went wrong."""

    figures: tuple[Figure, ...]
    misses: tuple[Miss, ...]

    def classes(self) -> list[tuple[str, int]]:
        """The classes of error, the most frequent first."""
        return Counter(miss.kind for miss in self.misses).most_common()


@dataclass
class Hits:
    """Running counts of what was found, what was wanted, and what of it agreed."""

    right: int = 0
    given: int = 0
    wanted: int = 0

    def add(self, right: int, given: int, wanted: int) -> None:
        """Count one more case."""
        self.right, self.given, self.wanted = self.right + right, self.given + given, self.wanted + wanted

    @property
    def precision(self) -> float:
        """Of what was given, how much was wanted; 0 where nothing was given."""
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        """Of what was wanted, how much was given; 0 where nothing was wanted."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        both = self.given + self.wanted
        return 2 * self.right / both if both else 0.0


@dataclass
class Labels:
    """Wanted and given labels, one pair a text; a text without a label is given None."""

    pairs: list[tuple[str, str | None]] = field(default_factory=list)

    def hits(self, label: str) -> Hits:
        """The counts of one label."""
        return Hits(
            sum(wanted == given == label for wanted, given in self.pairs),
            sum(given == label for _, given in self.pairs),
            sum(wanted == label for wanted, _ in self.pairs),
        )

    def accuracy(self) -> float:
        """The share of texts with the wanted label."""
        return sum(wanted == given for wanted, given in self.pairs) / len(self.pairs)

    def macro_f1(self) -> float:
        """The mean of the labels' F1, each counting the same."""
        labels = sorted({wanted for wanted, _ in self.pairs})
        return sum(self.hits(label).f1 for label in labels) / len(labels)

    def weighted_f1(self) -> float:
        """The mean of the labels' F1, each by how often it is wanted."""
        wanted = Counter(wanted for wanted, _ in self.pairs)
        return sum(self.hits(label).f1 * n for label, n in sorted(wanted.items())) / len(self.pairs)


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the product reads it."""

    report: Report
    sentences: tuple[Sentence, ...]
    claims: tuple[Claim, ...]

    def sentence_of(self, claim: Claim) -> int:
        """The number of the sentence a claim's trigger stands in."""
        return next(n for n, s in enumerate(self.sentences) if s.start <= claim.trigger.start < s.end)

    def passage(self, claim: Claim) -> str:
        """The sentence a claim's trigger stands in."""
        return self.sentences[self.sentence_of(claim)].text

    def depth_of(self, claim: Claim) -> int:
        """How far below the root of its sentence a claim's trigger hangs."""
        heads = {token.index: token.head for token in self.sentences[self.sentence_of(claim)].tokens}
        tokens = self.sentences[self.sentence_of(claim)].tokens
        at = next(token.index for token in tokens if token.end > claim.trigger.start)
        depth = 0
        while heads[at] and depth < len(heads):
            at, depth = heads[at], depth + 1
        return depth

    def main_claim(self) -> Claim | None:
        """What the text mainly tells: of its first sentence with a claim, the one whose trigger hangs highest, then stands first."""
        order = sorted(self.claims, key=lambda c: (self.sentence_of(c), self.depth_of(c), c.trigger.start))
        return order[0] if order else None


def rows_of(*parts: str) -> Iterator[dict[str, Any]]:
    """The rows of a gzipped JSON Lines file of the development data."""
    with gzip.open(SHARED.joinpath("data", *parts), "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def read_text(name: str, text: str, day: str | None = None) -> Reading:
    """A text read and resolved as the product does it, with its parse from the disk."""
    published = Published(date.fromisoformat(day), Precision.DAY, Basis.GIVEN) if day else None
    return read_report(Report(id=name, source=name, text=text, raw_sha256="", published=published))


def read_report(report: Report) -> Reading:
    """A report read and resolved as the product does it, with its parse from the disk."""
    sentences = parses.parse(report)
    drafts = read_claims(report, sentences, load_lexicon())
    claims = resolve_claims(drafts, report, load_parties(), load_gazetteer(), sentences)
    return Reading(report, sentences, tuple(claims))


def spans_of(actors: Iterable[Actor]) -> list[tuple[int, int]]:
    """The offsets of each actor's words, each once."""
    return list(dict.fromkeys((a.span.start, a.span.end) for a in actors))


def roles_of(
    claim: Claim | None, targets: Sequence[Sequence[int]], *, mutual: bool
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Where those who act are named, and those to whom it is done, in the terms of a set that tells a source from a target.

    Both sides of a two-sided act are actors with us: the later of them is the target where one is marked, and where the act is
    marked as mutual, everybody is a source.
    """
    if claim is None:
        return [], []
    actors, recipients = spans_of(claim.actor), spans_of(claim.recipient)
    if mutual:
        return [*actors, *recipients], []
    if claim.type in TWO_SIDED and not recipients:
        other = [span for span in actors[1:] if any(overlap(span, target) for target in targets)]
        return [span for span in actors if span not in other], other
    return actors, recipients


def overlap(a: Sequence[int], b: Sequence[int]) -> bool:
    """True if two pairs of offsets share a character."""
    return a[0] < b[1] and b[0] < a[1]


def pair_up(wanted: Iterable[Sequence[int]], given: Iterable[Sequence[int]]) -> int:
    """How many of the wanted spans have a given span of their own that overlaps them; each given span serves once."""
    left, right = list(given), 0
    for span in wanted:
        found = next((other for other in left if overlap(span, other)), None)
        if found is not None:
            left.remove(found)
            right += 1
    return right
