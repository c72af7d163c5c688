"""Turn examples into padded tensors, in batches of about equal size."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from training.examples import NONE, Example, Labels
from trucewatch.language.pieces import SHAPE_UNKNOWN, SHAPES, WordPieces

ALL_CAPITALS = 3


@dataclass(frozen=True, slots=True)
class Batch:
    """Tensors of some sentences; a label tensor is None where no sentence of the batch has such labels."""

    ids: Tensor
    shapes: Tensor
    mask: Tensor
    words: Tensor
    real: Tensor
    upos: Tensor | None
    feats: Tensor | None
    heads: Tensor | None
    deprels: Tensor | None
    allowed: Tensor | None
    re3d: Tensor | None
    pieces: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """The label numbers of a label set, for looking up."""

    upos: dict[str, int]
    feats: dict[str, int]
    deprels: dict[str, int]
    re3d: dict[str, int]

    @classmethod
    def of(cls, labels: Labels) -> Numbered:
        sets = (labels.upos, labels.feats, labels.deprels, labels.re3d)
        return cls(*({name: number for number, name in enumerate(names)} for names in sets))

    def deprel(self, name: str) -> int:
        """A rare subtype counts as its main relation."""
        return self.deprels.get(name, self.deprels.get(name.split(":")[0], NONE))


def group(examples: Sequence[Example], pieces: WordPieces, *, size: int, draw: random.Random) -> list[list[Example]]:
    """Batches of at most `size` pieces with padding, of sentences about equally long, in random order."""

    def length(example: Example) -> int:
        return 2 + sum(len(pieces.of_word(w)) for w in example.words)

    sized = sorted(((length(e), draw.random(), e) for e in examples if length(e) <= 510), key=lambda x: x[0] + 6 * x[1])
    out: list[list[Example]] = []
    current: list[Example] = []
    longest = 0
    for n, _, example in sized:
        if current and max(longest, n) * (len(current) + 1) > size:
            out.append(current)
            current, longest = [], 0
        current.append(example)
        longest = max(longest, n)
    if current:
        out.append(current)
    draw.shuffle(out)
    return out


def to_batch(examples: Sequence[Example], pieces: WordPieces, numbered: Numbered, draw: random.Random | None = None) -> Batch:
    """Pad `examples`; with `draw`, now and then write one all in capitals or hide its shapes."""
    encoded = [pieces.of_sentence(e.words) for e in examples]
    size, length = len(examples), max(len(p.ids) for p in encoded)
    count = max(len(p.words) for p in encoded)
    ids, shapes, mask = (torch.zeros(size, length, dtype=torch.long) for _ in range(3))
    words = torch.zeros(size, count, dtype=torch.long)
    real = torch.zeros(size, count, dtype=torch.bool)
    for row, p in enumerate(encoded):
        n = len(p.ids)
        ids[row, :n] = torch.from_numpy(p.ids)
        shapes[row, :n] = torch.from_numpy(p.shapes)
        mask[row, :n] = 1
        words[row, : len(p.words)] = torch.from_numpy(p.words)
        real[row, : len(p.words)] = True
        if draw:
            hide = draw.random()
            if hide < 0.03:
                shapes[row] = SHAPE_UNKNOWN
            elif hide < 0.06:
                shapes[row][(shapes[row] >= 1) & (shapes[row] <= 5)] = ALL_CAPITALS
            elif hide < 0.09:
                shapes[row][(shapes[row] >= 1) & (shapes[row] <= 5)] = 1
            elif hide < 0.12:
                shapes[row][shapes[row] == 1] = 2
    assert int(shapes.max()) < SHAPES

    def labels(values: list[list[int] | None], *, fill: int = NONE) -> Tensor | None:
        if all(v is None for v in values):
            return None
        out = torch.full((size, count), fill, dtype=torch.long)
        for row, v in enumerate(values):
            if v is not None:
                out[row, 1 : len(v) + 1] = torch.tensor(v, dtype=torch.long)
        return out

    trees = [e.tree for e in examples]
    return Batch(
        ids,
        shapes,
        mask,
        words,
        real,
        labels([[numbered.upos.get(x, NONE) for x in t.upos] if t else None for t in trees]),
        labels([[numbered.feats.get(x, NONE) for x in t.feats] if t else None for t in trees]),
        labels([list(t.heads) if t else None for t in trees]),
        labels([[numbered.deprel(x) for x in t.deprels] if t else None for t in trees]),
        labels([list(e.allowed) if e.allowed else None for e in examples], fill=0),
        labels([[numbered.re3d.get(x, 0) for x in e.re3d] if e.re3d else None for e in examples]),
        int(mask.sum()),
    )
