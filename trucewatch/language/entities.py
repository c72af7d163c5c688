"""Turn the entity scores of a sentence's words into spans with one type each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trucewatch.model import EntityType


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """An entity over words `first` to `last`, both included, counted from 0."""

    type: EntityType
    first: int
    last: int


def best_tags(scores: NDArray[np.float32], tags: Sequence[str]) -> list[int]:
    """The best sequence of tags in which every I continues a B or I of its own type (Viterbi over those moves)."""
    best: list[int] = scores.argmax(1).tolist()
    if _continues(best, tags):
        return best
    may_follow = np.array([[_moves(before, after) for before in tags] for after in tags])
    barred = np.where(may_follow, 0.0, -np.inf)
    total = scores[0].astype(np.float64)
    total[[k for k, tag in enumerate(tags) if tag.startswith("I-")]] = -np.inf
    back = []
    for row in scores[1:]:
        paths = barred + total[None, :]
        back.append(paths.argmax(1))
        total = paths.max(1) + row
    at = int(total.argmax())
    out = [at]
    for step in reversed(back):
        at = int(step[at])
        out.append(at)
    return out[::-1]


def _moves(before: str, after: str) -> bool:
    return not after.startswith("I-") or before[2:] == after[2:]


def _continues(places: Sequence[int], tags: Sequence[str]) -> bool:
    before = "O"
    for place in places:
        if not _moves(before, tags[place]):
            return False
        before = tags[place]
    return True


def tag_spans(scores: NDArray[np.float32], tags: Sequence[str]) -> list[tuple[str, int, int]]:
    """Spans as (type, first, last) of the best sequence; works for any tag set of O, B-… and I-…."""
    out: list[tuple[str, int, int]] = []
    if not len(scores):
        return out
    for place, number in enumerate(best_tags(scores, tags)):
        edge, _, kind = tags[number].partition("-")
        if edge == "B":
            out.append((kind, place, place))
        elif edge == "I":
            out[-1] = (kind, out[-1][1], place)
    return out


def entity_spans(scores: NDArray[np.float32], tags: Sequence[str]) -> tuple[NamedSpan, ...]:
    """The entities of a sentence, in order, none overlapping."""
    return tuple(NamedSpan(EntityType[kind], first, last) for kind, first, last in tag_spans(scores, tags))
