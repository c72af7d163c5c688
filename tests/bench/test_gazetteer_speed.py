"""The gazetteer opens at once and answers fast; in processor time of a fresh interpreter, with room for a busy machine."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bench.gazetteer import LEAST_LOOKUPS, MOST_MEMORY, MOST_START, best_of

BUSY = 2  # beside other work everything takes up to so many times as long


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    command = [sys.executable, "-m", "bench.gazetteer", "--round", "--names", "8000"]
    rounds = [json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _ in range(2)]
    return best_of(rounds)


def test_the_gazetteer_opens_at_once(figures: dict[str, float]) -> None:
    assert figures["start_seconds"] <= BUSY * MOST_START


def test_names_are_looked_up_by_the_ten_thousand_a_second(figures: dict[str, float]) -> None:
    assert figures["lookups_per_second"] >= LEAST_LOOKUPS / BUSY


def test_the_whole_world_takes_little_memory(figures: dict[str, float]) -> None:
    assert figures["memory_mib"] <= MOST_MEMORY
