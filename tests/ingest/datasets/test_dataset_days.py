"""Days of data sets at the end of the calendar are refused in words, for the week around them has none."""

from __future__ import annotations

import pytest

from trucewatch.ingest.datasets.rows import day_of, instant_of


@pytest.mark.parametrize("words", ["9999-12-31", "31 December 9999", "0001-01-01", "12 February 44 BC"])
def test_a_day_that_no_report_tells_of_is_refused_in_words(words: str) -> None:
    with pytest.raises(ValueError, match="day"):
        day_of(words)


@pytest.mark.parametrize("words", ["²", "99999999999999", "9999-12-31T23:00:00-12:00"])
def test_a_timestamp_that_is_none_is_refused_in_words(words: str) -> None:
    with pytest.raises(ValueError, match="is no timestamp"):
        instant_of(words)
