"""Words inside phrases: each stands in its example."""

from __future__ import annotations

import pytest

from trucewatch.knowledge.phrase_words import PhraseWord, phrase_words
from trucewatch.knowledge.tables import read_table

ROWS = read_table("phrase_words.csv", PhraseWord)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.role}: {row.words}")
def test_each_word_stands_in_its_example(row: PhraseWord) -> None:
    assert row.words in row.example


def test_no_word_is_listed_twice_in_a_role() -> None:
    assert len({(row.words, row.role) for row in ROWS}) == len(ROWS)


def test_longer_words_come_first() -> None:
    words = phrase_words("lead")
    assert list(words) == sorted(words, key=lambda word: (-len(word), word))
