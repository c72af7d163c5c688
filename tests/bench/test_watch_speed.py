"""The measurement of watching runs, and every entry is fetched in it."""

from __future__ import annotations

from bench.watch import measure


def test_every_entry_is_listed_fetched_and_met_again() -> None:
    row = measure(4, 2).row
    assert row["entries"] == 8
    assert all(row[name] > 0 for name in ("listed_per_second", "fetched_per_second", "met_again_per_second"))
