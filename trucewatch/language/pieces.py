"""Words as the encoder sees them: sub-word pieces of the vocabulary, and how each word is written (its shape)."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

CLS, SEP, UNKNOWN = 101, 102, 100
PIECES_PER_WORD = 12  # what is longer is a web address or noise; its first pieces are enough to tag it
PIECES_WHEN_CROWDED = 3  # so that segment.MAX_WORDS words always fit
MAX_PIECES = 510  # the encoder has 512 places, two of them for CLS and SEP
WORDS_KEPT = 50_000  # distinct words whose pieces and shape are remembered
SHAPES = 9
SHAPE_UNKNOWN = 0


@dataclass(frozen=True, slots=True)
class Pieces:
    """One sentence, ready for the encoder: `words[k]` is the place of word k's first piece, `words[0]` that of CLS."""

    ids: NDArray[np.int64]
    shapes: NDArray[np.int64]
    words: NDArray[np.int64]


@functools.lru_cache(maxsize=WORDS_KEPT)
def shape_of(word: str) -> int:
    """How a word is written; the vocabulary is lower-case, so this alone tells Turkey from turkey."""
    if any(c.isdigit() for c in word):
        return 6 if word[0].isdigit() else 7
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 8
    if word.islower():
        return 1
    if len(letters) == 1:
        return 4 if letters[0].isupper() else 1
    if word.isupper():
        return 3
    if word[0].isupper() and word[1:].islower():
        return 2
    return 5 if any(c.isupper() for c in word) else 1


class WordPieces:
    """Turns words into pieces; each word by itself, so that a word's pieces never depend on its neighbours."""

    def __init__(self, tokenizer_file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer_file))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self.of_word = functools.lru_cache(maxsize=WORDS_KEPT)(self._of_word)

    def _of_word(self, word: str) -> tuple[int, ...]:
        ids = self._tokenizer.encode(word, add_special_tokens=False).ids
        return tuple(ids[:PIECES_PER_WORD]) or (UNKNOWN,)

    def of_sentence(self, words: Sequence[str]) -> Pieces:
        """Of words that do not all fit, only the first pieces count; too many words even so is a ValueError."""
        of_words = [self.of_word(word) for word in words]
        if sum(map(len, of_words)) > MAX_PIECES:
            of_words = [pieces[:PIECES_WHEN_CROWDED] for pieces in of_words]
        total = sum(map(len, of_words))
        if total > MAX_PIECES:
            raise ValueError(f"{len(words)} words make {total} pieces, more than {MAX_PIECES}")
        ids, shapes, places = [CLS], [SHAPE_UNKNOWN], [0]
        for word, pieces in zip(words, of_words, strict=True):
            places.append(len(ids))
            ids.extend(pieces)
            shapes.extend([shape_of(word)] * len(pieces))
        ids.append(SEP)
        shapes.append(SHAPE_UNKNOWN)
        return Pieces(np.array(ids, np.int64), np.array(shapes, np.int64), np.array(places, np.int64))
