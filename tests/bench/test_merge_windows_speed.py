"""Merging in windows beside merging at once: the same outcome, by one process and by two, at about the same cost."""

from __future__ import annotations

from typing import Any

import pytest

from bench.merge_windows import WAYS, measure_windows

CLAIMS, ROOM = 1_000, 300
MOST = 4.0  # times the processor time of merging at once, of so little that starting processes counts; 1.2 for one was measured


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    return measure_windows(CLAIMS, room=ROOM)


def test_all_ways_come_to_the_same(figures: dict[str, Any]) -> None:
    assert figures["ways"].keys() == WAYS.keys()
    assert figures["same"]


def test_windows_cost_about_what_merging_at_once_costs(figures: dict[str, Any]) -> None:
    ways = figures["ways"]
    assert ways["in windows, 1 process"]["seconds"] < MOST * ways["at once"]["seconds"]
