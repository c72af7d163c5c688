"""Where a post stood on a day, and which moments a log may have."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from trucewatch.model import Position, Post, logged_instant

HILL = Position(35.8, 36.8, 5.0, "ours", date(2017, 10, 13))
FARM = Position(35.9, 36.9, 5.0, "ours", date(2019, 8, 20))
POST = Post("T-01", "Training post", "TUR", "observes", "SYR", "Asia/Damascus", positions=(FARM, HILL))


@pytest.mark.parametrize(
    ("day", "stood"),
    [
        (date(2017, 10, 12), None),
        (date(2017, 10, 13), HILL),
        (date(2019, 8, 19), HILL),
        (date(2019, 8, 20), FARM),
        (date.max, FARM),
    ],
)
def test_a_post_that_moved_stands_at_its_last_position_until_then(day: date, stood: Position | None) -> None:
    assert POST.position_on(day) is stood


def test_a_moment_of_a_log_names_its_offset() -> None:
    assert logged_instant("2020-02-13T20:05+02:00") == datetime(2020, 2, 13, 18, 5, tzinfo=UTC)
    with pytest.raises(ValueError, match="names no offset"):
        logged_instant("2020-02-13T20:05")
