"""Read text into sentences: segment, tokenise, run the network, fix the tree, name relations and entities."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trucewatch.language.entities import NamedSpan, entity_spans
from trucewatch.language.lemmas import lemma_of, warm_up
from trucewatch.language.network import FILES, FULL, Network, Scores
from trucewatch.language.pieces import WORDS_KEPT
from trucewatch.language.segment import split_sentences
from trucewatch.language.tokens import tokenize
from trucewatch.language.trees import best_tree
from trucewatch.model import Entity, Sentence, Token

UNSEEN = dict.fromkeys(map(ord, "\u00ad\u2060"))  # soft hyphen and word joiner: they change how a word breaks, not what it is


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the model says of a sentence's words, by place from 0; `heads` count words from 1, 0 is the root."""

    upos: tuple[str, ...]
    feats: tuple[str, ...]
    heads: tuple[int, ...]
    deprels: tuple[str, ...]
    entities: tuple[NamedSpan, ...]


class LanguageModel:
    """The trained model. The same sentence always gives the same answer, whatever stands around it."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._punct = network.labels.upos.index("PUNCT")
        self._root = network.labels.deprels.index("root")
        self.version = network.version
        warm_up()

    def parse(self, text: str, *, skip: Sequence[tuple[int, int]] = ()) -> tuple[Sentence, ...]:
        """Sentences with offsets in `text`; `skip` are ranges that are no evidence, such as repeated teasers."""
        out = []
        for start, end in split_sentences(text, skip=skip):
            spans = tokenize(text, start, end)
            if spans:
                out.append(self._sentence(text, start, end, spans))
        return tuple(out)

    def analyse(self, words: Sequence[str]) -> Analysis:
        """The analysis of words cut beforehand, at most `segment.MAX_WORDS` of them."""
        labels = self._network.labels
        scores = self._network.scores(words)
        heads = best_tree(scores.arcs)
        upos = self._tags(words, scores)
        feats = np.where(labels.feats_of_upos[upos], scores.feats[1:], -np.inf).argmax(1)
        deprels = self._deprels(scores, heads)
        return Analysis(
            tuple(labels.upos[k] for k in upos),
            tuple(labels.feats[k] for k in feats),
            tuple(heads[1:].tolist()),
            tuple(labels.deprels[k] for k in deprels),
            entity_spans(scores.entity[1:], labels.entity),
        )

    def _tags(self, words: Sequence[str], scores: Scores) -> NDArray[np.intp]:
        """The best tag of each word; a word with a letter in it is no punctuation mark."""
        tags = scores.upos[1:].copy()
        tags[[place for place, word in enumerate(words[: len(tags)]) if _is_spelt(word)], self._punct] = -np.inf
        best: NDArray[np.intp] = tags.argmax(1)
        return best

    def _deprels(self, scores: Scores, heads: NDArray[np.int64]) -> NDArray[np.intp]:
        """The best relation of each word under the head that the tree gives it; `root` under the root and nowhere else."""
        relations = self._network.relations(scores, heads)
        relations[heads[1:] != 0, self._root] = -np.inf
        best: NDArray[np.intp] = relations.argmax(1)
        best[heads[1:] == 0] = self._root
        return best

    def _sentence(self, text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Sentence:
        words = [seen(text[a:b]) for a, b in spans]
        found = self.analyse(words)
        tokens = tuple(
            Token(number, a, b, word, lemma_of(word, upos), upos, feats, head, deprel)
            for number, ((a, b), word, upos, feats, head, deprel) in enumerate(
                zip(spans, words, found.upos, found.feats, found.heads, found.deprels, strict=True), 1
            )
        )
        edges = ((e, spans[e.first][0], spans[e.last][1]) for e in found.entities)
        entities = tuple(Entity(e.type, a, b, seen(text[a:b]), e.first + 1, e.last + 1) for e, a, b in edges)
        return Sentence(start, end, text[start:end], tokens, entities)


def seen(words: str) -> str:
    """The words as a reader sees them, without soft hyphens; those alone stay."""
    return words.translate(UNSEEN) or words


@functools.lru_cache(maxsize=WORDS_KEPT)
def _is_spelt(word: str) -> bool:
    return any(map(str.isalpha, word))


def load(folder: Path = FILES, *, model: str = FULL) -> LanguageModel:
    """The model, opened once in a process; raises ModelError where its files are missing or damaged."""
    return _loaded(folder, model)


@functools.cache
def _loaded(folder: Path, model: str) -> LanguageModel:
    return LanguageModel(Network(folder, model=model))
