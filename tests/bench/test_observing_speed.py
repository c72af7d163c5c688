"""Merging logs and asking posts stay fast and right: a day of twelve busy posts, a thousand incidents."""

from __future__ import annotations

from bench.observing import measure as merge_logs
from bench.witnessing import measure as ask_posts


def test_a_day_of_twelve_busy_posts_is_merged_in_seconds_and_mostly_right() -> None:
    found = merge_logs(posts=12, days=1, lines=100)
    assert found["lines"] == 1200
    assert found["seconds"] < 10
    assert found["f1"] > 0.85
    assert found["largest"] <= 4, "no chain of lines swallows an evening"


def test_a_thousand_incidents_are_put_to_twenty_posts_in_seconds() -> None:
    assert ask_posts(incidents=1000, posts=20, days=5, lines=5)["seconds"] < 10
