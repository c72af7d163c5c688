"""Days, counts and lists are said alike everywhere."""

from __future__ import annotations

from datetime import date

import pytest

from trucewatch.knowledge.wording import count_words, counted, day_words, joined


def test_a_day_is_written_out() -> None:
    assert day_words(date(2020, 2, 3)) == "3 February 2020"


@pytest.mark.parametrize(
    ("count", "figures", "words"),
    [
        (0, "0 posts", "no posts"),
        (1, "1 post", "one post"),
        (12, "12 posts", "twelve posts"),
        (1300, "1,300 posts", "1,300 posts"),
    ],
)
def test_a_count_takes_its_noun_in_figures_or_in_words(count: int, figures: str, words: str) -> None:
    assert counted(count, "post") == figures
    assert count_words(count, "post") == words


@pytest.mark.parametrize(("names", "told"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")])
def test_a_list_ends_with_and(names: list[str], told: str) -> None:
    assert joined(names) == told
