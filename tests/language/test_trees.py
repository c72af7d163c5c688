"""Every sentence gets a tree with one root, the best there is."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from trucewatch.language.trees import best_tree, is_tree


def arc_scores(words: int, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(0, 5, (words + 1, words + 1)).astype(np.float32)


def total(scores: NDArray[np.float32], heads: NDArray[np.int64]) -> float:
    return float(sum(scores[word, heads[word]] for word in range(1, len(heads))))


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(0, 10_000))
def test_any_scores_give_a_tree_with_one_root(words: int, seed: int) -> None:
    heads = best_tree(arc_scores(words, seed))
    assert is_tree(heads)
    assert int((heads[1:] == 0).sum()) == 1


@settings(deadline=None)
@given(st.integers(1, 4), st.integers(0, 300))
def test_no_other_tree_scores_higher(words: int, seed: int) -> None:
    scores = arc_scores(words, seed)
    every = (np.array((0, *heads)) for heads in itertools.product(range(words + 1), repeat=words))
    best = max(total(scores, heads) for heads in every if is_tree(heads))
    assert total(scores, best_tree(scores)) == pytest.approx(best, abs=1e-3)


def test_equal_scores_still_give_a_tree() -> None:
    assert is_tree(best_tree(np.zeros((30, 30), np.float32)))


def test_two_roots_or_a_circle_are_no_tree() -> None:
    assert not is_tree(np.array([0, 0, 0]))
    assert not is_tree(np.array([0, 2, 1]))
    assert is_tree(np.array([0, 2, 0]))


def test_a_sentence_of_full_length_is_solved() -> None:
    scores = arc_scores(160, 1)
    scores[1:, 1:] += 20 * np.eye(160, k=1, dtype=np.float32) + 20 * np.eye(160, k=-1, dtype=np.float32)  # many small circles
    assert is_tree(best_tree(scores))
