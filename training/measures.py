"""Count what is right: spans of entities, words and arcs, against gold."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from training.data_ud import Word

Span = tuple[int, int, str]


@dataclass
class SpanCount:
    """Right, predicted and gold spans, by type; a span is right if edges and type are."""

    right: collections.Counter[str] = field(default_factory=collections.Counter)
    predicted: collections.Counter[str] = field(default_factory=collections.Counter)
    gold: collections.Counter[str] = field(default_factory=collections.Counter)

    def add(self, gold: Iterable[Span], predicted: Iterable[Span]) -> None:
        gold, predicted = set(gold), set(predicted)
        self.gold.update(kind for *_, kind in gold)
        self.predicted.update(kind for *_, kind in predicted)
        self.right.update(kind for *_, kind in gold & predicted)

    def f1(self, kind: str | None = None) -> float:
        """Of one type, or of all together (micro)."""
        right, predicted, gold = (sum(c.values()) if kind is None else c[kind] for c in (self.right, self.predicted, self.gold))
        return 2 * right / (predicted + gold) if predicted + gold else 0.0

    def by_type(self) -> str:
        return ", ".join(f"{kind} {self.f1(kind):.2f}" for kind, _ in self.gold.most_common())


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word with its place in a text and the place of its head; root is (-1, -1)."""

    span: tuple[int, int]
    head: tuple[int, int]
    upos: str
    feats: str
    deprel: str


@dataclass
class TreeCount:
    """Words right in tag, features and arc, matched by their place in the text."""

    gold: int = 0
    predicted: int = 0
    words: int = 0
    upos: int = 0
    feats: int = 0
    uas: int = 0
    las: int = 0

    def add(self, gold: Sequence[PlacedWord], predicted: Sequence[PlacedWord]) -> None:
        found = {word.span: word for word in predicted}
        self.gold += len(gold)
        self.predicted += len(predicted)
        for word in gold:
            other = found.get(word.span)
            if other is None:
                continue
            self.words += 1
            self.upos += other.upos == word.upos
            self.feats += other.feats == word.feats
            self.uas += other.head == word.head
            self.las += other.head == word.head and other.deprel == word.deprel

    def f1(self, right: int) -> float:
        """In per cent; with gold words this is plain accuracy."""
        return 200 * right / (self.gold + self.predicted) if self.gold + self.predicted else 0.0


@dataclass(frozen=True, slots=True)
class GoldText:
    """A treebank document as raw text, with every gold word placed in it."""

    name: str
    text: str
    words: tuple[PlacedWord, ...]


def place_words(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> list[PlacedWord]:
    return [
        PlacedWord(span, spans[w.head - 1] if w.head else (-1, -1), w.upos, w.feats, w.deprel)
        for w, span in zip(words, spans, strict=True)
    ]
