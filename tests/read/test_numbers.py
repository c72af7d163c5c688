"""Numbers as reports print them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.knowledge.lexicon import load_lexicon
from trucewatch.read.numbers import Amount, amount_at


def first_amount(text: str) -> Amount | None:
    words = text.lower().split()
    return next((found for at in range(len(words)) if (found := amount_at(words, at, load_lexicon()))), None)


@pytest.mark.parametrize(
    ("text", "low", "high", "approx"),
    [
        ("13 soldiers", 13, 13, False),
        ("1,000 troops", 1000, 1000, False),
        ("more than 1,000 troops", 1000, None, False),
        ("at least 330 vehicles", 330, None, False),
        ("no fewer than twenty people", 20, None, False),
        ("up to 50 shells", None, 50, False),
        ("as many as 200 people", None, 200, False),
        ("nearly 40 people", 40, 40, True),
        ("some 14 people", 14, 14, True),
        ("a dozen people", 12, 12, True),
        ("two dozen people", 24, 24, True),
        ("dozens of people", 24, 99, True),
        ("scores of people", 40, 99, True),
        ("hundreds of people", 200, 999, True),
        ("thousands of people", 2000, 9999, True),
        ("twenty-six civilians", 26, 26, False),
        ("forty - five others", 45, 45, False),
        ("one million Syrians", 1_000_000, 1_000_000, False),
        ("1.5 million people", 1_500_000, 1_500_000, False),
        ("two hundred men", 200, 200, False),
        ("300 to 500 fighters", 300, 500, False),
        ("more than a hundred houses", 100, None, True),
        ("tens of people", 20, 99, True),
        ("tens of thousands of people", 20_000, 99_999, True),
        ("hundreds of thousands of people", 200_000, 999_999, True),
        ("half a million people", 500_000, 500_000, True),
        ("two hundred and fifty men", 250, 250, False),
        ("between 20 and 30 men", 20, 30, False),
        ("four or five men", 4, 5, False),
        ("50 or more men", 50, None, False),
        ("50 or so men", 50, 50, True),
        ("50 + men", 50, None, False),
        ("1 500 men", 1500, 1500, False),
        ("1'500 men", 1500, 1500, False),
        ("٢٥ men", 25, 25, False),
    ],
)
def test_a_number_is_read_with_its_bounds(text: str, low: int | None, high: int | None, approx: bool) -> None:
    found = first_amount(text)
    assert found is not None
    assert (found.low, found.high, found.approx) == (low, high, approx)


@pytest.mark.parametrize("text", ["several people", "many shells", "a few soldiers", "troops", "9" * 40])
def test_a_vague_word_gives_no_figure(text: str) -> None:
    assert first_amount(text) is None


@given(
    st.lists(st.sampled_from("at least 1 2,5 . hundred million dozen - to twenty five nearly a 10^9 ９ ²".split()), max_size=12)
)
def test_no_mix_of_number_words_is_a_mistake(words: list[str]) -> None:
    for at in range(len(words)):
        found = amount_at(words, at, load_lexicon())
        assert found is None or found.low is None or found.high is None or found.low <= found.high
