"""Changes in words: classes with an example each, and the rule for small counts."""

from __future__ import annotations

import pytest

from trucewatch.publish.changes import LOW_BASELINE, NOBODY_READ, TOO_FEW, ChangeRow, change_rows, change_words


@pytest.mark.parametrize("row", change_rows(), ids=lambda row: row.words)
def test_every_class_of_change_calls_its_example_by_its_word(row: ChangeRow) -> None:
    assert change_words(row.example_now, row.example_before) == row.words


def test_the_classes_leave_no_gap() -> None:
    rows = change_rows()
    assert [row.above for row in rows[1:]] == [row.up_to for row in rows[:-1]]
    assert (rows[0].above, rows[-1].up_to) == (None, None)


@pytest.mark.parametrize(("now", "before"), [(0, 0), (1, 4), (5, 4), (9, 0)])
def test_small_counts_are_not_compared(now: int, before: int) -> None:
    assert change_words(now, before) == TOO_FEW


def test_from_the_baseline_on_they_are() -> None:
    assert change_words(LOW_BASELINE, 0) == "More"


def test_a_period_of_which_nothing_was_read_is_not_compared_with() -> None:
    assert change_words(60, 0, read_before=False) == NOBODY_READ
    assert change_words(0, 60, read_now=False) == NOBODY_READ
