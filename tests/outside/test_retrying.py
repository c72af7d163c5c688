"""Retry-After is read as seconds or a date, and everything else as nothing."""

from __future__ import annotations

import pytest

from trucewatch.outside import seconds_asked

NOON = 1_581_595_200.0  # 12:00 on 13 February 2020, UTC


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("9" * 5000, 9_999_999_999.0),
        ("Thu, 13 Feb 2020 12:10:00 GMT", 600.0),
        ("Thu, 13 Feb 2020 11:00:00 GMT", 0.0),
        ("\u00b2", None),
        ("\u0663", None),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_wait_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert seconds_asked(header, NOON) == seconds
