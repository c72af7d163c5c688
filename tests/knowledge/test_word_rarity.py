"""How rare words are: names are rare, the words of every sentence are not."""

from __future__ import annotations

import pytest

from trucewatch.knowledge.folding import fold
from trucewatch.knowledge.tables import FOLDER, read_table
from trucewatch.knowledge.word_rarity import RAREST, TABLE, FrequencyRow, rarity


@pytest.mark.parametrize("words", ["the army convoy Saraqib", "and people ceasefire Taftanaz", "of killed mortar Jarjanaz"])
def test_words_run_from_common_to_rare(words: str) -> None:
    values = [rarity(fold(word)) for word in words.split()]
    assert values == sorted(values)
    assert len(set(values)) == len(values)


@pytest.mark.parametrize("name", ["Saraqib", "Jisr ash-Shughur", "Hmeimim", "المستشفى"])
def test_a_name_that_prose_hardly_knows_is_as_rare_as_can_be(name: str) -> None:
    assert max(rarity(word) for word in fold(name).split()) == 1.0


@pytest.mark.parametrize("word", ["the", "a", "in", "of", "13", "2,000", "", "der", "في", "من"])
def test_small_words_and_figures_say_nothing(word: str) -> None:
    assert rarity(fold(word)) == 0.0


def test_a_longer_word_in_other_letters_counts_more() -> None:
    assert 0.0 < rarity("قتل") < rarity("الجيش") < rarity("المستشفى") == 1.0


def test_the_table_holds_each_word_once_and_folded() -> None:
    rows = read_table(TABLE, FrequencyRow)
    words = [word for row in rows for word in row.words]
    assert len(words) == len(set(words)) > 40_000
    assert [row.zipf for row in rows] == sorted({row.zipf for row in rows}, reverse=True)
    assert rows[-1].zipf == RAREST
    assert [word for word in words if fold(word) != word] == []


def test_the_table_stays_small() -> None:
    assert (FOLDER / TABLE).stat().st_size < 600_000
